"""Two keys to a pair's words: turned, taken back, and what an edit does to them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal
from storage.people import Actor
from storage.records import read_record
from storage.shares import shares
from storage.sharing import NOTHING_TO_SHARE, take_key_back, turn_key
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, COORDINATOR, LEADER, LEADER2, NOW, OTHER, STRANGER, Program, later
from tests.storage.sharing import ADMIN, WORDS, agree, change, mark, seen, shared, told


def test_the_program_reads_words_only_once_both_have_agreed(program: Program) -> None:
    contact = program.log(**WORDS).id
    assert not seen(program, contact).words
    agree(program, contact, COACH)
    assert "Coach C would like to share the words of L-0001" in told(program, "share_asked")[0]
    assert not seen(program, contact).words
    agree(program, contact, LEADER, 2)
    found = seen(program, contact)
    assert (found.words, found.note, found.others, found.private_note) == (True, "The note.", "Two teachers", None)
    assert "Principal 14 agreed" in told(program, "share_agreed")[0]
    assert told(program, "share_asked") == []
    assert program.verbs()[-2:] == ["share.asked", "share.agreed"]


def test_the_leader_may_ask_as_well(program: Program) -> None:
    contact = program.log(**WORDS).id
    agree(program, contact, LEADER)
    keys = read_record(program.db, COACH, contact).keys
    assert (keys.asked_by, keys.coach, bool(keys.leader)) == ("leader", None, True)
    agree(program, contact, COACH, 2)
    assert seen(program, contact).words
    assert "Coach C agreed" in told(program, "share_agreed")[0]


def test_turning_a_key_again_changes_nothing(program: Program) -> None:
    contact = program.log(**WORDS).id
    before = mark(program, contact)
    for minutes in (1, 2):
        turn_key(program.db, COACH, later(minutes), contact, before)
    assert len(program.db.all(select(shares.c.id))) == 1
    assert not seen(program, contact).words
    assert program.verbs().count("share.asked") == 1


@pytest.mark.parametrize("actor", [COACH, LEADER])
def test_either_may_stop_it_at_once_and_the_other_hears_of_it(program: Program, actor: Actor) -> None:
    contact = shared(program)
    take_key_back(program.db, actor, later(3), contact, "press")
    assert seen(program, contact).note is None
    name = "Coach C" if actor == COACH else "Principal 14"
    assert f"{name} stopped sharing L-0001" in told(program, "share_ended")[0]
    agree(program, contact, COACH, 4)
    agree(program, contact, LEADER, 5)
    take_key_back(program.db, actor, later(6), contact, "press")
    assert seen(program, contact).words, "a replay of the press ended what was agreed since"


def test_not_now_ends_the_request_without_a_message(program: Program) -> None:
    contact = program.log(**WORDS).id
    agree(program, contact, COACH)
    keys = take_key_back(program.db, LEADER, later(2), contact)
    assert (bool(keys.ended), keys.ended_by) == (True, "leader")
    assert told(program, "share_ended") == []
    assert told(program, "share_asked") == []
    assert take_key_back(program.db, LEADER, later(3), contact) == keys


@pytest.mark.parametrize("actor", [OTHER, LEADER2, COORDINATOR, STRANGER, ADMIN, Actor("")])
@pytest.mark.parametrize("verb", ["turn", "take back"])
def test_nobody_else_turns_a_key_or_takes_one_back(program: Program, actor: Actor, verb: str) -> None:
    contact = shared(program) if verb == "take back" else program.log(**WORDS).id
    acts: dict[str, Callable[[int], object]] = {
        "turn": lambda one: turn_key(program.db, actor, NOW, one, mark(program, contact)),
        "take back": lambda one: take_key_back(program.db, actor, NOW, one),
    }
    for one in (contact, contact + 1):
        with pytest.raises(Denied):
            acts[verb](one)
    assert seen(program, contact).words == (verb == "take back")


def test_a_key_is_turned_only_to_what_was_looked_at(program: Program) -> None:
    contact = program.log(**WORDS).id
    before = mark(program, contact)
    change(program, contact, note="Other words.")
    with pytest.raises(Refusal, match="changed while you looked"):
        turn_key(program.db, COACH, later(6), contact, before)
    agree(program, contact, COACH, 7)
    asked = mark(program, contact, LEADER)
    take_key_back(program.db, COACH, later(8), contact)
    with pytest.raises(Refusal, match="changed while you looked"):
        turn_key(program.db, LEADER, later(9), contact, asked)
    assert not seen(program, contact).words


def test_an_edit_of_the_words_takes_both_keys_back_and_asks_anew(program: Program) -> None:
    contact = shared(program)
    change(program, contact, note="Other words.")
    assert seen(program, contact).note is None
    keys = read_record(program.db, LEADER, contact).keys
    assert (bool(keys.request), keys.coach, keys.leader, keys.ended) == (True, None, None, None)
    assert len([one for one in told(program, "share_again") if "You are both asked anew" in one]) == 2
    agree(program, contact, LEADER, 6)
    agree(program, contact, COACH, 7)
    assert seen(program, contact).note == "Other words."


@pytest.mark.parametrize("changes", [{"minutes": 60}, {"private_note": "Other"}, {"presence": "no"}])
def test_an_edit_of_what_is_not_shared_leaves_the_keys(program: Program, changes: dict[str, Any]) -> None:
    contact = shared(program)
    change(program, contact, **changes)
    assert seen(program, contact).words


def test_without_words_there_is_nothing_to_ask(program: Program) -> None:
    contact = program.log(private_note="Mine.").id
    with pytest.raises(Refusal, match=NOTHING_TO_SHARE):
        agree(program, contact, COACH)
    again = shared(program, intent="two")
    change(program, again, note=None, others=None)
    assert told(program, "share_again") == []


def test_moved_to_another_leader_it_is_shared_no_longer(program: Program) -> None:
    pair = program.engage("Pine Street", "ULEAD2", "UCOACH")
    contact = shared(program)
    change(program, contact, engagement=pair)
    assert not seen(program, contact).words
    assert told(program, "share_again") == []
    assert not read_record(program.db, LEADER2, contact).state.shared


def test_taken_back_it_is_read_by_nobody_and_asked_of_nobody(program: Program) -> None:
    contact, before = shared(program), program.log("two", **WORDS).id
    waiting = mark(program, before)
    agree(program, before, LEADER)
    for one in (contact, before):
        take_back_contact(program.db, COACH, later(3), one, "")
    for actor in (COACH, LEADER, COORDINATOR):
        with pytest.raises(Refusal, match="was taken back"):
            read_record(program.db, actor, contact)
    with pytest.raises(Refusal, match="was taken back"):
        turn_key(program.db, COACH, later(4), before, waiting)
    assert told(program, "share_asked") == []
