"""Answers of one leader in every state, each with a canary in its words, for the cells of who may see them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from storage.answering import (
    evidence_choices,
    preview_sharing,
    prove,
    remove,
    share,
    take_evidence_back,
    unshare,
)
from storage.asking import skip, write_answer
from storage.database import Db
from storage.engagements import engagements
from storage.people import Actor
from storage.reflections import NewAnswer, NewEvidence, reflections
from tests.promises.cells import person

LEADER = Actor("UL1")
FIRST, SECOND = "canary-first sentence.", "canary-second sentence."
STATES = ("open", "skipped", "kept", "shared", "unshared", "lapsed", "evidence", "evidence back", "removed")
ALL, ONE = {FIRST, SECOND}, {FIRST}
# The words each of the two finds, where it is not refused.
HERS = {"kept": ALL, "shared": ALL, "unshared": ALL, "lapsed": ALL, "evidence": ALL, "evidence back": ALL}
HIS = {"shared": ALL, "evidence": ONE}


def settle(db: Db, now: datetime) -> dict[str, int]:
    """A question in each state; the ids by state."""
    made = {}
    for state in STATES:
        made[state] = _asked(db, now, state)
        _answered(db, now, state, made[state])
    return made


def _asked(db: Db, now: datetime, name: str) -> int:
    pair = db.value(select(engagements.c.id).where(engagements.c.leader_id == person(db, "UL1")))
    values = {"engagement_id": pair, "person_id": person(db, "UL1"), "prompt": "p5-moved", "occurrence": name}
    times = {"asked_at": now - timedelta(hours=1), "until": now + timedelta(days=3), "changed_at": now}
    return db.add(reflections, **values, **times, state="open", repeated=False, lapsed=False)


def _answered(db: Db, now: datetime, state: str, row: int) -> None:
    if state == "skipped":
        skip(db, LEADER, now, row)
    if state in {"open", "skipped"}:
        return
    write_answer(db, LEADER, now, row, NewAnswer(answer=f"{FIRST} {SECOND}"))
    if state.startswith("evidence"):
        new = NewEvidence(sentence=0, element="cpsel:2B")
        prove(db, LEADER, now, row, new, evidence_choices(db, LEADER, row)[1])
    elif state != "kept":
        share(db, LEADER, now, row, preview_sharing(db, LEADER, row)[0].mark)
    ENDS.get(state, _nothing)(db, LEADER, now, row)


def _nothing(*_: object) -> None: ...


def _change(db: Db, actor: Actor, now: datetime, row: int) -> None:
    write_answer(db, actor, now + timedelta(seconds=1), row, NewAnswer(answer=f"{FIRST} {SECOND} And more."))


ENDS: dict[str, Callable[[Db, Actor, datetime, int], object]] = {
    "unshared": unshare,
    "evidence back": take_evidence_back,
    "lapsed": _change,
    "removed": remove,
}
