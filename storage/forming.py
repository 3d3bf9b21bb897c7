"""What a contact's form is built from, beyond what its page holds: the pairs, what was kept or stored, the guesses."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import bindparam, select

from bot.errors import Denied, Refusal
from bot.frameworks import Element, elements_of
from bot.messages.contacts import gone
from bot.rules.commitments import Ledger
from bot.rules.dates import local_day
from bot.rules.lines import form_values
from bot.rules.programme import Rules
from bot.rules.sharing import portfolio_item
from storage.contacts import contacts
from storage.contents import content_of
from storage.database import Db, tenant
from storage.drafts import Draft, keep_draft
from storage.engagements import Engagement, pairs_of_contact
from storage.ledger import open_with
from storage.lines import LINE, read_draft
from storage.pairs import likely_due, own_pair
from storage.people import Actor, active_user, people
from storage.programmes import programmes
from storage.reading import ToLog, visits_to_log
from storage.reportlocks import needs_reason
from storage.submitted import in_fields

coach = people.alias("coach")
ONE = tenant(
    select(contacts, active_user(coach).label("author"))
    .join_from(contacts, coach, coach.c.id == contacts.c.coach_id)
    .where(contacts.c.id == bindparam("contact"))
)
BY_INTENT = tenant(
    select(contacts, active_user(coach).label("author"))
    .join_from(contacts, coach, coach.c.id == contacts.c.coach_id)
    .where(contacts.c.intent == bindparam("intent_key"))
)
RULES = tenant(select(programmes.c.rules).where(programmes.c.id == bindparam("programme")))
AS_STORED = (
    "kind", "day", "start", "minutes", "presence", "medium", "others", "note", "private_note", "next_on", "next_open",
    "no_steps",
)  # fmt: skip

NOTHING = Ledger()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a form shows beside what is typed. elements: the standards to choose from; due: when a step likely is.

    portfolio: the program declared collaborative logs portfolio items, so its coordinators read them.
    """

    pairs: list[Engagement]
    elements: tuple[Element, ...] = ()
    due: date | None = None
    open: Ledger = NOTHING
    portfolio: bool = False


Guesser: TypeAlias = Callable[[ToLog, datetime, int | None], dict[str, Any]]


def begin_form(
    db: Db, actor: Actor, now: datetime, chosen: int | None, guesser: Guesser
) -> tuple[Facts, dict[str, Any]]:
    """What a fresh form needs, in two queries: the pairs with the first guess, and what is open with the guessed one.

    chosen: the engagement whose button was pressed; the caller says whether it is among the pairs.
    """
    found = visits_to_log(db, actor, now, chosen)
    guess = guesser(found, now, chosen) if found.pairs else {}
    pair = guess.get("engagement")
    return Facts(found.pairs, open=open_with(db, actor, pair, now.date()) if pair else NOTHING), guess


def facts_for(db: Db, actor: Actor, now: datetime, filled: Mapping[str, Any]) -> Facts:
    """The facts for a form about this pair and day, both as far as they are chosen."""
    pairs = pairs_of_contact(db, actor, now, int(filled.get("engagement") or 0))
    pair = next((one for one in pairs if str(one.id) == str(filled.get("engagement"))), None)
    if pair is None:
        return Facts(pairs, tuple(elements_of(Rules().frameworks)))
    row = db.first(RULES, programme=pair.programme_id)
    held = row.rules if row else {}
    chosen = tuple(held.get("frameworks") or Rules().frameworks)
    due = _due(db, pair, now, filled.get("day"))
    steps = open_with(db, actor, pair.id, local_day(now, pair.zone))
    return Facts(pairs, tuple(elements_of(chosen)), due, portfolio=portfolio_item("session", held), open=steps)


def _due(db: Db, pair: Engagement, now: datetime, day: object) -> date | None:
    try:
        here = date.fromisoformat(str(day))
    except ValueError:
        here = None
    return likely_due(db, pair, now, here)


def stored_values(db: Db, actor: Actor, now: datetime, contact: int) -> tuple[dict[str, Any], bool]:
    """An own contact as its form's values, and whether a change of it asks for a reason.

    Raises Denied for anybody but its author, and Refusal when it was taken back.
    """
    row = db.first(ONE, contact=contact)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.edit")
    if row.removed_at is not None:
        raise Refusal(gone(contact))
    pair = own_pair(db, actor, row.engagement_id)
    return _values(db, row), needs_reason(db, row, pair, now)


def values_left(db: Db, actor: Actor, now: datetime, contact: int) -> dict[str, Any]:
    """An own contact as its form's values; nothing where it was taken back meanwhile. Raises Denied for others'."""
    try:
        return stored_values(db, actor, now, contact)[0]
    except Denied:
        raise
    except Refusal:
        return {}


def recorded_as(db: Db, actor: Actor, intent: str) -> tuple[int, dict[str, Any]] | None:
    """The own contact that was recorded under an intent, with its form's values; None while there is none."""
    row = db.first(BY_INTENT, intent_key=intent)
    return (row.id, _values(db, row)) if row is not None and row.author == actor.user_id else None


def of_line(db: Db, actor: Actor, intent: str) -> dict[str, Any]:
    """What was read from the typed line whose form this is; nothing where it is none, or gone."""
    line = line_of(intent)
    try:
        return in_fields(form_values(read_draft(db, actor, line))) if line else {}
    except Refusal:
        return {}


def line_of(intent: str) -> int | None:
    """The typed line that a form belongs to, by the form's intent."""
    name, _, line = intent.partition("-")
    return int(line) if name == LINE and line.isdecimal() and len(line) < 19 else None


def forget_line(db: Db, actor: Actor, now: datetime, intent: str, contact: int) -> None:
    """Forget the words of a typed line whose form is saved as a contact."""
    if line := line_of(intent):
        keep_draft(db, now, actor.user_id, LINE, Draft(line, {}, contact))


def _values(db: Db, row: Any) -> dict[str, Any]:
    said = json.loads(content_of(db, row))
    filled = {name: said[name] for name in AS_STORED if said[name] not in (None, False)}
    filled |= {"engagement": said["engagement_id"], "made": "yes" if said["made"] else "attempted"}
    filled |= {name: said[name].split() for name in ("activities", "focus", "stances") if said[name]}
    filled |= {"count": said["amount"]} if said["amount"] is not None else {}
    filled |= {"attendees": said["attendees"]} if said["attendees"] else {}
    filled |= json.loads(said["details"] or "{}")
    for place, (owner, what, due_on) in enumerate(said["next_steps"]):
        name = f"next_steps.{place}"
        filled |= {f"{name}.owner": owner, f"{name}.what": what}
        filled |= {f"{name}.due_on": due_on} if due_on else {}
    return in_fields(filled)
