"""Composition objects: options, groups, confirmation, filters, files."""

from __future__ import annotations

from typing import Any

from playground.limits.check import Check, Rule, Spec, anything, boolean, listing, nested, one_of, string, text

MOST_OPTIONS = 100
URL = 3000

OPTION_FIELDS: dict[str, Rule] = {"text": text(75), "value": string(150, 1), "description": text(75)}
option = nested(Spec(OPTION_FIELDS, ("text", "value")))
menu_option = nested(Spec({**OPTION_FIELDS, "url": string(URL)}, ("text",)))
plain_option = nested(Spec({**OPTION_FIELDS, "text": text(75, plain=True)}, ("text", "value")))


def _no_twins(check: Check, value: Any, pointer: str) -> None:
    values = [held["value"] for held in value if isinstance(held, dict) and "value" in held]
    if len(set(values)) < len(values):
        check.note("option values must be unique", pointer)


def options(most: int = MOST_OPTIONS, least: int = 1, item: Rule = plain_option) -> Rule:
    each = listing(item, most, least)

    def rule(check: Check, value: Any, pointer: str) -> None:
        before = len(check.errors)
        each(check, value, pointer)
        if len(check.errors) == before:
            _no_twins(check, value, pointer)

    return rule


option_group = nested(Spec({"label": text(75, plain=True), "options": options()}, ("label", "options")))
option_groups = listing(option_group, MOST_OPTIONS)

confirm = nested(
    Spec(
        {
            "title": text(100, plain=True),
            "text": text(300),
            "confirm": text(30, plain=True),
            "deny": text(30, plain=True),
            "style": one_of("primary", "danger"),
        },
        ("title", "text", "confirm", "deny"),
    )
)
dispatch_action_config = nested(
    Spec(
        {"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 2)}, ("trigger_actions_on",)
    )
)
conversation_filter = nested(
    Spec(
        {
            "include": listing(one_of("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        }
    )
)
placeholder = text(150, plain=True)


def slack_file(check: Check, value: Any, pointer: str) -> None:
    """A file the workspace knows and has finished with, by id or URL."""
    if not isinstance(value, dict) or len(value) != 1 or not {"id", "url"} & value.keys():
        check.note("must define either `id` or `url`", pointer)
    elif not any(known in str(next(iter(value.values()))) for known in check.files):
        check.note("invalid slack file", pointer)


def image_url(check: Check, value: Any, pointer: str) -> None:
    if not isinstance(value, str) or not value.startswith(("https://", "http://")) or len(value) > URL:
        check.note("must be a valid URL of at most 3000 characters", pointer)
    elif value.split("?")[0].endswith(".svg"):
        check.note("downloading image failed", pointer)


IMAGE_FIELDS: dict[str, Rule] = {
    "type": anything,
    "image_url": image_url,
    "slack_file": slack_file,
    "alt_text": string(2000, 1),
    "image_width": anything,
    "image_height": anything,
    "image_bytes": anything,
    "fallback": anything,
}


def one_picture(check: Check, value: Any, pointer: str) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        check.note("must define either `slack_file` or `image_url`", pointer)


image_element = nested(Spec(IMAGE_FIELDS, ("type", "alt_text"), one_picture))
