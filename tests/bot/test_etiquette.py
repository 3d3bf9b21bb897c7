"""When a person may be written to: hours, days, quiet, away, closed, three a week, one hour for what can wait."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.dates import local_day
from bot.rules.etiquette import Decision, Manners, decide, kept_for, may_ride, next_bundle, spread_of, welcome, zone_of
from bot.rules.nudges import KINDS, Nudge

NEW_YORK, TOKYO, LONDON = "America/New_York", "Asia/Tokyo", "Europe/London"
TUESDAY = date(2026, 11, 17)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
USUAL = Manners(NEW_YORK)


def at(day: date, hhmm: str, zone: str = NEW_YORK) -> datetime:
    return datetime.combine(day, time.fromisoformat(hhmm), ZoneInfo(zone)).astimezone(UTC)


def nudge(kind: str = "step_due", due: datetime | None = None, days: float = 5, **more: Any) -> Nudge:
    due_at = due or at(TUESDAY, "08:30")
    return Nudge(1, kind, 1, 1, 0, more.pop("occurrence", "a"), due_at, due_at, due_at + days * DAY)


def verdict(one: Nudge, now: datetime, sent: Sequence[date] = (), **manners: Any) -> Decision:
    return decide(one, Manners(**{"zone": NEW_YORK, **manners}), sent, now)


def test_what_can_wait_is_said_at_the_persons_hour() -> None:
    early = nudge(due=at(TUESDAY, "06:10"))
    assert verdict(early, at(TUESDAY, "06:10")).at == at(TUESDAY, "08:30")
    assert verdict(early, at(TUESDAY, "08:30")).now
    late = nudge(due=at(TUESDAY, "11:00"))
    assert verdict(late, at(TUESDAY, "11:00")).at == at(TUESDAY + DAY, "08:30")
    assert verdict(late, at(TUESDAY, "11:00"), bundle_at="14:15").at == at(TUESDAY, "14:15")


def test_what_was_missed_at_its_hour_is_said_when_the_clock_is_back() -> None:
    assert verdict(nudge(), at(TUESDAY, "11:40")).now
    assert verdict(nudge(), at(TUESDAY, "19:40")).at == at(TUESDAY + DAY, "08:30")


def test_what_is_of_no_use_before_the_next_hour_is_said_as_soon_as_may_be() -> None:
    afternoon = nudge("unlogged", at(TUESDAY, "13:00"), days=4 / 24)
    assert verdict(afternoon, at(TUESDAY, "13:00")).now
    assert verdict(afternoon, at(TUESDAY, "13:00"), quiet=("12:30", "13:30")).at == at(TUESDAY, "13:30")


@pytest.mark.parametrize(
    ("manners", "day", "hhmm"),
    [
        ({}, TUESDAY + DAY, "08:30"),
        ({"days": frozenset({4})}, date(2026, 11, 20), "08:30"),
        ({"away": (date(2026, 11, 16), date(2026, 11, 19))}, date(2026, 11, 20), "08:30"),
        ({"closed": frozenset({date(2026, 11, 18)})}, date(2026, 11, 19), "08:30"),
        ({"quiet": ("08:00", "10:00")}, TUESDAY + DAY, "10:00"),
        ({"hours": ("09:00", "15:00")}, TUESDAY + DAY, "09:00"),
        ({"hours": ("07:00", "08:00")}, TUESDAY + DAY, "07:00"),
        ({"zone": "America/Los_Angeles"}, TUESDAY + DAY, "08:30"),
    ],
)
def test_evenings_go_to_the_next_day_that_is_fine(manners: dict[str, Any], day: date, hhmm: str) -> None:
    found = verdict(nudge(due=at(TUESDAY, "20:55")), at(TUESDAY, "20:55"), **manners)
    assert found.at == at(day, hhmm, manners.get("zone", NEW_YORK))


def test_a_brief_keeps_its_minute_also_while_school_is_closed_and_never_comes_late() -> None:
    brief = nudge("brief", at(TUESDAY, "09:30"), days=0.5 / 24)
    closed: dict[str, Any] = {"closed": frozenset({TUESDAY})}
    assert verdict(brief, at(TUESDAY, "09:29"), **closed).at == at(TUESDAY, "09:30")
    assert verdict(brief, at(TUESDAY, "09:30"), [TUESDAY] * 9, **closed).now
    assert verdict(brief, at(TUESDAY, "10:00")).state == "expired"
    assert verdict(brief, at(TUESDAY, "09:30"), hours=("12:00", "18:00")).state == "expired"


def test_stopped_kinds_end_and_locked_ones_do_not() -> None:
    off = frozenset({"step_due", "tile"})
    assert verdict(nudge(), at(TUESDAY, "08:30"), off=off).state == "stopped"
    assert verdict(nudge("tile", at(TUESDAY, "15:00")), at(TUESDAY, "15:00"), off=off).now


def test_a_kind_nobody_knows_ends() -> None:
    assert verdict(nudge("made_up"), at(TUESDAY, "08:30")).state == "expired"


def test_three_a_week_of_which_one_is_kept_for_what_has_an_hour() -> None:
    monday = TUESDAY - DAY
    assert verdict(nudge(), at(TUESDAY, "08:30"), [monday]).now
    assert verdict(nudge(), at(TUESDAY, "08:30"), [monday, monday]).state == "expired"
    assert verdict(nudge(days=9), at(TUESDAY, "08:30"), [monday, monday]).at == at(monday + WEEK, "08:30")
    tile = nudge("tile", at(date(2026, 11, 19), "15:00"), days=1)
    assert verdict(tile, at(date(2026, 11, 19), "15:00"), [monday, TUESDAY]).now
    assert verdict(tile, at(date(2026, 11, 19), "15:00"), [monday, TUESDAY, TUESDAY]).state == "expired"
    assert verdict(nudge(), at(TUESDAY, "08:30"), cap=1).now
    assert verdict(nudge(), at(TUESDAY, "08:30"), cap=0).state == "expired"


THURSDAY, NEXT_MONDAY = date(2026, 11, 19), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "day", "hhmm", "sent", "kept", "said"),
    [
        ("unlogged", TUESDAY, "13:00", [], 2, True),  # the first of a week in which nothing was said yet
        ("unlogged", TUESDAY, "13:00", [TUESDAY - DAY], 1, True),
        ("unlogged", TUESDAY, "13:00", [], 3, True),  # a report is due that day as well: one a week is always left
        ("quiet_pair", TUESDAY, "08:30", [], 3, True),
        ("quiet_pair", TUESDAY, "08:30", [TUESDAY - DAY], 3, False),
        ("unlogged", TUESDAY + DAY, "08:30", [TUESDAY], 2, False),  # gives way to the list and to Monday's plan
        ("unlogged", TUESDAY + DAY, "08:30", [TUESDAY - DAY, TUESDAY], 1, False),
        ("step_due", TUESDAY + DAY, "08:30", [TUESDAY - DAY, TUESDAY], 1, False),
        ("hours_short", TUESDAY + DAY, "08:30", [TUESDAY - DAY, TUESDAY], 0, True),  # comes before what is worth less
        ("step_due", TUESDAY + DAY, "08:30", [TUESDAY - DAY, TUESDAY], 0, False),
        ("quiet_pair", TUESDAY + DAY, "08:30", [TUESDAY - DAY, TUESDAY], 0, True),
        ("tile", THURSDAY, "15:00", [TUESDAY - DAY, TUESDAY], 1, True),
        ("monday_coach", NEXT_MONDAY, "07:30", [TUESDAY, THURSDAY], 2, True),
        ("monday_coach", NEXT_MONDAY, "07:30", [TUESDAY, TUESDAY, THURSDAY], 2, False),  # three is three
    ],
)
def test_in_a_full_week_mondays_plan_and_what_is_owed_come_first(
    kind: str, day: date, hhmm: str, sent: list[date], kept: int, said: bool
) -> None:
    one = nudge(kind, at(day, hhmm), days=4 / 24)
    assert verdict(one, at(day, hhmm), sent, kept=kept).now == said


def test_a_message_is_kept_for_what_comes_each_week_until_it_came_or_its_day_is_over() -> None:
    friday = THURSDAY + DAY
    assert kept_for({"coach"}, (), (), TUESDAY) == 2
    assert kept_for({"coach"}, (), {"monday_coach", "unlogged"}, TUESDAY) == 1
    assert kept_for({"coach"}, (), {"monday_coach", "tile"}, THURSDAY) == 0
    assert kept_for({"coach"}, (), {"monday_coach"}, friday) == 0
    assert kept_for({"coach"}, (), (), friday) == 1
    assert kept_for({"coach"}, {"monday_coach", "tile"}, (), TUESDAY) == 1  # the list can't be stopped
    assert kept_for({"leader"}, (), (), TUESDAY, {"monday_leader"}) == 1
    assert kept_for({"coach"}, (), {"monday_coach"}, TUESDAY, {"tile"}) == 1
    assert kept_for({"leader", "coordinator"}, (), (), TUESDAY) == 0


def test_what_was_asked_for_later_does_not_count() -> None:
    asked = nudge("tile", at(TUESDAY, "00:00"), occurrence="snoozed:9")
    assert verdict(asked, at(TUESDAY, "00:00"), [TUESDAY - DAY] * 3).at == at(TUESDAY, "08:30")


def test_what_waits_rides_with_what_goes() -> None:
    waiting = nudge(due=at(TUESDAY, "06:00"))
    assert may_ride(waiting, USUAL, at(TUESDAY, "07:30"))
    assert not may_ride(nudge(due=at(TUESDAY, "08:30")), USUAL, at(TUESDAY, "07:30"))
    assert not may_ride(waiting, Manners(NEW_YORK, off=frozenset({"step_due"})), at(TUESDAY, "07:30"))


def test_a_flight_changes_when_and_never_how_often() -> None:
    one = nudge(due=at(TUESDAY, "08:30"))
    assert verdict(one, at(TUESDAY, "08:30"), zone=TOKYO).at == at(TUESDAY + DAY, "08:30", TOKYO)
    assert verdict(one, at(TUESDAY, "08:30"), zone="America/Los_Angeles").at == at(
        TUESDAY, "08:30", "America/Los_Angeles"
    )


@pytest.mark.parametrize(
    ("zone", "day", "bundle_at", "wall"),
    [
        (NEW_YORK, date(2027, 3, 14), "02:30", "03:30"),
        (LONDON, date(2027, 3, 28), "01:30", "02:30"),
        ("Australia/Sydney", date(2026, 10, 4), "02:30", "03:30"),
        (NEW_YORK, date(2026, 11, 1), "01:30", "01:30"),
    ],
)
def test_clock_changes_move_an_hour_that_is_not_there_and_take_the_first_of_two(
    zone: str, day: date, bundle_at: str, wall: str
) -> None:
    manners = Manners(zone, hours=("00:00", "23:59"), days=frozenset(range(7)), bundle_at=bundle_at)
    found = next_bundle(KINDS["step_due"], manners, at(day, "00:00", zone))
    assert found is not None
    assert f"{found.astimezone(ZoneInfo(zone)):%H:%M}" == wall
    again = next_bundle(KINDS["step_due"], manners, found + timedelta(seconds=1))
    assert again is not None
    assert local_day(again, zone) == day + DAY


def test_zones_fall_back_from_the_persons_to_slacks_to_the_programs() -> None:
    assert zone_of(TOKYO, LONDON, NEW_YORK) == TOKYO
    assert zone_of(None, "Mars/Olympus", NEW_YORK) == NEW_YORK
    assert zone_of(None, "", None) == "UTC"


def test_a_crowd_is_spread_and_a_small_program_is_not() -> None:
    assert {spread_of(person, 1) for person in range(50)} == {0}
    spread = [spread_of(person, 10_000) for person in range(10_000)]
    assert max(spread) < 900
    assert max(map(spread.count, set(spread))) <= 40
    assert spread_of(7, 500) == spread_of(7, 500)


HOURS = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda one: one[0] < one[1])
PEOPLE = st.builds(
    Manners,
    zone=st.sampled_from((NEW_YORK, TOKYO, LONDON, "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu")),
    hours=HOURS.map(lambda one: (f"{one[0]:02d}:15", f"{one[1]:02d}:45")),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.none() | HOURS.map(lambda one: (f"{one[0]:02d}:00", f"{one[1]:02d}:00")),
    bundle_at=st.integers(0, 23).map(lambda hour: f"{hour:02d}:30"),
    away=st.none() | st.integers(0, 9).map(lambda day: (TUESDAY + day * DAY, TUESDAY + (day + 3) * DAY)),
    off=st.frozensets(st.sampled_from(("step_due", "tile", "brief"))),
    closed=st.frozensets(st.integers(0, 20).map(lambda day: TUESDAY + day * DAY)),
    cap=st.integers(0, 4),
    spread=st.integers(0, 900),
    kept=st.integers(0, 2),
)
START = at(date(2026, 10, 26), "00:00")  # the week before clocks change in New York
PLANNED = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), st.integers(0, 24 * 60 * 14), st.integers(10, 24 * 60 * 9)),
    min_size=1,
    max_size=14,
)


def lived(
    manners: Manners, planned: Sequence[tuple[str, int, int]], gaps: Sequence[int]
) -> dict[datetime, list[Nudge]]:
    """What is said when, looking whenever something is due; gaps: minutes for which nobody looks each time."""
    waiting = []
    for number, (kind, minute, long) in enumerate(planned):
        due = START + timedelta(minutes=minute)
        waiting.append(Nudge(number, kind, 1, number, 0, f"o{number}", due, due, due + timedelta(minutes=long)))
    said: dict[datetime, list[Nudge]] = {}
    for look in range(400):
        if not waiting:
            return said
        now = min(one.due_at for one in waiting) + timedelta(minutes=gaps[look % len(gaps)])
        sent = [
            local_day(when, manners.zone) for when, all_ in said.items() if any(KINDS[one.kind].counts for one in all_)
        ]
        decided = {one: decide(one, manners, sent, now) for one in waiting if one.due_at <= now}
        if going := [one for one, decision in decided.items() if decision.now]:
            said[now] = going
        again = [
            Nudge(one.id, one.kind, 1, one.subject_id, 0, one.occurrence, decision.at, one.first_due_at, one.until)
            for one, decision in decided.items()
            if decision.at
        ]
        assert all(one.due_at > now for one in again)
        waiting = [one for one in waiting if one not in decided] + again
    raise AssertionError("it never ends")


@given(PEOPLE, PLANNED, st.lists(st.sampled_from((0, 0, 1, 30, 400, 4000)), min_size=1, max_size=6))
def test_nobody_is_ever_written_to_at_a_bad_time_too_often_twice_or_too_late(
    manners: Manners, planned: list[tuple[str, int, int]], gaps: list[int]
) -> None:
    said = lived(manners, planned, gaps)
    numbers = [one.id for all_ in said.values() for one in all_]
    assert len(numbers) == len(set(numbers))
    days = []
    for when, all_ in said.items():
        assert all(one.first_due_at <= when < one.until for one in all_)
        assert all(welcome(KINDS[one.kind], manners, when) for one in all_)
        assert all(one.kind not in manners.off or KINDS[one.kind].locked for one in all_)
        if any(KINDS[one.kind].counts for one in all_):
            days.append(local_day(when, manners.zone))
    assert all(sum(day - WEEK < other <= day for other in days) <= manners.cap for day in days)
