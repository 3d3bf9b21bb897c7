"""Contact forms that aren't saved yet: what was typed into each, kept sealed until it is saved or thrown away."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.contacts import readable
from bot.rules.views import Unfinished
from storage.contents import content_in
from storage.database import Db, tenant
from storage.drafts import drafts
from storage.engagements import find_engagement, pairs_of_user
from storage.forming import of_line, recorded_as, stored_values, values_left
from storage.insert import insert_once
from storage.outbox import NewOwed, owe_once
from storage.people import Actor, find_person
from storage.submitted import contact_in, fitting

CONTACT = "contact"
OFFER = "contact_draft"  # the message about one
ELSEWHERE = "another school"  # one that isn't the person's any more
LISTED = 10
GONE = "That draft is gone: it was saved or discarded, or a week has passed."

JUST_SAVED = timedelta(minutes=1)
THROWN_AWAY = 0  # in place of the contact that a draft became

_OWN = (drafts.c.user_id == bindparam("user"), drafts.c.kind == CONTACT)
_OPEN = (*_OWN, drafts.c.done_id.is_(None))
BY_INTENT = tenant(select(drafts).where(*_OPEN, drafts.c.intent == bindparam("key")))
# Read to be kept anew: two clicks in flight wait for each other, so that neither loses what the other brought.
HELD = tenant(select(drafts).where(*_OPEN, drafts.c.intent == bindparam("key")).with_for_update())
BY_ID = tenant(select(drafts).where(*_OWN, drafts.c.id == bindparam("draft")))
DONE = tenant(
    select(drafts.c.changed_at).where(*_OWN, drafts.c.intent == bindparam("key"), drafts.c.done_id.is_not(None))
)
BECAME = tenant(
    select(drafts.c.done_id).where(*_OWN, drafts.c.intent == bindparam("key"), drafts.c.done_id != THROWN_AWAY)
)
NEWEST = tenant(select(drafts).where(*_OPEN).order_by(drafts.c.id.desc()).limit(LISTED))
# A draft that is done keeps its row and none of its words, so that its buttons know what became of it.
KEEP = tenant(
    update(drafts)
    .where(*_OWN, drafts.c.intent == bindparam("key"))
    .values(
        payload=bindparam("sealed"), changed_at=bindparam("now"), failed=bindparam("in_vain"), done_id=bindparam("done")
    )
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in an open form. shape: what the form shows, as in its metadata; asked: the fields on the page.

    at: when Slack signed it, so that what comes late brings no older text back. touched: by the person, not only
    filled in by us; failed: it was sent in, and refused or not saved in time.
    """

    intent: str
    at: datetime
    shape: Mapping[str, Any]
    filled: Mapping[str, Any]
    asked: Sequence[str]
    touched: bool = True
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept. flagged: words in it were shown once as what may identify a student."""

    id: int
    intent: str
    shape: Mapping[str, Any]
    filled: Mapping[str, Any]
    failed: bool = False
    flagged: bool = False
    at: str = ""

    @property
    def contact(self) -> int | None:
        """The contact that the form edits; None for a new one."""
        return self.shape.get("c")


def keep_typed(db: Db, actor: Actor, now: datetime, typed: Typed, *, flagged: bool = False) -> Kept | None:
    """Keep what stands in a form; None for one that nobody touched, and for one that says what is recorded already.

    Fields that aren't on the page stay as they were kept; those that were emptied are forgotten.
    """
    held, at = _held(db, actor, typed.intent), typed.at.isoformat()
    if held is None:
        if not (typed.touched or typed.failed) or _is_recorded(db, actor, typed):
            return None
        filled = merged(_before(db, actor, now, typed, even_gone=True), typed)
        made = _add(db, actor, now, Kept(0, typed.intent, typed.shape, filled, typed.failed, flagged, at))
        held = None if made else _held(db, actor, typed.intent)  # kept at the same moment by another click
        if held is None:
            return made
    if at < held.at:
        return held
    kept = replace(
        held,
        shape=typed.shape,
        filled=merged(held.filled, typed),
        failed=held.failed or typed.failed,
        flagged=held.flagged or flagged,
        at=at,
    )
    _write(db, actor, now, kept)
    return kept


def merged(before: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """What was kept before, with what stands on the page now."""
    return {name: said for name, said in before.items() if name not in typed.asked} | dict(typed.filled)


def _before(db: Db, actor: Actor, now: datetime, typed: Typed, *, even_gone: bool = False) -> Mapping[str, Any]:
    """What the form began with, on all its pages: the contact it edits, or the line that was read."""
    if not (contact := typed.shape.get("c")):
        return of_line(db, actor, typed.intent)
    return values_left(db, actor, now, contact) if even_gone else stored_values(db, actor, now, contact)[0]


def kept_or_stored(db: Db, actor: Actor, now: datetime, typed: Typed) -> dict[str, Any]:
    """All that a form says: what was kept or stored before, with what stands on the page now."""
    held = find_typed(db, actor, typed.intent)
    return merged(held.filled if held else _before(db, actor, now, typed), typed)


def _is_recorded(db: Db, actor: Actor, typed: Typed) -> bool:
    recorded = recorded_as(db, actor, typed.intent)
    if recorded is None:
        return False
    try:
        return content_in(contact_in(fitting(recorded[1] | dict(typed.filled)))) == content_in(
            contact_in(fitting(recorded[1]))
        )
    except FieldErrors:
        return False


def _add(db: Db, actor: Actor, now: datetime, kept: Kept) -> Kept | None:
    """A new draft, or one that was done and goes on; None where it is kept already."""
    row = insert_once(
        db,
        drafts,
        user_id=actor.user_id,
        kind=CONTACT,
        payload=_sealed(db, kept),
        done_id=None,
        changed_at=now,
        intent=kept.intent,
        failed=kept.failed,
    )
    if row is not None:
        return replace(kept, id=row)
    if db.value(DONE, user=actor.user_id, key=kept.intent) is None:
        return None
    _write(db, actor, now, kept)  # it was done, and goes on
    return find_typed(db, actor, kept.intent)


def _write(db: Db, actor: Actor, now: datetime, kept: Kept, done: int | None = None) -> None:
    sealed = _sealed(db, kept)
    db.change(KEEP, user=actor.user_id, key=kept.intent, sealed=sealed, now=now, in_vain=kept.failed, done=done)


def _finish(db: Db, actor: Actor, now: datetime, held: Kept, done: int) -> None:
    """Forget the words; the row stays until a week has passed."""
    _write(db, actor, now, Kept(held.id, held.intent, {}, {}), done)


def _held(db: Db, actor: Actor, intent: str) -> Kept | None:
    """The actor's draft of one form, until the transaction ends."""
    row = db.first(HELD, user=actor.user_id, key=intent)
    return _kept(db, row) if row else None


def find_typed(db: Db, actor: Actor, intent: str) -> Kept | None:
    """The actor's draft of one form, or None."""
    row = db.first(BY_INTENT, user=actor.user_id, key=intent)
    return _kept(db, row) if row else None


def see_typed(db: Db, actor: Actor, draft: int) -> Kept:
    """One of the actor's drafts. Raises Refusal when it was saved, and Denied when it isn't there."""
    row = db.first(BY_ID, user=actor.user_id, draft=draft)
    if row is None:
        raise Denied("draft", sentence=GONE)
    if row.done_id is not None:
        raise Refusal(became(row.done_id))
    return _kept(db, row)


def became(contact: int) -> str:
    """What to say to somebody who presses a button of a draft that is done."""
    if contact == THROWN_AWAY:
        return GONE
    return f"This was saved, as {readable(contact)}. You can open it from there."


def saved_from(db: Db, actor: Actor, intent: str) -> int | None:
    """The contact that the actor's draft of a form was saved as; None where it wasn't, or is kept still."""
    found: int | None = db.value(BECAME, user=actor.user_id, key=intent)
    return found


def forget_typed(db: Db, actor: Actor, now: datetime, intent: str, contact: int) -> None:
    """Forget the words of a form that is saved as a contact."""
    held = find_typed(db, actor, intent)
    if held:
        _finish(db, actor, now, held, contact)


def discard_typed(db: Db, actor: Actor, now: datetime, draft: int) -> None:
    """Throw one of the actor's drafts away. Owes a fresh Home. Raises as see_typed does."""
    _finish(db, actor, now, see_typed(db, actor, draft), THROWN_AWAY)
    _owe_home(db, actor, now, f"discarded:{draft}:{now.timestamp()}")


def adopt_typed(db: Db, actor: Actor, now: datetime, typed: Typed) -> bool:
    """Keep a form that we can't be sure of, for somebody who coaches; whether it was. Owes a fresh Home."""
    if not typed.filled or not pairs_of_user(db, actor, now):
        return False
    kept = keep_typed(db, actor, now, typed)
    _owe_home(db, actor, now, f"adopted:{typed.intent}")
    return kept is not None


def close_typed(db: Db, actor: Actor, now: datetime, typed: Typed) -> bool:
    """Keep what a closed form held; if there is something, owe the person one line with the button to go on.

    A form that closes because it was just saved from the page above it holds nothing to keep.
    """
    done = db.value(DONE, user=actor.user_id, key=typed.intent)
    if done is not None and now - done < JUST_SAVED:
        return False
    kept = keep_typed(db, actor, now, typed)
    person = find_person(db, actor) if kept else None
    if kept is None or person is None:
        return False
    owe_once(db, now, NewOwed(OFFER, f"{OFFER}:{kept.intent}", person_id=person.id, subject_id=kept.id))
    _owe_home(db, actor, now, f"closed:{kept.id}:{now.timestamp()}")
    return True


def _owe_home(db: Db, actor: Actor, now: datetime, what: str) -> None:
    person = find_person(db, actor)
    if person:
        owe_once(db, now, NewOwed("home", f"home:draft:{what}", person_id=person.id))


def unfinished_of(db: Db, actor: Actor, schools: Mapping[int, str]) -> tuple[Unfinished, ...]:
    """The actor's drafts for their Home, the newest first. schools: names by engagement."""
    kept = [_kept(db, row) for row in db.all(NEWEST, user=actor.user_id)]
    return tuple(unfinished(one, schools.get(engagement_in(one), ELSEWHERE)) for one in kept)


def unfinished(kept: Kept, school: str) -> Unfinished:
    """A draft as a list shows it: what it is about, and no word of it."""
    where = school if engagement_in(kept) else ""
    kind = str(kept.filled.get("kind", ""))
    typed_on = datetime.fromisoformat(kept.at).date()
    return Unfinished(kept.id, kind, where, kept.filled.get("day"), kept.contact, kept.failed, typed_on)


def engagement_in(kept: Kept) -> int:
    """The engagement that is chosen in a draft; 0 for none."""
    text = str(kept.filled.get("engagement") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def offered_as(db: Db, user: str, draft: int) -> Unfinished | None:
    """A draft as its owner is offered it; None once it is done."""
    row = db.first(BY_ID, user=user, draft=draft)
    if row is None or row.done_id is not None:
        return None
    kept = _kept(db, row)
    pair = find_engagement(db, engagement_in(kept))
    return unfinished(kept, pair.school if pair else ELSEWHERE)


def _sealed(db: Db, kept: Kept) -> bytes | None:
    payload = {"shape": kept.shape, "filled": kept.filled, "at": kept.at, "flagged": kept.flagged}
    return db.seal(drafts.c.payload, json.dumps(payload, default=str))


def _kept(db: Db, row: Row[Any]) -> Kept:
    held = json.loads(db.unseal(drafts.c.payload, row.payload) or "{}")
    return Kept(row.id, row.intent, held["shape"], held["filled"], row.failed, held["flagged"], held["at"])
