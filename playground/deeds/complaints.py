"""What Slack's client itself refuses in a form before anything is sent."""

from __future__ import annotations

import re

from playground.initial import value_of
from playground.records import Json, View

MISSING = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def complaints(view: View) -> dict[str, str]:
    """What is wrong, by block."""
    found: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = value_of(view.state[block["block_id"]][element["action_id"]])
        empty = value in (None, "", [])
        said = "" if empty and block.get("optional") else MISSING if empty else _about(element, value)
        if said:
            found[block["block_id"]] = said
    return found


def _about(element: Json, value: object) -> str:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length(element, str(value))
    if kind == "number_input":
        return _number(element, str(value))
    if kind == "email_text_input" and not EMAIL.fullmatch(str(value)):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not str(value).startswith(("http://", "https://")):
        return "Please enter a valid URL."
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Please select at most {most} items."
    return ""


def _length(element: Json, value: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Must be at least {least} characters."
    return f"Must be at most {most} characters." if len(value) > most else ""


def _number(element: Json, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Please enter a whole number."
    if number < float(element.get("min_value", "-inf")):
        return f"Must be {element['min_value']} or more."
    return f"Must be {element['max_value']} or less." if number > float(element.get("max_value", "inf")) else ""
