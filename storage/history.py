"""Bringing in contacts that were recorded elsewhere: no message is owed for them, and they stay in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import bindparam, select

from bot.rules.contacts import KINDS
from storage import audit
from storage.contacts import contacts, next_steps
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.programmes import list_programmes

UNSIGNED = datetime(2000, 1, 1, tzinfo=UTC)  # nobody signed these, so that any edit is newer


@dataclass(frozen=True, slots=True)
class Past:
    """One contact of the past. Its pair is named by both e-mails and the engagement's first day.

    agreed: its next steps as (owner, what, due day, whether it was done).
    """

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
    made: bool = True
    note: str | None = None
    focus: tuple[str, ...] = ()
    agreed: tuple[tuple[str, str, date, bool], ...] = ()


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


BY_SOURCE = tenant(
    select(contacts.c.id, contacts.c.intent, contacts.c.engagement_id).where(contacts.c.intent.like(bindparam("like")))
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
                "counts": one.made and one.kind in counting[pair.programme_id],
                "medium": KINDS[one.kind].media[0],
                "made": one.made,
                "focus": " ".join(one.focus),
                "note": db.seal(contacts.c.note, one.note),
                "activities": " ".join(one.activities),
                "presence": one.presence,
                "sent_at": UNSIGNED,
                "recorded_at": one.recorded_at,
            }
        )
    db.add_many(contacts, rows)
    _add_agreed(db, source, past)
    audit.note(db, now, actor, "contacts.brought_in", len(rows))
    return len(rows)


def _add_agreed(db: Db, source: str, past: Sequence[Past]) -> None:
    """What was agreed goes into the ledger; done on its day."""
    kept = {row.intent: row for row in db.all(BY_SOURCE, like=f"{source}:%")}
    rows = []
    for place, one in enumerate(past):
        for owner, what, due_on, done in one.agreed:
            row = kept[f"{source}:{place}"]
            closed = one.recorded_at + (due_on - one.day) if done else None
            words = {"owner": owner, "what": db.seal(next_steps.c.what, what), "due_on": due_on, "first_due_on": due_on}
            state = {"state": "done" if done else "open", "closed_at": closed, "changed_at": closed}
            rows.append({"contact_id": row.id, "engagement_id": row.engagement_id, **words, **state})
    db.add_many(next_steps, rows)
