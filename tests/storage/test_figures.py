"""What pairs come to in a span of days, as it stands and as it stood."""

from dataclasses import replace
from datetime import date

import pytest

from bot.rules.figures import PairFigures, grouped, total
from storage.figures import pair_figures, visit_figures
from storage.takingback import take_back_contact
from storage.visitchanges import by_phone, close_visit, mark_held, move_visit, skip_visit
from storage.visits import visits
from tests.storage.contacting import COACH, NOW, OTHER, TODAY, Program, later
from tests.storage.planned import plan_usual

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 30)


def figures(program: Program, at: float = 0, as_of: float | None = None) -> dict[int, PairFigures]:
    told = pair_figures(program.db, later(at), program.id, FIRST, LAST, None if as_of is None else later(as_of))
    return {one.pair: one for one in told}


def visit_on(program: Program, day: int) -> int:
    found = program.db.value(
        visits.select().where(visits.c.engagement_id == program.pair, visits.c.day == date(2026, 11, day))
    )
    return int(found)


def test_a_pair_comes_to_what_was_logged_with_it(program: Program) -> None:
    program.log("visit", activities=("A2", "A9"), focus=("cpsel:2B",))
    program.log("call", kind="call", minutes=20, presence=None, day=date(2026, 11, 16))
    program.log("mails", kind="email", minutes=None, count=3, presence=None)
    program.log("nobody", kind="call", made="attempted", minutes=None, presence=None)
    program.log("before", day=date(2026, 10, 30))
    taken = program.log("slip", minutes=600)
    take_back_contact(program.db, COACH, NOW, taken.id, "slip")
    found = figures(program)[program.pair]
    assert found.contacts == {"visit": 1, "call": 1, "email": 3}
    assert (found.minutes, found.attempts, found.present, found.absent) == (90, 1, 1, 0)
    assert (found.activities, found.focus) == ({"A2": 1, "A9": 1}, {"cpsel:2B": 1})
    assert found.last == TODAY


def test_a_visit_is_told_by_what_became_of_it(program: Program) -> None:
    plan_usual(program.db)  # Tuesdays at 9:00: the 3rd, 10th, 17th and 24th
    third, tenth, today, to_come = (visit_on(program, day) for day in (3, 10, 17, 24))
    assert figures(program, -600)[program.pair].unexplained == 2
    skip_visit(program.db, COACH, NOW, third, "illness")
    by_phone(program.db, COACH, NOW, tenth)
    mark_held(program.db, COACH, NOW, tenth)
    move_visit(program.db, COACH, NOW, today, date(2026, 11, 18), "09:00")
    close_visit(program.db, COACH, NOW, to_come)
    found = figures(program)[program.pair]
    assert (found.planned, found.held, found.phone, found.moved) == (4, 1, 1, 0)
    assert (found.missed, found.reasons) == (2, {"illness": 1, "closure": 1})
    assert (found.unexplained, found.to_come, found.closed) == (0, 1, 0)
    assert visit_figures(program.db, NOW, program.id, FIRST, LAST) == list(figures(program).values())
    program.log("moved", at=later(2 * 24 * 60), day=date(2026, 11, 18))
    assert figures(program, 3 * 24 * 60)[program.pair].moved == 1


def test_a_group_counts_for_each_leader_once(program: Program) -> None:
    second = program.engage("Annex", "ULEAD2", "UOTHER")
    program.log("own", actor=OTHER, engagement=second, minutes=30)
    third = program.engage("Grove High", "ULEAD2", "UCOACH")
    program.log("group", kind="team_meeting", minutes=60, attendees=(third,), activities=("A3",))
    found = figures(program)
    assert found[program.pair].minutes == found[third].minutes == 60
    assert (found[third].elsewhere, found[third].contacts, found[third].last) == (1, {"team_meeting": 1}, TODAY)
    assert total(found.values()).activities == {"A3": 1}
    assert found[second].minutes == 30


@pytest.mark.parametrize("at", [0, 60, 120, 180])
def test_what_stood_then_is_told_however_it_was_changed(program: Program, at: int) -> None:
    plan_usual(program.db)
    told = {0: figures(program, 0)}
    one = program.log("one", at=later(30))
    told[60] = figures(program, 60)
    program.log("one", at=later(90), minutes=45, day=date(2026, 11, 10))
    told[120] = figures(program, 120)
    take_back_contact(program.db, COACH, later(150), one.id, "undo")
    told[180] = figures(program, 180)
    program.log("two", at=later(200))
    assert figures(program, 500, as_of=at) == told[at]


def test_pairs_are_added_up_by_any_of_their_parts(program: Program) -> None:
    program.log("one")
    found = list(figures(program).values())
    by_coach = grouped(found, lambda one: one.coach)
    assert by_coach[program.people["UCOACH"]].minutes == 90
    assert total(found).pairs == {one.pair for one in found}
    assert total([replace(found[0], minutes=5), *found]).minutes >= 5
