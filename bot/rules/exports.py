"""What may be exported of the log: the formats, the limits, the span of days, and the name of the file."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.dates import month_of

ROWS_MAX = 20_000
LINES_MAX = 50_000  # of a program's table, which holds no long words
CHARACTERS_MAX = 40_000_000
PER_HOUR = 6
SPAN_DAYS_MAX = 366 * 12
SOON = timedelta(seconds=2)  # after so long, whoever waits hears how far it is
MINE, WITH_ME = "mine", "with_me"  # all that a coach recorded; all that is shared with a leader

CALENDAR, VISIT = "calendar", "visit:"  # of a calendar file: all of a person's visits, or one by its id
CALENDARS_PER_HOUR = 20

TOO_MANY = "That's more than {most:,} entries, and one file holds no more. Choose a shorter time or one school."
TOO_LONG = "These contacts hold more text than one file can take. Choose a shorter time or one school."
TOO_MANY_LINES = "That's more than {most:,} lines, and one file holds no more. Choose a shorter time or one district."
NO_LINES = "There is nothing to list for that time. Choose other days or another table."
NONE_THEN = "There are no contacts in that time. Choose other days."
NONE_IN_MONTH = "There are no contacts in that month. Choose another one."
TOO_OFTEN = "You've asked for {most} files within the hour. Please try again in a little while."
BACKWARD = "This day is before the first one. Choose a later day."
TOO_WIDE = "Choose at most twelve years at a time."
TO_COME = "That day is still to come. Choose today or an earlier day."


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. end: how its name ends; printed: a month sheet of one pair, in place of a table."""

    id: str
    label: str
    end: str
    printed: bool = False


FORMATS: dict[str, Format] = {
    one.id: one
    for one in (
        Format("xlsx", "Spreadsheet (Excel)", "xlsx"),
        Format("csv", "CSV, for any other program", "csv"),
        Format("pdf", "Month sheet to print (PDF)", "pdf", printed=True),
    )
}


ICS = Format("ics", "Calendar", "ics")  # asked for elsewhere


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for. what: MINE, WITH_ME or an engagement's id; first and last: the days, both included.

    Of a calendar file, what is CALENDAR, or VISIT with an id, and the days are the one it was asked for on.

    programme: a whole program's; then what is a sheet of bot/exports/sheets.py, district one of its districts or 0 for
    all, and columns those that were chosen, none for the usual ones.

    private: with the coach's own private notes.
    """

    what: str
    format: str
    first: date
    last: date
    private: bool = False
    programme: int = 0
    district: int = 0
    columns: tuple[str, ...] = ()

    @property
    def printed(self) -> bool:
        """Whether it is a month sheet."""
        return not self.calendar and FORMATS[self.format].printed

    @property
    def calendar(self) -> bool:
        """Whether it is a calendar file."""
        return self.format == ICS.id

    @property
    def visit(self) -> int | None:
        """The one visit a calendar file is about, or None for all."""
        return int(self.what.removeprefix(VISIT)) if self.what.startswith(VISIT) else None

    @property
    def engagement(self) -> int | None:
        """The one engagement it is about, or None for all."""
        return None if self.programme or self.what in {MINE, WITH_ME} else int(self.what)


def span_problems(first: date, last: date, today: date) -> dict[str, str]:
    """Why these days can't be exported, by field; empty when they can."""
    if first > today:
        return {"first": TO_COME}
    if last < first:
        return {"last": BACKWARD}
    if (last - first).days > SPAN_DAYS_MAX:
        return {"last": TOO_WIDE}
    return {}


def sheet_problem(found: int) -> str | None:
    """Why so many lines of a program make no file, or None."""
    if not found:
        return NO_LINES
    return TOO_MANY_LINES.format(most=LINES_MAX) if found > LINES_MAX else None


def size_problem(found: int, printed: bool) -> str | None:
    """Why so many contacts make no file, or None. printed: it would be a month sheet."""
    if not found:
        return NONE_IN_MONTH if printed else NONE_THEN
    return TOO_MANY.format(most=ROWS_MAX) if found > ROWS_MAX else None


def file_name(wanted: Wanted) -> str:
    """A name with nobody's words in it: coachlog-contacts-2026-11.csv."""
    if wanted.calendar:
        return f"coachlog-{'calendar' if wanted.visit is None else f'visit-{wanted.visit}'}.{ICS.end}"
    if wanted.programme:
        return f"coachlog-program-{wanted.what}-{_span(wanted.first, wanted.last)}.{FORMATS[wanted.format].end}"
    what = f"month-sheet-{wanted.engagement}" if wanted.printed else "contacts"
    return f"coachlog-{what}-{_span(wanted.first, wanted.last)}.{FORMATS[wanted.format].end}"


def _span(first: date, last: date) -> str:
    if (first, last) == month_of(first):
        return f"{first:%Y-%m}"
    return f"{first}-to-{last}"


def span_words(first: date, last: date) -> str:
    """The days as people read them: November 2026, Nov 1 to 22, 2026, or Sep 1 to Nov 22, 2026."""
    if (first, last) == month_of(first):
        return f"{first:%B %Y}"
    if first == last:
        return f"{last:%b} {last.day}, {last.year}"
    year = "" if first.year == last.year else f", {first.year}"
    month = "" if (first.year, first.month) == (last.year, last.month) else f"{last:%b} "
    return f"{first:%b} {first.day}{year} to {month}{last.day}, {last.year}"
