"""The page of all next steps, ten at a time, open or closed; and what each side kept."""

from collections.abc import Sequence
from typing import Any

from bot import blocks as b
from bot.messages.commitments import acted_line, closed_row, kept_lines, step_rows
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.ledger import SHOWN
from storage.steplists import Listed, list_steps

PAGE = "step.page"
OPEN, CLOSED = "step.open", "step.closed"
NEXT, BACK = ".next", ".back"  # two buttons in a row can't share an id
KEPT_MAX = 10


def ways(action: str) -> tuple[str, ...]:
    """The ids of the buttons that lead to one of the two lists."""
    return (action, action + NEXT, action + BACK)


async def show_open(turn: Turn) -> None:
    """Ten open steps, the most urgent first."""
    await _turn_to(turn, closed=False)


async def show_closed(turn: Turn) -> None:
    """Ten closed steps, the newest first."""
    await _turn_to(turn, closed=True)


def again(turn: Turn) -> None:
    """Show the page anew, after ack, where something on it was pressed."""
    if turn.inside.get("callback_id") == PAGE:
        closed, skip = place_of(turn)
        in_background(turn, lambda later: refresh(later, turn.view["id"], closed, skip))


def place_of(turn: Turn) -> tuple[bool, int]:
    """Where in the lists the page is that the turn happened in."""
    data = turn.unpack()
    return bool(data["c"]), int(data["s"])


async def refresh(turn: Turn, view_id: str, closed: bool, skip: int) -> None:
    """Show what the page holds now."""
    await turn.client.views_update(view_id=view_id, view=await _page(turn, closed, skip))


async def _turn_to(turn: Turn, *, closed: bool) -> None:
    skip = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show(later, closed, skip))


async def _show(turn: Turn, closed: bool, skip: int) -> None:
    if turn.inside.get("callback_id") == PAGE:
        await refresh(turn, turn.view["id"], closed, skip)
    else:
        await show(turn, await _page(turn, closed, skip))


async def _page(turn: Turn, closed: bool, skip: int) -> b.View:
    listed = await turn.store.read(list_steps, turn.actor, turn.now, closed, skip)
    for back in (max(0, skip - SHOWN), 0):  # the last one here was closed; or nothing ever was this far on
        if listed.steps or not skip:
            break
        skip = back
        listed = await turn.store.read(list_steps, turn.actor, turn.now, closed, skip)
    return page(listed, closed, skip, turn.pack({"c": int(closed), "s": skip}, PAGE))


def page(listed: Listed, closed: bool, skip: int, metadata: str) -> b.View:
    """The page. skip: how many come before these ten."""
    here, there, label = (CLOSED, OPEN, "Show open") if closed else (OPEN, CLOSED, "Show closed")
    blocks = [block for one in listed.acted for block in acted_line(one, listed.today)]
    blocks += _rows(listed, closed)
    turning = [b.button("Back", here + BACK, str(max(0, skip - SHOWN)))] if skip else []
    turning += [b.button("Next", here + NEXT, str(skip + SHOWN))] if listed.more else []
    blocks += [b.divider(), b.actions([*turning, b.button(label, there, "0")])]
    return b.modal(PAGE, "Next steps", None, [*blocks, *_kept(listed)], metadata)


def _rows(listed: Listed, closed: bool) -> Sequence[b.Block]:
    title = b.header("Closed" if closed else "Open")
    if not listed.steps:
        empty = "Nothing is closed yet. What is done or dropped appears here."
        return [title, b.section(empty if closed else "Nothing is open. Next steps of your visits appear here.")]
    rows: list[dict[str, Any]] = [title]
    for one in listed.steps:
        if closed:
            rows += closed_row(one, several=True)
        else:
            rows += step_rows(one, listed.today, several=True, late=listed.late.get(one.id, 0))
    return rows


def _kept(listed: Listed) -> list[b.Block]:
    if not listed.kept:
        return []
    lines = kept_lines(listed.kept[:KEPT_MAX])
    rest = len(listed.kept) - KEPT_MAX
    more = [b.context(f"And {rest} more pairs.")] if rest > 0 else []
    whom = b.context("Of what fell due in the past year. Only the two people of each pair see this.")
    return [b.header("Done by the day"), *b.paragraphs(lines), *more, whom]
