"""The message of ending: to both people of a pair, once, when a roster ends it and what was booked falls away."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.messages import Message
from bot.messages import rosternews as words
from bot.rules.visits import WITHDRAWN
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.outbox import NewOwed, Owed, owe_once
from storage.people import active_user
from storage.schools import schools
from storage.visits import visits

ENDED = "pair_ended"

_LOST = (
    select(func.count(visits.c.id))
    .where(
        visits.c.engagement_id == engagements.c.id,
        visits.c.day > engagements.c.ends_on,
        visits.c.at > bindparam("now"),
        visits.c.state == WITHDRAWN,
    )
    .correlate(engagements)
    .scalar_subquery()
)
PAIR = tenant(
    select(
        engagements.c.id,
        engagements.c.coach_id,
        engagements.c.leader_id,
        engagements.c.ends_on,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        active_user(leader).label("leader_user"),
        active_user(coach).label("coach_user"),
        _LOST.label("lost"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(engagements.c.id == bindparam("pair"))
)
PAIRS = tenant(
    select(engagements.c.id, engagements.c.coach_id, engagements.c.leader_id, engagements.c.ends_on)
    .where(engagements.c.id.in_(bindparam("pairs", expanding=True)))
    .order_by(engagements.c.id)
)


def tell_of_endings(db: Db, now: datetime, pairs: Iterable[int]) -> None:
    """Owe both people of these pairs the message of ending, once for each last day."""
    wanted = sorted(pairs)
    for row in db.all(PAIRS, pairs=wanted) if wanted else ():
        for person in (row.coach_id, row.leader_id):
            key = f"{ENDED}:{row.id}:{row.ends_on}:{person}"
            owe_once(db, now, NewOwed(ENDED, key, person_id=person, subject_id=row.id))


def ended_pair(db: Db, pair: int, now: datetime) -> Row[Any] | None:
    """A pair as it ends, with how many of its visits were withdrawn for that."""
    return db.first(PAIR, pair=pair, now=now)


def _compose(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, once the pair goes on, or ends on another day: that is told apart."""
    row = ended_pair(db, owed.subject_id or 0, now)
    if row is None or str(row.ends_on) != owed.key.split(":")[2]:
        return None
    other = row.leader if owed.person_id == row.coach_id else row.coach
    return words.ended(row.school, other, row.ends_on, row.lost, coach=owed.person_id == row.coach_id)


ENDING_WORDS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {ENDED: _compose}
