"""Who reads what of a contact, and which contacts come in which order."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.errors import Denied, Refusal
from storage.engagements import engagements, pairs_of_contact, pairs_of_user
from storage.people import Actor, people
from storage.programmes import programmes
from storage.reading import (
    coach_facts,
    find_fact,
    last_visits,
    leader_facts,
    pairs_to_log,
    programme_facts,
)
from storage.recording import Target, change_contact
from storage.records import read_record
from storage.strangers import stranger_of, tell_about_stranger
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, LEADER, LEADER2, NOW, OTHER, STRANGER, TODAY, Program, later

ELSEWHERE = [OTHER, LEADER2, STRANGER, Actor(""), Actor("UADMIN")]


def test_both_of_the_pair_read_the_note_and_only_its_author_the_private_one(program: Program) -> None:
    contact = program.log(note="Weak tickets", private_note="Mine", others="Two teachers").id
    own, hers = read_record(program.db, COACH, contact), read_record(program.db, LEADER, contact)
    assert (own.note, own.private_note, own.others, own.author) == ("Weak tickets", "Mine", "Two teachers", True)
    assert (hers.note, hers.private_note, hers.others, hers.author) == ("Weak tickets", None, "Two teachers", False)


@pytest.mark.parametrize("actor", ELSEWHERE, ids=lambda one: one.user_id or "nobody")
def test_nobody_else_reads_it_or_learns_whether_it_is_there(program: Program, actor: Actor) -> None:
    contact = program.log(note="Weak tickets").id
    said = set()
    for wanted in (contact, contact + 1, 0):
        with pytest.raises(Denied) as caught:
            read_record(program.db, actor, wanted)
        said.add(caught.value.sentence)
    take_back_contact(program.db, COACH, NOW, contact, "")
    with pytest.raises(Denied) as caught:
        read_record(program.db, actor, contact)
    assert len(said | {caught.value.sentence}) == 1


@pytest.mark.parametrize("actor", [COACH, LEADER])
def test_a_deactivated_person_reads_nothing(program: Program, actor: Actor) -> None:
    contact = program.log().id
    program.db.run(update(people).where(people.c.slack_user_id == actor.user_id).values(deactivated_at=NOW))
    with pytest.raises(Denied):
        read_record(program.db, actor, contact)


def test_what_was_taken_back_is_read_by_nobody_and_the_pair_is_told_so(program: Program) -> None:
    contact = program.log(note="x").id
    take_back_contact(program.db, COACH, NOW, contact, "")
    for actor in (COACH, LEADER):
        with pytest.raises(Refusal, match="was taken back, so there is nothing to open"):
            read_record(program.db, actor, contact)


def test_a_contact_moved_to_another_leader_is_hers_alone(program: Program) -> None:
    pair = program.engage("Pine Street", "ULEAD2", "UCOACH")
    contact = program.log(note="x").id
    change_contact(program.db, COACH, later(1), Target(contact, later(1)), program.visit(engagement=pair, note="x"))
    assert read_record(program.db, LEADER2, contact).fact.school == "Pine Street"
    with pytest.raises(Denied):
        read_record(program.db, LEADER, contact)


def test_lists_are_newest_first_and_leave_out_what_was_taken_back(program: Program) -> None:
    days = [TODAY - timedelta(days=back) for back in (3, 0, 0, 1)]
    ids = [program.log(f"i{place}", day=day).id for place, day in enumerate(days)]
    program.log("other", actor=OTHER, engagement=program.pairs["Harbor Middle"])
    take_back_contact(program.db, COACH, NOW, ids[3], "")
    newest = [ids[2], ids[1], ids[0]]
    assert [one.id for one in coach_facts(program.db, program.people["UCOACH"])] == newest
    assert [one.id for one in leader_facts(program.db, program.people["ULEAD"])] == newest
    assert [one.id for one in coach_facts(program.db, program.people["UCOACH"], 1, 1)] == [ids[1]]
    assert len(programme_facts(program.db, program.id)) == 4
    assert find_fact(program.db, ids[3]) is not None
    assert find_fact(program.db, 0) is None


def test_the_last_visit_is_the_newest_of_late(program: Program) -> None:
    coach = program.people["UCOACH"]
    program.log("a", kind="call")
    assert last_visits(program.db, coach, TODAY) == {}
    program.log("b", day=TODAY - timedelta(days=2))
    program.log("c", day=TODAY - timedelta(days=9), kind="session")
    assert last_visits(program.db, coach, TODAY) == {program.pair: TODAY - timedelta(days=2)}


def test_a_fresh_form_knows_who_was_visited_today(program: Program) -> None:
    def visited(at: datetime) -> frozenset[int]:
        pairs, found = pairs_to_log(program.db, COACH, at, None)
        assert [one.id for one in pairs] == [program.pair]
        return found

    program.log("a", kind="call")
    assert visited(NOW) == frozenset()
    program.log("b", day=TODAY - timedelta(days=1))
    assert visited(NOW) == frozenset()
    assert visited(NOW - timedelta(days=1)) == {program.pair}
    kept = program.log("c", kind="session").id
    assert visited(NOW) == {program.pair}
    take_back_contact(program.db, COACH, NOW, kept, "")
    assert visited(NOW) == frozenset()


def test_the_form_offers_own_pairs_and_those_that_ended_of_late(program: Program) -> None:
    ended = program.engage("Ended Lately", "ULEAD2", "UCOACH", ends_on=TODAY - timedelta(days=14))
    old = program.engage("Ended", "ULEAD2", "UCOACH", ends_on=TODAY - timedelta(days=15))
    program.engage("To Come", "ULEAD2", "UCOACH", starts_on=TODAY + timedelta(days=1))
    offered = [one.id for one in pairs_of_user(program.db, COACH, NOW)]
    assert offered == [ended, program.pair]
    assert [one.id for one in pairs_of_contact(program.db, COACH, NOW, old)] == [ended, program.pair, old]
    assert [one.id for one in pairs_of_contact(program.db, COACH, NOW, program.pairs["Harbor Middle"])] == offered
    assert pairs_of_user(program.db, LEADER, NOW) == []


def test_an_ended_pair_can_be_edited_within_its_days(program: Program) -> None:
    contact = program.log(day=date(2026, 11, 2)).id
    program.db.run(update(engagements).where(engagements.c.id == program.pair).values(ends_on=date(2026, 11, 3)))
    changed = program.visit(day=date(2026, 11, 2), minutes=60)
    assert change_contact(program.db, COACH, later(1), Target(contact, later(1)), changed).outcome == "changed"


def test_the_coordinators_hear_of_a_stranger_once_a_day(program: Program) -> None:
    for minutes in (0, 5):
        assert tell_about_stranger(program.db, STRANGER, later(minutes))
    assert program.owed() == [f"stranger:{program.id}:USTRANGE:2026-11-17"]
    assert tell_about_stranger(program.db, STRANGER, later(24 * 60))
    assert len(program.owed()) == 2
    assert stranger_of(program.owed()[0]) == "USTRANGE"


def test_without_a_channel_nobody_is_said_to_be_told(program: Program) -> None:
    program.db.run(update(programmes).values(rules={}))
    assert not tell_about_stranger(program.db, STRANGER, NOW)
    assert program.owed() == []
