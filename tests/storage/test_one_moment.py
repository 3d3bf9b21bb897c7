"""A reader with several queries gives one version of what it reads, whatever is saved between them."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from storage import home, records
from storage.database import Db
from storage.home import home_facts
from storage.programmes import programmes
from storage.recording import Target, change_contact
from storage.records import read_record
from storage.store import Store
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, LEADER, NOW, Program, later, settle
from tests.storage.rostering import opened
from tests.storage.working import CUT, SECONDS, Gate, started

OLD: dict[str, Any] = {"minutes": 60, "next_steps": [{"what": "Old step"}]}
NEW: dict[str, Any] = {"minutes": 90, "next_steps": [{"what": "New step"}]}


@pytest.fixture
async def program(store: Store) -> Program:
    """The small program, committed."""
    return await store.write(settle)


def stopping(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> Gate:
    """Let the next call of a function wait at a gate."""
    gate, known = Gate(), getattr(module, name)

    def wait(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(module, name, known)
        gate.wait()
        return known(*given, **more)

    monkeypatch.setattr(module, name, wait)
    return gate


async def test_a_record_is_never_half_of_one_version_and_half_of_the_next(
    store: Store, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = (await store.write(lambda db: replace(program, db=db).log(note="Old note", **OLD))).id
    gate = stopping(monkeypatch, records, "reader_of")
    record = asyncio.create_task(store.of_the_clock(SECONDS).read(read_record, COACH, contact))
    await gate.until_held()
    new = program.visit(note="New note", **NEW)
    await store.write(change_contact, COACH, later(5), Target(contact, later(5)), new)
    gate.let_go()
    old, now = await record, await store.read(read_record, COACH, contact)
    assert (old.note, old.fact.minutes, [step.what for step in old.steps]) == ("Old note", 60, ["Old step"])
    assert (now.note, now.fact.minutes, [step.what for step in now.steps]) == ("New note", 90, ["New step"])


async def test_a_record_taken_back_meanwhile_is_still_whole_and_then_gone(
    store: Store, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = (await store.write(lambda db: replace(program, db=db).log(note="Note", **OLD))).id
    gate = stopping(monkeypatch, records, "reader_of")
    record = asyncio.create_task(store.of_the_clock(SECONDS).read(read_record, LEADER, contact))
    await gate.until_held()
    await store.write(take_back_contact, COACH, later(5), contact, "")
    gate.let_go()
    whole = await record
    assert (whole.fact.removed, len(whole.steps)) == (False, 1)
    with pytest.raises(Refusal):
        await store.read(read_record, LEADER, contact)


async def test_a_home_knows_the_program_of_each_of_its_pairs(
    store: Store, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = stopping(monkeypatch, home, "coach_engagements")
    facts = asyncio.create_task(store.of_the_clock(SECONDS).read(home_facts, COACH, NOW))
    await gate.until_held()
    await store.write(begin_another_program, program)
    gate.let_go()
    coach = (await facts).coach
    assert coach
    assert len(coach.standings) == 1
    again = (await store.read(home_facts, COACH, NOW)).coach
    assert again
    assert len(again.standings) == 2


def begin_another_program(db: Db, program: Program) -> None:
    """A second program, with a pair of the same coach."""
    first = db.first(select(programmes))
    assert first is not None
    values = {name: value for name, value in first._mapping.items() if name not in {"id", "workspace_id", "code"}}
    second = replace(program, db=db, id=db.add(programmes, code="second", **values))
    second.engage("Second school", "ULEAD2", "UCOACH", starts_on=date(2026, 9, 1))


async def test_whoever_reads_in_one_moment_leaves_the_connection_free(store: Store, program: Program) -> None:
    contact = (await store.write(lambda db: replace(program, db=db).log(note="Note"))).id
    for _ in range(3):
        with pytest.raises(Exception, match="available"):
            await store.read(read_record, COACH, contact + 1)
        assert (await store.read(read_record, COACH, contact)).note == "Note"
        await asyncio.gather(*(store.read(read_record, COACH, contact) for _ in range(20)))
    await store.write(take_back_contact, COACH, later(5), contact, "")
    outcomes = await asyncio.gather(
        *(store.read(read_record, COACH, contact) for _ in range(20)), return_exceptions=True
    )
    assert {type(one) for one in outcomes} == {Refusal}


async def test_a_connection_that_was_cut_between_is_replaced_unnoticed(postgres_url: str) -> None:
    storage = await started(postgres_url)
    store = storage.workspace(1)
    program = await store.write(settle)
    contact = (await store.write(lambda db: replace(program, db=db).log(note="Note"))).id
    with opened(postgres_url) as engine, engine.connect() as other:
        for _ in range(3):
            await asyncio.gather(*(store.read(read_record, COACH, contact) for _ in range(12)))
            with other.begin():
                other.execute(CUT)
            assert (await store.read(read_record, COACH, contact)).note == "Note"
    await asyncio.to_thread(storage.close)
