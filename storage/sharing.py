"""The two keys to a pair's words: turned, taken back, and fallen back when the words are changed."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, Refusal
from bot.messages.contacts import gone
from bot.rules import contacts as rules
from bot.rules.sharing import Thing, may
from bot.rules.views import Keys
from storage import audit
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.inbox import first_time
from storage.insert import insert_once
from storage.outbox import NewOwed, owe, owe_once
from storage.people import Actor
from storage.records import ONE, THERE, reader_of, state_of, version_of
from storage.shares import shares

LOOK_AGAIN = "It changed while you looked. Please open it again and look before you agree."
NOTHING_TO_SHARE = "There are no words in it: coordinators see already that it happened."
WORDS = ("others", "note", "details")
ABOUT = ("focus", "stances", "next_on", "next_open", "no_steps")  # read with the words

HOLD = tenant(select(contacts.c.id).where(contacts.c.id == bindparam("contact")).with_for_update())
LEADER = tenant(select(engagements.c.leader_id).where(engagements.c.id == bindparam("engagement")))
_OPEN = update(shares).where(shares.c.id == bindparam("request"), shares.c.withdrawn_at.is_(None))
TURN = {
    "coach": tenant(_OPEN.where(shares.c.coach_at.is_(None)).values(coach_at=bindparam("at"))),
    "leader": tenant(_OPEN.where(shares.c.leader_at.is_(None)).values(leader_at=bindparam("at"))),
}
END = tenant(
    update(shares)
    .where(shares.c.id == bindparam("request"), shares.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("at"), withdrawn_by=bindparam("by"))
)
END_OPEN = tenant(
    update(shares)
    .where(shares.c.contact_id == bindparam("contact"), shares.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("at"))
)


def seen_mark(version: str, keys: Keys) -> str:
    """What somebody saw before they decide: the text and the request as they stood then."""
    return f"{version}:{keys.request}:{keys.ended or ''}"


def turn_key(db: Db, actor: Actor, now: datetime, contact: int, seen: str) -> Keys:
    """Agree that the program reads a contact's words; the first of the pair to agree asks the other.

    seen: the mark of what the actor looked at. Turning it again changes nothing. Raises Denied for anyone but the two
    of the pair, and Refusal where it was taken back, changed since, or has no words.
    """
    row, side = _own_side(db, actor, contact)
    state, keys = state_of(db, row)
    if state.removed:
        raise Refusal(gone(contact))
    open_request = bool(keys.request) and keys.ended is None
    if open_request and (keys.coach if side == "coach" else keys.leader):
        return keys
    if seen != seen_mark(version_of(row), keys):
        raise Refusal(LOOK_AGAIN)
    if all(row._mapping[name] is None for name in WORDS):
        raise Refusal(NOTHING_TO_SHARE)
    own, other = _people(db, row, side)
    if not open_request:
        _ask(db, actor, now, row, side, own, other)
    elif db.change(TURN[side], request=keys.request, at=now) == 1:
        _agree(db, actor, now, row, keys, other)
    return state_of(db, row)[1]


def _ask(db: Db, actor: Actor, now: datetime, row: Row[Any], side: str, own: int, other: int) -> None:
    turned = {"coach_at": None, "leader_at": None, f"{side}_at": now}
    request = insert_once(db, shares, contact_id=row.id, asked_by=own, asked_at=now, **turned)
    if request is None:
        raise Refusal(LOOK_AGAIN)
    audit.note(db, now, actor.user_id, "share.asked", row.id)
    owe(db, now, [NewOwed("share_asked", f"share:{request}:asked", other, subject_id=row.id)])


def _agree(db: Db, actor: Actor, now: datetime, row: Row[Any], keys: Keys, other: int) -> None:
    audit.note(db, now, actor.user_id, "share.agreed", row.id)
    if keys.coach or keys.leader:
        owe_once(db, now, NewOwed("share_agreed", f"share:{keys.request}:agreed", other, subject_id=row.id))


def take_key_back(db: Db, actor: Actor, now: datetime, contact: int, press: str = "") -> Keys:
    """End the sharing of a contact, or a request for it, at once; whichever of the pair wants it.

    press: Slack's name for the press, so that a replay doesn't end what was agreed since. Raises Denied.
    """
    row, side = _own_side(db, actor, contact)
    state, keys = state_of(db, row)
    if not keys.request or keys.ended is not None or (press and not first_time(db, now, f"share:{press}")):
        return keys
    own, other = _people(db, row, side)
    if db.change(END, request=keys.request, at=now, by=own) == 1:
        audit.note(db, now, actor.user_id, "share.ended", contact)
        if state.shared:
            owe_once(db, now, NewOwed("share_ended", f"share:{keys.request}:ended", other, subject_id=contact))
    return state_of(db, row)[1]


def keys_fall_back(db: Db, now: datetime, contact: int, pair: Row[Any], before: str, after: str) -> None:
    """After an edit: what was agreed was the text before, so an open request ends, and both are asked anew.

    before, after: what the contact said (contents.content_of). Nothing happens where the words stayed the same. Moved
    to another leader, it is asked of nobody.
    """
    old, new = json.loads(before), json.loads(after)
    moved = old["engagement_id"] != new["engagement_id"]
    if not moved and _read_by_coordinators(old) == _read_by_coordinators(new):
        return
    if db.change(END_OPEN, contact=contact, at=now) == 0 or moved or not any(new[name] for name in WORDS):
        return
    request = insert_once(db, shares, contact_id=contact, asked_by=pair.coach_id, asked_at=now)
    for side, who in (("coach", pair.coach_id), ("leader", pair.leader_id)):
        owe_once(db, now, NewOwed("share_again", f"share:{request}:again:{side}", who, subject_id=contact))


def _read_by_coordinators(said: dict[str, Any]) -> list[Any]:
    """What of a contact's content coordinators read once it is shared, and don't see anyway."""
    steps = said["next_steps"] if rules.KINDS[said["kind"]].collaborative else len(said["next_steps"])
    return [*(said[name] for name in (*WORDS, *ABOUT)), steps]


def _own_side(db: Db, actor: Actor, contact: int) -> tuple[Row[Any], str]:
    """The contact, held so that no edit comes between, and which of its two the actor is. Raises Denied."""
    db.value(HOLD, contact=contact)
    row = db.first(ONE, contact=contact)
    if row is None:
        raise Denied("share")
    reader = reader_of(db, actor, row, db.all(THERE, contact=contact))
    if not may(reader, Thing("sharing_keys"), "write"):
        raise Denied("share")
    return row, "coach" if "coach" in reader.parts else "leader"


def _people(db: Db, row: Row[Any], side: str) -> tuple[int, int]:
    """The person on this side of a contact, and the other one."""
    leader: int = db.value(LEADER, engagement=row.engagement_id)
    return (row.coach_id, leader) if side == "coach" else (leader, row.coach_id)
