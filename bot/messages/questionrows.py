"""A line for each row of the list behind an answer."""

from collections.abc import Callable, Mapping

from bot.messages import commitments, visits
from bot.messages.contacts import what, when
from bot.messages.digests import month_day
from bot.messages.hours import month_words
from bot.messages.questionwords import days_words
from bot.rules.answers import Answer, Due, Row, Share, Silence, Tally
from bot.rules.commitments import SIDES, Commitment
from bot.rules.contacts import brief, hours, readable
from bot.rules.lists import Span
from bot.rules.questions import COACH, LEADER, PROGRAM
from bot.rules.reports import STATES
from bot.rules.views import Fact, Standing
from bot.rules.visits import Visit


def row_line(row: Row, answer: Answer) -> str:
    """One row of the list behind a number."""
    return _ROWS[type(row)](row, answer)


def _fact(row: Fact, answer: Answer) -> str:
    place = "" if len(answer.named) == 1 else row.school if answer.view == LEADER else f"{row.school}, {row.leader}"
    by = row.coach if answer.view == PROGRAM else ""
    return " · ".join(one for one in (readable(row.id), what(row), place, when(row), by) if one)


def _visit(row: Visit, answer: Answer) -> str:
    side = answer.view if answer.view in SIDES else COACH
    state = visits.state_of(row, side)
    return _joined(visits.line(row, side), _coach(row, answer), state)


def _joined(*words: str) -> str:
    return " · ".join(one for one in words if one)


def _coach(row: Visit | Tally | Share | Silence, answer: Answer) -> str:
    """Whose it is, for those who look at several coaches' together."""
    return row.coach if answer.view == PROGRAM else ""


def _step(row: Commitment, answer: Answer) -> str:
    said = f"{commitments.who(row, row.owner)}: {row.what}"
    return " · ".join(one for one in (said, commitments.due_words(row, answer.today), commitments.where(row)) if one)


def _silence(row: Silence, answer: Answer) -> str:
    who = row.coach if answer.view == LEADER else row.leader
    last = f"last contact {month_day(row.last)}" if row.last else "no contact yet"
    last += f", {row.days} days" if row.days else ""
    return _joined(f"{row.school}, {who}", _coach(row, answer), last)


def _tally(row: Tally, answer: Answer) -> str:
    return _joined(f"{row.school}, {row.leader}: {row.overdue} overdue of {row.open} open", _coach(row, answer))


def _report(row: Due, answer: Answer) -> str:
    who = "" if answer.view == COACH else f"{row.coach} · "
    about = f" · {row.school}" if row.school else ""
    state = STATES.get(row.state, row.state).lower()
    late = "late" if row.missing else "came late"
    stands = late if row.late else state if row.here else f"{state}, due {brief(row.due_on)}"
    due = f", was due {brief(row.due_on)}" if row.late else ""
    return f"{who}{days_words(Span(row.first, row.last, ''), answer.today)}{about} · {stands}{due}"


def _share(row: Share, answer: Answer) -> str:
    ahead = "" if row.expected is None else f", on pace for {hours(row.expected)}"
    said = f"{row.school}, {row.leader}: {hours(row.minutes)} of {hours(row.goal)} h{ahead}"
    return _joined(said, _coach(row, answer))


def _standing(row: Standing, _answer: Answer) -> str:
    return f"{row.school}, {row.leader} · {month_words(row.bank)}"


_ROWS: Mapping[type, Callable[..., str]] = {
    Fact: _fact,
    Visit: _visit,
    Commitment: _step,
    Silence: _silence,
    Tally: _tally,
    Due: _report,
    Share: _share,
    Standing: _standing,
}
