"""Tables and native charts."""

from __future__ import annotations

from typing import Any

from playground.limits.check import (
    Check,
    Rule,
    Spec,
    anything,
    boolean,
    check_object,
    finite,
    integer,
    kind_of,
    listing,
    nested,
    one_of,
    string,
)
from playground.limits.rich import rich_text

MOST_CHARACTERS = 10_000
MOST_CHARTS = 2
raw_text = nested(Spec({"type": anything, "text": string(MOST_CHARACTERS)}, ("text",)))
filled_text = nested(Spec({"type": anything, "text": string(MOST_CHARACTERS, 1)}, ("text",)))
raw_number = nested(Spec({"type": anything, "value": finite, "text": string(255, 1)}, ("value",)))
CELLS: dict[str, Rule] = {"raw_text": raw_text, "raw_number": raw_number, "rich_text": rich_text}
DATA_CELLS: dict[str, Rule] = {**CELLS, "raw_text": filled_text}


def _cell(kinds: dict[str, Rule]) -> Rule:
    def rule(check: Check, value: Any, pointer: str) -> None:
        kind = kind_of(value)
        if kind not in kinds:
            check.note(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            kinds[kind](check, value, pointer)

    return rule


def _words(held: Any) -> int:
    """The characters in a cell, however deep."""
    if isinstance(held, dict):
        own = len(held["text"]) if isinstance(held.get("text"), str) else 0
        return own + sum(_words(inner) for inner in held.values() if isinstance(inner, list))
    return sum(_words(inner) for inner in held) if isinstance(held, list) else 0


def _only_one(check: Check) -> None:
    check.tables += 1
    if check.tables > 1 and check.surface == "message":
        check.failed = check.failed or "only_one_table_allowed"


def _table(check: Check, value: Any, pointer: str) -> None:
    _only_one(check)
    if len({len(row) for row in value["rows"]}) > 1:
        check.note("all rows must have the same number of cells", f"{pointer}/rows")
    if _words(value["rows"]) > MOST_CHARACTERS:
        check.note("must be less than 10001 characters over all cells", f"{pointer}/rows")


def _data_table(check: Check, value: Any, pointer: str) -> None:
    _table(check, value, pointer)
    rows = value["rows"]
    if any(cell["type"] == "rich_text" for cell in rows[0]):
        check.note("header cells must not be rich_text", f"{pointer}/rows/0")
    if value.get("row_header_column_index", 0) >= len(rows[0]):
        check.note("row_header_column_index is not a column", f"{pointer}/row_header_column_index")


COLUMN = nested(Spec({"align": one_of("left", "center", "right"), "is_wrapped": boolean}))
ID = string(255)
TABLE = Spec(
    {
        "type": anything,
        "block_id": ID,
        "rows": listing(listing(_cell(CELLS), 20), 100),
        "column_settings": listing(COLUMN, 20),
    },
    ("rows",),
    _table,
)
DATA_TABLE = Spec(
    {
        "type": anything,
        "block_id": ID,
        "caption": string(255, 1),
        "rows": listing(listing(_cell(DATA_CELLS), 20), 101, 2),
        "page_size": integer(1, 100),
        "row_header_column_index": integer(0, 19),
    },
    ("caption", "rows"),
    _data_table,
)
SEGMENT = nested(Spec({"label": string(20, 1), "value": finite}, ("label", "value")))
POINTS = listing(SEGMENT, 20)
SERIES = nested(Spec({"name": string(20, 1), "data": POINTS}, ("name", "data")))
AXIS = nested(
    Spec({"categories": listing(string(20, 1), 20), "x_label": string(50), "y_label": string(50)}, ("categories",))
)


def _unique(check: Check, held: list[str], what: str, pointer: str) -> None:
    if len(set(held)) < len(held):
        check.note(f"{what} must be unique", pointer)


def _pie(check: Check, value: Any, pointer: str) -> None:
    _unique(check, [segment["label"] for segment in value["segments"]], "labels", f"{pointer}/segments")
    for index, segment in enumerate(value["segments"]):
        if segment["value"] <= 0:
            check.note("must be more than 0", f"{pointer}/segments/{index}/value")


def _axes(check: Check, value: Any, pointer: str) -> None:
    categories = value["axis_config"]["categories"]
    _unique(check, categories, "categories", f"{pointer}/axis_config/categories")
    _unique(check, [series["name"] for series in value["series"]], "series names", f"{pointer}/series")
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            check.note("must have exactly one point per category", f"{pointer}/series/{index}/data")


AXED = Spec({"type": anything, "series": listing(SERIES, 12), "axis_config": AXIS}, ("series", "axis_config"), _axes)
CHARTS = {
    "pie": Spec({"type": anything, "segments": listing(SEGMENT, 12)}, ("segments",), _pie),
    "bar": AXED,
    "line": AXED,
    "area": AXED,
}


def _chart(check: Check, value: Any, pointer: str) -> None:
    kind = kind_of(value)
    if kind not in CHARTS:
        check.note(f"unsupported type: {kind}", f"{pointer}/type")
    else:
        check_object(check, value, pointer, CHARTS[kind])


def _few(check: Check, _value: Any, pointer: str) -> None:
    check.charts += 1
    if check.surface == "message" and check.charts > MOST_CHARTS:
        check.note(f"no more than {MOST_CHARTS} data_visualization blocks allowed", pointer)


DATA_VISUALIZATION = Spec(
    {"type": anything, "block_id": ID, "title": string(50, 1), "chart": _chart}, ("title", "chart"), _few
)
