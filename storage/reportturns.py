"""Whose turn it is: the coordinator to whom a coach's report or flag comes first, and who comes next."""

from sqlalchemy import bindparam, select

from storage.database import Db, tenant
from storage.people import people, roles

REACHABLE = tenant(
    select(roles.c.person_id)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.role == "coordinator",
        people.c.slack_user_id.is_not(None),
        people.c.deactivated_at.is_(None),
    )
    .order_by(roles.c.person_id)
)


def turn(db: Db, programme_id: int, coach_id: int, place: int) -> int | None:
    """The coordinator whose turn it is for a coach: always the same first one, then the next; None where there is none.

    The coaches are spread over the coordinators who are in Slack. Nobody's turn comes for their own.
    """
    found = [row.person_id for row in db.all(REACHABLE, programme=programme_id) if row.person_id != coach_id]
    return found[(coach_id + place) % len(found)] if found else None
