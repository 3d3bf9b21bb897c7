"""How a status report stands against its due time: the one rule wherever reports are counted or called late."""

from datetime import datetime

EXCUSED = "excused"
ON_TIME, CAME_LATE, MISSING, TO_COME = "on_time", "late", "missing", "to_come"


def standing(state: str, due_at: datetime, came_at: datetime | None, now: datetime) -> str:
    """ON_TIME, CAME_LATE, MISSING, TO_COME or EXCUSED.

    What came once is in, also while it is with its coach again. "Late" in a count are those that are missing: due, and
    not in. Counted are the reports that are there: each that a coach owes is drafted for them, whoever begins it; one
    that never was, as of a period that was over before the pair came into the roster, isn't owed. came_at: first.
    """
    if state == EXCUSED:
        return EXCUSED
    if came_at is not None:
        return CAME_LATE if came_at > due_at else ON_TIME
    return MISSING if now > due_at else TO_COME
