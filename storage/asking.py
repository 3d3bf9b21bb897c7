"""What she does about a question: answer it in the form or by a number, skip it, ask for another, change the rhythm."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, Refusal, Tampered
from bot.frameworks import every_prompt, prompts
from bot.messages import reflections as words
from bot.rules.dates import local_day
from bot.rules.nudges import QUESTIONS
from bot.rules.prompts import RHYTHMS, Scene, choose
from bot.rules.reflecting import ANSWERED, FORM, OPEN, PASSED, REMOVED, SKIPPED, VOID, Asked, Part
from storage import audit
from storage.answers import HELD, Place, is_craft, keep, opened, owe_line, told, with_part
from storage.database import Db, tenant
from storage.hearing import thread_of
from storage.inbox import first_time
from storage.insert import insert_once
from storage.nudging import withdraw_nudges
from storage.outbox import NewOwed, owe_once
from storage.people import Actor, find_person
from storage.preferences import preferences
from storage.reflecting import asked_again, focus_of, own_row, phase_of
from storage.reflections import NewAnswer, reflections

HISTORY = tenant(
    select(reflections.c.prompt, reflections.c.asked_at).where(
        reflections.c.person_id == bindparam("person"), reflections.c.state != VOID
    )
)
PASSED_ON = tenant(
    select(reflections.c.id).where(
        reflections.c.person_id == bindparam("person"), reflections.c.occurrence.startswith(bindparam("began"))
    )
)
STATE = tenant(
    update(reflections)
    .where(reflections.c.id == bindparam("reflection"))
    .values(state=bindparam("as_state"), prompt=bindparam("question"), changed_at=bindparam("now"))
)
UNSENT = tenant(
    select(reflections.c.id, reflections.c.prompt).where(
        reflections.c.person_id == bindparam("person"),
        reflections.c.state == OPEN,
        reflections.c.asked_at > bindparam("now"),
    )
)
RHYTHM = tenant(
    update(preferences)
    .where(preferences.c.person_id == bindparam("person"))
    .values(prompt_weeks=bindparam("weeks"), changed_at=bindparam("now"))
)


def write_answer(db: Db, actor: Actor, now: datetime, reflection: int, new: NewAnswer) -> Asked:
    """Keep what was written in the form; it leaves nothing in Slack. Raises Denied."""
    row = own_row(db, actor, reflection, HELD)
    held = opened(db, row)
    if new.scale is not None and not _scaled(row):
        raise Tampered({"scale": "This question has no numbers to choose."})
    part = Part(FORM, new.answer or "", now.timestamp())
    known = next((one.text for one in held.parts if one.name == FORM), "")
    held = held if part.text == known else with_part(held, part)
    held = replace(held, scale=int(new.scale) if new.scale else held.scale)
    keep(db, now, row, held)
    return asked_again(db, reflection)


def rate(db: Db, actor: Actor, now: datetime, reflection: int, number: int) -> None:
    """Keep the number that was pressed under the question. Raises Denied."""
    row = own_row(db, actor, reflection, HELD)
    if not _scaled(row):
        raise Denied("reflection.scale")
    place = Place() if row.thread_ts else thread_of(db, reflection)
    if keep(db, now, row, replace(opened(db, row), scale=number), place):
        owe_line(db, now, row)


def skip(db: Db, actor: Actor, now: datetime, reflection: int) -> Asked:
    """Let a question go by; the reminder isn't sent. Raises Refusal once it is answered."""
    row = own_row(db, actor, reflection, HELD)
    if row.state in {ANSWERED, REMOVED}:
        raise Refusal(words.answered_already())
    if row.state != SKIPPED:
        db.change(STATE, reflection=reflection, as_state=SKIPPED, question=row.prompt, now=now)
        withdraw_nudges(db, now, QUESTIONS, reflection)
        audit.note(db, now, actor.user_id, "reflection.skipped", reflection)
        told(db, now, row, "skipped")
    return asked_again(db, reflection)


def ask_another(db: Db, actor: Actor, now: datetime, reflection: int, press: str = "") -> Asked:
    """Put another question in the place of one that isn't answered, none that was put within six weeks.

    press: Slack's name for the press, so that a replay turns nothing away. Raises Refusal when none is left.
    """
    row = own_row(db, actor, reflection, HELD)
    if row.state in {ANSWERED, REMOVED}:
        raise Refusal(words.answered_already())
    if press and not first_time(db, now, f"prompt:{press}"):
        return asked_again(db, reflection)
    turned_away = len(db.all(PASSED_ON, person=row.person_id, began=f"{row.occurrence}:"))
    occurrence = f"{row.occurrence}:{turned_away + 1}"
    scene = scene_for(db, row.person_id, row.engagement_id, occurrence, local_day(now, row.zone))
    found = choose(prompts("coach" if is_craft(row) else "leader").values(), scene)
    if found is None:
        raise Refusal(words.none_left())
    db.add(reflections, **_passed(row, occurrence, now))
    db.change(STATE, reflection=reflection, as_state=OPEN, question=found.id, now=now)
    audit.note(db, now, actor.user_id, "reflection.another", reflection)
    told(db, now, row, found.id)
    return asked_again(db, reflection)


def _passed(row: Row[Any], occurrence: str, now: datetime) -> dict[str, Any]:
    """What is left of a question that was turned away: that it was put."""
    kept = {
        name: row._mapping[name] for name in ("engagement_id", "person_id", "prompt", "asked_at", "repeated", "until")
    }
    return {**kept, "occurrence": occurrence, "state": PASSED, "lapsed": False, "changed_at": now}


def scene_for(db: Db, person: int, engagement: int, seed: str, day: date) -> Scene:
    """For whom a question is chosen, with every day each was put to her."""
    put: dict[str, date] = {}
    for one in db.all(HISTORY, person=person):
        put[one.prompt] = max(one.asked_at.date(), put.get(one.prompt, one.asked_at.date()))
    return Scene(seed, day, phase_of(db, engagement, day), focus_of(db, engagement), put)


def set_rhythm(db: Db, actor: Actor, now: datetime, weeks: int) -> int:
    """Choose how often questions come; one that is planned and not yet sent is planned anew."""
    person = find_person(db, actor)
    if person is None or "leader" not in person.roles or weeks not in RHYTHMS:
        raise Denied("reflection.rhythm")
    insert_once(db, preferences, person_id=person.id, kinds_off=[], text_only=False, changed_at=now)
    db.change(RHYTHM, person=person.id, weeks=weeks, now=now)
    take_back_unsent(db, now, person.id)
    owe_once(db, now, NewOwed("home", f"home:rhythm:{person.id}:{now.timestamp()}:{weeks}", person.id))
    return weeks


def take_back_unsent(db: Db, now: datetime, person: int) -> None:
    """A question that is planned and not sent yet: it is planned anew in another rhythm."""
    for one in db.all(UNSENT, person=person, now=now):
        withdraw_nudges(db, now, QUESTIONS, one.id)
        db.change(STATE, reflection=one.id, as_state=VOID, question=one.prompt, now=now)


def _scaled(row: Row[Any]) -> bool:
    known = every_prompt().get(row.prompt)
    return bool(known and known.scale)
