"""The way on from a row behind an answer: the same button that Home, the desk and lists have for it."""

from collections.abc import Callable, Mapping, Sequence

from bot.blocks import Block, button, paragraphs, section
from bot.messages import commitments, hours, roster, visits
from bot.messages.contacts import open_button
from bot.messages.questionrows import row_line
from bot.messages.reports import OPEN as REPORT
from bot.messages.weeks import visit_buttons
from bot.rules.answers import Answer, Due, Row, Share, Silence, Tally
from bot.rules.commitments import SIDES, Commitment
from bot.rules.questions import COACH, PROGRAM
from bot.rules.views import Fact, Standing
from bot.rules.visits import PROPOSED, Visit


def listed_rows(rows: Sequence[Row], answer: Answer) -> list[Block]:
    """Rows of the list behind a number, each with its way on; closer together where the reader has none."""
    ways = [_WAYS[type(one)](one, answer) for one in rows]
    if not any(ways):
        return paragraphs([row_line(one, answer) for one in rows])
    return [section(row_line(one, answer), way) for one, way in zip(rows, ways, strict=True)]


def _fact(row: Fact, _answer: Answer) -> Block | None:
    return open_button(row, "Open")


def _visit(row: Visit, answer: Answer) -> Block | None:
    """What the week has first for it; for those who oversee, its pair."""
    if answer.view == PROGRAM:
        return _pair(row.engagement_id, f"{row.school}, {row.leader}")
    if answer.view not in SIDES or row.state == PROPOSED or answer.now is None:
        return None
    return next(iter(visit_buttons(row, answer.view, answer.now)), None)


def _pair(pair: int, whose: str) -> Block:
    return button("Open", roster.PAIR, str(pair), spoken=f"Open {whose}")


def _step(row: Commitment, _answer: Answer) -> Block | None:
    spoken = f"Change: {commitments.who(row, row.owner)}: {row.what}"
    return button("Change", commitments.CHANGE, str(row.id), spoken=spoken)


def _silence(row: Silence, answer: Answer) -> Block | None:
    if answer.view == PROGRAM:
        return _pair(row.pair, f"{row.school}, {row.leader}")
    if answer.view not in SIDES:
        return None
    return button("Propose a time", visits.PROPOSE, str(row.pair), spoken=f"Propose a time: {row.school}")


def _counted(row: Tally | Share, answer: Answer) -> Block | None:
    opens = answer.view == PROGRAM and row.pair
    return _pair(row.pair, f"{row.school}, {row.leader}") if opens else None


def _report(row: Due, answer: Answer) -> Block | None:
    """A coach's own; for the program what has come."""
    if not row.id or not (row.here or answer.view == COACH):
        return None
    return button("Open", REPORT, str(row.id), spoken=f"Open the report of {row.coach}, {row.first:%b} {row.first.day}")


def _standing(row: Standing, answer: Answer) -> Block | None:
    return hours.make_up_button(row) if answer.view == COACH and row.bank.make_up else None


_WAYS: Mapping[type, Callable[..., Block | None]] = {
    Fact: _fact,
    Visit: _visit,
    Commitment: _step,
    Silence: _silence,
    Tally: _counted,
    Due: _report,
    Share: _counted,
    Standing: _standing,
}
