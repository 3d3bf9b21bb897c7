"""Coaches with more to do than time in the next weeks: looked at on Fridays, told to those who can change it."""

from datetime import date, datetime

from sqlalchemy import bindparam, or_, select

from bot.messages.capacity import too_full
from bot.messages.nudges import Piece
from bot.rules import ladders
from bot.rules.capacity import FULL
from bot.rules.dates import local_day
from bot.rules.digestdays import capacity_day
from bot.rules.digestlists import READERS
from bot.rules.nudges import Nudge
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.digestnames import people_names
from storage.digestsums import rooms
from storage.nudging import NewNudge
from storage.people import people, roles
from storage.programmes import Programme, list_programmes

CAPACITY = "capacity"
AT = "06:00"

TOLD = tenant(
    select(roles.c.person_id)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        or_(*(roles.c.role == one for one in READERS)),
        people.c.deactivated_at.is_(None),
    )
    .distinct()
    .order_by(roles.c.person_id)
)


def capacity_looked_at(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:
    """On Friday, or the school day after, one for each coordinator and lead coach where some coach is too full."""
    if not capacity_day(today, closed.everywhere):
        return []
    if not any(one.percent > FULL for one in rooms(db, programme, today, closed)):
        return []
    due, until = ladders.instant(today, AT, programme.zone), ladders.midnight_after(today, programme.zone)
    return [
        NewNudge(
            CAPACITY, row.person_id, programme.id, f"{CAPACITY}:{programme.id}:{today}:{row.person_id}", due, until
        )
        for row in db.all(TOLD, programme=programme.id)
    ]


def capacity_piece(db: Db, nudge: Nudge, now: datetime) -> Piece | None:
    """Nothing, once nobody is too full any more."""
    programme = next((one for one in list_programmes(db) if one.id == nudge.subject_id), None)
    if programme is None or nudge.person_id not in {row.person_id for row in db.all(TOLD, programme=programme.id)}:
        return None
    today = local_day(now, programme.zone)
    over = [one for one in rooms(db, programme, today, ClosedDays(db, programme, today)) if one.percent > FULL]
    return too_full(over, people_names(db, [one.coach for one in over])) if over else None
