"""Submitted state of a form → a pydantic value, or an error under each field that needs another look.

block_id is the field's name; a dotted one ("next_steps.0.what") is nested.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import Denied, FieldErrors, Tampered

M = TypeVar("M", bound=BaseModel)

_SENTENCES: dict[str, str] = {
    "missing": "Please fill this in.",
    "string_too_short": "Please fill this in.",
    "string_too_long": "This has {length:,} characters. Please keep it to {max_length:,}.",
    "string_pattern_mismatch": "Please choose a time.",
    "int_parsing": "Please enter a whole number.",
    "int_from_float": "Please enter a whole number.",
    "int_parsing_size": "Please enter a smaller number.",
    "float_parsing": "Please enter a number.",
    "finite_number": "Please enter a number.",
    "greater_than_equal": "Please enter {ge:g} or more.",
    "less_than_equal": "Please enter {le:g} or less.",
    "too_long": "Please choose at most {max_length}.",
    "literal_error": "Please choose one of the options.",
    "date_from_datetime_parsing": "Please choose a day.",
    "date_parsing": "Please choose a day.",
}


def _option(element: Mapping[str, Any]) -> Any:
    chosen = element.get("selected_option")
    return chosen["value"] if chosen else None


def _value(element: Mapping[str, Any]) -> Any:
    return element.get("value")


def _options(element: Mapping[str, Any]) -> Any:
    return [one["value"] for one in element.get("selected_options") or []] or None


_READERS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "static_select": _option,
    "external_select": _option,
    "radio_buttons": _option,
    "multi_static_select": _options,
    "multi_external_select": _options,
    "checkboxes": _options,
    "datepicker": lambda element: element.get("selected_date"),
    "timepicker": lambda element: element.get("selected_time"),
    "conversations_select": lambda element: element.get("selected_conversation"),
    "channels_select": lambda element: element.get("selected_channel"),
    "users_select": lambda element: element.get("selected_user"),
    "multi_users_select": lambda element: element.get("selected_users") or None,
    "file_input": lambda element: [one["id"] for one in element.get("files") or []] or None,
}


_STATE = {"initial_value": "value"}


def values(view: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled in, as {block_id: plain value}, without empty fields. Raises Denied when it can't be read."""
    try:
        return _filled(view)
    except (AttributeError, KeyError, TypeError):
        raise Denied("state") from None


def _filled(view: Mapping[str, Any]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for block_id, elements in (view.get("state") or {}).get("values", {}).items():
        for element in elements.values():
            value = _READERS.get(element.get("type", ""), _value)(element)
            if value is not None:
                filled[block_id] = value
    return filled


def parse(model: type[M], filled: Mapping[str, Any]) -> M:
    """Validate filled-in values as a model. Raises FieldErrors with a sentence for each field.

    Values that the form doesn't offer are Tampered.
    """
    errors: dict[str, str] = {}
    wrong: type[FieldErrors] = FieldErrors
    try:
        return model.model_validate(nest(filled))
    except ValidationError as problem:
        for one in problem.errors(include_url=False, include_context=True, include_input=True):
            wrong = Tampered if _made_up(one["type"]) else wrong
            errors.setdefault(".".join(str(part) for part in one["loc"]), _sentence(one))
    except FieldErrors as problem:
        errors, wrong = problem.errors, type(problem)
    raise wrong({_as_asked(name, filled): sentence for name, sentence in errors.items()}) from None


def _made_up(kind: str) -> bool:
    return kind in {"literal_error", "extra_forbidden"} or kind.endswith("_type")


def nest(filled: Mapping[str, Any]) -> dict[str, Any]:
    """Turn {"next_steps.0.what": …} into {"next_steps": [{"what": …}]}; other names stay."""
    flat: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in filled.items():
        group, _, rest = name.partition(".")
        place, _, field = rest.partition(".")
        if field and place.isdecimal():
            rows.setdefault(group, {}).setdefault(int(place), {})[field] = value
        else:
            flat[name] = value
    return flat | {group: [row for _, row in sorted(by_place.items())] for group, by_place in rows.items()}


def _as_asked(name: str, filled: Mapping[str, Any]) -> str:
    """The block id behind a nested name: a row left empty in the form isn't counted in the value."""
    group, _, rest = name.partition(".")
    place, _, field = rest.partition(".")
    asked = sorted({int(one.split(".")[1]) for one in filled if re.match(rf"{re.escape(group)}\.\d+\.", one)})
    return f"{group}.{asked[int(place)]}.{field}" if place.isdigit() and int(place) < len(asked) else name


def initials(view: Mapping[str, Any]) -> dict[str, Any]:
    """What a view's fields held before anybody touched them, as values() gives what they hold now."""
    state = {}
    for block in view.get("blocks") or ():
        element = block.get("element") or {} if block.get("type") == "input" else {}
        held = {_STATE.get(name, name.replace("initial_", "selected_")): one for name, one in element.items()}
        state[block.get("block_id", "")] = {"value": held}
    return values({"state": {"values": state}})


def without_empty_rows(filled: Mapping[str, Any], group: str, *presets: str) -> dict[str, Any]:
    """Leave out the rows of a group ("next_steps.0") of which only preset fields are filled in."""
    rows: dict[str, set[str]] = {}
    for name in filled:
        if name.startswith(f"{group}."):
            row, _, field = name.rpartition(".")
            rows.setdefault(row, set()).add(field)
    empty = {row for row, fields in rows.items() if fields <= set(presets)}
    return {name: value for name, value in filled.items() if name.rpartition(".")[0] not in empty}


def _sentence(problem: Any) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    words = _SENTENCES.get(problem["type"], "Please check this field.")
    given = problem.get("input")
    length = len(given) if isinstance(given, str) else 0
    if problem["type"] == "string_too_short" and length and problem["ctx"]["min_length"] > 1:
        words = "Please say more: at least {min_length} characters."
    return words.format(**{"length": length, **(problem.get("ctx") or {})})
