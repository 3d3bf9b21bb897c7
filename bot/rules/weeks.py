"""One person's week: the visits and meetings in it, what waits for an answer, with whom nothing is booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.rules.dates import local_day
from bot.rules.visits import DECLINED, GONE, LIVE, PLANNED, PROPOSED, Visit

COACH, LEADER, GUEST = "coach", "leader", "guest"
WEEKS_BACK, WEEKS_AHEAD = 26, 52
CHANGES = 1000  # of one visit that are told apart


@dataclass(frozen=True, slots=True)
class Row:
    """One visit of a week. side: the part in which its reader is in it; last: the day of the newest visit there.

    shifts: how many in a row, this one included, weren't held when they were planned; owes: what the reader promised.
    """

    visit: Visit
    side: str
    last: date | None = None
    shifts: int = 0
    owes: str = ""


@dataclass(frozen=True, slots=True)
class Free:
    """A pair for which nothing is booked in a week."""

    engagement_id: int
    school: str
    leader: str


@dataclass(frozen=True, slots=True)
class Week:
    """What a person has from a Monday to a Sunday. zone: theirs; closed: (first day, last day, what) of no school.

    asked: what waits for this person's answer, of any week; pairs: how many they work in, on either side.
    """

    monday: date
    now: datetime
    zone: str
    rows: tuple[Row, ...] = ()
    free: tuple[Free, ...] = ()
    asked: tuple[Row, ...] = ()
    closed: tuple[tuple[date, date, str], ...] = ()
    coaches: bool = False
    pairs: int = 0

    @property
    def today(self) -> date:
        """The day it is for the person."""
        return local_day(self.now, self.zone)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def waits_for(visit: Visit, side: str) -> bool:
    """Whether a proposal waits for the answer of one side of the pair."""
    asked = LEADER if visit.asked_by == visit.coach_id else COACH
    return visit.state == PROPOSED and side == asked


def is_shifted(visit: Visit) -> bool:
    """Whether a visit isn't, or wasn't, where its series had put it."""
    return visit.state not in GONE and (visit.moved or visit.state not in LIVE)


def may_change(visit: Visit, side: str) -> bool:
    """Whether this side of the pair may move a visit or say what became of it; the leader asks the coach instead."""
    return side == COACH and visit.state in {"planned", "skipped", "closed"} and visit.contact_id is None


def may_undo(visit: Visit, before: Mapping[str, Any] | None, person: int) -> bool:
    """Whether one of the pair may take the newest change of a visit back. before: what stood there, if anything did.

    A coach may for any change; a leader for her own proposals and answers.
    """
    if visit.contact_id is not None or person not in {visit.coach_id, visit.leader_id}:
        return False
    coaches, asked = person == visit.coach_id, visit.asked_by == person
    if before is None:
        fresh = visit.sequence == 0
        return fresh and (
            (visit.state == PROPOSED and asked) or (visit.state == PLANNED and _single(visit) and coaches)
        )
    if before["state"] == PROPOSED:
        return visit.state == PROPOSED if asked else visit.state in {PLANNED, DECLINED}
    return coaches and visit.state != PROPOSED


def mark_of(visit: Visit) -> int:
    """What an Undo or an answer carries: the visit and its newest change, so that an old button does nothing else."""
    return visit.id * CHANGES + visit.sequence % CHANGES


def of_mark(mark: int) -> tuple[int, int]:
    """The visit that a mark is about, and which change."""
    return divmod(mark, CHANGES)


def _single(visit: Visit) -> bool:
    return visit.series_id is None
