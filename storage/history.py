"""Bringing in contacts that were recorded elsewhere: no message is owed for them, and they stay in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from storage import audit
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.programmes import list_programmes

UNSIGNED = datetime(2000, 1, 1, tzinfo=UTC)  # nobody signed these, so that any edit is newer


@dataclass(frozen=True, slots=True)
class Past:
    """One contact of the past. Its pair is named by both e-mails and the engagement's first day."""

    leader_email: str
    coach_email: str
    starts_on: date
    kind: str
    day: date
    start: str | None
    minutes: int
    count: int | None
    activities: tuple[str, ...]
    presence: str | None
    recorded_at: datetime


PAIRS = tenant(
    select(
        engagements.c.id,
        engagements.c.programme_id,
        engagements.c.coach_id,
        engagements.c.starts_on,
        leader.c.email.label("leader_email"),
        coach.c.email.label("coach_email"),
    )
    .join_from(engagements, leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
)


def add_history(db: Db, actor: str, now: datetime, source: str, past: Sequence[Past]) -> int:
    """Insert contacts of known pairs; how many. source: makes their intents unique, so a second run fails whole."""
    pairs = {(row.leader_email, row.coach_email, row.starts_on): row for row in db.all(PAIRS)}
    counting = {one.id: one.rules.kinds_that_count for one in list_programmes(db)}
    rows = []
    for place, one in enumerate(past):
        pair = pairs[one.leader_email, one.coach_email, one.starts_on]
        rows.append(
            {
                "intent": f"{source}:{place}",
                "programme_id": pair.programme_id,
                "engagement_id": pair.id,
                "coach_id": pair.coach_id,
                "kind": one.kind,
                "day": one.day,
                "start": one.start,
                "minutes": one.minutes,
                "amount": one.count,
                "counts": one.kind in counting[pair.programme_id],
                "activities": " ".join(one.activities),
                "presence": one.presence,
                "sent_at": UNSIGNED,
                "recorded_at": one.recorded_at,
            }
        )
    db.add_many(contacts, rows)
    audit.note(db, now, actor, "contacts.brought_in", len(rows))
    return len(rows)
