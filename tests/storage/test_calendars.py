"""Whose visits a calendar shows, and what of them; the feed's link: one each, sealed, over when ended."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import Denied, Refusal
from bot.exports.icsfile import ics_file
from bot.rules.calendars import BACK, HEARD, MOST
from bot.rules.dates import local_time
from bot.rules.exports import CALENDARS_PER_HOUR, PER_HOUR, Wanted
from storage.calendarfiles import ask_calendar_file, calendar_file
from storage.calendars import calendar_desk, meeting_of, meetings_of
from storage.effects import apply_event
from storage.exports import ask_export
from storage.exportwork import claim_export
from storage.feeds import (
    KEPT,
    change_feed,
    end_feed,
    feeds,
    find_feed,
    find_owner,
    forget_feeds,
    hash_of,
    make_feed,
)
from storage.inbox import receive_event, waiting_events
from storage.store import Store
from storage.visiting import NewSeries, add_series
from storage.visits import visits
from storage.workspaces import workspaces
from tests.storage.calendaring import booked, events
from tests.storage.contacting import COACH, LEADER, LEADER2, NOW, STRANGER, TODAY, Program, settle

NEXT = TODAY + timedelta(days=7)


def titles(program: Program, who: str) -> list[str]:
    return [one.title for one in meetings_of(program.db, program.people[who], NOW)]


def owner_of(program: Program, token: str | None) -> int | None:
    found = find_owner(program.db._connection, program.db.keyring, hash_of(token or ""))
    return found.person if found else None


def followed(program: Program, **user: Any) -> None:
    """Let Slack tell of a change of the coach."""
    db = program.db
    key = f"Ev{len(user)}"
    receive_event(db, NOW, key, "user_change", {"user": {"id": "UCOACH", "team_id": "T1", **user}})
    for one in waiting_events(db, NOW + timedelta(seconds=1)):
        apply_event(db, NOW, one)


def test_each_side_sees_its_own_visits_with_the_other_ones_name(program: Program) -> None:
    booked(program.db, program.pair, NEXT)
    booked(program.db, program.pairs["Harbor Middle"], NEXT, kind="call")
    booked(program.db, program.pair, TODAY - BACK - timedelta(days=2))
    assert titles(program, "UCOACH") == ["On-site visit · Lincoln Elementary · Principal 14"]
    assert titles(program, "ULEAD") == ["On-site visit · Lincoln Elementary · Coach C"]
    assert titles(program, "ULEAD2") == ["Phone call · Harbor Middle · Coach D"]
    assert titles(program, "UCOORD") == []


def test_a_guest_sees_the_coach_and_nobody_else_who_comes(program: Program) -> None:
    third = program.engage("Pine Street", "ULEAD2", "UCOACH")
    visit = booked(program.db, program.pair, NEXT, kind="cohort", guests=(third,))
    assert titles(program, "UCOACH") == ["Cohort meeting · Lincoln Elementary · Principal 14, Principal 15"]
    assert titles(program, "ULEAD2") == ["Cohort meeting · Lincoln Elementary · Coach C"]
    assert meeting_of(program.db, program.people["ULEAD2"], visit)
    assert meeting_of(program.db, program.people["UOTHER"], visit) is None


def test_what_became_of_a_visit_shows_how_it_stands(program: Program) -> None:
    states = ("proposed", "planned", "held", "closed", "skipped", "declined", "withdrawn")
    for number, state in enumerate(states):
        booked(program.db, program.pair, NEXT + timedelta(days=number), state=state, sequence=number, changed_at=NOW)
    booked(program.db, program.pair, NEXT, state="withdrawn", changed_at=NOW - HEARD)
    read = events(ics_file(meetings_of(program.db, program.people["ULEAD"], NOW)))
    assert [str(one["status"]) for one in read] == ["TENTATIVE", "CONFIRMED", "CONFIRMED", *["CANCELLED"] * 4]
    assert [one["sequence"] for one in read] == list(range(7))
    assert str(read[3]["summary"]).startswith("Canceled: ")


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Sydney"])
def test_a_series_over_a_clock_change_is_in_the_calendar_at_its_visits_instants(program: Program, zone: str) -> None:
    weekly = NewSeries(engagement=program.pair, weekday=0, start="08:00", minutes=90, zone=zone, kind="call")
    for begin in (date(2026, 10, 1), date(2027, 3, 1)):
        add_series(program.db, COACH, datetime.combine(begin, time(15), UTC), weekly)
    now = datetime(2026, 10, 1, 15, tzinfo=UTC)
    rows = program.db.all(select(visits.c.at, visits.c.ends_at).where(visits.c.state == "planned"))
    read = events(ics_file(meetings_of(program.db, program.people["ULEAD"], now)))
    assert {(one.start, one.end) for one in read} == {tuple(row) for row in rows}
    assert {local_time(row.at, zone).time() for row in rows} == {time(8)}
    assert len({row.at.time() for row in rows}) == 2, "the clocks have changed"


def test_a_calendar_holds_the_latest_where_there_are_too_many(program: Program) -> None:
    for number in range(MOST + 5):
        booked(program.db, program.pair, TODAY + timedelta(days=number))
    found = meetings_of(program.db, program.people["UCOACH"], NOW)
    assert len(found) == MOST
    assert found[-1].at.date() == TODAY + timedelta(days=MOST + 4)


def test_a_link_is_long_sealed_and_one_for_each_person(program: Program) -> None:
    first = make_feed(program.db, COACH, NOW)
    assert make_feed(program.db, COACH, NOW) == first == find_feed(program.db, COACH)
    other = make_feed(program.db, LEADER, NOW)
    assert first.token
    assert len(first.token) == 43  # of 64 letters: 256 bits
    assert owner_of(program, first.token) == program.people["UCOACH"]
    assert owner_of(program, other.token) == program.people["ULEAD"]
    assert owner_of(program, first.token[:-1] + "_") is None
    row = program.db.first(select(feeds))
    assert row is not None
    assert first.token.encode() not in bytes(row.token) + bytes(row.token_hash)
    assert "feed.made" in program.verbs()


def test_a_changed_and_an_ended_link_are_dead_at_once(program: Program) -> None:
    first = make_feed(program.db, COACH, NOW)
    second = change_feed(program.db, COACH, NOW, first.id)
    assert second
    assert second.token != first.token
    assert (owner_of(program, first.token), owner_of(program, second.token)) == (None, program.people["UCOACH"])
    assert change_feed(program.db, COACH, NOW, first.id) == second, "a button pressed twice changes it once"
    end_feed(program.db, COACH, NOW)
    end_feed(program.db, COACH, NOW)
    assert (owner_of(program, second.token), find_feed(program.db, COACH)) == (None, None)
    assert change_feed(program.db, COACH, NOW, second.id) is None
    assert not program.db.all(select(feeds).where(feeds.c.token.is_not(None)))
    assert [one for one in program.verbs() if one.startswith("feed")] == ["feed.made", "feed.changed", "feed.ended"]


def test_a_deactivated_person_or_a_removed_app_has_no_feed(program: Program) -> None:
    token = make_feed(program.db, COACH, NOW).token
    followed(program, deleted=True)
    assert owner_of(program, token) is None
    with pytest.raises(Denied):
        find_feed(program.db, COACH)
    followed(program, deleted=False, profile={"email": "coach.c@example.org"})
    assert find_feed(program.db, COACH) is None, "coming back doesn't bring an old link back"
    token = make_feed(program.db, COACH, NOW).token
    program.db._connection.execute(update(workspaces).values(uninstalled_at=NOW))
    assert owner_of(program, token) is None


def test_nobody_else_gets_a_link_and_old_rows_are_forgotten(program: Program) -> None:
    for verb in (find_feed, calendar_desk):
        with pytest.raises(Denied):
            verb(program.db, STRANGER, *([NOW] if verb is calendar_desk else []))
    for actor in (COACH, LEADER):
        make_feed(program.db, actor, NOW)
        end_feed(program.db, actor, NOW)
    assert forget_feeds(program.db, NOW + KEPT) == 0
    assert forget_feeds(program.db, NOW + KEPT + timedelta(days=1)) == 1, "the newest keeps its number"


def test_a_file_is_asked_for_once_and_only_by_those_it_belongs_to(program: Program) -> None:
    visit = booked(program.db, program.pair, NEXT)
    for _ in range(2):
        ask_calendar_file(program.db, LEADER, NOW, "one", visit)
    with pytest.raises(Denied):
        ask_calendar_file(program.db, LEADER2, NOW, "two", visit)
    export = claim_export(program.db, NOW)
    assert export is not None
    assert export.wanted.visit == visit
    (event,) = events(calendar_file(program.db, program.people["ULEAD"], export.wanted, NOW))
    assert event.start.isoformat().startswith(NEXT.isoformat())
    with pytest.raises(Denied):
        calendar_file(program.db, program.people["ULEAD2"], export.wanted, NOW)
    assert claim_export(program.db, NOW) is None


def test_many_files_in_an_hour_are_refused_and_count_apart_from_exports(program: Program) -> None:
    program.log()
    for number in range(CALENDARS_PER_HOUR):
        ask_calendar_file(program.db, COACH, NOW, f"ics {number}")
    with pytest.raises(Refusal, match="files within the hour"):
        ask_calendar_file(program.db, COACH, NOW, "one more")
    for number in range(PER_HOUR):
        ask_export(program.db, COACH, NOW, f"csv {number}", Wanted("mine", "csv", date(2026, 11, 1), TODAY), 1)


async def test_two_presses_at_once_make_one_link(store: Store) -> None:
    await store.write(settle)
    made = await asyncio.gather(*(store.write(make_feed, COACH, NOW) for _ in range(6)))
    assert len({one.token for one in made}) == 1
    changed = await asyncio.gather(*(store.write(change_feed, COACH, NOW, made[0].id) for _ in range(6)))
    assert len({one.token for one in changed if one}) == 1
