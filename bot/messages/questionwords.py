"""The words of answers: what was understood, the number, and a line for each row and part of it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from bot.messages import visits
from bot.messages.hours import month_words
from bot.rules.answers import MOST, Answer, Pair, Part
from bot.rules.contacts import ACTIVITIES, KINDS, brief, hours
from bot.rules.dates import month_of
from bot.rules.lists import EARLIEST, Span, kind_words
from bot.rules.questions import (
    BY_COACH,
    BY_DISTRICT,
    COACH,
    KIND,
    LEADER,
    ME,
    MONTH,
    QUESTIONS,
    SCHOOL,
    SPAN,
    WEEK,
    Reading,
)
from bot.rules.terms import TERMS
from bot.rules.views import Fact, Standing
from bot.rules.visits import Visit

NAMED_MAX = 3
_BY = {SPAN: "compared"} | {by: f"by {by}" for by in (MONTH, WEEK, KIND, SCHOOL, BY_COACH, BY_DISTRICT)}
_WITH = {COACH: "with you", LEADER: "with your coach"}
_PERSONAL = ("hours", "contacts")  # what others may have had with the same leader as well


def count(number: int, one: str, several: str = "") -> str:
    """A number with its noun: 1 visit, 2,310 visits."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def days_words(span: Span, today: date) -> str:
    """Some days: Tue, Nov 17 · Nov 1–22 · Oct 5 – Nov 22 · October 2025; a term with its name before."""
    return f"{span.name}, {_days(span, today)}" if span.name in TERMS else _days(span, today)


def _days(span: Span, today: date) -> str:
    if span.first <= EARLIEST:
        return "all there is"
    if span.first == span.last:
        return "today" if span.first == today else _with_year(brief(span.first), span.first, today)
    if (span.first, span.last) == month_of(span.first):
        return f"{span.first:%B}" if span.first.year == today.year else f"{span.first:%B %Y}"
    first, last = _day(span.first), _day(span.last)
    if (span.first.year, span.first.month) == (span.last.year, span.last.month):
        return _with_year(f"{first}–{span.last.day}", span.last, today)
    if span.first.year != span.last.year:
        return f"{first}, {span.first.year} – {last}, {span.last.year}"
    return _with_year(f"{first} – {last}", span.last, today)


def _day(day: date) -> str:
    return f"{day:%b} {day.day}"


def _with_year(words: str, day: date, today: date) -> str:
    return words if day.year == today.year else f"{words}, {day.year}"


def reading_words(reading: Reading, named: Sequence[str], today: date, view: str = "") -> str:
    """What a question was understood to ask: Hours that count · Lincoln Elementary, Principal 14 · Nov 1–22."""
    label = reading.about.label
    if reading.kind and reading.question == "last":
        label = f"Last {KINDS[reading.kind].label.lower()}"
    elif reading.kind:
        label = kinds_words(reading.kinds)
    if reading.side:
        label += " of yours" if reading.side == ME else " promised to you"
    if view in _WITH and reading.question in _PERSONAL:
        label += f" {_WITH[view]}"
    days = " and ".join(days_words(one, today) for one in reading.spans)
    stood = f"as of {_day(reading.as_of)}" if reading.as_of else ""
    return " · ".join(one for one in (label, named_words(named), days, _BY.get(reading.by, ""), stood) if one)


def kinds_words(kinds: Sequence[str]) -> str:
    """Several kinds as one label: On-site visits, calls and e-mails."""
    first, *others = [kind_words(one) for one in kinds]
    named = [first, *(one.lower() for one in others)]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def named_words(named: Sequence[str]) -> str:
    """Schools and leaders by name, or how many there are."""
    if len(named) <= NAMED_MAX:
        return " and ".join(named)
    return f"{', '.join(named[:NAMED_MAX])} and {len(named) - NAMED_MAX} more"


def headline(answer: Answer) -> str:
    """The number, in words of our own."""
    if answer.hidden:
        return "That isn't told apart"
    return _HEADS[answer.reading.question](answer)


def _hours(answer: Answer) -> str:
    return f"{hours(answer.amount or 0)} h"


def _contacts(answer: Answer) -> str:
    number, kind = answer.amount or 0, answer.reading.kind
    if len(answer.reading.kinds) != 1:
        return count(number, "contact")
    if kind in {"email", "text"}:
        return count(number, *KINDS[kind].pieces)
    several = kind_words(kind).lower()
    return count(number, several.removesuffix("s"), several)


def _of(one: str, verb: str) -> Callable[[Answer], str]:
    """Seven of nine visits held; where there is nothing it is out of, that."""

    def words(answer: Answer) -> str:
        if not answer.of:
            return f"No {one} was due" if one == "visit" else f"No {one}s"
        return f"{answer.amount:,} of {count(answer.of, one)} {verb if answer.of != 1 else verb.replace('have', 'has')}"

    return words


def _visits(answer: Answer) -> str:
    """Held of those that were due, and how many are to come."""
    coming = answer.extra.get("coming", 0)
    if not coming:
        return _of("visit", "held")(answer)
    if not answer.of:
        return f"{count(coming, 'visit')} to come, none was due yet"
    return f"{answer.amount:,} of {count(answer.of, 'visit')} held so far, {coming:,} to come"


def _quiet(none: str, verb: str) -> Callable[[Answer], str]:
    def words(answer: Answer) -> str:
        return _of("leader", verb)(answer) if answer.amount else none

    return words


def _listed(one: str, none: str, several: str = "") -> Callable[[Answer], str]:
    def words(answer: Answer) -> str:
        more = " or more" if (answer.amount or 0) >= MOST and answer.rows else ""
        return count(answer.amount, one, several) + more if answer.amount else none

    return words


def _last(answer: Answer) -> str:
    if not answer.rows or not isinstance(answer.rows[0], Fact):
        return "None yet"
    day = answer.rows[0].day
    gone = (answer.today - day).days
    return f"{brief(day)} – {'today' if not gone else 'yesterday' if gone == 1 else f'{gone} days ago'}"


def _next(answer: Answer) -> str:
    first = answer.rows[0] if answer.rows else None
    if isinstance(first, Visit):
        return visits.when(first, today=answer.today)
    begun = any(one.first < answer.today for one in answer.reading.spans)
    return "Nothing more is booked" if begun else "Nothing is booked"


def _pace(answer: Answer) -> str:
    first = answer.rows[0] if len(answer.rows) == 1 and answer.of == 1 else None
    if isinstance(first, Standing):
        return month_words(first.bank)
    if not answer.of:
        return "No leader for whom hours are promised"
    runs = answer.reading.spans[0].last >= answer.today
    if not answer.amount:
        return f"{_all(answer.of)} on pace" if runs else f"{_all(answer.of, 'had')} the hours that were promised"
    one = answer.amount == 1
    word = ("isn't on pace" if one else "aren't on pace") if runs else "had less than what was promised"
    return f"{answer.amount:,} of {count(answer.of, 'leader')} {word}"


def _all(of: int, verb: str = "") -> str:
    return f"The one leader {verb or 'is'}" if of == 1 else f"All {of:,} leaders {verb or 'are'}"


def _reports(answer: Answer) -> str:
    return count(answer.amount, "report to finish", "reports to finish") if answer.amount else "No report to finish"


_HEADS: dict[str, Callable[[Answer], str]] = {
    "hours": _hours,
    "pace": _pace,
    "contacts": _contacts,
    "activities": lambda answer: count(answer.amount or 0, "activity", "activities"),
    "visits": _visits,
    "missed": _of("visit", "missed"),
    "moved": _of("visit", "moved"),
    "last": _last,
    "next": _next,
    "unbooked": _quiet("Everybody has a visit booked", "have no visit booked"),
    "unseen": _quiet("Nobody is without contact", "without contact"),
    "unlogged": _listed("visit not logged", "Every visit is logged", "visits not logged"),
    "overdue": _listed("next step overdue", "Nothing is overdue", "next steps overdue"),
    "promised": _listed("open next step", "Nothing is open", "open next steps"),
    "late_reports": _listed("late report", "No report is late"),
    "reports": _reports,
}


def part_label(part: Part, answer: Answer) -> str:
    """What a part is: a month, a week, a school, a kind."""
    by, key = answer.reading.by, part.key
    if answer.reading.question == "activities":
        return ACTIVITIES.get(key, "Others together")
    if by == MONTH:
        return f"{date.fromisoformat(f'{key}-01'):%b %Y}"
    if by == WEEK:
        return f"Week of {_day(date.fromisoformat(key))}"
    if by == SPAN:
        return days_words(answer.reading.spans[int(key)], answer.today)
    return kind_words(key) if by == KIND else key


def bar_label(part: Part, answer: Answer) -> str:
    """What a part's bar is called, where there is little room."""
    return _day(date.fromisoformat(part.key)) if answer.reading.by == WEEK else part_label(part, answer)


def part_amount(part: Part, answer: Answer) -> str:
    """How much a part is: 4.5 h, 12, 3 of 4."""
    if answer.reading.question == "hours":
        return f"{hours(part.amount)} h"
    return f"{part.amount:,} of {part.of:,}" if part.of is not None else f"{part.amount:,}"


def part_line(part: Part, answer: Answer) -> str:
    """One part: Oct 2026: 4.5 h."""
    return f"{part_label(part, answer)}: {part_amount(part, answer)}"


def example(question: str, pairs: Sequence[Pair], view: str, today: date) -> str:
    """How to ask a question, with names of the asker's own."""
    first = pairs[0] if pairs else None
    school = first.school if first else "a school"
    who = (first.coach if view == LEADER else first.leader) if first else "a leader"
    month = f"{month_of(today)[0] - timedelta(days=1):%B}"
    return QUESTIONS[question].asks.format(school=school, leader=who, month=month)
