"""Writing, signing, taking back an agreement: in force with both signatures; a change is a new edition, signed anew."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from bot.errors import Denied, Refusal
from bot.messages import agreements as words
from bot.rules import agreements as rules
from bot.rules.agreements import COACH, IN_FORCE, LEADER, OFFERED, REPLACED, WITHDRAWN
from bot.rules.plainkinds import REVIEW, UNSIGNED
from storage import audit
from storage.agreementnews import refresh_pair, tell_offered, tell_signed, touch_up
from storage.agreementrows import HELD, NEWEST, agreement_of, editions_of, of_pair
from storage.agreements import NewAgreement, agreements
from storage.database import Db, tenant
from storage.drafts import drafts
from storage.guarding import Flagged, Look, flagged, looked_at
from storage.insert import insert_once
from storage.nudgetouching import retouch_about
from storage.nudging import withdraw_nudges
from storage.people import Actor
from storage.planaccess import AGREEMENT, Access, access_to, held_for

SIGN = "sign"

BY_INTENT = tenant(
    select(agreements.c.id, agreements.c.engagement_id).where(agreements.c.intent == bindparam("intent_key"))
)
FORGET = tenant(delete(drafts).where(drafts.c.user_id == bindparam("user"), drafts.c.kind == bindparam("of_kind")))
SETTLE = tenant(
    update(agreements)
    .where(agreements.c.id == bindparam("agreement"))
    .values(
        state=bindparam("as_state"),
        coach_signed_at=bindparam("coach_at"),
        leader_signed_at=bindparam("leader_at"),
        in_force_at=bindparam("force_at"),
        changed_at=bindparam("now"),
    )
)
REPLACE = tenant(
    update(agreements)
    .where(
        agreements.c.engagement_id == bindparam("pair"),
        agreements.c.state == bindparam("before"),
        agreements.c.id != bindparam("but"),
    )
    .values(state=REPLACED, changed_at=bindparam("now"))
)
LOOKED = tenant(
    update(agreements)
    .where(agreements.c.id == bindparam("agreement"))
    .values(looked_on=bindparam("day"), changed_at=bindparam("now"))
)
FORMER = tenant(
    select(agreements)
    .where(
        agreements.c.engagement_id == bindparam("pair"),
        agreements.c.edition < bindparam("edition_no"),
        agreements.c.in_force_at.is_not(None),
    )
    .order_by(agreements.c.edition.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Offering:
    """One filling-in of the form. pair: the engagement; base: the edition it began from, 0 for none; wording: neutral
    or own, once looked at."""

    intent: str
    pair: int
    base: int = 0
    wording: str = ""


def offer_agreement(db: Db, actor: Actor, now: datetime, offering: Offering, new: NewAgreement) -> int:
    """Write an edition, signed by its writer, and ask the other one to sign; its id. Sent in again it changes nothing.

    Raises Denied for anyone but the two, Unsure where its words may tell who somebody is and nobody looked, and
    Refusal where somebody wrote a newer edition meanwhile.
    """
    held = held_for(db, actor, now, offering.pair, AGREEMENT, SIGN)
    before = db.first(BY_INTENT, intent_key=offering.intent)
    if before is not None:
        if before.engagement_id != offering.pair:
            raise Denied("agreement.intent")
        return int(before.id)
    _check(held, now, new)
    newest = db.first(NEWEST, pair=offering.pair)
    _unchanged(held, newest, offering.base)
    look = Look(actor, now, offering.pair, held.known, teachers=False, wording=offering.wording)
    new = new.model_copy(update=looked_at(db, new.texts(), look))
    made = _add(db, now, held, offering, new, newest.edition + 1 if newest else 1)
    _replace_offered(db, now, offering.pair, made)
    db.change(FORGET, user=actor.user_id, of_kind=words.draft_kind(offering.pair))
    audit.note(db, now, actor.user_id, "agreement.offered", made)
    tell_offered(db, now, made, held.other)
    _refresh(db, now, held, made)
    return made


def _check(held: Access, now: datetime, new: NewAgreement) -> None:
    today = held.day(now)
    if not today < new.review_on <= today + rules.REVIEW_MAX:
        raise Refusal(words.REVIEW_WHEN, "review_on")


def _unchanged(held: Access, newest: Row[Any] | None, base: int) -> None:
    if newest is not None and newest.id != base and newest.state in (OFFERED, IN_FORCE):
        raise Refusal(words.newer(agreement_of(newest, held.row), held.row.leader, held.row.coach))


def _add(db: Db, now: datetime, held: Access, offering: Offering, new: NewAgreement, edition: int) -> int:
    rest = {
        "norms": new.norms, "leader_expects": new.leader_expects or "", "coach_expects": new.coach_expects or "",
        "indicators": new.indicators,
    }  # fmt: skip
    made = insert_once(
        db, agreements, intent=offering.intent, engagement_id=offering.pair, edition=edition, state=OFFERED,
        focus=db.seal(agreements.c.focus, rules.as_text(new.areas)),
        cadence=db.seal(agreements.c.cadence, new.cadence),
        words=db.seal(agreements.c.words, json.dumps(rest, ensure_ascii=False)),
        flows=db.seal(agreements.c.flows, words.flows(portfolio=bool(held.row.portfolio_rule))),
        review_on=new.review_on, written_by=held.person, at=now, changed_at=now,
        coach_signed_at=now if held.side == COACH else None,
        leader_signed_at=now if held.side == LEADER else None,
    )  # fmt: skip
    if made is None:
        raise Denied("agreement.intent")
    return made


def _replace_offered(db: Db, now: datetime, pair: int, but: int) -> None:
    """Let no other edition wait for a signature."""
    waiting = [one.id for one in editions_of(db, pair) if one.state == OFFERED and one.id != but]
    db.change(REPLACE, pair=pair, before=OFFERED, but=but, now=now)
    for one in waiting:
        touch_up(db, now, one)


def sign_agreement(db: Db, actor: Actor, now: datetime, agreement: int) -> int:
    """Sign what the other one offered: it is in force, and the one before is replaced; its pair. Again: no change.

    Raises Denied for anyone but the two, Refusal where it is not there to be signed any more.
    """
    row, held = _held(db, actor, now, agreement)
    mine = row.coach_signed_at if held.side == COACH else row.leader_signed_at
    if row.state == IN_FORCE or (mine is not None and row.state == OFFERED):
        return int(held.row.id)
    if row.state != OFFERED:
        raise Refusal(words.not_there(agreement_of(row, held.row), held.row.leader, held.row.coach))
    db.change(REPLACE, pair=held.row.id, before=IN_FORCE, but=row.id, now=now)
    at = {"coach_at": row.coach_signed_at or now, "leader_at": row.leader_signed_at or now}
    db.change(SETTLE, agreement=row.id, as_state=IN_FORCE, **at, force_at=now, now=now)
    audit.note(db, now, actor.user_id, "agreement.signed", row.id)
    withdraw_nudges(db, now, (UNSIGNED,), held.row.id)
    tell_signed(db, now, row.id, held.other, now)
    _after(db, now, held, row.id)
    return int(held.row.id)


def take_back_signature(db: Db, actor: Actor, now: datetime, agreement: int) -> int:
    """Undo the signature that put it in force, within a day: it waits again, and the one before is in force; its pair.

    Raises Refusal for the writer, later, or once something newer was offered.
    """
    row, held = _held(db, actor, now, agreement)
    if not may_take_back(row, held, now) or _another_waits(db, row):
        raise Refusal(words.TOO_LATE_TO_UNDO)
    signed = {COACH: row.coach_signed_at, LEADER: row.leader_signed_at, held.side: None}
    at = {"coach_at": signed[COACH], "leader_at": signed[LEADER]}
    db.change(SETTLE, agreement=row.id, as_state=OFFERED, **at, force_at=None, now=now)
    former = db.first(FORMER, pair=held.row.id, edition_no=row.edition)
    if former is not None:
        at = {"coach_at": former.coach_signed_at, "leader_at": former.leader_signed_at}
        db.change(SETTLE, agreement=former.id, as_state=IN_FORCE, **at, force_at=former.in_force_at, now=now)
    audit.note(db, now, actor.user_id, "agreement.unsigned", row.id)
    withdraw_nudges(db, now, (REVIEW,), row.id)
    tell_signed(db, now, row.id, held.other, now)
    _after(db, now, held, row.id)
    return int(held.row.id)


def may_take_back(row: Row[Any], held: Access, now: datetime) -> bool:
    """Whether the acting one put it in force, not long ago."""
    if row.state != IN_FORCE or row.written_by == held.person or not held.side:
        return False
    return bool(now - row.in_force_at <= rules.UNDO_FOR)


def _another_waits(db: Db, row: Row[Any]) -> bool:
    return any(one.state == OFFERED for one in editions_of(db, row.engagement_id))


def withdraw_agreement(db: Db, actor: Actor, now: datetime, agreement: int) -> int:
    """Take an own offer back before the other one signed; its pair. The edition in force stays."""
    return _turn(db, actor, now, agreement, OFFERED, WITHDRAWN, "agreement.withdrawn")


def offer_again(db: Db, actor: Actor, now: datetime, agreement: int) -> int:
    """Offer again what its writer took back, as long as nothing newer is there; its pair."""
    return _turn(db, actor, now, agreement, WITHDRAWN, OFFERED, "agreement.offered")


def _turn(db: Db, actor: Actor, now: datetime, agreement: int, before: str, after: str, verb: str) -> int:
    row, held = _held(db, actor, now, agreement)
    if row.state == after:
        return int(held.row.id)
    newest = db.first(NEWEST, pair=held.row.id)
    if row.state != before or row.written_by != held.person or newest is None or newest.id != row.id:
        raise Refusal(words.not_there(agreement_of(row, held.row), held.row.leader, held.row.coach))
    at = {"coach_at": row.coach_signed_at, "leader_at": row.leader_signed_at}
    db.change(SETTLE, agreement=row.id, as_state=after, **at, force_at=None, now=now)
    audit.note(db, now, actor.user_id, verb, row.id)
    if after == OFFERED:
        _replace_offered(db, now, held.row.id, row.id)
        tell_offered(db, now, row.id, held.other)
    _after(db, now, held, row.id)
    return int(held.row.id)


def still_holds(db: Db, actor: Actor, now: datetime, agreement: int) -> int:
    """Note that one of the two looked at it and that it still holds; its pair."""
    row, held = _held(db, actor, now, agreement)
    if row.state != IN_FORCE:
        raise Refusal(words.not_there(agreement_of(row, held.row), held.row.leader, held.row.coach))
    today: date = held.day(now)
    if row.looked_on != today:
        db.change(LOOKED, agreement=row.id, day=today, now=now)
        audit.note(db, now, actor.user_id, "agreement.looked_at", row.id)
        withdraw_nudges(db, now, (REVIEW,), row.id)
        _after(db, now, held, row.id)
    return int(held.row.id)


def flagged_in(db: Db, actor: Actor, pair: int, new: NewAgreement) -> tuple[Flagged, ...]:
    """What in an agreement may tell who somebody is, field by field."""
    return flagged(new.texts(), access_to(db, actor, pair, AGREEMENT, SIGN).known, teachers=False)


def _held(db: Db, actor: Actor, now: datetime, agreement: int) -> tuple[Row[Any], Access]:
    pair = of_pair(db, agreement)
    held = held_for(db, actor, now, pair, AGREEMENT, SIGN)
    row = db.first(HELD, agreement=agreement)
    if row is None:
        raise Denied(AGREEMENT)
    return row, held


def _after(db: Db, now: datetime, held: Access, agreement: int) -> None:
    touch_up(db, now, agreement)
    _refresh(db, now, held, agreement)


def _refresh(db: Db, now: datetime, held: Access, agreement: int) -> None:
    """Let posted reminders and both Homes say how it stands."""
    retouch_about(db, now, (UNSIGNED,), [held.row.id])
    retouch_about(db, now, (REVIEW,), [agreement])
    refresh_pair(db, now, held.row, f"agreement:{agreement}:{now.timestamp()}")
