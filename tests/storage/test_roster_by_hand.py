"""The roster by hand: each change by an import's rules, once, told and audited; and taken back for a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.errors import Denied, FieldErrors, Refusal
from bot.messages.handoff import handoff_page
from storage.contacts import next_steps
from storage.endings import tell_of_endings
from storage.engagements import engagements
from storage.handoffs import read_handoff
from storage.handovers import hand_over_due
from storage.outbox import outbox
from storage.people import Actor, people, roles
from storage.rosterhand import change_roster, foresee
from storage.rosterundo import undo_act
from storage.usualvisits import follow_roster
from storage.visiting import add_meeting
from tests.storage.booking import meeting
from tests.storage.byhand import MONDAY, ahead, done, pairs, reassigned, shown, told, wanted
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, TODAY, Program, later
from tests.storage.planned import plan_usual

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY


def newest(program: Program) -> int:
    found: int = program.db.value(select(func.max(engagements.c.id)))
    return found


def steps(program: Program) -> list[int]:
    """The pairs in whose ledger next steps stand."""
    return [row.engagement_id for row in program.db.all(select(next_steps.c.engagement_id).order_by(next_steps.c.id))]


def test_a_pair_is_handed_over_with_its_weekly_time_and_everybody_is_told(program: Program) -> None:
    plan_usual(program.db)
    add_meeting(program.db, COACH, NOW, meeting(program, day=date(2026, 12, 3)))
    form = {"coach": program.people["UOTHER"], "from_day": TOMORROW, "reason": "fit"}
    effect = shown(program, "reassigned", program.pair, **form)
    assert (effect.leader, effect.coach, effect.new_coach, effect.day) == (
        "Principal 14",
        "Coach C",
        "Coach D",
        TOMORROW,
    )
    assert effect.weekly == ("Tuesdays, 9:00–10:30 AM",)
    reassigned(program, **form)
    old, _, new = pairs(program)
    assert old[3] == TODAY
    assert new == (old[0], program.people["UOTHER"], TOMORROW, None)
    assert ahead(program, program.pair) == []
    assert ahead(program, newest(program))[:2] == [date(2026, 11, 24), date(2026, 12, 1)]
    texts = told(program)
    assert "after Coach C. The weekly time goes on: Tuesdays, 9:00–10:30 AM." in texts["UOTHER"]
    assert "You don't see the notes." in texts["UOTHER"]
    assert "Your notes with Coach C stay between you two." in texts["ULEAD"]
    assert "visits after that are withdrawn. Open next steps go along. Your notes don't." in texts["UCOACH"]
    assert program.verbs()[-1] == "roster.reassigned"


def test_open_steps_go_along_on_the_first_day_and_come_back_with_an_undo(program: Program) -> None:
    ours = program.log(day=TODAY - DAY, next_steps=[{"owner": "leader", "what": "Draft it"}]).id
    act = reassigned(program, from_day=TOMORROW)
    assert steps(program) == [program.pair]
    hand_over_due(program.db, NOW + DAY, program.id, TOMORROW)
    assert steps(program) == [newest(program)]
    assert ours
    undo_act(program.db, COORDINATOR, NOW + timedelta(hours=20), act)
    assert steps(program) == [program.pair]
    assert len(pairs(program)) == 2
    assert pairs(program)[0][3] is None


def test_an_undo_brings_visits_back_and_tells_those_who_were_told(program: Program) -> None:
    plan_usual(program.db)
    add_meeting(program.db, COACH, NOW, meeting(program, day=date(2026, 12, 3)))
    before = ahead(program, program.pair)
    act = reassigned(program)
    program.db.run(update(outbox).where(outbox.c.kind == "roster_news").values(state="sent"))
    assert undo_act(program.db, COORDINATOR, later(60), act).startswith("Taken back.")
    assert ahead(program, program.pair) == before
    assert set(told(program, "roster_undone")) == {"UCOACH", "UOTHER", "ULEAD"}
    assert told(program) == {}
    assert undo_act(program.db, COORDINATOR, later(61), act) == "That was taken back already."


def test_an_undo_is_refused_where_later_changes_stand_on_it(program: Program) -> None:
    act = reassigned(program, from_day=TODAY)
    new = newest(program)
    program.log("later", actor=OTHER, engagement=new)
    with pytest.raises(Refusal, match="The new pair has begun to work"):
        undo_act(program.db, COORDINATOR, later(1), act)
    ended = done(program, "ended", program.pairs["Harbor Middle"], ends_on=MONDAY, reason="left")
    done(program, "ended", program.pairs["Harbor Middle"], ends_on=MONDAY + DAY, reason="left")
    with pytest.raises(Refusal, match="changed again since"):
        undo_act(program.db, COORDINATOR, later(1), ended)
    with pytest.raises(Refusal, match="more than a day ago"):
        undo_act(program.db, COORDINATOR, NOW + timedelta(hours=25), act)


def test_a_later_change_of_a_person_keeps_no_pair_of_the_same_number_from_being_taken_back(program: Program) -> None:
    ended = done(program, "ended", program.pairs["Harbor Middle"], ends_on=MONDAY, reason="left")
    row = program.db.first(select(people).where(people.c.id == program.pairs["Harbor Middle"]))
    assert row
    held = [one.role for one in program.db.all(select(roles.c.role).where(roles.c.person_id == row.id))]
    done(program, "person_changed", row.id, name=row.name, email=row.email, roles=tuple(held), phone="555 0100")
    assert undo_act(program.db, COORDINATOR, later(1), ended).startswith("Taken back.")


def test_a_leader_who_moves_keeps_the_history_with_the_same_coach(program: Program) -> None:
    plan_usual(program.db)
    program.log(day=TODAY - DAY, next_steps=[{"owner": "leader", "what": "Draft it"}])
    district = 1
    form: dict[str, Any] = {
        "new_school": "Pine Street",
        "district": district,
        "coach": program.people["UCOACH"],
        "from_day": TODAY,
    }
    done(program, "moved", program.pair, **form)
    old, _, new = pairs(program)
    assert (old[3], new) == (TODAY - DAY, (old[0], old[1], TODAY, None))
    assert steps(program) == [newest(program)]
    assert ahead(program, newest(program)) == []
    texts = told(program)
    assert texts["ULEAD"].startswith("From Tue, Nov 17, 2026 on your coaching is at Pine Street, with Coach C.")
    assert "You go on together there." in texts["UCOACH"]


def test_pairs_are_added_changed_and_ended(program: Program) -> None:
    form: dict[str, Any] = {"leader": program.people["ULEAD"], "coach": program.people["UOTHER"], "starts_on": MONDAY}
    act = done(program, "added", new_school="Pine Street", district=1, visit_day="2", visit_start="10:00", **form)
    made = newest(program)
    assert ahead(program, made)[0] == date(2026, 11, 25)
    change: dict[str, Any] = {
        "school": 3,
        "starts_on": MONDAY,
        "visit_day": "3",
        "visit_start": "10:00",
        "visit_minutes": "45",
    }
    second = done(program, "changed", made, **change)
    assert ahead(program, made)[0] == date(2026, 11, 26)
    undo_act(program.db, COORDINATOR, later(1), second)
    assert ahead(program, made)[0] == date(2026, 11, 25)
    third = done(program, "ended", made, ends_on=date(2026, 12, 5), reason="finished")
    assert ahead(program, made) == [date(2026, 11, 25), date(2026, 12, 2)]
    assert "ends on Sat, Dec 5, 2026" in told(program)["ULEAD"]
    undo_act(program.db, COORDINATOR, later(2), third)
    undo_act(program.db, COORDINATOR, later(3), act)
    assert len(pairs(program)) == 2


def test_the_rules_of_an_import_hold(program: Program) -> None:
    people_, pair = program.people, program.pair
    beside: dict[str, Any] = {"leader": people_["ULEAD"], "coach": people_["UOTHER"], "school": 2, "starts_on": MONDAY}
    assert "is coached at Lincoln Elementary as well, by Coach C" in shown(program, "added", **beside).notes[0]
    early = "The first day, Mon, Sep 2, 2019, lies before the school year, which begins on Mon, Aug 31, 2026."
    assert shown(program, "added", **{**beside, "starts_on": date(2019, 9, 2)}).notes[0].startswith(early)
    assert shown(program, "changed", pair, school=1, starts_on=date(2019, 9, 2)).notes[0].startswith(early)
    assert shown(program, "changed", pair, school=1, starts_on=date(2026, 9, 2)).notes == ()
    for name, half, field in (("visit_day", "1", "visit_start"), ("visit_start", "09:00", "visit_day")):
        with pytest.raises(FieldErrors) as refused:
            shown(program, "added", **{**beside, name: half})
        assert set(refused.value.errors) == {field}
    with pytest.raises(FieldErrors) as refused:
        reassigned(program, coach=people_["ULEAD2"])
    assert "doesn't hold the role coach" in refused.value.errors["coach"]
    taken: dict[str, Any] = {"leader": people_["ULEAD"], "coach": people_["UOTHER"], "school": 1, "starts_on": MONDAY}
    with pytest.raises(FieldErrors) as refused:
        shown(program, "added", **taken)
    assert refused.value.errors["coach"] == (
        "This leader would have two coaches at once at this school: see the pair at Lincoln Elementary from Tue, Sep "
        "1, 2026. End or reassign that pair first."
    )
    above = {"school": 1, "starts_on": date(2026, 9, 1), "supervisor_email": "coach.c@example.org"}
    with pytest.raises(FieldErrors) as refused:
        shown(program, "changed", pair, **above)
    assert "supervisor" in str(refused.value.errors)
    program.log()
    with pytest.raises(FieldErrors) as refused:
        shown(program, "ended", pair, ends_on=TODAY - DAY, reason="left")
    assert "was logged on Tue, Nov 17, 2026" in refused.value.errors["ends_on"]


def test_people_are_added_and_changed(program: Program) -> None:
    act = done(program, "person_added", name="Coach E", email="Coach.E@example.org", roles=("coach",))
    made = program.db.value(select(people.c.id).where(people.c.email == "coach.e@example.org"))
    done(program, "person_changed", made, name="Coach E", email="e@example.org", roles=("coach", "lead_coach"))
    held = program.db.all(select(roles.c.role).where(roles.c.person_id == made))
    assert {row.role for row in held} == {"coach", "lead_coach"}
    with pytest.raises(Refusal, match="changed again since"):
        undo_act(program.db, COORDINATOR, later(1), act)
    undo_act(program.db, COORDINATOR, later(1), act + 1)
    assert program.db.value(select(people.c.email).where(people.c.id == made)) == "coach.e@example.org"
    undo_act(program.db, COORDINATOR, later(2), act)
    assert program.db.first(select(people).where(people.c.id == made)) is None
    with pytest.raises(FieldErrors, match="Principal 15"):
        shown(
            program,
            "person_changed",
            program.people["ULEAD"],
            name="P",
            email="principal.15@example.org",
            roles=("leader",),
        )
    with pytest.raises(FieldErrors, match=r"still is coached|Keep the role"):
        shown(
            program,
            "person_changed",
            program.people["ULEAD"],
            name="P",
            email="principal.14@example.org",
            roles=("coach",),
        )


def test_a_change_is_made_once_and_only_as_it_was_shown(program: Program) -> None:
    change = wanted(program, "ended", program.pair, ends_on=MONDAY, reason="left")
    mark = foresee(program.db, COORDINATOR, NOW, change).mark
    program.db.run(update(engagements).where(engagements.c.id == program.pair).values(ends_on=date(2027, 5, 1)))
    with pytest.raises(Refusal, match="Somebody changed this meanwhile"):
        change_roster(program.db, COORDINATOR, NOW, change, mark, "form")
    mark = foresee(program.db, COORDINATOR, NOW, change).mark
    act = change_roster(program.db, COORDINATOR, NOW, change, mark, "form")
    assert change_roster(program.db, COORDINATOR, NOW, change, mark, "form") == act
    assert program.verbs().count("roster.ended") == 1


@pytest.mark.parametrize("actor", [COACH, LEADER, Actor("UADMIN")])
def test_only_those_in_charge_of_the_program_change_its_roster(program: Program, actor: Actor) -> None:
    change = wanted(program, "ended", program.pair, ends_on=MONDAY, reason="left")
    with pytest.raises(Denied):
        foresee(program.db, actor, NOW, change)
    act = done(program, "ended", program.pair, ends_on=MONDAY, reason="left")
    with pytest.raises(Denied):
        undo_act(program.db, actor, NOW, act)


def test_the_new_coach_finds_what_was_agreed_and_when_they_met_and_never_a_note(program: Program) -> None:
    program.log(day=TODAY - DAY, note="Exit tickets are weak.", private_note="Seems tired.")
    act = reassigned(program, from_day=TOMORROW)
    new = newest(program)
    with pytest.raises(Refusal, match="This opens on Wed, Nov 18, 2026"):
        read_handoff(program.db, OTHER, NOW, new)
    found = read_handoff(program.db, OTHER, NOW + DAY, new)
    said = str(handoff_page(found))
    assert "1 contact, 1.5 hours that count." in said
    assert "On-site visit (90 min)" in said
    assert "Exit tickets" not in said
    assert "tired" not in said
    assert program.verbs()[-1] == "handoff.read"
    for actor in (COACH, LEADER, COORDINATOR, Actor("UADMIN")):
        with pytest.raises(Denied):
            read_handoff(program.db, actor, NOW + DAY, new)
    undo_act(program.db, COORDINATOR, later(1), act)
    with pytest.raises(Denied):
        read_handoff(program.db, OTHER, NOW + DAY, new)


def test_an_import_that_ends_a_pair_tells_both_once(program: Program) -> None:
    plan_usual(program.db)
    change = {"ends_on": date(2026, 12, 4)}
    program.db.run(update(engagements).where(engagements.c.id == program.pair).values(**change))
    for _ in range(2):
        ended = follow_roster(program.db, NOW, program.id, {program.pair: change})
        tell_of_endings(program.db, NOW, ended)
    texts = told(program, "pair_ended")
    assert set(texts) == {"UCOACH", "ULEAD"}
    assert "ends on Fri, Dec 4, 2026, says the roster. 6 visits after that are withdrawn." in texts["ULEAD"]
    assert len([key for key in program.owed() if key.startswith("pair_ended")]) == 2
