"""Both of a pair at the same moment: one request, no key to words that nobody looked at."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from storage.recording import Target, change_contact
from storage.records import read_record
from storage.shares import shares
from storage.sharing import seen_mark, turn_key
from storage.store import Store
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, Program, later, settle

ROUNDS = 6


@pytest.fixture
async def program(store: Store) -> Program:
    """The small program, committed."""
    return await store.write(settle)


async def logged(store: Store, program: Program, number: int) -> int:
    saved = await store.write(lambda db: replace(program, db=db).log(f"i{number}", note="Old words."))
    return saved.id


async def outcomes(*work: Any) -> list[str]:
    """What became of each: "" or the refusal's sentence."""
    found = await asyncio.gather(*work, return_exceptions=True)
    assert all(not isinstance(one, Exception) or isinstance(one, Refusal) for one in found), found
    return [one.sentence if isinstance(one, Refusal) else "" for one in found]


async def test_asked_by_both_at_once_there_is_one_request_and_one_of_them_looks_again(
    store: Store, program: Program
) -> None:
    for number in range(ROUNDS):
        contact = await logged(store, program, number)
        record = await store.read(read_record, COACH, contact)
        mark = seen_mark(record.version, record.keys)
        said = await outcomes(*(store.write(turn_key, who, NOW, contact, mark) for who in (COACH, LEADER)))
        assert sorted(map(bool, said)) == [False, True]
        assert not (await store.read(read_record, COORDINATOR, contact)).words
    rows = await store.read(lambda db: len(db.all(select(shares.c.id))))
    assert rows == ROUNDS


async def test_an_edit_and_a_key_at_once_never_share_words_that_nobody_looked_at(
    store: Store, program: Program
) -> None:
    for number in range(ROUNDS):
        contact = await logged(store, program, number)
        await _turn(store, COACH, contact, NOW)
        record = await store.read(read_record, LEADER, contact)
        mark = seen_mark(record.version, record.keys)
        new = program.visit(note="New words.")
        await outcomes(
            store.write(turn_key, LEADER, later(1), contact, mark),
            store.write(change_contact, COACH, later(2), Target(contact, later(2)), new),
        )
        seen = await store.read(read_record, COORDINATOR, contact)
        assert (seen.words, seen.note) == (False, None)


async def _turn(store: Store, who: Any, contact: int, at: datetime) -> None:
    record = await store.read(read_record, who, contact)
    await store.write(turn_key, who, at, contact, seen_mark(record.version, record.keys))
