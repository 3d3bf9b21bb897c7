"""Goals: at most three live, tied to the school's or saying why not; closed, reopened; looks at the plan; readers."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import Denied, FieldErrors, Refusal, Tampered
from bot.forms import parse
from bot.rules.plans import DROPPED, LIVE, MET
from bot.rules.sharing import Reader
from storage.database import Db
from storage.engagements import engagements
from storage.goalwork import Planning, close_goal, goal_for, reopen_goal, review_plan, save_goal, undo_review
from storage.people import Actor
from storage.planpages import list_pairs, pair_page
from storage.planrows import goals_of, is_stale, live_focus
from storage.plans import NewGoal, goals, plans
from tests.storage.agreed import TEXT, a_goal, agree, aim
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, TODAY, Program, add_person, later

DAY = timedelta(days=1)


def change(program: Program, goal: int, actor: Any = LEADER, version: str = "", **changes: Any) -> int:
    held = goal_for(program.db, actor, goal)[0]
    planning = Planning(f"change {changes}", program.pair, goal, version or held.version)
    return save_goal(program.db, actor, later(1), planning, a_goal(**changes))


def live(db: Db, pair: int) -> list[int]:
    return [one.id for one in goals_of(db, pair) if one.live]


def test_both_add_and_change_goals_and_who_was_second_is_told(program: Program) -> None:
    one = aim(program)
    assert aim(program) == one  # sent in again
    before = goal_for(program.db, COACH, one)[0].version
    change(program, one, indicator="Notes in every mailbox")
    change(program, one, indicator="Notes in every mailbox", version=before)  # sent in again
    with pytest.raises(Refusal, match="changed this goal meanwhile"):
        change(program, one, COACH, before, indicator="Other")
    assert goal_for(program.db, COACH, one)[0].indicator == "Notes in every mailbox"
    assert [verb for verb in program.verbs() if "goal" in verb] == ["goal.added", "goal.changed"]


def test_a_fourth_live_goal_needs_a_reason_and_a_closed_one_makes_room(program: Program) -> None:
    ids = [aim(program, f"g{number}") for number in range(3)]
    with pytest.raises(Refusal, match="Three goals are live already") as problem:
        aim(program, "g4")
    assert problem.value.field == "over"
    aim(program, "g5", over="The district asks for it this fall.")
    close_goal(program.db, COACH, NOW, ids[0], MET)
    with pytest.raises(Refusal, match="Three goals are live already"):
        reopen_goal(program.db, LEADER, NOW, ids[0])
    close_goal(program.db, LEADER, NOW, ids[1], DROPPED)
    with pytest.raises(Refusal, match="That goal was marked as dropped"):
        close_goal(program.db, COACH, NOW, ids[1], MET)
    reopen_goal(program.db, LEADER, NOW, ids[0])
    assert ids[0] in live(program.db, program.pair)
    assert len(live(program.db, program.pair)) == 3


@pytest.mark.parametrize("changes", [{"improvement_goal": None}, {"by_day": TODAY}, {"by_day": date(2029, 1, 1)}])
def test_a_goal_serves_the_school_by_a_day_to_come(program: Program, changes: dict[str, Any]) -> None:
    filled = {**a_goal().model_dump(exclude_none=True), **changes}
    with pytest.raises(Refusal) as problem:
        save_goal(
            program.db, COACH, NOW, Planning("x", program.pair), parse(NewGoal, {k: v for k, v in filled.items() if v})
        )
    assert problem.value.field == next(iter(changes))
    assert a_goal(improvement_goal=None, why_none="It is about me.").why_none


def test_what_no_form_offers_is_refused() -> None:
    with pytest.raises(Tampered):
        parse(NewGoal, {**a_goal().model_dump(exclude_none=True), "focus": ("made:up",)})
    with pytest.raises(FieldErrors):
        parse(
            NewGoal,
            {**a_goal().model_dump(exclude_none=True), "focus": ("practices:P1", "goals:G1", "cpsel:2B", "cpsel:2A")},
        )


def test_a_look_at_the_plan_is_noted_once_a_day_and_can_be_taken_back(program: Program) -> None:
    with pytest.raises(Refusal, match="no live goal to look at"):
        review_plan(program.db, COACH, NOW, program.pair)
    aim(program)
    assert is_stale(program.db, program.pair, TODAY + 44 * DAY) is None
    assert is_stale(program.db, program.pair, TODAY + 45 * DAY) == TODAY
    review_plan(program.db, LEADER, NOW + 3 * DAY, program.pair)
    review_plan(program.db, COACH, NOW + 5 * DAY, program.pair)
    assert is_stale(program.db, program.pair, TODAY + 49 * DAY) is None
    undo_review(program.db, LEADER, NOW + 5 * DAY, program.pair)
    assert is_stale(program.db, program.pair, TODAY + 48 * DAY) == TODAY + 3 * DAY
    with pytest.raises(Refusal, match="nothing to undo"):
        undo_review(program.db, LEADER, NOW + 6 * DAY, program.pair)


def test_only_the_two_write_goals_and_coordinators_read_them(program: Program) -> None:
    one = aim(program)
    for actor in (OTHER, COORDINATOR, STRANGER):
        for work, given in ((close_goal, (one, MET)), (reopen_goal, (one,)), (review_plan, (program.pair,))):
            with pytest.raises(Denied):
                work(program.db, actor, NOW, *given)
        with pytest.raises(Denied):
            aim(program, "theirs", actor)
        with pytest.raises(Denied):
            goal_for(program.db, actor, one)
    assert pair_page(program.db, COORDINATOR, NOW, program.pair).plan.goals[0].indicator == "Notes counted each month"
    with pytest.raises(Denied):
        goal_for(program.db, COACH, 987654)
    with pytest.raises(Denied):
        save_goal(program.db, OTHER, NOW, Planning("other", program.pairs["Harbor Middle"], one), a_goal())


def test_a_supervisor_sees_what_the_goals_are_and_nothing_of_the_agreement(program: Program) -> None:
    aim(program)
    agree(program)
    boss = Actor("UBOSS")
    add_person(program.db, boss.user_id, "Superintendent", "boss@example.org")
    with pytest.raises(Denied):
        pair_page(program.db, boss, NOW, program.pair)
    program.db.run(
        update(engagements).where(engagements.c.id == program.pair).values(supervisor_email="Boss@example.org")
    )
    page = pair_page(program.db, boss, NOW, program.pair)
    assert (page.agreement, [(one.text, one.indicator) for one in page.plan.goals]) == (None, [(TEXT, "")])
    assert [one.pair for one in list_pairs(program.db, boss, NOW).lines] == [program.pair]


def test_a_schools_whole_name_means_that_school_alone(program: Program) -> None:
    for name in ("Cedar Falls East High", "Cedar Falls High"):
        program.engage(name, "ULEAD2", "UCOACH")
    found = {
        typed: [one.school for one in list_pairs(program.db, COACH, NOW, 0, typed).lines]
        for typed in ("cedar falls high", "cedar falls")
    }
    assert found == {
        "cedar falls high": ["Cedar Falls High"],
        "cedar falls": ["Cedar Falls East High", "Cedar Falls High"],
    }


def test_others_use_what_goals_are_about_and_words_only_as_they_may(program: Program) -> None:
    one = aim(program)
    bare = goals_of(program.db, program.pair)[0]
    assert (bare.id, bare.focus, bare.state, bare.text) == (one, ("practices:P5", "cpsel:2B"), LIVE, "")
    titles = goals_of(program.db, program.pair, Reader(frozenset({"liaison"})))[0]
    assert (titles.text, titles.indicator) == (TEXT, "")
    assert live_focus(program.db, program.pair) == ("practices:P5", "cpsel:2B")
    row = program.db.first(select(goals))
    assert row is not None
    assert TEXT.encode() not in bytes(row.text)
    plan = program.db.first(select(plans))
    assert plan is not None
    assert (plan.template, plan.edition) == ("action", 1)
