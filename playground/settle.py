"""Blocks as Slack keeps them: every block and element has an id, every text says how it is read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from playground.limits.elements import ELEMENTS
from playground.records import Json

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
STATELESS = ("button", "overflow", "workflow_button", "feedback_buttons", "icon_button", "image")
_random = random.Random()  # noqa: S311 - names for blocks, no secret


def _name() -> str:
    return "".join(_random.choices(LETTERS, k=5))


def settled(blocks: list[Json]) -> list[Json]:
    """A copy of the blocks with what Slack adds: block and action ids, `emoji` and `verbatim`."""
    kept = [_copy(block) for block in blocks]
    for block in kept:
        block.setdefault("block_id", _name())
    return kept


def _copy(held: Any) -> Any:
    if isinstance(held, dict):
        kind = held.get("type")
        if kind == "plain_text":
            return {"emoji": True, **held}
        if kind == "mrkdwn":
            return {"verbatim": False, **held}
        copied = {key: inner if isinstance(inner, str) else _copy(inner) for key, inner in held.items()}
        if kind in ELEMENTS:
            copied.setdefault("action_id", _name())
        return copied
    return [_copy(inner) for inner in held] if isinstance(held, list) else held


def plain(text: Json | None) -> Json | None:
    return None if text is None else {"type": "plain_text", "text": text["text"], "emoji": text.get("emoji", True)}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in, containers and cards opened."""
    for block in blocks:
        if "element" in block:
            yield block, block["element"]
        if block.get("accessory", {}).get("action_id"):
            yield block, block["accessory"]
        if block.get("type") in ("actions", "context_actions"):
            yield from ((block, element) for element in block["elements"])
        yield from ((block, element) for element in block.get("actions", ()))
        inner = block.get("child_blocks") or (block["elements"] if block.get("type") == "carousel" else [])
        yield from elements(inner)


def find(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """The element with this action_id (in that block): (block, element)."""
    for block, element in elements(blocks):
        if element.get("action_id") == action_id and block_id in (None, block.get("block_id")):
            return block, element
    raise LookupError(f"no element {action_id} in block {block_id or '(any)'}")


def has_state(element: Json) -> bool:
    return element["type"] not in STATELESS
