"""One coach's or program's rows that can't be dealt with keep none of the others from their reports and digests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from schedules import digesting, reporting
from schedules.digesting import Digesting
from schedules.oneafterone import NotForEach
from schedules.reporting import Reporting
from schedules.rounds import Rounds
from storage import rounds
from storage.database import Db
from storage.draftduty import Owing, draft_and_tell
from storage.nudges import nudges
from storage.nudging import NewNudge
from storage.programmes import Programme
from storage.reports import reports
from tests.schedules.conftest import Office

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


async def test_one_coach_whose_report_cannot_be_drafted_keeps_no_other_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, store = office.program, office.store
    bad = min(program.people["UCOACH"], program.people["UOTHER"])

    def drafted(db: Db, now: datetime, one: Owing) -> int:
        if one.coach == bad:
            raise ValueError("a row that can't be read")
        return draft_and_tell(db, now, one)

    monkeypatch.setattr(reporting, "draft_and_tell", drafted)
    duty = Reporting(store, lambda: FRIDAY)
    for _ in range(2):  # it stays on record, and is tried again
        with pytest.raises(NotForEach):
            await duty.run_once()
    held = await store.read(lambda db: [row.coach_id for row in db.all(select(reports.c.coach_id))])
    assert {*held, bad} == {program.people["UCOACH"], program.people["UOTHER"]}
    assert bad not in held


async def test_one_digest_that_cannot_be_made_keeps_no_other_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def due(found: Any) -> Any:
        return lambda _db, _now: found

    async def make(_self: Digesting, one: str) -> int:
        if one == "bad":
            raise ValueError("a row that can't be read")
        made.append(one)
        return 1

    monkeypatch.setattr(digesting, "digests_due", due(["bad", "week"]))
    monkeypatch.setattr(digesting, "months_due", due(["month"]))
    monkeypatch.setattr(Digesting, "_make", make)
    with pytest.raises(NotForEach):
        await Digesting(office.store, lambda: FRIDAY).run_once()
    assert made == ["week", "month"]


async def test_what_cannot_be_planned_of_a_day_keeps_nothing_else_from_being_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(*_: Any) -> list[NewNudge]:
        raise ValueError("a row that can't be read")

    def good(_db: Db, programme: Programme, day: date, _closed: Any) -> list[NewNudge]:
        due = FRIDAY + timedelta(hours=1)
        person = office.program.people["UCOACH"]
        return [NewNudge("capacity", person, programme.id, f"capacity:{day}", due, due + timedelta(hours=1))]

    monkeypatch.setattr(rounds, "PLANNERS", (bad, good))
    monkeypatch.setattr("schedules.rounds.VISITS_FIRST", timedelta())
    duty = Rounds(office.store, lambda: FRIDAY)
    for _ in range(2):
        with pytest.raises(NotForEach):
            await duty.run_once()
    planned = await office.store.read(lambda db: [row.kind for row in db.all(select(nudges.c.kind))])
    assert planned == ["capacity"]
    monkeypatch.setattr(rounds, "PLANNERS", (good,))
    assert [await duty.run_once() for _ in range(2)] == [1, 0]
