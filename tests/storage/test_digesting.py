"""Digests on both databases: when one is due, that it is kept and owed once, and what it and its thread say."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.errors import NotNow
from bot.messages import Message
from bot.messages.digestparts import PARTS
from bot.rules.digests import Digest
from bot.rules.nudges import Nudge
from storage.capacitynudges import capacity_looked_at, capacity_piece
from storage.claiming import claim
from storage.closeddays import ClosedDays
from storage.composing import compose
from storage.digesting import KIND, PART, digests_due, find_digest, keep_week
from storage.digests import digests
from storage.digestweeks import read_week
from storage.engagements import engagements
from storage.nudging import plan_nudges
from storage.outbox import hand_over, mark, outbox, tidy
from storage.people import roles
from storage.programmes import Programme, closures, list_programmes, programmes
from storage.rounds import LIST
from storage.status import read_status
from storage.visits import visits
from tests.storage.contacting import Program, add_person
from tests.storage.nudging import local
from tests.storage.rounding import make_round

MONDAY = date(2026, 11, 16)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def make(program: Program, now: datetime) -> Digest | None:
    """Make the digest that is due, as the clock does; None where none is."""
    for one in digests_due(program.db, now):
        row = keep_week(program.db, now, one, read_week(program.db, now, one.programme, one.monday), now)
        assert keep_week(program.db, now, one, read_week(program.db, now, one.programme, one.monday), now) is None
        return find_digest(program.db, row or 0)
    return None


def held(program: Program, day: date, state: str = "held", pair: int = 0, **changes: Any) -> int:
    """A visit of a pair that became something."""
    at = local(day, "09:00")
    values = {
        "engagement_id": pair or program.pair, "occurs_on": day, "kind": "visit", "day": day, "start": "09:00",
        "zone": "America/New_York", "minutes": 90, "at": at, "ends_at": at + timedelta(minutes=90), "state": state,
        "moved": False, "sequence": 0, "added_at": at - 20 * DAY, "changed_at": at - 20 * DAY, **changes,
    }  # fmt: skip
    return program.db.add(visits, **values)


def said(program: Program, now: datetime) -> list[tuple[str, Message]]:
    """What is sent at an instant, to its end, as the delivery does."""
    found = []
    for second in range(60):
        for one in claim(program.db, now + timedelta(seconds=5 * second), "sender"):
            try:
                message = compose(program.db, one, now) if one.kind in {KIND, PART} else None
            except NotNow:
                program.db.run(update(outbox).where(outbox.c.id == one.id).values(state="pending"))
                continue
            mark(program.db, "sender", one.id, "sent" if message else "void", channel="CCOORD", ts=f"{one.id}.0")
            if message:
                found.append((one.kind, message))
    return found


def test_a_digest_comes_on_monday_at_a_quarter_to_eight_once(program: Program) -> None:
    assert make(program, local(MONDAY, "07:44")) is None
    held(program, date(2026, 11, 10))
    held(program, date(2026, 11, 10), "planned", program.pairs["Harbor Middle"])
    first = make(program, local(MONDAY, "07:45"))
    assert first is not None
    assert (first.number, first.figures.first) == (1, date(2026, 11, 9))
    assert (first.figures.visits.held, first.figures.visits.planned) == (1, 2)
    assert make(program, local(MONDAY, "09:00")) is None
    assert make(program, local(MONDAY + DAY, "09:00")) is None
    second = make(program, local(MONDAY + WEEK, "07:45"))
    assert second is not None
    assert (second.number, second.figures.before and second.figures.before.number) == (2, 1)
    third = make(program, local(MONDAY + 4 * WEEK, "07:45"))  # after three weeks in which nothing ran: the newest alone
    assert third is not None
    assert (third.number, third.figures.first) == (3, date(2026, 12, 7))
    assert make(program, local(MONDAY + 4 * WEEK, "08:00")) is None


CASES: tuple[tuple[tuple[date, ...], tuple[date, str], date | None], ...] = (
    ((), (date(2026, 11, 18), "17:59"), date(2026, 11, 9)),  # after a gap, until Wednesday evening
    ((), (date(2026, 11, 18), "18:00"), None),
    ((), (date(2026, 11, 19), "08:00"), None),
    ((MONDAY, MONDAY), (MONDAY, "08:00"), None),
    ((MONDAY, MONDAY), (date(2026, 11, 17), "07:45"), date(2026, 11, 9)),
    ((MONDAY, date(2026, 11, 19)), (date(2026, 11, 20), "08:00"), date(2026, 11, 9)),
    ((date(2026, 12, 21), date(2027, 1, 1)), (date(2026, 12, 28), "08:00"), None),
    ((date(2026, 12, 21), date(2027, 1, 1)), (date(2027, 1, 4), "08:00"), date(2026, 12, 14)),
    ((), (date(2026, 8, 31), "08:00"), None),  # no week of school lies before
    ((), (date(2026, 9, 7), "08:00"), date(2026, 8, 31)),
    ((), (date(2027, 6, 21), "08:00"), date(2027, 6, 14)),  # the year is over, and its last week is told
    ((date(2027, 6, 19), date(2027, 8, 29)), (date(2027, 6, 21), "08:00"), date(2027, 6, 14)),
    ((date(2027, 6, 14), date(2027, 8, 29)), (date(2027, 6, 28), "08:00"), date(2027, 6, 7)),  # after a gap
    ((), (date(2027, 7, 5), "08:00"), None),
    ((), (date(2026, 8, 24), "08:00"), None),
)


def test_closures_gaps_and_the_year_decide_which_week_is_told(program: Program) -> None:
    for closed, asked, week in CASES:
        program.db.run(delete(closures))
        if closed:
            program.db.add(closures, programme_id=program.id, day=closed[0], until=closed[1], name="Holiday")
        found = [one.monday for one in digests_due(program.db, local(*asked))]
        assert found == ([week] if week else []), asked


def test_the_years_last_week_is_told_once_and_as_of_its_last_day(program: Program) -> None:
    friday = date(2027, 6, 18)
    held(program, friday - DAY)
    program.db.run(update(engagements).values(ends_on=friday))
    last = make(program, local(date(2027, 6, 21), "07:45"))
    assert last is not None
    assert (last.figures.pairs, last.figures.visits.held, last.figures.rooms) == (2, 1, ())
    assert " so far" not in said(program, local(date(2027, 6, 21), "07:45"))[0][1].text
    assert [make(program, local(date(2027, 6, day), "07:45")) for day in (22, 28)] == [None, None]


def test_the_thread_waits_for_its_message_and_stands_under_it(program: Program) -> None:
    now = local(MONDAY, "07:45")
    digest = make(program, now)
    assert digest is not None
    program.db.run(update(outbox).where(outbox.c.kind.not_in((KIND, PART))).values(state="void"))
    parent = program.db.value(select(outbox.c.id).where(outbox.c.kind == KIND))
    parts = program.db.all(select(outbox.c.id).where(outbox.c.kind == PART))
    assert len(parts) == len(PARTS)
    waiting = next(one for one in claim(program.db, now + 5 * timedelta(seconds=1), "other") if one.kind == PART)
    with pytest.raises(NotNow):
        compose(program.db, waiting, now)
    program.db.run(update(outbox).where(outbox.c.state == "sending").values(state="pending"))
    told = said(program, now)
    assert told[0][0] == KIND
    assert {message.thread for kind, message in told if kind == PART} == {f"{parent}.0"}
    assert told[0][1].text.startswith("Coaching, week of Nov 9 – ")
    assert all("Digest 1 · " in message.text for _, message in told)


def test_a_thread_whose_message_never_came_is_left_unsaid(program: Program) -> None:
    now = local(MONDAY, "07:45")
    make(program, now)
    program.db.run(update(outbox).where(outbox.c.kind == KIND).values(state="failed"))
    assert said(program, now) == []


def test_a_thread_whose_message_waits_in_vain_is_asked_ever_less_and_ends_so_that_status_says_it(
    program: Program,
) -> None:
    db, now, end = program.db, local(MONDAY, "07:45"), local(date(2026, 11, 18), "19:00")
    make(program, now)
    waits = []
    for hours in (0, 1, 24):
        at = now + timedelta(hours=hours, seconds=5)
        one = next(found for found in claim(db, at, "sender") if found.kind == PART)
        with pytest.raises(NotNow) as later:
            compose(db, one, at)
        waits.append((later.value.at - at).total_seconds())
        db.run(update(outbox).where(outbox.c.state == "sending").values(state="pending"))
    assert waits == [1, 360.5, 8640.5]
    unposted = "the digest, or a part of its thread, wasn't posted in T1"
    assert unposted not in read_status(db.connection, db.keyring, end).problems
    tidy(db, end + timedelta(seconds=1))
    assert {row.state for row in db.all(select(outbox.c.state).where(outbox.c.kind.in_((KIND, PART))))} == {"expired"}
    assert unposted in read_status(db.connection, db.keyring, end).problems
    assert unposted not in read_status(db.connection, db.keyring, end + 4 * DAY).problems


def test_the_digest_says_what_was_read_then_however_things_change(program: Program) -> None:
    row = held(program, date(2026, 11, 10), "planned")
    now = local(MONDAY, "07:45")
    make(program, now)
    program.db.run(update(visits).where(visits.c.id == row).values(state="held"))
    assert "Visits held 0 of 1 (0%)" in said(program, now)[0][1].text


def test_without_a_channel_it_is_kept_and_nobody_is_written_to(program: Program) -> None:
    stored = program.db.value(select(programmes.c.rules))
    rules = {**stored, "channels": {**stored["channels"], "coordinators": None}}
    program.db.run(update(programmes).values(rules=rules))
    assert make(program, local(MONDAY, "07:45")) is not None
    assert not [key for key in program.owed() if key.startswith("digest")]


def test_what_needs_somebody_is_told_by_name_and_only_by_facts(program: Program) -> None:
    program.log("long ago", local(date(2026, 10, 20), "12:00"), day=date(2026, 10, 20), note="CANARY")
    held(program, date(2026, 11, 3), "planned")
    digest = make(program, local(MONDAY, "07:45"))
    assert digest is not None
    text = said(program, local(MONDAY, "07:45"))[0][1].text
    assert "Harbor Middle, Principal 15 (Coach D): 76 days" in text
    assert "Two pairs without contact for 21 days or more" in text
    assert "One visit of more than a week ago is neither logged nor explained" in text
    assert "CANARY" not in text
    assert "CANARY" not in str(program.db.value(select(digests.c.figures)))


def test_on_friday_those_who_can_help_are_told_of_a_coach_with_too_much_to_do(program: Program) -> None:
    lead = add_person(program.db, "ULEADCOACH", "Lead coach", "lead@example.org")
    program.db.add(roles, programme_id=program.id, person_id=lead, role="lead_coach")
    friday = date(2026, 11, 20)
    for place in range(11):
        program.engage(f"School {place}", "ULEAD", "UCOACH", visit_minutes=120)
    told = capacity_looked_at(program.db, the_program(program), friday, closed_on(program, friday))
    assert {one.person_id for one in told} == {program.people["UCOORD"], lead}
    assert {one.due_at for one in told} == {local(friday, "06:00")}
    plan_nudges(program.db, local(friday, "00:05"), told)
    nudge = Nudge(1, "capacity", lead, program.id, 0, "", *3 * [local(friday, "06:00")])
    piece = capacity_piece(program.db, nudge, local(friday, "06:00"))
    assert piece is not None
    assert "One coach has more to do than time in the next four weeks." in piece.text
    assert "· Coach C, 12 pairs: 127% · 127, 127, 127, 127" in piece.text
    ahead(program, weeks=1, hours_per_week=50)
    piece = capacity_piece(program.db, nudge, local(friday, "06:00"))
    assert piece is None
    ahead(program, weeks=1, hours_per_week=35)
    piece = capacity_piece(program.db, nudge, local(friday, "06:00"))
    assert piece is not None
    assert "than time in the next week.\n· Coach C, 12 pairs: 127%\n" in piece.text
    ahead(program, weeks=0)
    assert capacity_looked_at(program.db, the_program(program), friday, closed_on(program, friday)) == []
    ahead(program)
    assert capacity_looked_at(program.db, the_program(program), MONDAY, closed_on(program, MONDAY)) == []
    program.db.add(closures, programme_id=program.id, day=friday, until=friday, name="Storm")
    assert capacity_looked_at(program.db, the_program(program), friday, closed_on(program, friday)) == []
    monday = friday + 3 * DAY
    assert capacity_looked_at(program.db, the_program(program), monday, closed_on(program, monday))


def ahead(program: Program, **capacity: float) -> None:
    """Let the program look so far ahead."""
    rules = program.db.value(select(programmes.c.rules))
    program.db.run(programmes.update().values(rules={**rules, "capacity": capacity}))


def the_program(program: Program) -> Programme:
    return next(one for one in list_programmes(program.db) if one.id == program.id)


def closed_on(program: Program, day: date) -> ClosedDays:
    return ClosedDays(program.db, the_program(program), day)


def test_the_coordinators_list_gives_way_to_the_digest_of_the_same_morning(program: Program) -> None:
    program.log("long ago", local(date(2026, 10, 14), "12:00"), day=date(2026, 10, 14))
    make_round(program, MONDAY)
    assert not [one for one in claim(program.db, local(MONDAY, "08:14"), "early") if one.kind == LIST]
    now = local(MONDAY, "08:15")
    (listed,) = [one for one in claim(program.db, now, "sender") if one.kind == LIST]
    assert "Below four fifths" in str(compose(program.db, listed, now))  # no digest was made, for any reason
    digest = make(program, now)
    assert digest is not None
    assert len(digest.figures.low) == 2
    assert compose(program.db, listed, now) is None


def test_a_digest_in_doubt_is_sent_once_more_with_the_same_number(program: Program) -> None:
    now = local(MONDAY, "07:45")
    make(program, now)
    (first,) = [one for one in claim(program.db, now, "killed") if one.kind == KIND]
    before = compose(program.db, first, now)
    assert hand_over(program.db, now, "killed", first.id)
    for again, state in ((1, "pending"), (2, "unknown")):
        later = now + again * timedelta(hours=1)
        tidy(program.db, later)
        row = program.db.first(select(outbox.c.state, outbox.c.due_at).where(outbox.c.kind == KIND))
        assert row is not None
        assert row.state == state
        if state == "pending":
            assert row.due_at == later + timedelta(minutes=10)
            (second,) = [one for one in claim(program.db, row.due_at, "again") if one.kind == KIND]
            assert compose(program.db, second, row.due_at) == before
            assert hand_over(program.db, row.due_at, "again", second.id)
