"""Visits that are neither logged nor explained: one number on desk and digest, and the list behind it."""

from datetime import date, timedelta

import pytest

from bot.errors import Denied
from bot.messages.desk import UNEXPLAINED
from bot.rules.visits import Visit
from storage.desk import behind_desk
from storage.digestsums import old_visits
from storage.people import Actor
from storage.visitpieces import unexplained
from tests.storage.contacting import COACH, COORDINATOR, LEADER, Program
from tests.storage.nudging import local
from tests.storage.test_digesting import DAY, MONDAY, held


def test_the_digest_counts_as_many_as_the_desk_and_the_list_has_them_all(program: Program) -> None:
    for day in (10, 5, 3):  # of November: one week ago, and almost two
        held(program, date(2026, 11, day), "planned")
    for day in (27, 15):  # of October: almost three weeks ago, and longer than it is spoken of
        held(program, date(2026, 10, day), "planned")
    begins = local(MONDAY + 2 * DAY, "00:00")
    old = old_visits(program.db, program.id, begins)
    assert len(old) == unexplained(program.db, program.id, begins) == 4
    asked = begins + timedelta(hours=9), program.id, UNEXPLAINED
    pages = [behind_desk(program.db, COORDINATOR, *asked, skip, 3) for skip in (0, 3)]
    assert [one.id for rows, _ in pages for one in rows if isinstance(one, Visit)] == list(old)
    assert {count for _, count in pages} == {4}
    for actor in (COACH, LEADER, Actor("USTRANGE")):
        with pytest.raises(Denied):
            behind_desk(program.db, actor, *asked, 0, 3)
