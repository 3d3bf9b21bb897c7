"""A contact typed in one line: read, kept sealed until it is confirmed, saved once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select

from bot.errors import Denied, Refusal
from bot.forms import parse
from bot.frameworks import FOCUS_MAX
from bot.language import read_line
from bot.rules.likely import Likely, with_likely
from bot.rules.lines import Draft, Pair, Proposal, Read, form_values, needs
from storage.contacts import NewContact, contacts
from storage.database import Db, tenant
from storage.drafts import Draft as Kept
from storage.drafts import add_draft, drop_draft, find_draft, keep_draft, see_draft
from storage.engagements import pairs_of_user
from storage.pairs import likely_due, own_pair
from storage.people import Actor
from storage.planrows import live_focus
from storage.recording import Intent, Saved, record_contact

LINE = "line"
GONE = "That draft is gone: it was discarded, or a week has passed. Please type it again."
WANTING = "Something is still missing. Press Edit and fill it in."
FOCUS = tenant(
    select(contacts.c.focus)
    .where(contacts.c.engagement_id == bindparam("engagement"), contacts.c.removed_at.is_(None), contacts.c.focus != "")
    .order_by(contacts.c.day.desc(), contacts.c.id.desc())
    .limit(1)
)
SAVED = tenant(select(contacts.c.id).where(contacts.c.intent == bindparam("intent_key")))

_DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)


def intent_of(line: int) -> str:
    """What a contact made of this line is recorded under, by Save and by the form alike: so it is recorded once."""
    return f"line-{line}"


def propose_line(db: Db, actor: Actor, now: datetime, text: str, least: int = 1) -> Proposal | None:
    """Read a line and keep the draft; None when fewer than `least` fields were read, or there is nobody to log with."""
    pairs = _pairs(db, actor, now)
    draft = read_line(text, pairs, now) if pairs else None
    if draft is None or draft.readable < least:
        return None
    draft = _likely(db, actor, now, draft)
    kept = add_draft(db, now, actor.user_id, LINE, _filled(draft))
    return _proposal(kept.id, draft, pairs)


def _likely(db: Db, actor: Actor, now: datetime, draft: Draft) -> Draft:
    """The draft with what its pair makes likely, once it is about one pair."""
    if len(draft.pairs.value) != 1:
        return draft
    pair = own_pair(db, actor, draft.pairs.value[0])
    focus: str = db.value(FOCUS, engagement=pair.id) or " ".join(live_focus(db, pair.id)[:FOCUS_MAX])
    due = likely_due(db, pair, now, draft.day.value if draft.day else None) if draft.steps else None
    return with_likely(draft, Likely(pair.visit_day, pair.visit_start, pair.visit_minutes, tuple(focus.split()), due))


def choose_pair(db: Db, actor: Actor, now: datetime, line: int, place: int) -> Proposal:
    """Say which of the pairs that fit is meant. Raises Refusal when the draft is gone or was saved."""
    kept, draft = _open(_held(db, actor, line))
    ids = draft.pairs.value
    if not 0 <= place < len(ids):
        raise Denied("line.pair")
    chosen = _likely(db, actor, now, replace(draft, pairs=Read((ids[place],), False, draft.pairs.words)))
    keep_draft(db, now, actor.user_id, LINE, Kept(kept.id, _filled(chosen)))
    return _proposal(kept.id, chosen, _pairs(db, actor, now))


def save_line(db: Db, actor: Actor, now: datetime, sent_at: datetime, line: int, presence: str | None = None) -> Saved:
    """Record the contact as it was shown, by the same rules as the form's; pressed again it changes nothing.

    presence: the answer to whether the principal was there. Raises Refusal when something is missing, when the form
    would refuse it, and when the draft is gone.
    """
    held = _held(db, actor, line)
    saved = saved_as(db, actor, line)
    if saved is not None:
        return Saved(saved, "same")
    kept, draft = _open(held)
    if presence:
        draft = replace(draft, presence=Read(presence))
    if needs(draft):
        raise Refusal(WANTING)
    new = parse(NewContact, form_values(draft))
    made = record_contact(db, actor, now, Intent(intent_of(kept.id), sent_at), new)
    keep_draft(db, now, actor.user_id, LINE, Kept(kept.id, {}, made.id))
    return made


def saved_as(db: Db, actor: Actor, line: int) -> int | None:
    """The contact that a line of the actor's became, by its buttons or by the form; None while it is a draft."""
    _seen(db, actor, line)
    found: int | None = db.value(SAVED, intent_key=intent_of(line))
    return found


def read_draft(db: Db, actor: Actor, line: int) -> Draft:
    """The draft, to be edited. Raises Refusal when it is gone."""
    return _open(_seen(db, actor, line))[1]


def show_line(db: Db, actor: Actor, now: datetime, line: int) -> Proposal:
    """A line that was kept, shown as it was read. Raises Refusal when it is gone or was saved."""
    kept, draft = _open(_seen(db, actor, line))
    return _proposal(kept.id, draft, _pairs(db, actor, now))


def discard_line(db: Db, actor: Actor, line: int) -> bool:
    """Forget a draft; False when it became a contact meanwhile, which stays."""
    _held(db, actor, line)
    if saved_as(db, actor, line) is not None:
        return False
    drop_draft(db, actor.user_id, LINE, line)
    return True


def _held(db: Db, actor: Actor, line: int) -> Kept:
    """What is kept of a line, until the transaction ends; somebody else's reads as one that is gone, and is audited."""
    try:
        return find_draft(db, actor.user_id, LINE, line)
    except Denied:
        raise Denied("line", sentence=GONE) from None


def _seen(db: Db, actor: Actor, line: int) -> Kept:
    try:
        return see_draft(db, actor.user_id, LINE, line)
    except Denied:
        raise Denied("line", sentence=GONE) from None


def _open(kept: Kept) -> tuple[Kept, Draft]:
    if LINE not in kept.filled:
        raise Refusal(GONE)
    return kept, _DRAFT.validate_python(kept.filled[LINE])


def _filled(draft: Draft) -> dict[str, dict[str, Any]]:
    return {LINE: _DRAFT.dump_python(draft, mode="json")}


def _pairs(db: Db, actor: Actor, now: datetime) -> list[Pair]:
    return [Pair(one.id, one.school, one.leader, one.zone) for one in pairs_of_user(db, actor, now)]


def _proposal(line: int, draft: Draft, pairs: list[Pair]) -> Proposal:
    about = tuple(one for one in pairs if one.id in draft.pairs.value)
    return Proposal(line, draft, about, tuple(one for one in pairs if one.id in draft.attendees.value))
