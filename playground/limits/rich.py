"""Rich text: sections, lists, quotes and preformatted runs of elements."""

from __future__ import annotations

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
    nested,
    one_of,
    string,
)

STYLE = nested(
    Spec(
        dict.fromkeys(
            ("bold", "italic", "strike", "code", "highlight", "client_highlight", "unlink", "underline"), boolean
        )
    )
)
WORDS = string(100_000, 1)
ID = string(40, 1)
RUNS: dict[str, Spec] = {
    "text": Spec({"type": anything, "text": WORDS, "style": STYLE}, ("text",)),
    "link": Spec(
        {"type": anything, "url": string(3000, 1), "text": WORDS, "unsafe": boolean, "style": STYLE}, ("url",)
    ),
    "emoji": Spec(
        {"type": anything, "name": ID, "unicode": string(100), "skin_tone": integer(2, 6), "style": STYLE}, ("name",)
    ),
    "user": Spec({"type": anything, "user_id": ID, "style": STYLE}, ("user_id",)),
    "usergroup": Spec({"type": anything, "usergroup_id": ID, "style": STYLE}, ("usergroup_id",)),
    "channel": Spec({"type": anything, "channel_id": ID, "style": STYLE}, ("channel_id",)),
    "team": Spec({"type": anything, "team_id": ID, "style": STYLE}, ("team_id",)),
    "broadcast": Spec({"type": anything, "range": one_of("here", "channel", "everyone"), "style": STYLE}, ("range",)),
    "color": Spec({"type": anything, "value": string(9, 4), "style": STYLE}, ("value",)),
    "date": Spec(
        {
            "type": anything,
            "timestamp": integer(0, 99_999_999_999),
            "format": string(200, 1),
            "url": string(3000),
            "fallback": string(200),
            "style": STYLE,
        },
        ("timestamp", "format"),
    ),
}
BORDER: dict[str, Rule] = {"border": integer(0, 1)}


def _run(check: Check, value: Any, pointer: str) -> None:
    kind = kind_of(value)
    if kind not in RUNS:
        check.note(f"unsupported type: {kind}", f"{pointer}/type")
    else:
        check_object(check, value, pointer, RUNS[kind])
        check.characters += len(str(value.get("text", "")))


def _runs(check: Check, value: Any, pointer: str) -> None:
    if not isinstance(value, list):
        check.note("must provide an array", pointer)
        return
    for index, held in enumerate(value):
        _run(check, held, f"{pointer}/{index}")


def _sections(check: Check, value: Any, pointer: str) -> None:
    if not isinstance(value, list):
        check.note("must provide an array", pointer)
        return
    for index, held in enumerate(value):
        if not isinstance(held, dict) or held.get("type") != "rich_text_section":
            check.note("must be a rich_text_section", f"{pointer}/{index}")
        else:
            check_object(check, held, f"{pointer}/{index}", PARTS["rich_text_section"])


PARTS: dict[str, Spec] = {
    "rich_text_section": Spec({"type": anything, "elements": _runs}, ("elements",)),
    "rich_text_quote": Spec({"type": anything, "elements": _runs, **BORDER}, ("elements",)),
    "rich_text_preformatted": Spec(
        {"type": anything, "elements": _runs, "language": string(40), **BORDER}, ("elements",)
    ),
    "rich_text_list": Spec(
        {
            "type": anything,
            "style": one_of("bullet", "ordered"),
            "indent": integer(0, 8),
            "offset": integer(0, 100_000),
            "elements": _sections,
            **BORDER,
        },
        ("style", "elements"),
    ),
}


def parts(check: Check, value: Any, pointer: str) -> None:
    """The elements of a rich_text block."""
    if not isinstance(value, list) or not value:
        check.note("must provide a non-empty array", pointer)
        return
    for index, held in enumerate(value):
        kind = kind_of(held)
        if kind not in PARTS:
            check.note(f"unsupported type: {kind}", f"{pointer}/{index}/type")
        else:
            check_object(check, held, f"{pointer}/{index}", PARTS[kind])


rich_text = nested(
    Spec({"type": one_of("rich_text"), "block_id": string(255), "elements": parts}, ("type", "elements"))
)
