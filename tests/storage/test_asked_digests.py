"""Digests that somebody asks for stay for a week, whichever day they tell of; and what isn't due yet isn't told of."""

from datetime import date, timedelta

from sqlalchemy import select, update

from bot.rules.periods import period_of
from storage.digestasking import keep_asked, question_of
from storage.digestreports import reports_told
from storage.digests import digests
from storage.digestweeks import read_week
from storage.drafting import draft_report
from storage.programmes import closures, list_programmes
from tests.storage.contacting import COORDINATOR, NOW, Program
from tests.storage.nudging import local
from tests.storage.test_digesting import DAY, make

EARLIER = date(2026, 10, 15)


def test_a_digest_of_long_ago_stays_a_week_after_it_was_asked_for(program: Program) -> None:
    def ask(day: date | None, after: timedelta) -> int:
        now = NOW + after
        asked = question_of(program.db, COORDINATOR, now, day)
        figures = read_week(program.db, now, asked.programme, asked.monday, asked.at)
        return keep_asked(program.db, COORDINATOR, now, asked, figures).id

    first = ask(EARLIER, timedelta())
    second = ask(None, timedelta(milliseconds=1))
    held = [row.id for row in program.db.all(select(digests.c.id).order_by(digests.c.id))]
    assert held == [first, second]
    third = ask(None, timedelta(days=7, minutes=1))
    assert [row.id for row in program.db.all(select(digests.c.id))] == [third]


def test_a_period_whose_due_day_moved_with_a_break_is_told_of_once_that_is_over(program: Program) -> None:
    db = program.db
    closed = {"programme_id": program.id, "name": "Winter break"}
    db.add(closures, day=date(2026, 12, 21), until=date(2027, 1, 8), **closed)
    period = period_of(date(2026, 12, 20))
    (report,) = draft_report(db, local(date(2026, 12, 27), "09:00"), program.id, program.people["UCOACH"], period)
    programme = list_programmes(db)[0]
    monday = date(2027, 1, 11)
    told = {at: reports_told(db, programme, local(monday, at)) for at in ("07:45", "17:01")}
    assert [told[at]["due"] for at in told] == [0, 1]
    assert told["07:45"]["late"] == ()
    assert report in {one.report for one in told["17:01"]["late"]}


def test_a_damaged_digest_keeps_none_that_comes_after_it_from_being_made(program: Program) -> None:
    monday = date(2026, 11, 16)
    first = make(program, local(monday, "07:45"))
    second = make(program, local(monday + 7 * DAY, "07:45"))
    assert first is not None
    assert second is not None
    program.db.run(update(digests).where(digests.c.id == second.id).values(figures={"first": "damaged"}))
    third = make(program, local(monday + 14 * DAY, "07:45"))
    assert third is not None
    assert third.figures.before is not None
    assert (third.number, third.figures.before.number) == (3, first.number)
