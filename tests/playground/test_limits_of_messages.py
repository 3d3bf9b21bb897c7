"""Limits of messages, tables and charts."""

from typing import Any

import pytest

from playground.limits import check_message
from tests.playground.builders import Json, plain, section


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def table(rows: int, columns: int = 1, text: str = "x") -> Json:
    return {"type": "table", "rows": [[cell(text) for _ in range(columns)] for _ in range(rows)]}


def data_table(rows: int, columns: int = 1, **more: Any) -> Json:
    return {**table(rows, columns), "type": "data_table", "caption": "A table", **more}


def pie(number: int, value: float = 1) -> Json:
    segments = [{"label": f"s{one}", "value": value} for one in range(number)]
    return {"type": "data_visualization", "title": "Pie", "chart": {"type": "pie", "segments": segments}}


def bars(series: int, categories: int, *, points: int | None = None) -> Json:
    names = [f"c{one}" for one in range(categories)]
    data = [{"label": name, "value": -1.5} for name in names[: categories if points is None else points]]
    chart = {
        "type": "bar",
        "series": [{"name": f"s{one}", "data": data} for one in range(series)],
        "axis_config": {"categories": names},
    }
    return {"type": "data_visualization", "title": "Bars", "chart": chart}


def error_of(*blocks: Json, **more: Any) -> str | None:
    refusal = check_message({"text": "x", "blocks": list(blocks), **more})
    return refusal.error if refusal else None


EDGES: dict[str, tuple[list[Json], list[Json]]] = {
    "blocks": ([section()] * 50, [section()] * 51),
    "rows": ([table(100)], [table(101)]),
    "columns": ([table(1, 20)], [table(1, 21)]),
    "characters of a table": ([table(10, 10, "t" * 100)], [table(10, 10, "t" * 101)]),
    "rows of a data table": ([data_table(101)], [data_table(102)]),
    "two rows at least": ([data_table(2)], [data_table(1)]),
    "page size": ([data_table(2, page_size=100)], [data_table(2, page_size=101)]),
    "row header column": ([data_table(2, row_header_column_index=0)], [data_table(2, row_header_column_index=1)]),
    "segments": ([pie(12)], [pie(13)]),
    "segments above zero": ([pie(2, 0.1)], [pie(2, 0)]),
    "series": ([bars(12, 2)], [bars(13, 2)]),
    "categories": ([bars(1, 20)], [bars(1, 21)]),
    "a point for each category": ([bars(2, 3)], [bars(2, 3, points=2)]),
    "charts": ([pie(1)] * 2, [pie(1)] * 3),
    "markdown": ([{"type": "markdown", "text": "t" * 12_000}], [{"type": "markdown", "text": "t" * 12_001}]),
    "markdown in all": (
        [{"type": "markdown", "text": "t" * 6000}] * 2,
        [{"type": "markdown", "text": "t" * 6001}] * 2,
    ),
}


@pytest.mark.parametrize("name", EDGES)
def test_the_most_fits_into_a_message_and_more_is_refused(name: str) -> None:
    fits, too_far = EDGES[name]
    assert error_of(*fits) is None
    assert error_of(*too_far) == "invalid_blocks"


def test_a_message_takes_one_table_only() -> None:
    assert error_of(table(1), table(1)) == "only_one_table_allowed"


def test_a_data_table_needs_a_caption_and_words_in_every_cell() -> None:
    without = data_table(2)
    del without["caption"]
    assert error_of(without) == "invalid_blocks"
    assert error_of({**data_table(2), "rows": [[cell()], [cell("")]]}) == "invalid_blocks"
    assert error_of({**data_table(2), "rows": [[cell()], [cell(), cell()]]}) == "invalid_blocks"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1", None, True])
def test_a_chart_takes_finite_numbers_only(value: Any) -> None:
    assert error_of(pie(1, value)) == "invalid_blocks"


def test_an_alert_is_for_modals_only() -> None:
    assert error_of({"type": "alert", "text": plain("x")}) == "invalid_blocks"


def test_a_message_without_words_or_blocks_has_no_text() -> None:
    for empty in ({}, {"text": ""}, {"text": "", "blocks": []}):
        refusal = check_message(empty)
        assert refusal
        assert refusal.error == "no_text"
    assert check_message({"blocks": [section()]}) is None


def test_markdown_text_goes_with_nothing_else() -> None:
    assert error_of(section(), markdown_text="x") == "markdown_text_conflict"
    assert check_message({"markdown_text": "t" * 12_000}) is None
    refusal = check_message({"markdown_text": "t" * 12_001})
    assert refusal
    assert refusal.error == "msg_too_long"


def test_a_changed_text_is_at_most_4000_long() -> None:
    assert check_message({"text": "t" * 4000}, updating=True) is None
    refusal = check_message({"text": "t" * 4001}, updating=True)
    assert refusal
    assert refusal.error == "msg_too_long"


def test_a_hundred_attachments_fit() -> None:
    assert check_message({"attachments": [{}] * 100}) is None
    refusal = check_message({"attachments": [{}] * 101})
    assert refusal
    assert refusal.error == "too_many_attachments"


def test_metadata_names_its_kind_and_has_a_payload() -> None:
    assert error_of(metadata={"event_type": "sent", "event_payload": {"id": "1"}}) is None
    wrongs: list[Any] = [{"event_type": "sent"}, {"event_payload": {}}, "sent"]
    for wrong in wrongs:
        assert error_of(metadata=wrong) == "invalid_metadata_format"
    big = {"event_type": "sent", "event_payload": {"id": "x" * 8000}}
    assert error_of(metadata=big) == "metadata_too_large"


def test_too_many_words_over_all_blocks_are_refused() -> None:
    assert error_of(*[section("t" * 3000)] * 13) is None
    assert error_of(*[section("t" * 3000)] * 14) == "msg_blocks_too_long"


def test_blocks_must_be_a_list_of_objects() -> None:
    for wrong in ("x", ["x"], {"type": "divider"}):
        refusal = check_message({"text": "x", "blocks": wrong})
        assert refusal
        assert refusal.error == "invalid_blocks"


def test_rich_text_is_made_of_known_parts() -> None:
    def rich(*parts: Json) -> Json:
        return {"type": "rich_text", "elements": list(parts)}

    words = {"type": "text", "text": "x", "style": {"bold": True}}
    part = {"type": "rich_text_section", "elements": [words]}
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [part]}
    assert error_of(rich(part, listed)) is None
    wrongs: list[Json]
    wrongs = [{"type": "rich_text_poem"}, {**part, "elements": [{"type": "text", "text": ""}]}, words]
    for wrong in wrongs:
        assert error_of(rich(wrong)) == "invalid_blocks"
