"""One reflection as it is stored: who is who to it, its parts opened and sealed, and what follows when they change."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from bot.rules.nudges import QUESTIONS
from bot.rules.reflecting import ANSWERED, REMOVED, Part, put, sentences, take_out, words_of
from bot.rules.sharing import AUTHOR, OVERSEE, Reader, Thing, may
from storage import audit
from storage.database import Db, tenant
from storage.engagements import coach, engagements
from storage.nudges import nudges
from storage.nudging import withdraw_nudges
from storage.outbox import NewOwed, outbox, owe_once
from storage.people import Actor, active_user, people
from storage.programmes import programmes
from storage.records import HELD as ROLES
from storage.reflections import CRAFT, reflections

LINE, GIVEN = "reflection_kept", "reflection_shared"  # kinds of messages about one
person = people.alias("person")


def joined(*more: Any) -> Select[*tuple[Any, ...]]:
    """Reflections with who is who to them."""
    return (
        select(
            reflections,
            engagements.c.coach_id,
            engagements.c.programme_id,
            programmes.c.zone,
            person.c.name.label("leader"),
            coach.c.name.label("coach"),
            active_user(person).label("leader_user"),
            active_user(coach).label("coach_user"),
            *more,
        )
        .join_from(reflections, engagements, engagements.c.id == reflections.c.engagement_id)
        .join(programmes, programmes.c.id == engagements.c.programme_id)
        .join(person, person.c.id == reflections.c.person_id)
        .join(coach, coach.c.id == engagements.c.coach_id)
    )


ONE = tenant(joined().where(reflections.c.id == bindparam("reflection")))
HELD = tenant(joined().where(reflections.c.id == bindparam("reflection")).with_for_update(of=reflections))
KEEP = tenant(
    update(reflections)
    .where(reflections.c.id == bindparam("reflection"))
    .values(
        state=bindparam("as_state"),
        answer=bindparam("sealed"),
        channel=bindparam("in_channel"),
        thread_ts=bindparam("in_thread"),
        answer_ts=bindparam("first"),
        answered_at=bindparam("at"),
        shared_at=bindparam("since"),
        lapsed=bindparam("has_lapsed"),
        evidence=bindparam("proof"),
        element=bindparam("code"),
        evidence_at=bindparam("proof_at"),
        changed_at=bindparam("now"),
    )
)
# A question that Slack was given; where its answer is unknown, it may have been.
PUT = (
    select(nudges.c.id)
    .join(outbox, outbox.c.id == nudges.c.outbox_id)
    .where(
        nudges.c.kind.in_(QUESTIONS),
        nudges.c.subject_id == reflections.c.id,
        outbox.c.state.in_(("sending", "sent", "unknown")),
    )
    .exists()
)
LINE_OF = tenant(select(outbox.c.id, outbox.c.state).where(outbox.c.key == bindparam("name")))


@dataclass(frozen=True, slots=True)
class Held:
    """What was answered: the parts, gone ones too, and the number chosen on the scale."""

    parts: tuple[Part, ...] = ()
    scale: int | None = None

    @property
    def words(self) -> str:
        """All of it."""
        return words_of(self.parts)

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return not self.words and self.scale is None


@dataclass(frozen=True, slots=True)
class Place:
    """The thread that an answer was written in. Both empty: it was written in the form."""

    channel: str = ""
    thread: str = ""


def opened(db: Db, row: Row[Any]) -> Held:
    """What was answered, opened."""
    said = json.loads(db.unseal(reflections.c.answer, row.answer) or "{}")
    return Held(tuple(Part(**one) for one in said.get("parts", ())), said.get("scale"))


def evidence_of(db: Db, row: Row[Any]) -> str | None:
    """The sentence that was made evidence."""
    return db.unseal(reflections.c.evidence, row.evidence)


def mark_of(db: Db, row: Row[Any], held: Held) -> str:
    """How an answer stands, for a form's metadata: what is agreed to is what was looked at. It tells no word."""
    return db.keyring.sign(_said(db, row, held))


def is_as_seen(db: Db, row: Row[Any], held: Held, mark: str) -> bool:
    """Whether an answer still stands as it did when this mark was made."""
    return db.keyring.signed(_said(db, row, held), mark)


def _said(db: Db, row: Row[Any], held: Held) -> str:
    return f"{db.workspace_id}|reflection|{row.id}|{held.scale}|{held.words}"


def is_craft(row: Row[Any]) -> bool:
    """Whether it was put to a coach about their own coaching: no other person has any part in it."""
    return bool(row.occurrence.startswith(CRAFT))


def reader_of(db: Db, actor: Actor, row: Row[Any]) -> Reader:
    """Every part the actor has in a reflection."""
    if not actor.user_id:
        return Reader()
    parts = {AUTHOR, "leader"} if actor.user_id == row.leader_user else set()
    if is_craft(row):
        return Reader(frozenset(parts))
    if actor.user_id == row.coach_user:
        parts.add("coach")
    held = {one.role for one in db.all(ROLES, user=actor.user_id, programme=row.programme_id)}
    return Reader(frozenset(parts | held & {*OVERSEE, "admin", "liaison"}))


def answer_thing(row: Row[Any]) -> Thing:
    """An answer, in the table of who sees what."""
    return Thing("reflection_answer", removed=row.state == REMOVED, given=row.shared_at is not None)


def evidence_thing(row: Row[Any]) -> Thing:
    """The sentence of it that was made evidence."""
    return Thing("reflection_evidence", removed=row.state == REMOVED, given=row.evidence_at is not None)


def owns(db: Db, actor: Actor, row: Row[Any] | None) -> bool:
    """Whether the actor may write it: it is theirs."""
    return row is not None and may(reader_of(db, actor, row), Thing("reflection_answer"), "write")


def with_part(held: Held, new: Part) -> Held:
    """With one more part, or with its newer words."""
    return Held(put(held.parts, new), held.scale)


def without_part(held: Held, name: str) -> Held:
    """Without one part; nothing left is nothing answered."""
    return Held(take_out(held.parts, name), held.scale)


def keep(db: Db, now: datetime, row: Row[Any], held: Held, place: Place | None = None) -> bool:
    """Store what an answer says now; whether it says something else than before.

    Changed words are hers alone again until she shares them, and a sentence that no longer stands in them is evidence
    no longer.
    """
    before = opened(db, row)
    if held == before:
        return False
    changed = (held.words, held.scale) != (before.words, before.scale)
    values = as_it_stands(row) | {"sealed": _sealed(db, held), "now": now if changed else row.changed_at}
    if place and place.thread:
        values |= {"in_channel": place.channel, "in_thread": place.thread}
    if changed:
        values |= _changed(db, now, row, held)
    db.change(KEEP, **values)
    if changed:
        _tell(db, now, row, held, before)
    return changed


def as_it_stands(row: Row[Any]) -> dict[str, Any]:
    """The values of KEEP that change nothing."""
    return {
        "reflection": row.id,
        "as_state": row.state,
        "sealed": row.answer,
        "in_channel": row.channel,
        "in_thread": row.thread_ts,
        "first": row.answer_ts,
        "at": row.answered_at,
        "since": row.shared_at,
        "has_lapsed": row.lapsed,
        "proof": row.evidence,
        "code": row.element,
        "proof_at": row.evidence_at,
        "now": row.changed_at,
    }


def _sealed(db: Db, held: Held) -> bytes | None:
    said = {"parts": [asdict(one) for one in held.parts], "scale": held.scale}
    return db.seal(reflections.c.answer, json.dumps(said, ensure_ascii=False))


def _changed(db: Db, now: datetime, row: Row[Any], held: Held) -> dict[str, Any]:
    first = next((one.name for one in held.parts if one.text), None)
    values: dict[str, Any] = {
        "as_state": REMOVED if held.empty else ANSWERED,
        "first": first,
        "at": row.answered_at or now,
        "since": None,
        "has_lapsed": not held.empty and (row.lapsed or row.shared_at is not None),
    }
    if evidence_of(db, row) not in {None, *sentences(held.words)}:
        values |= {"proof": None, "code": None, "proof_at": None}
    return values


def _tell(db: Db, now: datetime, row: Row[Any], held: Held, before: Held) -> None:
    verb = "removed" if held.empty else "answered" if before.empty else "changed"
    audit.note(db, now, row.leader_user or "slack", f"reflection.{verb}", row.id)
    withdraw_nudges(db, now, QUESTIONS, row.id)
    told(db, now, row, mark_of(db, row, held), coach_too=row.shared_at is not None or row.evidence_at is not None)


def told(db: Db, now: datetime, row: Row[Any], what: str, *, coach_too: bool = False) -> None:
    """Owe what shows a change: the quiet line corrected, and fresh Homes, the coach's where something of it is or was
    to be read there. what: makes it one for each change."""
    line = db.first(LINE_OF, name=f"{LINE}:{row.id}")
    change = f"{row.id}:{now.timestamp()}:{what}"
    if line is not None and line.state in {"sending", "sent"}:
        owe_once(db, now, NewOwed("retouch", f"retouch:{line.id}:{change}", row.person_id, None, line.id))
    for one in (row.person_id, row.coach_id) if coach_too else (row.person_id,):
        owe_once(db, now, NewOwed("home", f"home:reflection:{change}:{one}", one))


def owe_line(db: Db, now: datetime, row: Row[Any]) -> None:
    """Owe the one quiet line under an answer; once for each question."""
    owe_once(db, now, NewOwed(LINE, f"{LINE}:{row.id}", row.person_id, subject_id=row.id))
