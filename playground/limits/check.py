"""The pieces every limit is made of: rules that look at one value and note what Slack would say about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]


@dataclass
class Check:
    """One look at a message or view. Errors are Slack's words with a JSON pointer; `failed` may name a special code."""

    surface: Surface
    errors: list[str] = field(default_factory=list)
    failed: str | None = None
    block_ids: set[str] = field(default_factory=set)
    focused: int = 0
    tables: int = 0
    charts: int = 0
    inputs: int = 0
    block_type: str = ""
    characters: int = 0
    markdown: int = 0
    files: Collection[str] = ()

    def note(self, problem: str, pointer: str) -> None:
        self.errors.append(f"{problem} [json-pointer:{pointer}]")


Rule = Callable[[Check, Any, str], None]


@dataclass(frozen=True)
class Spec:
    """What an object may hold: a rule a field, those required, and a last look at the whole."""

    fields: Mapping[str, Rule]
    required: tuple[str, ...] = ()
    whole: Rule | None = None


def check_object(check: Check, value: Any, pointer: str, spec: Spec) -> None:
    if not isinstance(value, dict):
        check.note("must provide an object", pointer)
        return
    before, fields = len(check.errors), spec.fields
    for key in spec.required:
        if key not in value:
            check.note(f"missing required field: {key}", pointer)
    for key, held in value.items():
        rule = fields.get(key)
        if rule is None:
            check.note(f"invalid additional property: {key}", pointer)
        else:
            rule(check, held, f"{pointer}/{key}")
    if spec.whole and len(check.errors) == before:
        spec.whole(check, value, pointer)


def kind_of(value: Any) -> str:
    """The `type` of an object, or nothing."""
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def nested(spec: Spec) -> Rule:
    return lambda check, value, pointer: check_object(check, value, pointer, spec)


def string(most: int, least: int = 0) -> Rule:
    def rule(check: Check, value: Any, pointer: str) -> None:
        if not isinstance(value, str):
            check.note("must provide a string", pointer)
        elif len(value) > most:
            check.note(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            check.note(f"must be more than {least - 1} characters", pointer)

    return rule


def one_of(*allowed: Any) -> Rule:
    def rule(check: Check, value: Any, pointer: str) -> None:
        if value not in allowed:
            check.note("must be a valid enum value", pointer)

    return rule


def anything(check: Check, value: Any, pointer: str) -> None:
    """A field that is looked at elsewhere or not at all."""


def boolean(check: Check, value: Any, pointer: str) -> None:
    if not isinstance(value, bool):
        check.note("must provide a boolean", pointer)


def integer(least: int, most: int) -> Rule:
    def rule(check: Check, value: Any, pointer: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            check.note("must provide an integer", pointer)
        elif not least <= value <= most:
            check.note(f"must be between {least} and {most}", pointer)

    return rule


def finite(check: Check, value: Any, pointer: str) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        check.note("must provide a finite number", pointer)


def number_string(check: Check, value: Any, pointer: str) -> None:
    try:
        good = isinstance(value, str) and math.isfinite(float(value))
    except ValueError:
        good = False
    if not good:
        check.note("must provide a number as a string", pointer)


def listing(item: Rule, most: int, least: int = 1) -> Rule:
    def rule(check: Check, value: Any, pointer: str) -> None:
        if not isinstance(value, list):
            check.note("must provide an array", pointer)
            return
        if len(value) > most:
            check.note(f"no more than {most} items allowed", pointer)
        elif len(value) < least:
            check.note(f"no less than {least} items allowed", pointer)
        else:
            for index, held in enumerate(value):
                item(check, held, f"{pointer}/{index}")

    return rule


def text(most: int, *, plain: bool = False) -> Rule:
    """A text object of 1 to `most` characters."""
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")

    def rule(check: Check, value: Any, pointer: str) -> None:
        if not isinstance(value, dict):
            check.note("must provide an object", pointer)
            return
        kind, words = str(value.get("type")), value.get("text")
        if kind not in kinds:
            check.note(f"unsupported type: {kind}", f"{pointer}/type")
        elif not isinstance(words, str):
            check.note("missing required field: text", pointer)
        elif not 0 < len(words) <= most:
            _misfit(check, words, most, pointer)
        elif len(value) > 2 and not _extras_fit(value, kind):
            check.note("invalid additional property", pointer)
        else:
            check.characters += len(words)

    return rule


def _misfit(check: Check, words: str, most: int, pointer: str) -> None:
    said = f"must be less than {most + 1} characters" if words else "must be more than 0 characters"
    check.note(said, f"{pointer}/text")


def _extras_fit(value: Mapping[str, Any], kind: str) -> bool:
    extra = "emoji" if kind == "plain_text" else "verbatim"
    return all(key in ("type", "text") or (key == extra and isinstance(held, bool)) for key, held in value.items())
