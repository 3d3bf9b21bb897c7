"""One contact as it is exported, and its cells in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.exports.tables import Cell, Column
from bot.frameworks import elements
from bot.rules.contacts import ACTIVITIES, DETAILS, KINDS, MEDIA, PRESENCE, STANCES, readable
from bot.rules.dates import clock_range

STATES = {"open": "", "done": "done", "moved": "moved", "dropped": "dropped"}


@dataclass(frozen=True, slots=True)
class Agreed:
    """A next step. owner: "coach" or "leader"; state: open, done, moved or dropped."""

    owner: str
    what: str
    due_on: date | None
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact. texts: further shared words, each (label, words); private_note: only ever for its author."""

    id: int
    kind: str
    medium: str
    made: bool
    day: date
    start: str | None
    minutes: int
    count: int | None
    counts: bool
    school: str
    leader: str
    coach: str
    activities: tuple[str, ...] = ()
    presence: str | None = None
    others: str | None = None
    focus: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    note: str | None = None
    texts: tuple[tuple[str, str], ...] = ()
    steps: tuple[Agreed, ...] = ()
    no_steps: bool = False
    next_on: date | None = None
    private_note: str | None = None

    @property
    def kind_words(self) -> str:
        """On-site visit, 2 e-mails, or of an attempt, On-site visit (attempted)."""
        kind = KINDS[self.kind]
        if kind.counted and self.count:
            one, many = kind.pieces
            return f"{self.count} {one if self.count == 1 else many}"
        return kind.label if self.made else f"{kind.label} (attempted)"

    @property
    def medium_words(self) -> str:
        """How they met, where its kind leaves that open."""
        return MEDIA.get(self.medium, self.medium) if len(KINDS[self.kind].media) > 1 else ""

    @property
    def time_words(self) -> str:
        """9:00–10:30 AM; "" where the time isn't known."""
        if self.start is None:
            return ""
        return clock_range(self.start, self.minutes)

    @property
    def activity_words(self) -> str:
        """What was done, by name."""
        return _named(ACTIVITIES, self.activities)

    @property
    def focus_words(self) -> str:
        """The standards and practices worked on."""
        known = elements()
        return "; ".join(known[code].words if code in known else code for code in self.focus)

    @property
    def stance_words(self) -> str:
        """The coaching stances used."""
        return _named(STANCES, self.stances)

    def steps_of(self, owner: str) -> list[str]:
        """What one side promised, each in one line."""
        return [step_words(one) for one in self.steps if one.owner == owner]


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """What a month sheet says. month: its first day; goal_hours: what the program promises for a month.

    cap: how many minutes of one day count, None for all.
    """

    programme: str
    school: str
    leader: str
    coach: str
    month: date
    goal_hours: float
    entries: tuple[Entry, ...]
    cap: int | None = None

    @property
    def minutes(self) -> int:
        """The minutes that count toward the hours."""
        days: dict[date, int] = {}
        for one in self.entries:
            days[one.day] = days.get(one.day, 0) + (one.minutes if one.counts and one.made else 0)
        return sum(minutes if self.cap is None else min(minutes, self.cap) for minutes in days.values())


def step_words(one: Agreed) -> str:
    """A next step in one line: Draft an exit ticket (by 2026-11-20, done)."""
    told = ", ".join(part for part in (f"by {one.due_on}" if one.due_on else "", STATES.get(one.state, "")) if part)
    return f"{one.what} ({told})" if told else one.what


def _named(names: dict[str, str], codes: Sequence[str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def detail_texts(details: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The further words of a collaborative log with their labels, in the form's order."""
    return tuple((label, details[name]) for name, label in DETAILS.items() if details.get(name))


COLUMNS = (
    Column("Contact", 10), Column("Date", 12), Column("Start", 7), Column("Kind", 18), Column("How", 12),
    Column("Took place", 10), Column("Minutes", 9), Column("Hours", 8), Column("Messages", 10),
    Column("Counts toward hours", 10), Column("School", 26), Column("Leader", 22), Column("Coach", 22),
    Column("Activities", 30, wrapped=True), Column("Principal present", 10), Column("Also there", 26, wrapped=True),
    Column("Focus and standards", 40, wrapped=True), Column("Stance", 20, wrapped=True),
    Column("Note for the pair", 60, wrapped=True), Column("Further notes", 60, wrapped=True),
    Column("Coach's next steps", 40, wrapped=True), Column("Leader's next steps", 40, wrapped=True),
    Column("Next meeting", 13),
)  # fmt: skip
PRIVATE = Column("My private note", 60, wrapped=True)


def columns(private: bool) -> tuple[Column, ...]:
    """The columns of a table of contacts."""
    return (*COLUMNS, PRIVATE) if private else COLUMNS


def cells(one: Entry, private: bool) -> tuple[Cell, ...]:
    """One contact as cells, one for each column."""
    row: tuple[Cell, ...] = (
        readable(one.id),
        one.day,
        one.start,
        KINDS[one.kind].label,
        MEDIA.get(one.medium, one.medium),
        "Yes" if one.made else "Attempted",
        one.minutes,
        round(one.minutes / 60, 2),
        one.count,
        "Yes" if one.counts else "No",
        one.school,
        one.leader,
        one.coach,
        one.activity_words or None,
        PRESENCE.get(one.presence or ""),
        one.others,
        one.focus_words or None,
        one.stance_words or None,
        one.note,
        "\n".join(f"{label}: {words}" for label, words in one.texts) or None,
        "\n".join(one.steps_of("coach")) or _none_agreed(one),
        "\n".join(one.steps_of("leader")) or _none_agreed(one),
        one.next_on,
    )
    return (*row, one.private_note) if private else row


def _none_agreed(one: Entry) -> str | None:
    return "None agreed" if one.no_steps else None
