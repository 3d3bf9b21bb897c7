"""Saving a contact from its form: once for each filling-in, also after a second page or a second look."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from bot.errors import FieldErrors, Refusal, Tampered
from bot.rules import contacts as rules
from bot.rules.concerns import STUDENTS
from bot.rules.dates import local_day
from bot.rules.lines import form_values
from bot.rules.students import Finding, look, reword
from storage import audit
from storage.contactdrafts import GONE, Kept, Typed, find_typed, forget_typed, keep_typed, kept_or_stored, saved_from
from storage.contacts import NewContact
from storage.database import Db
from storage.forming import Facts, facts_for, forget_line, recorded_as
from storage.lines import intent_of, read_draft
from storage.messages import forget_message, link_of
from storage.pairs import names_of, own_pair
from storage.people import Actor
from storage.recording import Intent, Saved, Target, change_contact, record_contact
from storage.submitted import STEPS, contact_in, fitting, in_fields, on_page_one

DAY: TypeAdapter[date] = TypeAdapter(date)

# The fields whose words are looked at, by label.
WORDS = {
    "note": "Note",
    "others": "Who else was there",
    **rules.DETAILS,
    "private_note": "Private note",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """One pressing of a form's button. contact: the one it edits; confirmed: the concerns that were looked at.

    link: the mark of the message it is logged from (storage/messages.py).
    """

    intent: str
    at: datetime
    request: str
    contact: int | None = None
    confirmed: frozenset[str] = frozenset()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    """What may identify a student in one field. label: the field's, as people read it."""

    label: str
    findings: tuple[Finding, ...]


def save_form(db: Db, actor: Actor, now: datetime, sending: Sending, new: NewContact) -> Saved:
    """Record or change the contact, and forget the draft of its form."""
    if sending.contact is None:
        link = link_of(db, actor, sending.link)
        intent = Intent(sending.intent, sending.at, sending.request, sending.confirmed, link)
        saved = record_contact(db, actor, now, intent, new)
        forget_message(db, actor, sending.link)
    else:
        target = Target(sending.contact, sending.at, sending.request, sending.confirmed)
        saved = change_contact(db, actor, now, target, new)
    forget_typed(db, actor, now, sending.intent, saved.id)
    forget_line(db, actor, now, sending.intent, saved.id)
    return saved


def save_pages(db: Db, actor: Actor, now: datetime, sending: Sending, page: Typed) -> Saved:
    """Save a session from its second page and what was kept of the first, or recorded where it was saved already."""
    held = find_typed(db, actor, sending.intent)
    recorded = None if held else recorded_as(db, actor, sending.intent)
    if held:
        before = held.filled
    elif recorded:
        before = recorded[1]
    elif sending.contact:
        before = kept_or_stored(db, actor, now, page)
    else:
        raise Refusal(GONE)
    new = contact_in(fitting({**on_page_one(before), **page.filled}))
    return save_form(db, actor, now, sending, new)


def save_looked_at(db: Db, actor: Actor, now: datetime, sending: Sending, *, neutral: bool) -> Saved:
    """Save what was kept of a form, after its concerns were confirmed. neutral: with the neutral wording.

    Pressed again, it changes nothing. Raises Refusal when nothing is kept of it any more.
    """
    held = find_typed(db, actor, sending.intent)
    if held is None:
        recorded = recorded_as(db, actor, sending.intent)
        known = recorded[0] if recorded else saved_from(db, actor, sending.intent)
        if known is None:
            raise Refusal(GONE)
        return Saved(known, "same")
    filled = fitting(held.filled)
    if neutral:
        filled = reworded(filled, _known(db, filled))
        audit.note(db, now, actor.user_id, "guard.neutral", held.id)
    link = str(held.shape.get("l", ""))
    return save_form(db, actor, now, replace(sending, link=link), contact_in(filled))


def hold_for_a_look(db: Db, actor: Actor, now: datetime, typed: Typed, codes: Collection[str]) -> tuple[Flagged, ...]:
    """Keep a form that raised concerns; what in its words may identify a student, which is counted once a form."""
    before = find_typed(db, actor, typed.intent)
    students = STUDENTS in codes
    kept = keep_typed(db, actor, now, replace(typed, failed=True), flagged=students)
    if kept is None or not students:
        return ()
    if before is None or not before.flagged:
        audit.note(db, now, actor.user_id, "guard.flagged", kept.id)
    return flagged(db, kept)


def hold_line(
    db: Db, actor: Actor, now: datetime, at: datetime, line: int, presence: str | None, codes: Collection[str]
) -> tuple[Typed, tuple[Flagged, ...]]:
    """Keep a typed line that raised concerns as a form under the same intent. presence: answered by its button."""
    filled = in_fields(form_values(read_draft(db, actor, line))) | ({"presence": presence} if presence else {})
    shape = {"i": intent_of(line), "n": 0, "p": 0, "o": 0, "c": None}
    typed = Typed(intent_of(line), at, shape, filled, tuple(filled), touched=True)
    return typed, hold_for_a_look(db, actor, now, typed, codes)


def flagged_in(db: Db, actor: Actor, intent: str) -> tuple[Flagged, ...]:
    """What in a kept form may identify a student; nothing where it isn't kept any more."""
    kept = find_typed(db, actor, intent)
    return flagged(db, kept) if kept else ()


def flagged(db: Db, kept: Kept) -> tuple[Flagged, ...]:
    """What in a kept form may identify a student, field by field."""
    filled = fitting(kept.filled)
    known = _known(db, filled)
    found = [Flagged(label, look(filled[name], known)) for name, label in _texts(filled).items()]
    return tuple(one for one in found if one.findings)


def _known(db: Db, filled: Mapping[str, Any]) -> tuple[str, ...]:
    """The pair's own names, which identify no student."""
    return names_of(db, int(filled.get("engagement") or 0))


def _texts(filled: Mapping[str, Any]) -> dict[str, str]:
    """The labels of the fields with words, by field."""
    steps = {name: "Next step" for name in filled if name.startswith(f"{STEPS}.") and name.endswith(".what")}
    return {name: label for name, label in {**WORDS, **steps}.items() if filled.get(name)}


def reworded(filled: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The fields with neutral words in place of what may identify a student."""
    return {**filled, **{name: reword(filled[name], look(filled[name], known)) for name in _texts(filled)}}


def turn_page(db: Db, actor: Actor, now: datetime, typed: Typed) -> tuple[Facts, Kept]:
    """Keep the first page of a session, once it is right by itself; the facts for the second.

    Raises FieldErrors or Refusal for a field of the first page.
    """
    _check_first(typed)
    pair = own_pair(db, actor, int(typed.filled["engagement"]))
    today = max(local_day(now, pair.zone), local_day(now, pair.coach_zone or pair.zone))
    if problem := rules.check_day(DAY.validate_python(typed.filled["day"]), today, pair.starts_on, pair.ends_on):
        raise Refusal(problem, "day")
    kept = keep_typed(db, actor, now, replace(typed, touched=True))
    if kept is None:  # it says what is recorded already
        kept = Kept(0, typed.intent, typed.shape, kept_or_stored(db, actor, now, typed))
    return facts_for(db, actor, now, typed.filled), kept


def redraw(db: Db, actor: Actor, now: datetime, typed: Typed) -> tuple[Facts, dict[str, Any]]:
    """Keep what is typed so far; all that the form says, on all its pages, and the facts to show it with."""
    kept = keep_typed(db, actor, now, typed)
    filled = dict(kept.filled) if kept else kept_or_stored(db, actor, now, typed)
    return facts_for(db, actor, now, filled), filled


def _check_first(typed: Typed) -> None:
    """What is wrong on the first page is said there; what the second page asks isn't known yet."""
    try:
        contact_in(typed.filled)
    except Tampered:
        raise
    except FieldErrors as problem:
        here = {name: sentence for name, sentence in problem.errors.items() if name in typed.asked}
        if here:
            raise FieldErrors(here) from None
