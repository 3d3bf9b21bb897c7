"""What became of a visit: which planned one a logged contact stands for."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.rules.dates import minute_of
from bot.rules.visits import CLOSED, HELD, KINDS, PLANNED, SKIPPED, fits

OPEN = (PLANNED, HELD, CLOSED, SKIPPED)  # what a contact can still be found to stand for
UNTIMED = 24 * 60


class Logged(NamedTuple):
    """A contact as far as it matters here. start: local "HH:MM" or None; made: there was contact."""

    kind: str
    day: date
    start: str | None
    made: bool = True


class Candidate(NamedTuple):
    """A visit of the same pair that no contact stands for yet."""

    id: int
    kind: str
    day: date
    start: str
    ends_at: datetime
    state: str


def stands_for(contact: Logged, visits: Iterable[Candidate], now: datetime) -> int | None:
    """The visit that a contact is about; None for none.

    It is the nearest of its kind on its day; without one, the nearest of its week that is over and that nobody has
    explained: then the visit was held on another day. One that is still to come that week stays planned.
    """
    if not contact.made or contact.kind not in KINDS:
        return None
    alike = [one for one in visits if fits(one.kind, contact.kind)]
    same = [one for one in alike if one.day == contact.day]
    if same:
        return min(same, key=lambda one: (one.state not in {PLANNED, HELD}, _apart(one, contact), one.id)).id
    week = [
        one for one in alike if one.state == PLANNED and one.ends_at <= now and monday(one.day) == monday(contact.day)
    ]
    return min(week, key=lambda one: (abs(one.day - contact.day), one.id)).id if week else None


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _apart(one: Candidate, contact: Logged) -> int:
    return UNTIMED if contact.start is None else abs(minute_of(one.start) - minute_of(contact.start))
