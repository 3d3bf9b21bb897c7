"""A contact that isn't saved yet, as a record: so that its author sees it as others would."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.errors import Refusal
from bot.rules import contacts as rules
from bot.rules.dates import local_day
from bot.rules.sharing import portfolio_item
from bot.rules.views import Fact, Record, State, Step
from storage.contactdrafts import Typed, keep_typed, kept_or_stored
from storage.database import Db, tenant
from storage.engagements import Engagement, pairs_of_contact
from storage.people import Actor
from storage.programmes import programmes
from storage.submitted import STEPS, TRIED, fitting

NOTHING_TYPED = "Nothing is typed yet. Fill in something first, then look at it as others will see it."
NO_PAIR = "Choose a school and leader first: who sees it depends on that."

RULES = tenant(select(programmes.c.rules).where(programmes.c.id == bindparam("programme")))


def preview(db: Db, actor: Actor, now: datetime, typed: Typed) -> Record:
    """Keep what is typed so far, and read all that the form says as a record. Raises Refusal where that is nothing."""
    if typed.filled:
        keep_typed(db, actor, now, typed)
    return read_preview(db, actor, now, typed.intent, typed.shape)


def read_preview(db: Db, actor: Actor, now: datetime, intent: str, shape: Mapping[str, Any]) -> Record:
    """What was kept of a form, or what it began with, as a record."""
    filled = fitting(kept_or_stored(db, actor, now, Typed(intent, now, shape, {}, ())))
    if filled.get("kind") not in rules.KINDS:
        raise Refusal(NOTHING_TYPED)
    engagement = _whole(filled.get("engagement")) or 0
    pairs = {one.id: one for one in pairs_of_contact(db, actor, now, engagement)}
    pair = pairs.get(engagement)
    if pair is None:
        raise Refusal(NO_PAIR)
    row = db.first(RULES, programme=pair.programme_id)
    made = filled.get("made") != "attempted"
    portfolio = portfolio_item(str(filled["kind"]), row.rules if row else {}, made=made)
    there = [pairs[one].leader for one in map(_whole, filled.get("attendees", ())) if one in pairs]
    return _record(filled, pair, tuple(there), portfolio, local_day(now, pair.zone))


def _record(
    filled: Mapping[str, Any], pair: Engagement, there: tuple[str, ...], portfolio: bool, today: date
) -> Record:
    steps = _steps(filled)
    details = tuple((name, str(filled[name])) for name in rules.DETAILS if filled.get(name))
    return Record(
        _fact(filled, pair, today),
        filled.get("others"),
        filled.get("note"),
        filled.get("private_note"),
        steps,
        author=True,
        details=details,
        stances=tuple(filled.get("stances", ())),
        next_open=bool(filled.get("next_open")) and not filled.get("next_on"),
        no_steps=bool(filled.get("no_steps")) and not steps,
        there=there,
        agreed=len(steps),
        state=State(rules.KINDS[str(filled["kind"])].collaborative, portfolio=portfolio),
    )


def _fact(filled: Mapping[str, Any], pair: Engagement, today: date) -> Fact:
    kind = rules.KINDS[str(filled["kind"])]
    return Fact(
        0,
        kind.id,
        _day(filled.get("day")) or today,
        filled.get("start"),
        _whole(filled.get("minutes", filled.get(TRIED))) or 0,
        _whole(filled.get("count")) or 0 if kind.counted else None,
        tuple(filled.get("activities", ())),
        filled.get("presence"),
        pair.school,
        pair.leader,
        pair.coach,
        False,
        pair.id,
        str(filled.get("medium") or kind.media[0]),
        filled.get("made") != "attempted",
        tuple(filled.get("focus", ())),
        _day(filled.get("next_on")),
    )


def _steps(filled: Mapping[str, Any]) -> tuple[Step, ...]:
    found = []
    for place in range(rules.STEPS_MAX):
        name = f"{STEPS}.{place}"
        if what := filled.get(f"{name}.what"):
            found.append(Step(str(filled.get(f"{name}.owner", "coach")), what, _day(filled.get(f"{name}.due_on"))))
    return tuple(found)


def _day(given: object) -> date | None:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return None


def _whole(given: object) -> int | None:
    text = str(given if given is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
