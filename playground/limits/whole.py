"""Whole messages and views against Slack's limits: the code and words of a refusal, or None."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from playground.limits.blocks import check_blocks
from playground.limits.check import (
    Check,
    Rule,
    Spec,
    Surface,
    anything,
    boolean,
    check_object,
    kind_of,
    one_of,
    string,
    text,
)
from playground.records import Json

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
VIEW_BYTES = 250_000
TEXT_CUT, UPDATE_TEXT, MARKDOWN_TEXT = 40_000, 4_000, 12_000
MOST_ATTACHMENTS = 100
METADATA_BYTES = 8_000


@dataclass(frozen=True)
class Refusal:
    """Slack's error code, and for blocks and views its list of errors."""

    error: str
    errors: list[str] = field(default_factory=list)

    def answer(self) -> Json:
        told: Json = {"ok": False, "error": self.error}
        if not self.errors:
            return told
        if self.error == "invalid_blocks":
            told["errors"] = self.errors
        return {**told, "response_metadata": {"messages": [f"[ERROR] {problem}" for problem in self.errors]}}


def _blocks(check: Check, value: Any, pointer: str) -> None:
    check_blocks(check, value, pointer, VIEW_BLOCKS)


LABEL = text(24, plain=True)
SHARED: dict[str, Rule] = {
    "type": one_of("modal", "home"),
    "blocks": _blocks,
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
MODAL = Spec(
    {
        **SHARED,
        "title": LABEL,
        "submit": LABEL,
        "close": LABEL,
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    ("type", "title", "blocks"),
)
HOME = Spec({**SHARED, "title": anything}, ("type", "blocks"))


def check_withheld(blocks: Any, withheld: Collection[str], code: str, pointer: str) -> Refusal | None:
    """Kinds of blocks that Slack knows and hasn't brought to this workspace, as if it didn't know them."""
    kinds = [kind_of(block) for block in blocks] if withheld and isinstance(blocks, list) else []
    errors = [
        f"unsupported type: {kind} [json-pointer:{pointer}/{place}/type]"
        for place, kind in enumerate(kinds)
        if kind in withheld
    ]
    return Refusal(code, errors) if errors else None


def check_view(view: Any, surface: Surface, files: Collection[str] = (), size: int | None = None) -> Refusal | None:
    """A view for views.* or a response_action; `size`: it came in no more bytes than that."""
    if not isinstance(view, dict):
        return Refusal("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    check = Check(surface, files=files)
    if view.get("type") not in (surface, None):
        check.note(f"unsupported type: {view['type']}", "/view/type")
    check_object(check, view, "/view", MODAL if surface == "modal" else HOME)
    if surface == "modal" and check.inputs and "submit" not in view:
        check.note("missing required field: submit", "/view")
    if check.errors:
        return Refusal("invalid_arguments", check.errors)
    small = size is not None and size <= VIEW_BYTES
    return Refusal("view_too_large") if not small and _too_large(view) else None


def _too_large(view: Json) -> bool:
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()) > VIEW_BYTES


def check_message(message: Json, files: Collection[str] = (), *, updating: bool = False) -> Refusal | None:
    """`message` has any of text, blocks, attachments, markdown_text and metadata."""
    blocks, words, markdown = message.get("blocks"), message.get("text"), message.get("markdown_text")
    attachments = message.get("attachments")
    if markdown is not None and (words or blocks):
        return Refusal("markdown_text_conflict")
    if not (words or blocks or markdown or attachments or message.get("files")):
        return Refusal("no_text")
    if attachments is not None and (not isinstance(attachments, list) or len(attachments) > MOST_ATTACHMENTS):
        return Refusal("too_many_attachments" if isinstance(attachments, list) else "invalid_attachments")
    return (
        _check_words(words, markdown, updating=updating)
        or _check_message_blocks(blocks, files)
        or _check_metadata(message.get("metadata"))
    )


def _check_words(words: Any, markdown: Any, *, updating: bool) -> Refusal | None:
    if not all(held is None or isinstance(held, str) for held in (words, markdown)):
        return Refusal("invalid_arguments", ["must provide a string [json-pointer:/text]"])
    if updating and words and len(words) > UPDATE_TEXT:
        return Refusal("msg_too_long")
    return Refusal("msg_too_long") if markdown and len(markdown) > MARKDOWN_TEXT else None


def _check_message_blocks(blocks: Any, files: Collection[str]) -> Refusal | None:
    if not blocks:
        return None
    check = Check("message", files=files)
    check_blocks(check, blocks, "/blocks", MESSAGE_BLOCKS)
    if check.errors:
        return Refusal("invalid_blocks", check.errors)
    if check.failed:
        return Refusal(check.failed)
    return Refusal("msg_blocks_too_long") if check.characters > TEXT_CUT else None


def _check_metadata(metadata: Any) -> Refusal | None:
    if metadata is None:
        return None
    good = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not good or not isinstance(metadata.get("event_payload"), dict):
        return Refusal("invalid_metadata_format")
    return Refusal("metadata_too_large") if len(json.dumps(metadata)) > METADATA_BYTES else None
