"""Slack's native charts and tables, which some workspaces and places don't take: then the same is sent without them.

A chart has its numbers with it. Whoever shows one says them in the text too, and in words where it isn't drawn.
"""

from collections.abc import Sequence

from bot.blocks import Block, View, short
from bot.messages import Message

CHART, TABLE = "data_visualization", "table"
DRAWN = {CHART, TABLE}
REFUSALS = {"invalid_blocks", "invalid_arguments"}
TITLE_MAX = 50
NAME_MAX = 20
CATEGORIES_MAX = 20
ROWS_MAX = 100
CELL_MAX = 80


def bars(title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], measure: str) -> Block:
    """Bars side by side. series: (name, one value a label) each, names unique; measure: what the values are."""
    names = unique(labels[:CATEGORIES_MAX])
    drawn = [
        {"name": name, "data": [{"label": at, "value": value} for at, value in zip(names, values, strict=False)]}
        for name, values in series
    ]
    axes = {"categories": names, "y_label": measure}
    return {
        "type": CHART,
        "title": short(title, TITLE_MAX),
        "chart": {"type": "bar", "series": drawn, "axis_config": axes},
    }


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """A table of at most a hundred rows, the first column to the left and the others to the right."""
    cells = [[{"type": "raw_text", "text": short(one, CELL_MAX) or "–"} for one in row] for row in (head, *rows)]
    aligned = [{"align": "right" if place else "left", "is_wrapped": not place} for place in range(len(head))]
    return {"type": TABLE, "rows": cells[:ROWS_MAX], "column_settings": aligned}


def unique(labels: Sequence[str]) -> list[str]:
    """Labels short enough for a chart, no two alike: the second of a name gets a number."""
    found: list[str] = []
    for label in labels:
        name, number = short(label, NAME_MAX) or "–", 2
        while name in found:
            name = f"{short(label, NAME_MAX - 1 - len(str(number)))} {number}"
            number += 1
        found.append(name)
    return found


def has_chart(blocks: Sequence[Block]) -> bool:
    """Whether there is one, or a table."""
    return any(block["type"] in DRAWN for block in blocks)


def without_charts(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that every place takes."""
    return [block for block in blocks if block["type"] not in DRAWN]


def plainer(code: str, view: View) -> View | None:
    """The view to try where Slack refused this one with an error code, because of a chart perhaps; None if not."""
    blocks = view["blocks"]
    return {**view, "blocks": without_charts(blocks)} if code in REFUSALS and has_chart(blocks) else None


def plainer_of(code: str, message: Message) -> list[Block] | None:
    """The blocks to post where Slack refused a message's with an error code; None where no chart is the reason."""
    if code not in REFUSALS or not has_chart(message.blocks):
        return None
    return list(message.plainer) or without_charts(message.blocks)
