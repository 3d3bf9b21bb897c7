"""Blocks: what each may hold and on which surface it may stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.limits.check import (
    Check,
    Rule,
    Spec,
    anything,
    boolean,
    check_object,
    integer,
    kind_of,
    listing,
    nested,
    one_of,
    string,
    text,
)
from playground.limits.elements import ID, element_in
from playground.limits.objects import IMAGE_FIELDS, image_element, image_url, one_picture
from playground.limits.rich import parts
from playground.limits.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

MARKDOWN = 12_000
BASE: dict[str, Rule] = {"type": anything, "block_id": ID}
TITLE = text(150)


def _section(check: Check, value: Any, pointer: str) -> None:
    if "text" not in value and "fields" not in value:
        check.note("must define either `text` or `fields`", pointer)


def _context_element(check: Check, value: Any, pointer: str) -> None:
    if kind_of(value) == "image":
        image_element(check, value, pointer)
    else:
        text(3000)(check, value, pointer)


def _input(check: Check, _value: Any, _pointer: str) -> None:
    check.inputs += 1


def _markdown(check: Check, value: Any, pointer: str) -> None:
    check.markdown += len(value["text"])
    if check.markdown > MARKDOWN:
        check.note(f"must be less than {MARKDOWN + 1} characters in all", pointer)


def _actions(check: Check, value: Any, pointer: str) -> None:
    ids = [held["action_id"] for held in value["elements"] if "action_id" in held]
    if len(set(ids)) < len(ids):
        check.note("action_id must be unique within a block", f"{pointer}/elements")


def _card(check: Check, value: Any, pointer: str) -> None:
    if not {"hero_image", "title", "actions", "body"} & value.keys():
        check.note("must define at least one of hero_image, title, actions, body", pointer)
    if "icon" in value and "slack_icon" in value:
        check.note("must define either `icon` or `slack_icon`", pointer)


def _tasks(check: Check, value: Any, pointer: str) -> None:
    ids = [held.get("task_id") for held in value["tasks"] if isinstance(held, dict)]
    if len(set(ids)) < len(ids):
        check.note("task_id must be unique", f"{pointer}/tasks")


CARD = Spec(
    {
        **BASE,
        "title": TITLE,
        "subtitle": TITLE,
        "body": text(200),
        "subtext": text(200),
        "icon": anything,
        "slack_icon": anything,
        "hero_image": image_element,
        "actions": listing(element_in("card"), 3),
    },
    (),
    _card,
)
TASK_FIELDS: dict[str, Rule] = {
    **BASE,
    "task_id": ID,
    "title": string(255, 1),
    "details": anything,
    "output": anything,
    "sources": anything,
}
TASK = Spec({**TASK_FIELDS, "status": one_of("in_progress", "complete", "error")}, ("task_id", "title"))
PLANNED = Spec({**TASK_FIELDS, "status": one_of("pending", "in_progress", "complete", "error")}, ("task_id", "title"))


def _child(check: Check, value: Any, pointer: str) -> None:
    kind = kind_of(value)
    if kind in CHILDREN:
        check_block(check, value, pointer)
    else:
        check.note(f"unsupported type: {kind}", f"{pointer}/type")


CHILDREN = {
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video"
}  # fmt: skip
BLOCKS: Mapping[str, Spec] = {
    "section": Spec(
        {
            **BASE,
            "text": text(3000),
            "fields": listing(text(2000), 10),
            "accessory": element_in("section"),
            "expand": boolean,
        },
        (),
        _section,
    ),
    "header": Spec({**BASE, "text": text(150, plain=True), "level": integer(1, 6)}, ("text",)),
    "context": Spec({**BASE, "elements": listing(_context_element, 10)}, ("elements",)),
    "actions": Spec({**BASE, "elements": listing(element_in("actions"), 25)}, ("elements",), _actions),
    "input": Spec(
        {
            **BASE,
            "label": text(2000, plain=True),
            "hint": text(2000, plain=True),
            "optional": boolean,
            "dispatch_action": boolean,
            "element": element_in("input"),
        },
        ("label", "element"),
        _input,
    ),
    "image": Spec({**BASE, **IMAGE_FIELDS, "title": text(2000, plain=True)}, ("alt_text",), one_picture),
    "divider": Spec(BASE),
    "rich_text": Spec({**BASE, "elements": parts}, ("elements",)),
    "video": Spec(
        {
            **BASE,
            "title": text(199, plain=True),
            "title_url": string(3000),
            "video_url": string(3000, 1),
            "thumbnail_url": image_url,
            "alt_text": string(2000, 1),
            "author_name": string(49),
            "description": text(200, plain=True),
            "provider_name": string(50),
            "provider_icon_url": string(3000),
        },
        ("title", "video_url", "thumbnail_url", "alt_text"),
    ),
    "markdown": Spec({**BASE, "text": string(MARKDOWN, 1)}, ("text",), _markdown),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "alert": Spec(
        {**BASE, "text": text(200), "level": one_of("default", "info", "warning", "error", "success")}, ("text",)
    ),
    "card": CARD,
    "carousel": Spec({**BASE, "elements": listing(nested(CARD), 10)}, ("elements",)),
    "container": Spec(
        {
            **BASE,
            "title": TITLE,
            "rich_text_title": anything,
            "subtitle": TITLE,
            "icon": anything,
            "child_blocks": listing(_child, 10),
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
        },
        ("child_blocks",),
    ),
    "plan": Spec({**BASE, "title": string(255, 1), "tasks": listing(nested(PLANNED), 50)}, ("title", "tasks"), _tasks),
    "task_card": TASK,
    "context_actions": Spec({**BASE, "elements": listing(element_in("context_actions"), 5)}, ("elements",)),
}
EVERYWHERE = frozenset(("message", "modal", "home"))
SURFACES = {
    **dict.fromkeys(("alert",), frozenset(("modal",))),
    **dict.fromkeys(
        ("carousel", "table", "container", "data_table", "data_visualization"), frozenset(("message", "home"))
    ),
    **dict.fromkeys(("markdown", "context_actions", "plan", "task_card"), frozenset(("message",))),
}


def check_block(check: Check, value: Any, pointer: str) -> None:
    kind = kind_of(value)
    spec = BLOCKS.get(kind)
    if spec is None or check.surface not in SURFACES.get(kind, EVERYWHERE):
        check.note(f"unsupported type: {kind}", f"{pointer}/type")
        return
    check.block_type = kind
    check_object(check, value, pointer, spec)
    own = value.get("block_id")
    if not isinstance(own, str):
        return
    if own in check.block_ids:
        check.note(f"block_id {own} already exists", f"{pointer}/block_id")
    check.block_ids.add(own)


def check_blocks(check: Check, blocks: Any, pointer: str, most: int) -> None:
    listing(check_block, most, 0)(check, blocks, pointer)
