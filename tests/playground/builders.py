"""Small pieces of Block Kit for the playground's tests."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Hello", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def option(value: str, text: str | None = None) -> Json:
    return {"text": plain(text or value.title()), "value": value}


def options(number: int) -> list[Json]:
    return [option(f"v{one}") for one in range(number)]


def button(action_id: str = "press", text: str = "Press", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*elements: Json, block_id: str = "acts") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(block_id: str, kind: str = "plain_text_input", **element: Any) -> Json:
    """An input block with one element, whose action_id is "value"."""
    held = {"type": kind, "action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain("Label"), "element": held}


def modal(*blocks: Json, **more: Any) -> Json:
    shown: Json = {"type": "modal", "callback_id": "form", "title": plain("A form"), "blocks": list(blocks)}
    return {**shown, "submit": plain("Save"), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [section()], **more}
