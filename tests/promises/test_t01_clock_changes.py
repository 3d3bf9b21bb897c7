"""T01 to T03: clocks go forward and back, everywhere. Visits, calendars and what is said of them keep the wall time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from sqlalchemy import update

from bot.rules.dates import local_time
from bot.rules.visits import Visit, instant_of
from storage.calendars import meetings_of
from storage.claiming import claim
from storage.nudging import plan_nudges
from storage.outbox import mark
from storage.planning import plan_ahead
from storage.preferences import preferences
from storage.programmes import programmes
from storage.visiting import NewSeries, add_series, visits_of_coach
from storage.visitnudges import visits_to_come
from tests.promises import sizes
from tests.promises.figures import record
from tests.storage.contacting import COACH, Program, settle
from tests.storage.nudging import rows, tick
from tests.storage.rostering import opened, workspace

DAY, QUARTER, HOUR = timedelta(days=1), timedelta(minutes=15), timedelta(hours=1)
SPRING = (
    ("America/New_York", date(2027, 3, 14), "02:30", "03:30"),
    ("Europe/London", date(2027, 3, 28), "01:30", "02:30"),
    ("Australia/Sydney", date(2026, 10, 4), "02:30", "03:30"),
)
AUTUMN = (
    ("America/New_York", date(2026, 11, 1), "01:30"),
    ("Europe/London", date(2026, 10, 25), "01:30"),
    ("Australia/Sydney", date(2027, 4, 4), "02:30"),
)
NAMES = sorted(available_timezones())
TIMES = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(0, 24 * 60, 30)]


@pytest.fixture
def program(database_url: str) -> Iterator[Program]:
    """The small program in one transaction that is never committed; its coach may be written to at any hour."""
    with opened(database_url) as engine, engine.connect() as connection:
        made = settle(workspace(connection))
        always = {"hours_from": "00:00", "hours_to": "23:59", "days": "0123456", "kinds_off": [], "text_only": False}
        at = datetime(2026, 1, 1, tzinfo=UTC)
        made.db.add(preferences, person_id=made.people["UCOACH"], changed_at=at, **always)
        yield made


def promise(program: Program, zone: str, day: date, start: str, *, daily: bool = False) -> datetime:
    """Sessions at a wall time, on the day's weekday or on every day, from a month before it; that moment."""
    program.db.change(update(programmes).values(zone=zone, year_to=date(2027, 12, 31)))
    begun = instant_of(day - 28 * DAY, "12:00", zone)
    for weekday in range(7) if daily else (day.weekday(),):
        said = {"weekday": weekday, "start": start, "minutes": 30, "kind": "session", "zone": zone}
        add_series(program.db, COACH, begun, NewSeries.model_validate({"engagement": program.pair, **said}))
    return begun


def planned(program: Program, day: date) -> list[Visit]:
    return visits_of_coach(program.db, COACH, day - 8 * DAY, day + 8 * DAY)


def lived(program: Program, first: datetime, last: datetime) -> int:
    """Everything that is due, every five minutes; how many messages were sent."""
    sent, now = 0, first
    while now < last:
        while plan_ahead(program.db, now):  # what a process does that was just started
            pass
        plan_nudges(program.db, now, visits_to_come(program.db, now, program.id))
        tick(program.db, now)
        for one in claim(program.db, now, "sender"):
            mark(program.db, "sender", one.id, "sent", channel="D1", ts=f"{now.timestamp():.0f}.{one.id}")
            sent += one.kind == "nudges"
        now += timedelta(minutes=5)
    return sent


@pytest.mark.parametrize(("zone", "day", "start", "shown"), SPRING)
def test_a_meeting_at_a_skipped_time_is_once_and_everyone_agrees_when(
    program: Program, zone: str, day: date, start: str, shown: str
) -> None:
    begun = promise(program, zone, day, start)
    found = {one.day: one.local_start for one in planned(program, day)}
    assert found == {day - 7 * DAY: start, day: shown, day + 7 * DAY: start}
    at = instant_of(day, start, zone)
    feed = [one.at for one in meetings_of(program.db, program.people["UCOACH"], begun)]
    assert feed == [one.at for one in visits_of_coach(program.db, COACH, day - 60 * DAY, day + 60 * DAY)]
    assert [local_time(one, zone).strftime("%H:%M") for one in feed if abs(one - at) < DAY] == [shown]
    lived(program, at - HOUR, at + timedelta(hours=2))
    briefs = [row for row in rows(program.db) if row.kind == "brief" and abs(row.first_due_at - at) < DAY]
    record(
        "T01", f"{start} in {zone}", tried="1 change", figure=f"{len(briefs)} briefs", wanted="1", met=len(briefs) == 1
    )
    assert [at - row.first_due_at for row in briefs] == [timedelta(minutes=30)]
    assert [row.state for row in briefs] == ["sent"]


@pytest.mark.parametrize(("zone", "day", "start"), AUTUMN)
def test_a_meeting_at_a_time_that_is_there_twice_is_spoken_of_once(
    program: Program, zone: str, day: date, start: str
) -> None:
    promise(program, zone, day, start, daily=True)
    found = [one.day for one in planned(program, day)]
    assert found == [day + offset * DAY for offset in range(-8, 9)]
    at = instant_of(day, start, zone)
    lived(program, at - 2 * DAY, at - 2 * DAY + timedelta(minutes=5))
    lived(program, at - HOUR, at + timedelta(hours=3))
    briefs = [row for row in rows(program.db) if row.kind == "brief" and abs(row.first_due_at - at) < 12 * HOUR]
    record(
        "T02", f"{start} in {zone}", tried="1 change", figure=f"{len(briefs)} briefs", wanted="1", met=len(briefs) == 1
    )
    assert [(row.state, at - row.sent_at) for row in briefs] == [("sent", timedelta(minutes=30))]


def changes(zone: ZoneInfo) -> list[date]:
    """The days from 2026 to 2028 on which a zone's clocks change."""
    noons = [datetime.combine(date(2026, 1, 1) + place * DAY, time(12), zone) for place in range(1097)]
    offsets = [one.utcoffset() for one in noons]
    return [noons[place].date() for place in range(1, len(noons)) if offsets[place] != offsets[place - 1]]


def walls(zone: ZoneInfo, day: date) -> dict[datetime, datetime]:
    """The first instant of each quarter-hour that the clocks of a zone show around a day, by what they show."""
    first = datetime.combine(day - 2 * DAY, time(), UTC)
    shown: dict[datetime, datetime] = {}
    for place in range(5 * 96):
        at = first + place * QUARTER
        shown.setdefault(at.astimezone(zone).replace(tzinfo=None, fold=0), at)
    return shown


def test_every_zone_keeps_every_time_of_day_through_every_change() -> None:
    checked = wrong = 0
    for name in NAMES[:: sizes.T03_EVERY]:
        zone = ZoneInfo(name)
        for day in changes(zone):
            shown = walls(zone, day)
            for start in TIMES:
                wall = datetime.combine(day, time.fromisoformat(start))
                before = (wall - DAY).replace(tzinfo=zone).utcoffset() or timedelta()
                wanted = shown.get(wall, wall.replace(tzinfo=UTC) - before)  # one that is skipped is counted on
                checked += 1
                wrong += instant_of(day, start, name) != wanted
    zones = len(NAMES[:: sizes.T03_EVERY])
    tried = f"{checked:,} times of day around changes in {zones} zones"
    record("T03", "right local minute", tried=tried, figure=f"{wrong} wrong", wanted="0", met=not wrong)
    assert wrong == 0
    assert checked > 0


@pytest.mark.parametrize("zone", sizes.T03_PLANNED)
def test_a_year_of_weekly_visits_has_each_once_at_its_minute(program: Program, zone: str) -> None:
    """Planned night by night, as the process goes up and down."""
    program.db.change(update(programmes).values(zone=zone, year_to=date(2027, 12, 31)))
    begun = datetime(2026, 9, 1, 12, tzinfo=UTC)
    for place, start in enumerate(TIMES[:: sizes.T03_TIMES]):
        said = {"weekday": place % 5, "start": start, "minutes": 30, "kind": "video", "zone": zone}
        add_series(program.db, COACH, begun, NewSeries.model_validate({"engagement": program.pair, **said}))
    for night in range(0, 330, 11):
        while plan_ahead(program.db, begun + night * DAY):
            pass
    found = visits_of_coach(program.db, COACH, date(2026, 9, 7), date(2027, 8, 1))
    series = {one.series_id for one in found}
    assert len(series) == len(TIMES[:: sizes.T03_TIMES])
    weeks = (date(2027, 8, 1) - date(2026, 9, 7)).days // 7 + 1
    assert len({(one.series_id, one.day) for one in found}) == len(found) == len(series) * weeks
    assert all(one.at == instant_of(one.day, one.start, zone) for one in found)
