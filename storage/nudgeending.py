"""Nudges that were taken into a message and then had nothing to say: they end unsaid, and count for nothing."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, case, select, update

from bot.rules.nudges import EXPIRED, SENT, VOID
from storage.database import Db, tenant
from storage.nudges import nudges

NOTHING_TO_SAY, TOO_LATE = "nothing to say anymore", "its time was over"

_TAKEN = (nudges.c.outbox_id == bindparam("message"), nudges.c.state == SENT)
ALL = tenant(select(nudges.c.id).where(*_TAKEN))
END = tenant(
    update(nudges)
    .where(nudges.c.id.in_(bindparam("rows", expanding=True)), *_TAKEN)
    .values(
        state=case((nudges.c.until <= bindparam("now"), EXPIRED), else_=VOID),
        reason=case((nudges.c.until <= bindparam("now"), TOO_LATE), else_=NOTHING_TO_SAY),
        outbox_id=None,
        sent_at=None,
        changed_at=bindparam("now"),
    )
)


def end_unsaid(db: Db, now: datetime, message: int, unsaid: Collection[int], *, whole: bool = False) -> int:
    """End these nudges of a message, or with whole all of a message that isn't sent; how many."""
    rows = [row.id for row in db.all(ALL, message=message)] if whole else list(unsaid)
    return db.change(END, rows=rows, message=message, now=now) if rows else 0
