"""What the other one of a pair is told when an agreement is offered, signed or taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.messages import Message
from bot.messages import agreements as words
from bot.rules.agreements import COACH, LEADER
from storage.agreementrows import ONE, agreement_of
from storage.database import Db, tenant
from storage.outbox import NewOwed, Owed, outbox, owe_once
from storage.planaccess import ONE as PAIR_ROW
from storage.retouching import Posted

OFFER, SIGNED = "agreement_offered", "agreement_signed"

POSTED = tenant(
    select(outbox.c.id, outbox.c.person_id, outbox.c.channel).where(
        outbox.c.person_id.in_((bindparam("coach"), bindparam("leader"))),
        outbox.c.kind.in_((OFFER, SIGNED)),
        outbox.c.subject_id == bindparam("agreement"),
        outbox.c.state.in_(("sending", "sent")),
    )
)


def tell_offered(db: Db, now: datetime, agreement: int, person: int) -> None:
    """Owe the other one the question whether they sign."""
    key = f"{OFFER}:{agreement}:{now.timestamp()}"
    owe_once(db, now, NewOwed(OFFER, key, person_id=person, subject_id=agreement))


def tell_signed(db: Db, now: datetime, agreement: int, person: int, at: datetime) -> None:
    """Owe the other one that it is in force now, or that the signature was taken back."""
    key = f"{SIGNED}:{agreement}:{at.timestamp()}"
    owe_once(db, now, NewOwed(SIGNED, key, person_id=person, subject_id=agreement))


def touch_up(db: Db, now: datetime, agreement: int) -> None:
    """Owe a correction of what was posted about an edition: how it stands now."""
    row = db.first(ONE, agreement=agreement)
    pair = db.first(PAIR_ROW, pair=row.engagement_id) if row is not None else None
    if pair is None:
        return
    for one in db.all(POSTED, agreement=agreement, coach=pair.coach_id, leader=pair.leader_id):
        key = f"retouch:{one.id}:{now.timestamp()}"
        owe_once(db, now, NewOwed("retouch", key, one.person_id, one.channel, one.id))


def refresh_pair(db: Db, now: datetime, pair: Row[Any], what: str) -> None:
    """Owe both people of a pair a fresh Home. what: makes it one for each change."""
    for person in (pair.coach_id, pair.leader_id):
        owe_once(db, now, NewOwed("home", f"home:{what}:{person}", person_id=person))


def _said(db: Db, agreement: int | None, person: int | None) -> Message | None:
    row = db.first(ONE, agreement=agreement or 0)
    pair = db.first(PAIR_ROW, pair=row.engagement_id) if row is not None else None
    if row is None or pair is None or person not in (pair.coach_id, pair.leader_id):
        return None
    side = COACH if person == pair.coach_id else LEADER
    return words.news(agreement_of(row, pair), side, words.Names(pair.school, pair.leader, pair.coach))


def _owed(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """How it stands when this is sent; nothing where it was taken back before it was said."""
    row = db.first(ONE, agreement=owed.subject_id or 0)
    if row is None or (owed.kind == OFFER and row.state != "offered"):
        return None
    return _said(db, owed.subject_id, owed.person_id)


def _again(db: Db, posted: Posted, _now: datetime) -> Message | None:
    return _said(db, posted.contact, posted.person_id)


AGREEMENT_WORDS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {OFFER: _owed, SIGNED: _owed}
AGREEMENTS_AGAIN: dict[str, Callable[[Db, Posted, datetime], Message | None]] = {OFFER: _again, SIGNED: _again}
