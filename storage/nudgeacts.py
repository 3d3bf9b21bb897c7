"""What the reader of a nudge does with it: asks why, has it later, stops its kind. Only the reader may, at any time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, update

from bot.errors import Denied, Refusal
from bot.rules.contacts import brief
from bot.rules.dates import local_day
from bot.rules.etiquette import AHEAD, Manners, next_bundle
from bot.rules.ladders import instant
from bot.rules.nudges import KINDS, PENDING, SENT, VOID, Kind, Nudge, later_of
from storage import audit
from storage.database import Db, tenant
from storage.manners import readers_of
from storage.nudgecomposing import nudges_of
from storage.nudges import nudges
from storage.nudgesending import KIND
from storage.nudging import NewNudge, plan_nudges
from storage.outbox import outbox
from storage.people import Actor, people
from storage.wishing import kinds_off_of, set_off

DAY = timedelta(days=1)
MONDAY = 7
LATER, STOPPED = "snoozed", "stopped"  # what a reader did
GONE = "That message is too old for this. Coachlog's Home shows what is open now."
OVER = "It is about something that is over by then, so there is nothing to bring up again."
NOTHING = "There is nothing to undo: it was said again already, or brought back."

_ROWS: BindParameter[Any] = bindparam("rows", expanding=True)
_OCCURRENCES: BindParameter[Any] = bindparam("occurrences", expanding=True)
OWN = tenant(
    select(outbox.c.person_id)
    .join_from(outbox, people, people.c.id == outbox.c.person_id)
    .where(
        outbox.c.id == bindparam("message"),
        outbox.c.kind == KIND,
        people.c.slack_user_id == bindparam("user"),
        people.c.deactivated_at.is_(None),
    )
)
ACT = tenant(update(nudges).where(nudges.c.id.in_(_ROWS)).values(act=bindparam("acted"), acted_at=bindparam("now")))
ACTED = tenant(select(nudges.c.id, nudges.c.kind).where(nudges.c.id.in_(_ROWS), nudges.c.act == bindparam("acted")))
SAID_AGAIN = tenant(
    select(func.max(nudges.c.sent_at)).where(nudges.c.occurrence.in_(_OCCURRENCES), nudges.c.state == SENT)
)
WAKE = tenant(
    update(nudges)
    .where(nudges.c.occurrence.in_(_OCCURRENCES), nudges.c.state == PENDING)
    .values(state=VOID, changed_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of nudges as its reader asks about it. kinds: each once, with the rung it is on."""

    message: int
    person: int
    nudges: tuple[Nudge, ...]
    manners: Manners

    @property
    def kinds(self) -> list[tuple[Kind, int]]:
        """Its kinds in order, each with the furthest rung that is in it."""
        rungs: dict[str, int] = {}
        for one in self.nudges:
            rungs[one.kind] = max(one.rung, rungs.get(one.kind, 0))
        return [(KINDS[kind], rung) for kind, rung in rungs.items()]

    @property
    def ids(self) -> list[int]:
        """The rows of its nudges."""
        return [one.id for one in self.nudges]


def find_said(db: Db, actor: Actor, now: datetime, message: int) -> Said:
    """A message of nudges, for the person it was sent to. Raises Denied for anyone else."""
    person: int | None = db.value(OWN, message=message, user=actor.user_id)
    if person is None:
        raise Denied("nudge")
    found = tuple(nudges_of(db, message))
    if not found:
        raise Refusal(GONE)
    return Said(message, person, found, readers_of(db, now, [person])[person].manners)


def snooze(db: Db, actor: Actor, now: datetime, message: int, wanted: str | date) -> datetime:
    """Say it again on a day, `tomorrow`, `monday` or a date; when that will be. Choosing again moves it."""
    said = find_said(db, actor, now, message)
    today = local_day(now, said.manners.zone)
    day = _day(wanted, today)
    if not today < day <= today + AHEAD * DAY:
        raise Refusal("Choose a day after today, within two months.", "day")
    begin = instant(day, "00:00", said.manners.zone)
    planned = [new for one in said.nudges if (new := _later(one, said.manners, begin))]
    if not planned:
        raise Refusal(OVER, "day")
    if (again := db.value(SAID_AGAIN, occurrences=[one.occurrence for one in planned])) is not None:
        when = brief(local_day(again, said.manners.zone))
        raise Refusal(f"I brought this up again on {when}. Please use the menu under that message.", "day")
    plan_nudges(db, now, planned)
    db.change(ACT, rows=said.ids, acted=LATER, now=now)
    return min(_spoken(one, said.manners, begin) for one in planned)


def undo_snooze(db: Db, actor: Actor, now: datetime, message: int) -> None:
    """It isn't said again."""
    said = find_said(db, actor, now, message)
    if not db.change(WAKE, occurrences=[later_of(one) for one in said.nudges], now=now):
        raise Refusal(NOTHING)
    db.change(ACT, rows=said.ids, acted=None, now=now)


def stop_kinds(db: Db, actor: Actor, now: datetime, message: int, chosen: Collection[str]) -> list[Kind]:
    """Stop kinds of a message for its reader; those stopped. Raises Denied for kinds it hasn't, or that are locked."""
    said = find_said(db, actor, now, message)
    offered = {kind.id: kind for kind, _ in said.kinds if not kind.locked}
    if not chosen or set(chosen) - offered.keys():
        raise Denied("nudge.stop", "kinds")
    set_off(db, actor, now, said.person, kinds_off_of(db, said.person) | set(chosen))
    db.change(ACT, rows=[one.id for one in said.nudges if one.kind in chosen], acted=STOPPED, now=now)
    audit.note_many(db, now, actor.user_id, [("nudge.stopped", message)])
    return [kind for one, kind in offered.items() if one in chosen]


def undo_stop(db: Db, actor: Actor, now: datetime, message: int) -> Sequence[Kind]:
    """Send the kinds again that were stopped from this message; which those are."""
    said = find_said(db, actor, now, message)
    rows = db.all(ACTED, rows=said.ids, acted=STOPPED)
    off, again = kinds_off_of(db, said.person), {row.kind for row in rows}
    if not off & again:
        raise Refusal("There is nothing to undo: this comes as usual.")
    set_off(db, actor, now, said.person, off - again)
    db.change(ACT, rows=[row.id for row in rows], acted=None, now=now)
    return [KINDS[one] for one in sorted(off & again)]


def _day(wanted: str | date, today: date) -> date:
    if isinstance(wanted, date):
        return wanted
    if wanted == "monday":
        return today + (MONDAY - today.weekday()) * DAY
    if wanted == "tomorrow":
        return today + DAY
    raise Denied("value")


def _later(one: Nudge, manners: Manners, begin: datetime) -> NewNudge | None:
    """The same, to be said from then on; None where it is of no use then."""
    at = next_bundle(KINDS[one.kind], manners, begin)
    if at is None:
        return None
    until = one.until if KINDS[one.kind].fleeting else max(one.until, at + DAY)
    if until <= at:
        return None
    return NewNudge(one.kind, one.person_id, one.subject_id, later_of(one), begin, until, one.rung)


def _spoken(new: NewNudge, manners: Manners, begin: datetime) -> datetime:
    return next_bundle(KINDS[new.kind], manners, begin) or begin
