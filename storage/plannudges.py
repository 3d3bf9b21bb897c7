"""Nudges about agreements and plans: who is asked when, and what each message says when it is sent."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.messages import agreements as words
from bot.messages import plans as of_plans
from bot.messages.agreements import Names
from bot.messages.nudges import Piece
from bot.rules import agreements as rules
from bot.rules import ladders
from bot.rules.agreements import COACH, IN_FORCE, LEADER
from bot.rules.contacts import brief
from bot.rules.dates import local_day
from bot.rules.nudges import Nudge
from bot.rules.plainkinds import REVIEW, UNREVIEWED, UNSIGNED
from bot.rules.plans import REVIEW_DAYS
from bot.rules.rounds import UNSIGNED as WHY
from storage.agreementrows import ONE as ONE_EDITION
from storage.agreementrows import agreement_of, agreement_state
from storage.agreements import agreements
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.nudges import nudges
from storage.nudging import NewNudge
from storage.planaccess import ONE as ONE_PAIR
from storage.planaccess import PAIR, RUNS
from storage.planrows import counts_of, is_stale
from storage.programmes import Programme
from storage.stalls import LIST_RUNG, Stall
from storage.welcomes import welcomes

DAY, WEEK = timedelta(days=1), ladders.WEEK
ASKED_AFTER, LISTED_AFTER = (timedelta(days=one) for one in rules.UNSIGNED_DAYS)
STALE_AFTER = timedelta(days=REVIEW_DAYS)
STALE_OPEN = timedelta(days=30)  # for which the message about a plan is of use

_KNOWN = (
    select(func.min(func.coalesce(welcomes.c.shown_at, welcomes.c.planned_at)))
    .where(welcomes.c.person_id == engagements.c.coach_id, welcomes.c.role == COACH)
    .correlate(engagements)
    .scalar_subquery()
)
_IN_FORCE = (
    select(agreements.c.id)
    .where(agreements.c.engagement_id == engagements.c.id, agreements.c.state == IN_FORCE)
    .correlate(engagements)
    .exists()
)
_HERE = (engagements.c.programme_id == bindparam("programme"), *RUNS)
WITHOUT = tenant(
    PAIR.add_columns(_KNOWN.label("known_at"))
    .where(*_HERE, engagements.c.starts_on <= bindparam("before"), ~_IN_FORCE)
    .order_by(engagements.c.id)
)
ASKED = tenant(
    select(nudges.c.subject_id, func.min(nudges.c.sent_at).label("sent_at"))
    .where(nudges.c.kind == UNSIGNED)
    .group_by(nudges.c.subject_id)
)
RUNNING = tenant(PAIR.where(*_HERE))
AGREED = tenant(
    select(
        agreements.c.id,
        agreements.c.in_force_at,
        agreements.c.review_on,
        agreements.c.looked_on,
        engagements.c.coach_id,
        engagements.c.leader_id,
    )
    .join_from(agreements, engagements, engagements.c.id == agreements.c.engagement_id)
    .where(*_HERE, agreements.c.state == IN_FORCE)
    .order_by(agreements.c.id)
)


def agreements_unsigned(db: Db, programme: Programme, today: date, _closed: ClosedDays) -> list[NewNudge]:
    """A message to both of a pair that began two weeks ago and has no agreement in force, once."""
    planned = []
    for row, began in _without(db, programme, today):
        due = ladders.instant(began + ASKED_AFTER, "00:00", programme.zone)
        until = ladders.midnight_after(began + rules.ASKED_UNTIL, programme.zone)
        planned += [
            NewNudge(UNSIGNED, person, row.id, f"{UNSIGNED}:{row.id}:{person}", due, until)
            for person in (row.coach_id, row.leader_id)
        ]
    return planned


def _without(db: Db, programme: Programme, today: date) -> list[tuple[Row[Any], date]]:
    """Pairs without an agreement, and the day from which that is counted: when they began, or when their coach was
    told what this is, whichever is later. Nobody is asked whom nobody welcomed, and nobody for ever."""
    found = []
    for row in db.all(WITHOUT, programme=programme.id, today=today, before=today - ASKED_AFTER):
        if row.known_at is not None:
            began = max(row.starts_on, local_day(row.known_at, programme.zone))
            if began + ASKED_AFTER <= today < began + rules.ASKED_UNTIL:
                found.append((row, began))
    return found


def unsigned(db: Db, programme: Programme, today: date) -> list[Stall]:
    """Pairs that were asked a week ago and have no agreement still: the coordinators' list."""
    found = []
    rows = _without(db, programme, today)
    asked = {row.subject_id: row.sent_at for row in db.all(ASKED)} if rows else {}
    for row, began in rows:
        sent = asked.get(row.id)
        told = local_day(sent, programme.zone) if sent else began + LISTED_AFTER
        on = max(began + LISTED_AFTER, told + WEEK)
        if row.id in asked and on <= today:
            found.append(Stall(row, WHY, began, LIST_RUNG, on))
    return found


def plans_unreviewed(db: Db, programme: Programme, today: date, _closed: ClosedDays) -> list[NewNudge]:
    """A message to both of a pair that hasn't looked at its plan for 45 days, once; later the briefs say so."""
    pairs = {row.id: row for row in db.all(RUNNING, programme=programme.id, today=today)}
    planned = []
    for pair, (_, since) in counts_of(db, pairs).items():
        if STALE_AFTER <= today - since < STALE_AFTER + STALE_OPEN:
            due = ladders.instant(since + STALE_AFTER, "00:00", programme.zone)
            until = ladders.midnight_after(since + STALE_AFTER + STALE_OPEN, programme.zone)
            planned += [
                NewNudge(UNREVIEWED, person, pair, f"{UNREVIEWED}:{pair}:{since}:{person}", due, until)
                for person in (pairs[pair].coach_id, pairs[pair].leader_id)
            ]
    return planned


def agreements_to_review(db: Db, programme: Programme, today: date, _closed: ClosedDays) -> list[NewNudge]:
    """A message to both on the days on which an agreement is looked at again."""
    planned = []
    for row in db.all(AGREED, programme=programme.id, today=today):
        since = local_day(row.in_force_at, programme.zone)
        day = rules.review_due(since, row.review_on, row.looked_on, today)
        if day is not None:
            due = ladders.instant(day, "00:00", programme.zone)
            until = ladders.midnight_after(day + rules.REVIEW_OPEN - DAY, programme.zone)
            planned += [
                NewNudge(REVIEW, person, row.id, f"{REVIEW}:{row.id}:{day}:{person}", due, until)
                for person in (row.coach_id, row.leader_id)
            ]
    return planned


def _pair(db: Db, nudge: Nudge, now: datetime, pair: int | None) -> tuple[Row[Any], str, date] | None:
    """The pair, its reader's side and the day there; None once it ended, or is somebody else's."""
    row = db.first(ONE_PAIR, pair=pair or 0)
    side = {row.coach_id: COACH, row.leader_id: LEADER}.get(nudge.person_id) if row is not None else None
    if row is None or side is None:
        return None
    today = local_day(now, row.zone)
    return (row, side, today) if row.ends_on is None or row.ends_on >= today else None


def _names(row: Row[Any]) -> Names:
    return Names(row.school, row.leader, row.coach)


def unsigned_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Nothing, once an agreement is in force or the pair ended."""
    found = _pair(db, nudge, now, nudge.subject_id)
    if found is None:
        return None
    row, side, _ = found
    stands = agreement_state(db, row.id)
    return None if stands.in_force_on else words.unsigned(_names(row), row.id, stands, side)


def unreviewed_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Nothing, once somebody looked at it, no goal is live or the pair ended."""
    found = _pair(db, nudge, now, nudge.subject_id)
    if found is None:
        return None
    row, side, today = found
    since = is_stale(db, row.id, today)
    if since is None or str(since) != nudge.planned_as.split(":")[2]:
        return None
    return of_plans.unreviewed(_names(row), row.id, side, brief(since))


def review_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Nothing, once somebody looked at it, another edition is in force or the pair ended."""
    row = db.first(ONE_EDITION, agreement=nudge.subject_id or 0)
    found = _pair(db, nudge, now, row.engagement_id) if row is not None and row.state == IN_FORCE else None
    if row is None or found is None:
        return None
    pair, side, today = found
    one = agreement_of(row, pair)
    if one.in_force_on is None or not rules.review_due(one.in_force_on, one.review_on, one.looked_on, today):
        return None
    return words.review(_names(pair), one.id, side, f"is in force since {brief(one.in_force_on)}")


PLAN_PIECES: dict[str, Callable[[Db, Nudge, datetime], Piece | None]] = {
    UNSIGNED: unsigned_piece,
    UNREVIEWED: unreviewed_piece,
    REVIEW: review_piece,
}
