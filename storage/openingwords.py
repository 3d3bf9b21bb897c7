"""What both of a pair are told of a break-glass, composed when it is sent; also whoever wasn't in Slack then."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.messages import Message
from bot.messages import openings as words
from bot.rules.contacts import brief
from bot.rules.dates import local_day
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.openings import ENDED, OPENED, find_opening, openings, read_in
from storage.outbox import NewOwed, Owed, outbox, owe_once
from storage.people import people

_TOLD = (
    select(outbox.c.id)
    .where(
        outbox.c.kind == OPENED,
        outbox.c.subject_id == openings.c.id,
        outbox.c.person_id == people.c.id,
        or_(*(outbox.c.state == state for state in ("pending", "sending", "sent", "unknown"))),
    )
    .correlate(openings, people)
    .exists()
)
UNTOLD = tenant(
    select(openings.c.id, people.c.id.label("person"))
    .join_from(openings, engagements, engagements.c.id == openings.c.engagement_id)
    .join(people, or_(people.c.id == engagements.c.coach_id, people.c.id == engagements.c.leader_id))
    .where(people.c.slack_user_id.is_not(None), people.c.deactivated_at.is_(None), ~_TOLD)
    .order_by(openings.c.id)
    .limit(bindparam("most"))
)
BATCH = 100


def tell_untold(db: Db, now: datetime) -> int:
    """Owe the news of openings to those of the pairs who weren't in Slack, or had left it, and are there now."""
    rows = db.all(UNTOLD, most=BATCH)
    keys = [(f"{OPENED}:{row.id}:{row.person}:later", row) for row in rows]
    return sum(owe_once(db, now, NewOwed(OPENED, key, row.person, subject_id=row.id)) for key, row in keys)


def untold(db: Db) -> bool:
    """Whether there is anybody to tell."""
    return db.first(UNTOLD, most=1) is not None


def _opened(db: Db, owed: Owed, now: datetime) -> Message:
    found = find_opening(db, owed.subject_id or 0)
    school, zone = found.pair.school, found.pair.zone
    if not found.holds(now):
        day = brief(local_day(found.opened_at, zone))
        return words.opened_before(found.by, school, found.reason, day, read_in(db, found))
    return words.opened(found.by, school, found.reason, words.hour_of(found.until, zone))


def _closed(db: Db, owed: Owed, _now: datetime) -> Message:
    found = find_opening(db, owed.subject_id or 0)
    return words.closed(found.by, found.pair.school, read_in(db, found))


OPENING_WORDS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {OPENED: _opened, ENDED: _closed}
