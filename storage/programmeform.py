"""Saving the program's form F1: a new program from its draft, or one part of a stored one."""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot import forms
from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.dates import local_day
from bot.rules.setup import ORDER, PARTS, Basics, Part, Values, after, answers, school_year
from storage import audit
from storage.database import Db, tenant
from storage.drafts import Draft, Sent, find_draft, keep_draft, open_draft, with_step
from storage.inbox import first_time
from storage.insert import insert_once
from storage.people import Actor
from storage.programmes import Programme, list_programmes, programmes
from storage.setup import keep_in_charge, refresh_homes, require_authority
from storage.usualvisits import follow_programme

DRAFT = "programme"
TAKEN = "Another program here has this code. Choose a different one."
NOTHING = Values("", "", "UTC", date(2000, 7, 1), date(2001, 6, 30))
CHANGED = "Somebody else changed these settings since you opened them. Please close this and open it again."

COLUMNS = ("name", "code", "zone", "year_from", "year_to", "rules")

HOLD = tenant(select(programmes.c.id).where(programmes.c.id == bindparam("programme")).with_for_update())
CHANGE = tenant(
    update(programmes)
    .where(programmes.c.id == bindparam("programme"))
    .values({programmes.c[name]: bindparam(f"to_{name}") for name in COLUMNS})
)


def begin_programme(db: Db, actor: Actor, now: datetime, zone: str | None) -> Draft:
    """The actor's unfinished program, or a new one that starts with our best guesses. Raises Denied."""
    require_authority(db, actor, "setup.begin")
    draft = open_draft(db, now, actor.user_id, DRAFT)
    if draft.filled:
        return draft
    return replace(draft, filled={"basics": first_guess(now, zone)})


def first_guess(now: datetime, zone: str | None) -> dict[str, Any]:
    """What a new program's first step starts with."""
    first, last = school_year(local_day(now, zone or "UTC"))
    guess = {"year_from": first.isoformat(), "year_to": last.isoformat()}
    return guess | ({"zone": zone} if zone else {})


def find_step(db: Db, actor: Actor, draft: int) -> Draft:
    """The actor's draft. Raises Denied when they may not begin a program, or it isn't theirs."""
    require_authority(db, actor, "setup.step")
    return find_draft(db, actor.user_id, DRAFT, draft)


def keep_step(db: Db, actor: Actor, now: datetime, draft: int, part: str, filled: dict[str, Any], sent: Sent) -> Draft:
    """Keep what was typed in one step, right or not yet; a draft that is done stays as it is."""
    found = find_step(db, actor, draft)
    if found.done_id is not None:
        return found
    kept = with_step(found, part, filled, sent)
    if kept is not found:
        keep_draft(db, now, actor.user_id, DRAFT, kept)
    return kept


def submit_step(
    db: Db, actor: Actor, now: datetime, draft: int, part: str, filled: dict[str, Any], new: Part, sent: Sent
) -> Draft:
    """Keep a step that is right, and with the last one make the program; refused, nothing of it is kept."""
    kept = keep_step(db, actor, now, draft, part, filled, sent)
    if kept.done_id is None and isinstance(new, Basics):
        check_code(db, new.code)
    if kept.done_id is None and after(part) is None:
        return replace(kept, done_id=finish_programme(db, actor, now, draft))
    return kept


def check_code(db: Db, code: str, programme: int | None = None) -> None:
    """Raise a refusal under the code when another program has it."""
    if any(one.code == code and one.id != programme for one in list_programmes(db)):
        raise Refusal(TAKEN, "code")


def finish_programme(db: Db, actor: Actor, now: datetime, draft: int) -> int:
    """Make the program of a finished draft, once; its id. The actor becomes its admin.

    Raises FieldErrors when a step isn't right (one that isn't shown is named by its number), and Denied.
    """
    found = find_step(db, actor, draft)
    if found.done_id is not None:
        return found.done_id
    values = _whole(found)
    check_code(db, values.code)
    programme = insert_once(db, programmes, **_columns(values))
    if programme is None:
        raise Refusal(TAKEN, "code")
    audit.note(db, now, actor.user_id, "programme.added", programme)
    keep_in_charge(db, actor, now, programme)
    keep_draft(db, now, actor.user_id, DRAFT, replace(found, done_id=programme))
    refresh_homes(db, now, programme, f"programme:{programme}")
    return programme


def _whole(draft: Draft) -> Values:
    """Every step of a draft, checked again; a step that isn't right says which it is."""
    parts: list[Part] = []
    for name in ORDER:
        try:
            parts.append(forms.parse(PARTS[name], draft.filled.get(name, {})))
        except FieldErrors as problem:
            sentence = f"Step {ORDER.index(name) + 1} needs another look. {problem.sentence}"
            raise FieldErrors(problem.errors if name == ORDER[-1] else {"": sentence}) from None
    values = NOTHING
    for part in parts:
        values = part.onto(values)
    return values


def _columns(values: Values) -> dict[str, Any]:
    return {
        "name": values.name,
        "code": values.code,
        "zone": values.zone,
        "year_from": values.year_from,
        "year_to": values.year_to,
        "rules": values.rules.model_dump(mode="json", by_alias=True),
    }


def values_of(programme: Programme) -> Values:
    """A stored program as its form knows it."""
    return Values(
        programme.name, programme.code, programme.zone, programme.year_from, programme.year_to, programme.rules
    )


def stored_values(db: Db, actor: Actor, programme: int, what: str = "setup.read") -> Values:
    """A program's values, for somebody who may set it up. Raises Denied."""
    require_authority(db, actor, what, programme)
    for one in list_programmes(db):
        if one.id == programme:
            return values_of(one)
    raise Denied(what)


def version(part: str, values: Values) -> str:
    """A short mark of one part's stored values: a form that began with other values is out of date."""
    text = json.dumps(answers(part, values), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def change_programme(
    db: Db, actor: Actor, now: datetime, programme: int, part: str, new: Part, seen: str, form: str = ""
) -> bool:
    """Change one part of a program; whether anything changed.

    seen: the version the form began with. form: its mark, so that a replay changes nothing back. The same answers
    again change nothing. Raises Denied, and Refusal when the code is taken or the part was changed by somebody else
    meanwhile.
    """
    if form and not first_time(db, now, f"form:{form}"):
        return False
    db.first(HOLD, programme=programme)
    before = stored_values(db, actor, programme, "setup.change")
    changed = new.onto(before)
    if changed == before:
        return False
    if version(part, before) != seen:
        raise Refusal(CHANGED)
    check_code(db, changed.code, programme)
    db.change(
        CHANGE,
        programme=programme,
        **{f"to_{name}": value for name, value in _columns(changed).items()},
    )
    if (before.zone, before.rules.test_windows) != (changed.zone, changed.rules.test_windows):
        follow_programme(db, now, programme, before.zone)
    audit.note(db, now, actor.user_id, f"programme.changed:{part}", programme)
    refresh_homes(db, now, programme, f"programme:{programme}")
    return True
