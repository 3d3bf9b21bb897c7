"""The ledger as it is read: what comes first, what is left out, what is late, and how much each side kept."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.errors import Denied
from bot.rules.commitments import Ledger
from storage.commitments import (
    drop_step,
    mark_done,
)
from storage.engagements import engagements
from storage.ledger import open_with
from storage.programmes import closures
from storage.steplists import list_steps
from tests.storage.contacting import COACH, LEADER, NOW, OTHER, STRANGER, TODAY, Program, later
from tests.storage.stepping import STEP, agreed, ledger, names, press
from tests.storage.test_home import counted


def test_long_overdue_steps_stay_and_sink(program: Program) -> None:
    due = {"soon": 3, "late": -7, "long ago": -40, "longer ago": -60, "far": 50, "today": 0}
    for place, (what, days) in enumerate(due.items()):
        due_on = TODAY + timedelta(days=days)
        agreed(
            program, {"what": what, "due_on": due_on}, intent=f"i{place}", day=min(TODAY, due_on - timedelta(days=1))
        )
    assert names(ledger(program).open) == ["late", "today", "soon", "far", "long ago", "longer ago"]


def test_the_ten_most_urgent_are_shown_and_the_rest_counted(program: Program) -> None:
    for number in range(14):
        agreed(program, {"what": f"step {number}", "due_on": TODAY + timedelta(days=7 * number)}, intent=f"i{number}")
    shown = ledger(program)
    assert (len(shown.open), shown.more, shown.full) == (10, 4, False)
    assert names(shown.open)[0] == "step 0"


def test_what_was_acted_on_today_can_be_undone_today(program: Program) -> None:
    first, second = agreed(program, STEP, STEP | {"what": "Other"})
    mark_done(program.db, press(), first)
    drop_step(program.db, press(LEADER, later(1)), second, "other")
    assert [(one.what, one.changed_by) for one in ledger(program).today] == [
        ("Other", "leader"),
        ("Two samples", "coach"),
    ]
    assert ledger(program, TODAY + timedelta(days=1)).today == ()


def test_the_list_is_by_ten_and_counts_school_days(program: Program) -> None:
    program.db.add(closures, programme_id=program.id, day=date(2026, 11, 11), until=date(2026, 11, 11), name="Holiday")
    for number in range(11):
        agreed(
            program,
            {"what": f"step {number}", "due_on": date(2026, 11, 10)},
            intent=f"i{number}",
            day=date(2026, 11, 9),
        )
    first = list_steps(program.db, LEADER, NOW, False, 0)
    assert (len(first.steps), first.more, set(first.late.values())) == (10, True, {4})
    assert {one.reader for one in first.steps} == {"leader"}
    second = list_steps(program.db, LEADER, NOW, False, 10)
    assert (names(second.steps), second.more) == (["step 10"], False)


def test_each_sides_follow_through_is_told_to_the_pair_alone(program: Program) -> None:
    step = {"due_on": date(2026, 11, 13)}
    mine, late, hers = agreed(
        program, {"what": "a", **step}, {"what": "b", **step}, {"what": "c", "owner": "leader", **step},
        day=date(2026, 11, 12),
    )  # fmt: skip
    mark_done(program.db, press(at=later(-4 * 24 * 60)), mine)
    mark_done(program.db, press(), late)
    drop_step(program.db, press(), hers, "other")
    for actor in (COACH, LEADER):
        (pair,) = list_steps(program.db, actor, NOW, True, 0).kept
        assert {side: (one.on_time, one.due) for side, one in pair.kept.items()} == {"coach": (1, 2), "leader": (0, 0)}
    assert list_steps(program.db, OTHER, NOW, True, 0).kept == ()
    assert names(list_steps(program.db, COACH, NOW, True, 0).steps) == ["c", "b", "a"]
    with pytest.raises(Denied):
        list_steps(program.db, STRANGER, NOW, False, 0)


def test_only_the_coach_of_the_pair_sees_what_is_open_on_top_of_a_form(program: Program) -> None:
    agreed(program)
    assert names(open_with(program.db, COACH, program.pair, TODAY).open) == ["Two samples"]
    for actor in (LEADER, OTHER, STRANGER):
        assert open_with(program.db, actor, program.pair, TODAY) == Ledger()


def test_the_list_and_the_form_take_as_many_queries_for_forty_pairs_as_for_one(program: Program) -> None:
    agreed(program, {"what": "late", "due_on": date(2026, 11, 10)}, day=date(2026, 11, 9))
    with counted(program) as few:
        list_steps(program.db, COACH, NOW, False, 0)
    with counted(program) as top:
        open_with(program.db, COACH, program.pair, TODAY)
    for number in range(40):
        pair = program.engage(f"School {number}", "ULEAD2", "UCOACH")
        late = {"what": "late", "due_on": date(2026, 11, 10)}
        agreed(program, late, intent=f"i{number}", engagement=pair, day=date(2026, 11, 9))
    with counted(program) as many:
        list_steps(program.db, COACH, NOW, False, 0)
    assert len(many) == len(few) <= 5
    assert len(top) == 1


def test_what_is_overdue_for_more_than_a_year_is_in_the_list_alone(program: Program) -> None:
    program.db.run(update(engagements).values(starts_on=date(2025, 9, 1)))
    agreed(program, {"what": "old", "due_on": date(2025, 11, 14)}, day=date(2025, 11, 13))
    assert ledger(program).open == open_with(program.db, COACH, program.pair, TODAY).open == ()
    assert names(list_steps(program.db, COACH, NOW, False, 0).steps) == ["old"]
