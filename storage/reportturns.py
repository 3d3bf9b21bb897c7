"""Whose turn it is: the coordinator to whom a coach's report or flag comes first, and who comes next."""

from storage.database import Db
from storage.reportcards import COORDINATORS


def turn(db: Db, programme_id: int, coach_id: int, place: int) -> int | None:
    """The coordinator whose turn it is for a coach: always the same first one, then the next; None where there is none.

    The coaches are spread over the coordinators. Nobody's turn comes for their own.
    """
    found = [row.person_id for row in db.all(COORDINATORS, programme=programme_id) if row.person_id != coach_id]
    return found[(coach_id + place) % len(found)] if found else None
