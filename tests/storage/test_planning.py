"""Planned visits follow their series, the roster and the calendar, whatever happens meanwhile."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.rules.programme import Rules, TestWindow
from bot.rules.visits import Visit
from storage.bringingback import bring_back_contact
from storage.engagements import engagements
from storage.nudges import nudges
from storage.people import Actor
from storage.planning import plan_ahead, plan_series
from storage.programmes import closures, programmes
from storage.recording import Target, change_contact
from storage.roster import import_roster
from storage.schools import districts, schools
from storage.series import series
from storage.takingback import take_back_contact
from storage.usualvisits import adopt_usual, follow_programme, follow_roster
from storage.visithistory import plan_history
from storage.visiting import NewMeeting, add_meeting, mark_held, move_visit, skip_visit, undo_visit_change
from tests.storage.booking import TUESDAY, days, first, meeting, planned, shut, weekly
from tests.storage.contacting import COACH, NOW, Program
from tests.storage.rostering import files, opened, workspace

WEEK = timedelta(weeks=1)
NIGHT = datetime(2026, 11, 18, 5, 1, tzinfo=UTC)  # just after midnight in New York


def plan_all(program: Program, now: datetime) -> int:
    """Until nothing is left, and how many series that were."""
    done = 0
    while planned_now := plan_ahead(program.db, now, batch=1):
        done += planned_now
    return done


def states(program: Program) -> dict[date, tuple[str, str | None]]:
    return {one.day: (one.state, one.reason) for one in planned(program)}


def test_each_night_adds_what_the_day_brings_and_nothing_else(program: Program) -> None:
    weekly(program)
    program.db.change(delete(engagements).where(engagements.c.id != program.pair))
    assert plan_all(program, NOW) == 0
    before = planned(program)
    assert plan_all(program, NIGHT) == 1
    assert plan_all(program, NIGHT) == 0
    assert planned(program) == before
    a_week_on = NIGHT + WEEK
    assert plan_all(program, a_week_on) == 1
    assert days(program) == [TUESDAY + week * WEEK for week in range(9)]


def test_after_ten_weeks_down_no_visit_is_missing_and_none_is_there_twice(program: Program) -> None:
    weekly(program)
    plan_all(program, NIGHT + 10 * WEEK)
    assert days(program) == [TUESDAY + week * WEEK for week in range(18)]


def test_a_series_without_a_last_day_ends_with_the_school_year_and_goes_on_in_the_next(program: Program) -> None:
    program.db.change(update(programmes).values(year_to=date(2026, 12, 9)))
    weekly(program)
    assert days(program) == [TUESDAY, TUESDAY + WEEK, TUESDAY + 2 * WEEK]
    program.db.change(update(programmes).values(year_to=date(2027, 6, 18)))
    follow_programme(program.db, NOW, program.id)
    assert len(days(program)) == 8
    program.db.change(update(programmes).values(year_to=date(2026, 12, 9)))
    follow_programme(program.db, NOW, program.id)
    assert days(program) == [TUESDAY, TUESDAY + WEEK, TUESDAY + 2 * WEEK]


def test_a_series_that_was_given_a_last_day_in_the_summer_runs_until_then(program: Program) -> None:
    program.db.change(update(programmes).values(year_to=date(2026, 12, 9)))
    weekly(program, until_day=date(2026, 12, 16))
    assert days(program)[-1] == date(2026, 12, 15)


def test_a_series_that_ran_out_is_no_longer_the_usual_visit(program: Program) -> None:
    weekly(program, until_day=date(2026, 12, 4))
    plan_all(program, NIGHT + 3 * WEEK)
    assert program.db.value(select(engagements.c.visit_day).where(engagements.c.id == program.pair)) is None


def test_usual_visits_of_a_roster_become_series_without_a_past(program: Program) -> None:
    assert adopt_usual(program.db, NOW) == 2
    assert adopt_usual(program.db, NOW) == 0
    assert plan_all(program, NOW) == 2
    assert days(program)[0] == TUESDAY
    assert first(program).moved is False


@pytest.mark.parametrize("where", ["program", "district", "school", "elsewhere"])
def test_a_closure_that_comes_later_closes_and_reopens_what_it_concerns(program: Program, where: str) -> None:
    weekly(program)
    add_meeting(
        program.db,
        COACH,
        NOW,
        NewMeeting(engagement=program.pair, kind="visit", day=TUESDAY, start="13:00"),
    )
    district = program.db.value(select(districts.c.id))
    school = program.db.value(select(schools.c.id).order_by(schools.c.id))
    place: dict[str, Any] = {"district_id": None, "school_id": None}
    place |= {"district": {"district_id": district}, "school": {"school_id": school}}.get(where, {})
    place |= {"school_id": program.db.add(schools, district_id=district, name="Other")} if where == "elsewhere" else {}
    values = {"day": date(2026, 11, 23), "until": date(2026, 11, 27), "name": "Break", **place}
    program.db.add(closures, programme_id=program.id, **values)
    follow_programme(program.db, NOW, program.id)
    wanted = ("planned", None) if where == "elsewhere" else ("closed", "calendar")
    assert [(one.state, one.reason) for one in planned(program) if one.day == TUESDAY] == [wanted] * 2
    assert days(program, "planned")[-1] == TUESDAY + 7 * WEEK
    program.db.change(delete(closures))
    follow_programme(program.db, NOW, program.id)
    assert days(program, "planned").count(TUESDAY) == 2


def test_a_closure_learned_of_afterwards_closes_what_nobody_explained(program: Program) -> None:
    weekly(program)
    snow = datetime(2026, 12, 1, 20, tzinfo=UTC)
    shut(program, TUESDAY)
    follow_programme(program.db, snow, program.id)
    assert states(program)[TUESDAY] == ("closed", "calendar")


def test_testing_closes_a_series_and_spares_what_was_moved_there(program: Program) -> None:
    weekly(program)
    move_visit(program.db, COACH, NOW, first(program).id, date(2026, 12, 2), "09:00")
    windows = (TestWindow(start=date(2026, 12, 1), end=date(2026, 12, 3)),)
    rules = Rules(test_windows=windows).model_dump(mode="json", by_alias=True)
    program.db.change(update(programmes).values(rules=rules))
    follow_programme(program.db, NOW, program.id)
    found = states(program)
    assert (found[date(2026, 12, 1)], found[date(2026, 12, 2)]) == (("closed", "tests"), ("planned", None))


def test_what_people_decided_outlasts_the_calendar(program: Program) -> None:
    weekly(program)
    skip_visit(program.db, COACH, NOW, first(program).id, "illness")
    shut(program, TUESDAY)
    follow_programme(program.db, NOW, program.id)
    program.db.change(delete(closures))
    follow_programme(program.db, NOW, program.id)
    assert states(program)[TUESDAY] == ("skipped", "illness")
    assert undo_visit_change(program.db, COACH, NOW, first(program).id).visit.state == "planned"


def test_a_pair_that_ends_has_no_visits_after_that(program: Program) -> None:
    weekly(program)
    program.db.change(update(engagements).where(engagements.c.id == program.pair).values(ends_on=date(2026, 12, 4)))
    plan_all(program, NIGHT)
    assert days(program) == [TUESDAY, date(2026, 12, 1)]
    program.db.change(update(engagements).where(engagements.c.id == program.pair).values(ends_on=None))
    plan_all(program, NIGHT + timedelta(days=1))
    assert len(days(program, "planned")) == 8


def test_a_pair_that_ends_has_no_meetings_after_that_either_and_nothing_is_said_of_them(program: Program) -> None:
    weekly(program)
    move_visit(program.db, COACH, NOW, first(program).id, date(2026, 11, 20), "09:00")
    for day in (19, 20):
        add_meeting(program.db, COACH, NOW, meeting(program, day=date(2026, 11, day), start="14:00"))
    end = date(2026, 11, 19)
    program.db.change(update(engagements).where(engagements.c.id == program.pair).values(ends_on=end))
    follow_roster(program.db, NOW, program.id, {program.pair: {"ends_on": end}})
    assert days(program) == [end]
    said = program.db.all(select(nudges.c.occurrence).where(nudges.c.state == "pending", nudges.c.kind == "brief"))
    assert [row.occurrence.split(":", 2)[2] for row in said] == ["2026-11-19T14:00:0"]


def test_a_series_in_a_zone_nobody_knows_any_more_stops_no_other(program: Program) -> None:
    weekly(program)
    adopt_usual(program.db, NOW)
    program.db.change(update(series).where(series.c.engagement_id == program.pair).values(zone="Gone/Away"))
    assert plan_all(program, NIGHT + WEEK) == 2
    other = program.db.all(select(series.c.planned_until))
    assert {row.planned_until for row in other} == {date(2027, 1, 20)}


def test_the_programs_zone_moves_with_its_series(program: Program) -> None:
    weekly(program)
    program.db.change(update(programmes).values(zone="America/Chicago"))
    follow_programme(program.db, NOW, program.id, "America/New_York")
    one = first(program)
    assert (one.start, one.zone, one.at) == ("09:00", "America/Chicago", datetime(2026, 11, 24, 15, tzinfo=UTC))


def test_a_visit_keeps_its_hour_when_the_clocks_change(program: Program) -> None:
    weekly(program, now=datetime(2027, 2, 1, 15, tzinfo=UTC), weekday=6, kind="session", start="02:30")
    found = {one.day: (one.at, one.local_start) for one in planned(program)}
    assert found[date(2027, 3, 7)] == (datetime(2027, 3, 7, 7, 30, tzinfo=UTC), "02:30")
    assert found[date(2027, 3, 14)] == (datetime(2027, 3, 14, 7, 30, tzinfo=UTC), "03:30")
    assert found[date(2027, 3, 21)] == (datetime(2027, 3, 21, 6, 30, tzinfo=UTC), "02:30")


def visit_on(program: Program, day: date) -> Visit:
    (one,) = (one for one in planned(program) if one.day == day)
    return one


def logging(program: Program) -> None:
    """The pair with a weekly visit on Tuesdays since the beginning of November, seen from the 17th."""
    adopt_usual(program.db, NOW)
    ids = [row.id for row in program.db.all(select(series.c.id))]
    plan_series(program.db, NOW, ids, since=date(2026, 11, 2))


def test_a_logged_contact_is_what_became_of_its_visit(program: Program) -> None:
    logging(program)
    logged = program.log("a").id
    today = visit_on(program, date(2026, 11, 17))
    assert (today.state, today.contact_id, today.moved) == ("held", logged, False)
    take_back_contact(program.db, COACH, NOW, logged, "undo")
    assert visit_on(program, date(2026, 11, 17)).state == "planned"
    bring_back_contact(program.db, COACH, NOW, logged, "back")
    assert visit_on(program, date(2026, 11, 17)).contact_id == logged
    edited = program.visit(day=date(2026, 11, 10))
    change_contact(program.db, COACH, NOW, Target(logged, NOW + timedelta(minutes=1)), edited)
    assert visit_on(program, date(2026, 11, 17)).state == "planned"
    assert visit_on(program, date(2026, 11, 10)).contact_id == logged


def test_a_visit_held_on_another_day_of_its_week_counts_as_moved(program: Program) -> None:
    logging(program)
    logged = program.log("a", day=date(2026, 11, 12)).id
    moved = visit_on(program, date(2026, 11, 10))
    assert (moved.state, moved.contact_id, moved.moved) == ("held", logged, True)
    take_back_contact(program.db, COACH, NOW, logged, "undo")
    assert visit_on(program, date(2026, 11, 10)).moved is False


def test_what_stands_for_no_visit_leaves_it_planned(program: Program) -> None:
    logging(program)
    program.log("a", kind="call", minutes=10)
    program.log("b", kind="email", minutes=0, count=2, presence=None)
    program.log("c", made="attempted", presence=None)
    program.log("d", engagement=program.engage("Pine Street", "ULEAD2", "UCOACH"))
    assert visit_on(program, date(2026, 11, 17)).state == "planned"


def test_a_visit_that_was_skipped_or_marked_held_takes_its_contact(program: Program) -> None:
    logging(program)
    one = visit_on(program, date(2026, 11, 17))
    skip_visit(program.db, COACH, NOW, one.id, "event")
    logged = program.log("a").id
    assert visit_on(program, one.day).state == "held"
    with pytest.raises(Exception, match="logged as"):
        skip_visit(program.db, COACH, NOW, one.id, "event")
    take_back_contact(program.db, COACH, NOW, logged, "undo")
    assert visit_on(program, one.day).reason == "event"
    mark_held(program.db, COACH, NOW, one.id)
    program.log("b")
    assert visit_on(program, one.day).contact_id is not None


def test_history_that_is_brought_in_is_linked_in_one_go_and_the_rest_explained(program: Program) -> None:
    program.log("a", day=date(2026, 11, 10))
    program.log("b", day=date(2026, 10, 28))
    adopt_usual(program.db, NOW)
    assert plan_history(program.db, "demo", NOW, weeks=3) == 2
    assert visit_on(program, date(2026, 10, 27)).moved is True
    found = {one.day: one.state for one in planned(program) if one.day < TUESDAY}
    assert found == {
        date(2026, 10, 27): "held",
        date(2026, 11, 3): "skipped",
        date(2026, 11, 10): "held",
        date(2026, 11, 17): "planned",
    }


ENGAGED = (
    "district,school,leader_email,coach_email,starts_on,ends_on,visit_day,visit_start,visit_minutes\n"
    "Harbor,Lincoln,lee@example.org,kim@example.org,2026-08-31,{}\n"
)


def test_a_roster_makes_and_changes_the_series_of_its_pairs(database_url: str) -> None:
    now = datetime(2026, 11, 22, 15, tzinfo=UTC)
    with opened(database_url) as engine, engine.connect() as connection:
        db = workspace(connection)
        actor = Actor("UADMIN").user_id

        def bring(row: str) -> list[tuple[int, str, date | None]]:
            report = import_roster(db, actor, now, files(engagements=ENGAGED.format(row)))
            assert report.problems == ()
            return [(one.weekday, one.start, one.until_day) for one in db.all(select(series).order_by(series.c.id))]

        assert bring(",Tue,09:00,90") == [(1, "09:00", None)]
        program = Program(db, 1, {}, {"Lincoln Elementary": 1})
        assert states(program)[TUESDAY] == ("planned", None)
        assert bring(",Thu,10:00,90") == [(3, "10:00", None)]
        assert states(program)[date(2026, 11, 26)] == ("closed", "calendar")
        assert TUESDAY not in states(program)
        assert bring("2026-12-05,Thu,10:00,90") == [(3, "10:00", None)]
        assert days(program) == [date(2026, 11, 26), date(2026, 12, 3)]
