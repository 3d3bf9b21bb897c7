"""The night's round: what may be said today, by each program's day; read at once, then planned in parts.

A part that was planned already is planned again without changing anything, so a round that was cut short is repeated.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import where
from bot.messages import Message
from bot.messages.pairnudges import call_list
from bot.rules.dates import local_day
from bot.rules.ladders import instant
from bot.rules.rounds import CallList
from bot.rules.schooldays import is_school_day
from storage.capacitynudges import capacity_looked_at
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.digesting import is_digest_day, told_today
from storage.handovers import hand_over_due
from storage.lowhours import far_below
from storage.monthnudges import hours_looked_at
from storage.monthsheets import sheets_to_offer
from storage.nudgepieces import PIECES
from storage.nudging import NewNudge
from storage.outbox import NewOwed, Owed, owe_once
from storage.plannudges import agreements_to_review, agreements_unsigned, plans_unreviewed
from storage.programmes import Programme, list_programmes
from storage.reportnudges import reports_due, reports_waiting
from storage.runs import first_run, runs
from storage.stalled import fresh, listed, quiet_pairs, unbooked_pairs
from storage.stepnudges import barriers_open, steps_due
from storage.visitnudges import visits_to_come
from storage.visitpieces import tiles, unexplained
from storage.weeknudges import mondays

Planner: TypeAlias = Callable[[Db, Programme, date, ClosedDays], list[NewNudge]]

ROUND, LIST = "round", "call_list"
LIST_AT, LIST_UNTIL = "07:45", "18:00"
LIST_AFTER = "08:15"  # where a digest says it before
PLANNERS: tuple[Planner, ...] = (
    steps_due, barriers_open, quiet_pairs, unbooked_pairs, tiles, mondays, hours_looked_at, sheets_to_offer,
    reports_due, capacity_looked_at,
    reports_waiting, agreements_unsigned, plans_unreviewed, agreements_to_review,
)  # fmt: skip
# Of periods and months within the year; also once it is over.
OWED: tuple[Planner, ...] = (reports_due, reports_waiting, sheets_to_offer)

RAN = tenant(select(runs.c.id).where(runs.c.duty == bindparam("duty"), runs.c.period == bindparam("period")))
BEFORE = tenant(
    select(func.max(runs.c.period)).where(runs.c.duty == bindparam("duty"), runs.c.period < bindparam("period"))
)


@dataclass(frozen=True, slots=True)
class Round:
    """One program's day whose round wasn't made yet."""

    programme: int
    day: date

    @property
    def duty(self) -> str:
        """As the runs name it."""
        return f"{ROUND}:{self.programme}"

    @property
    def list_duty(self) -> str:
        """The duty of the coordinators' list, which is looked at on school days only."""
        return f"{LIST}:{self.programme}"


def rounds_due(db: Db, now: datetime) -> list[Round]:
    """The programs whose new day has begun; of days that were missed, only today's round is made."""
    found = [Round(one.id, local_day(now, one.zone)) for one in list_programmes(db)]
    return [one for one in found if db.first(RAN, duty=one.duty, period=str(one.day)) is None]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one day's round comes to. listed: the coordinators' list is to be sent; since: it was looked at last.

    failed: the planners that couldn't say what there is, with the kind of error and where it was.
    """

    nudges: tuple[NewNudge, ...] = ()
    looked: bool = False
    listed: bool = False
    since: str = ""
    failed: tuple[tuple[str, str, str], ...] = ()


def plan_of_day(db: Db, now: datetime, one: Round) -> Planned:
    """Everything that may be said today. Outside the school year that is what people booked, and owe of it."""
    programme = next(held for held in list_programmes(db) if held.id == one.programme)
    coming = visits_to_come(db, now, programme.id)
    within = programme.year_from <= one.day <= programme.year_to
    closed = ClosedDays(db, programme, one.day)
    failed = []
    for planner in PLANNERS if within else OWED:
        try:
            coming += planner(db, programme, one.day, closed)
        except SQLAlchemyError:
            raise
        except Exception as problem:  # noqa: BLE001 - one bad row keeps nothing else from being said
            failed.append((planner.__name__, type(problem).__name__, where(problem)))
    sayable = tuple(new for new in coming if new.kind in PIECES)
    looked = within and bool(programme.rules.channels.coordinators) and is_school_day(one.day, closed.everywhere)
    since = str(db.value(BEFORE, duty=one.list_duty, period=str(one.day)) or "") if looked else ""
    news = looked and _news(db, now, programme, one.day, since) is not None
    return Planned(sayable, looked, news, since, tuple(failed))


def end_round(db: Db, now: datetime, one: Round, made: Planned) -> bool:
    """Note that a day's round was made, and owe the coordinators' list where somebody came onto it; once."""
    if not first_run(db, one.duty, str(one.day), now):
        return False
    hand_over_due(db, now, one.programme, one.day)
    if made.looked and first_run(db, one.list_duty, str(one.day), now) and made.listed:
        programme = next(held for held in list_programmes(db) if held.id == one.programme)
        at = LIST_AFTER if is_digest_day(db, programme, one.day) else LIST_AT
        due, end = instant(one.day, at, programme.zone), instant(one.day, LIST_UNTIL, programme.zone)
        key = f"{LIST}:{programme.id}:{one.day}:{made.since}"
        channel = programme.rules.channels.coordinators
        new = NewOwed(LIST, key, channel=channel, subject_id=programme.id, due_at=max(due, now), expires_at=end)
        owe_once(db, now, new)
    return True


def compose_list(db: Db, owed: Owed, now: datetime) -> Message | None:
    """The coordinators' list as it stands when it is sent; nothing, once everybody is off it, or the digest says it."""
    programme = next((one for one in list_programmes(db) if one.id == owed.subject_id), None)
    if programme is None:
        return None
    today = local_day(now, programme.zone)
    if told_today(db, programme, today):
        return None
    news = _news(db, now, programme, today, owed.key.rpartition(":")[2])
    return call_list(news, programme.id) if news else None


def _news(db: Db, now: datetime, programme: Programme, today: date, since: str) -> CallList | None:
    """What the list says, where somebody came onto it since a day; "" for all. The hours are a month's first list's."""
    after = date.fromisoformat(since) if since else None
    found = listed(db, programme, today)
    new = fresh(found, after)
    turned = after is None or (after.year, after.month) != (today.year, today.month)
    low = far_below(db, programme, today) if turned else []
    if not (new or low):
        return None
    unknown = unexplained(db, programme.id, now)
    return CallList(tuple(one.facts for one in found), len(new), tuple(low), unknown)
