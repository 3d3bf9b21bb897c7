"""Places that Slack asked us to leave alone for a while: kept in rows, so that every process heeds them."""

from datetime import datetime

from sqlalchemy import bindparam, case, func, select, update

from storage.claiming import claim
from storage.database import Db, tenant
from storage.outbox import Owed, outbox, put_back
from storage.people import people

# Slack's limits are for each channel, or for each method in a workspace.
OPEN, PUBLISH, CORRECT = "conversations.open", "views.publish", "chat.update"
METHODS = {"home": PUBLISH, "retouch": CORRECT}
RATE_LIMITED = "ratelimited"

_DM = select(people.c.dm_channel).where(people.c.id == outbox.c.person_id).correlate(outbox).scalar_subquery()
_PLACE = case(METHODS, value=outbox.c.kind, else_=func.coalesce(outbox.c.channel, _DM, OPEN))
HOLD = tenant(
    update(outbox)
    .where(outbox.c.state == "pending", outbox.c.due_at < bindparam("later"), bindparam("place") == _PLACE)
    .values(due_at=bindparam("later"))
)
HELD = tenant(
    select(outbox.c.kind, outbox.c.channel, people.c.dm_channel, outbox.c.due_at)
    .outerjoin_from(outbox, people, people.c.id == outbox.c.person_id)
    .where(outbox.c.state == "pending", outbox.c.reason == RATE_LIMITED, outbox.c.due_at > bindparam("now"))
)


def claim_and_heed(db: Db, now: datetime, owner: str, batch: int) -> tuple[list[Owed], dict[str, datetime]]:
    """Take due messages for sending; with them, until when which places are held."""
    owed = claim(db, now, owner, batch)
    held: dict[str, datetime] = {}
    for row in db.all(HELD, now=now) if owed else ():
        place = METHODS.get(row.kind) or row.channel or row.dm_channel or OPEN
        held[place] = max(row.due_at, held.get(place, row.due_at))
    return owed, held


def put_back_and_hold(db: Db, owner: str, row: int, place: str, *, later: datetime, attempt: int) -> bool:
    """Send later, and whatever else waits for this place not before."""
    db.change(HOLD, place=place, later=later)
    return put_back(db, owner, row, later=later, attempt=attempt, reason=RATE_LIMITED)
