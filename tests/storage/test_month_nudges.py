"""The month's hours and sheets: what coach and leader are told of them, and on which days."""

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.errors import Denied
from storage.monthsheets import offered_sheet
from storage.nudges import nudges
from storage.programmes import closures, programmes
from tests.storage.contacting import COACH, LEADER, OTHER, Program
from tests.storage.nudging import local
from tests.storage.rounding import forget_messages, make_round, speak_freely, told

LOOK, FIRST = date(2026, 11, 20), date(2026, 12, 1)


def for_the_portfolio(program: Program) -> None:
    row = program.db.first(select(programmes.c.rules).where(programmes.c.id == program.id))
    rules = {**(row.rules if row else {}), "portfolio_logs": True}
    program.db.run(update(programmes).where(programmes.c.id == program.id).values(rules=rules))


def log(program: Program, day: date, minutes: int) -> None:
    program.log(f"on {day}", local(day, "12:00"), day=day, minutes=minutes)


def test_a_leader_hears_of_her_own_hours_what_her_coach_hears(program: Program) -> None:
    speak_freely(program)
    log(program, date(2026, 11, 19), 60)
    forget_messages(program)
    make_round(program, LOOK)
    said = told(program, "ULEAD", LOOK, "08:50")
    assert "November is going to end below the hours the program promises you.\nNovember: 1.0 of 4.5 h" in said
    assert "Coach C is told, too." in said
    make_round(program, FIRST)
    said = told(program, "ULEAD", FIRST, "08:50")
    assert "November ended below the hours the program promises you.\nNovember: 1.0 of 4.5 h." in said


def test_a_leader_with_her_hours_hears_nothing_of_them(program: Program) -> None:
    speak_freely(program)
    log(program, date(2026, 11, 19), 300)
    forget_messages(program)
    make_round(program, LOOK)
    assert "hours" not in told(program, "ULEAD", LOOK, "08:50")


def test_on_the_1st_the_coach_is_offered_last_months_sheet_where_logs_are_portfolio_items(program: Program) -> None:
    speak_freely(program)
    log(program, date(2026, 11, 19), 300)
    forget_messages(program)
    make_round(program, FIRST)
    assert "sheet" not in told(program, "UCOACH", FIRST, "08:50")
    for_the_portfolio(program)
    wednesday = date(2026, 12, 2)
    make_round(program, wednesday)
    assert "sheet" not in told(program, "UCOACH", wednesday, "08:50")  # the day is over; it isn't made up for


@pytest.mark.parametrize("year_to", [date(2027, 6, 18), date(2026, 11, 20)])
def test_the_sheet_is_of_that_month_and_pair_and_for_that_coach_alone(program: Program, year_to: date) -> None:
    """Also where the year ended in that month, and all is closed since."""
    speak_freely(program)
    for_the_portfolio(program)
    program.db.run(update(programmes).values(year_to=year_to))
    if year_to < FIRST:
        summer = {"day": year_to, "until": date(2027, 1, 31), "name": "Summer"}
        program.db.add(closures, programme_id=program.id, **summer)
    log(program, date(2026, 11, 19), 300)
    forget_messages(program)
    make_round(program, FIRST)
    said = told(program, "UCOACH", FIRST, "08:50")
    assert "November 2026, Principal 14, Lincoln Elementary: 1 entry for the month sheet." in said
    assert "sheet" not in told(program, "UOTHER", FIRST, "08:50")  # nothing was logged there
    nudge = program.db.value(select(nudges.c.id).where(nudges.c.kind == "month_sheet", nudges.c.state == "sent"))
    wanted = offered_sheet(program.db, COACH, nudge)
    assert (wanted.engagement, wanted.first, wanted.printed) == (program.pair, date(2026, 11, 1), True)
    for actor in (OTHER, LEADER):
        with pytest.raises(Denied):
            offered_sheet(program.db, actor, nudge)
