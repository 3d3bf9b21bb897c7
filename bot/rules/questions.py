"""The fixed set of questions that people may ask, who may ask which, and one question as it was understood."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from bot.rules.dates import month_of
from bot.rules.folding import LEAST
from bot.rules.ladders import QUIET_DAYS
from bot.rules.lists import Span, month_span, stretch
from bot.rules.setup import school_year
from bot.rules.sharing import OVERSEE, Reader, Thing, may

# From whose side a question is asked: a coach's own pairs, a leader's, a program's, a district's.
COACH, LEADER, PROGRAM, DISTRICT = "coach", "leader", "program", "district"
VIEWS = (COACH, LEADER, PROGRAM, DISTRICT)
MONTH, WEEK, KIND, SCHOOL, SPAN = "month", "week", "kind", "school", "span"  # what a number is taken apart by
BY_COACH, BY_DISTRICT = "coach", "district"
ME, THEM = "me", "them"
PAST, AHEAD, ANY = "past", "ahead", "any"
OFFERED = 3
HELP_MAX = 8
FEWEST = LEAST  # leaders whose counts together tell nothing of one


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of question. label: what is asked, as an answer begins; asks: an example; about: the thing of
    bot/rules/sharing it reads; by: what it can be taken apart by; days: PAST, AHEAD, ANY, or "" for none.

    kinds: of one kind of contact; counts: a count, which those may have who may not read the rows behind it;
    again: can be told as it stood on another day; sides: of one side's promises; ahead: of days that reach beyond
    today what is to come is told as well; adds: the counts of two spans add up to that of both.
    """

    id: str
    label: str
    asks: str
    about: str
    by: frozenset[str] = frozenset()
    days: str = ""
    kinds: bool = False
    counts: bool = True
    again: bool = False
    sides: bool = False
    ahead: bool = False
    adds: bool = False


_SUMS = frozenset({MONTH, WEEK, SCHOOL, BY_COACH, BY_DISTRICT, SPAN})
_ALL = (
    Question("hours", "Hours that count", "hours at {school} this month", "hours_bank", _SUMS, PAST, again=True),
    Question("pace", "Hours against the month's goal", "who is behind on hours?", "hours_bank", days=PAST),
    Question(
        "contacts",
        "Contacts",
        "how many contacts in {month} by kind",
        "contact_facts",
        _SUMS | {KIND},
        PAST,
        kinds=True,
        again=True,
        adds=True,
    ),
    Question("activities", "Activities", "activity mix this year", "contact_facts", days=PAST, adds=True),
    Question("visits", "Visits", "visits in {month}", "contact_facts", _SUMS, PAST, again=True, ahead=True, adds=True),
    Question(
        "missed", "Visits missed", "visits missed in {month}", "contact_facts", _SUMS, PAST, again=True, adds=True
    ),
    Question("moved", "Visits moved", "visits moved in {month}", "contact_facts", _SUMS, PAST, again=True, adds=True),
    Question("last", "Last contact", "when did I last see {leader}?", "contact_facts", kinds=True, counts=False),
    Question("next", "Next visits", "next visit with {school}", "contact_facts", days=AHEAD, counts=False),
    Question("unbooked", "No visit booked", "who has no visit booked?", "contact_facts", days=AHEAD),
    Question("unseen", "No contact", "who haven't I seen in two weeks?", "contact_facts", days=PAST),
    Question("unlogged", "Visits not logged", "which visits are not logged?", "contact_facts", days=PAST, adds=True),
    Question("overdue", "Overdue next steps", "who is overdue?", "commitments", sides=True),
    Question("promised", "Open next steps", "what did I promise?", "commitments", sides=True),
    Question(
        "late_reports", "Late status reports", "which reports are late?", "status_report", days=PAST, counts=False
    ),
    Question("reports", "Status reports", "when is my report due?", "status_report", days=ANY, counts=False),
)
QUESTIONS: dict[str, Question] = {one.id: one for one in _ALL}
# The examples of a help answer, those first that people of this side ask most.
_FIRST = {
    COACH: ("hours", "last", "next", "promised", "unbooked", "missed", "contacts"),
    LEADER: ("next", "promised", "hours", "last", "contacts", "missed", "overdue"),
    PROGRAM: ("pace", "unbooked", "late_reports", "overdue", "missed", "contacts", "unseen"),
    DISTRICT: ("hours", "pace", "contacts", "visits", "missed", "activities", "unbooked"),
}
_PARTS = {COACH: ("coach",), LEADER: ("leader",), PROGRAM: OVERSEE, DISTRICT: ("liaison",)}


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was understood. pairs: the engagements named, () for all; spans: () for the usual days.

    kind: of contact, several with a space between; by: what it is taken apart by; side: whose promises; as_of: as it
    stood at that day's end.
    """

    question: str
    pairs: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    by: str = ""
    kind: str = ""
    side: str = ""
    as_of: date | None = None

    @property
    def about(self) -> Question:
        """Its kind of question."""
        return QUESTIONS[self.question]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of contact that are asked for, none for all."""
        return tuple(self.kind.split())


class Group(NamedTuple):
    """Several pairs that have one name. by: what it is, BY_COACH or BY_DISTRICT."""

    by: str
    pairs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a typed question.

    reading: what it asks, beyond doubt; near: what it may ask, the nearest first; which: it names schools of several,
    one reading each. asks: by its form it is a question, whatever it asks.
    """

    reading: Reading | None = None
    near: tuple[Reading, ...] = ()
    which: tuple[Reading, ...] = ()
    asks: bool = False

    @property
    def offers(self) -> tuple[Reading, ...]:
        """What is offered instead of an answer."""
        return self.which or self.near


def may_ask(question: str, view: str, parts: Iterable[str]) -> bool:
    """Whether somebody with these parts, looking from this side, may have the answer at all."""
    one, reader = QUESTIONS[question], reader_from(view, parts)
    reads = may(reader, Thing(one.about), "read")
    return reads or (one.counts and may(reader, Thing(one.about), "count"))


def reads_rows(question: str, view: str, parts: Iterable[str]) -> bool:
    """Whether they may read the rows behind the number too, and not its count alone."""
    return may(reader_from(view, parts), Thing(QUESTIONS[question].about), "read")


def reader_from(view: str, parts: Iterable[str]) -> Reader:
    """Somebody as far as this side goes: a coordinator who coaches too isn't a coach to the whole program."""
    return Reader(frozenset(parts) & frozenset(_PARTS[view]))


def examples(view: str, parts: Iterable[str]) -> tuple[str, ...]:
    """The questions to show: at most so many that a help answer has eight lines."""
    held = tuple(parts)
    return tuple(one for one in _FIRST[view] if may_ask(one, view, held))[: HELP_MAX - 1]


def settled(reading: Reading, today: date, year: tuple[date, date] | None = None) -> Reading:
    """The question with its days: those said, none of what is past beyond today; else the usual ones. year: the school
    year, where it is known."""
    past = reading.about.days == PAST and not _looks_ahead(reading)
    if reading.spans or not reading.about.days:
        return replace(reading, spans=tuple(_until(one, today) if past else one for one in reading.spans))
    usual = _usual(reading, today, year or school_year(today))
    return replace(reading, spans=(_until(usual, today) if past else usual,) if usual else ())


def settled_in_months(reading: Reading, today: date, year: tuple[date, date]) -> Reading:
    """The question with its days, for who hears of whole months alone: none beyond the last one that is over; of the
    school year its first and last month whole."""
    one = settled(reading, month_of(today)[0] - timedelta(days=1), year)
    return replace(one, spans=tuple(_widened(span, year) for span in one.spans))


def _widened(span: Span, year: tuple[date, date]) -> Span:
    first = month_of(span.first)[0] if span.first == year[0] else span.first
    return replace(span, first=first, last=month_of(span.last)[1] if span.last == year[1] else span.last)


def asks_whole_months(reading: Reading, today: date) -> bool:
    """Whether a settled question is about whole months that are over, as they stand now: then nothing of some days is
    left between it and any other such."""
    spans = ((one.first, one.last) for one in reading.spans)
    whole = all(first.day == 1 and last == month_of(last)[1] and last < today for first, last in spans)
    return whole and reading.as_of is None and reading.by != WEEK


def _looks_ahead(reading: Reading) -> bool:
    """Whether what is to come is told as well: of the days themselves, not of their parts, and not as they stood."""
    return reading.about.ahead and not reading.by and reading.as_of is None


def _until(span: Span, today: date) -> Span:
    return replace(span, last=min(span.last, today)) if span.first <= today else span


def _usual(reading: Reading, today: date, year: tuple[date, date]) -> Span | None:
    asked = reading.question
    if asked in {"next", "unbooked", "reports", "late_reports"}:
        return None
    if asked == "unseen":
        return stretch(today, QUIET_DAYS[0])
    if asked == "activities" or reading.by == MONTH or asked == "unlogged":
        first = year[0] if year[0] <= today else month_of(today)[0]
        return Span(first, min(year[1], today) if year[1] >= first else today, "This school year")
    if reading.by == WEEK:
        monday = today - timedelta(days=today.weekday())
        return Span(monday - timedelta(weeks=7), today, "The last eight weeks")
    return month_span(today.year, today.month)
