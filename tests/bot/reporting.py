"""Status reports for the tests of messages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.rules import reports as rules
from bot.rules.counted import Counted
from bot.rules.periods import Period
from bot.rules.reports import Line, Report, Section

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)  # Tuesday, 10:35 AM in New York
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 15))
COUNTED = Counted(planned=2, held=2, minutes=180, contacts={"visit": 2, "email": 3})


def line(number: int, kind: str, text: str, **changes: Any) -> Line:
    """A line that the coach typed."""
    return Line(number, kind, text, **changes)


def section(number: int = 1, *, ready: bool = True, words: str = "", **changes: Any) -> Section:
    """A school's part; with words in place of all that people type."""
    drafted = Line(number * 10, rules.VISITS, "2 of 2 visits held, 3.0 h.", (231, 238), rules.BY_DRAFT)
    evidence = line(number * 10 + 1, rules.EVIDENCE, words or "A common exit ticket is in use.")
    following = line(number * 10 + 2, rules.NEXT, words or "Two walkthroughs with the data team.")
    usual: dict[str, Any] = {
        "id": number,
        "engagement_id": number,
        "school": words or f"School {number}",
        "leader": words or f"Principal {number}",
        "first": PERIOD.first,
        "last": PERIOD.last,
        "figures": COUNTED,
        "focus": ("practices:P5",),
        "progress": "on_track",
        "lines": (drafted, evidence, following) if ready else (drafted,),
        "concern_text": words or None,
    }
    return Section(**{**usual, **changes})


def report(*sections: Section, **changes: Any) -> Report:
    """A report of Coach C for the first half of November, due today at five."""
    usual: dict[str, Any] = {
        "id": 7,
        "programme_id": 1,
        "coach_id": 3,
        "coach": "Coach C",
        "unit": 0,
        "period": PERIOD,
        "state": rules.DRAFTED,
        "due_at": datetime(2026, 11, 17, 22, 0, tzinfo=UTC),
        "zone": "America/New_York",
        "edition": 4,
        "drafted_at": NOW - timedelta(days=4),
        "changed_at": NOW,
        "sections": sections or (section(1), section(2, ready=False)),
    }
    return Report(**{**usual, **changes})


def submitted(*sections: Section, **changes: Any) -> Report:
    """The report once it is in, as a coordinator reads it."""
    at = NOW - timedelta(hours=1)
    usual = {"state": rules.SUBMITTED, "submitted_at": at, "first_submitted_at": at, "times": 1, "reads": "coordinator"}
    return report(*sections, **{**usual, **changes})


def many(count: int = 40, **changes: Any) -> tuple[Section, ...]:
    """Many schools."""
    return tuple(section(number, **changes) for number in range(1, count + 1))
