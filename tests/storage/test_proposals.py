"""An import worked out beforehand does what one worked out in its transaction does, whatever changed meanwhile."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from bot.errors import Denied
from bot.rules.roster.reading import read_roster
from storage import audit, roster
from storage.database import Db
from storage.engagements import engagements
from storage.people import people, roles
from storage.programmes import closures, programmes
from storage.roster import Proposal, import_roster, propose_import
from storage.schools import districts, schools
from storage.setup import enter_setup
from storage.store import Store
from storage.uploads import NotImported, import_upload, keep_upload, pack
from tests.storage.rostering import NOW, PAIR, PEOPLE, PROGRAMME, files, opened, sizes, workspace
from tests.storage.settingup import ADMIN, OTHER, founder, verbs
from tests.storage.working import SECONDS

PERSONS = PEOPLE + "ann@example.org,Ann,coordinator\n"
TABLES = (programmes, districts, schools, people, roles, engagements, closures)
RULES = {"dose": {"hours_per_month": 9}}
CHANGES: list[tuple[Table, dict[str, Any]]] = [
    (programmes, {"name": "Renamed"}),
    (programmes, {"zone": "America/Chicago"}),
    (programmes, {"year_to": date(2027, 6, 20)}),
    (programmes, {"rules": RULES}),
    (districts, {"name": "HARBOR"}),
    (schools, {"name": "LINCOLN"}),
    (schools, {"level": "middle"}),
    (people, {"name": "Renamed"}),
    (people, {"slack_user_id": "U1"}),
    (people, {"zone": "America/Chicago"}),
    (people, {"phone": "1"}),
    (people, {"email": "moved@example.org"}),
    (roles, {"role": "liaison"}),
    (engagements, {"starts_on": date(2026, 9, 1)}),
    (engagements, {"ends_on": date(2026, 11, 1)}),
    (engagements, {"visit_day": 2, "visit_start": "09:00", "visit_minutes": 60}),
    (engagements, {"supervisor_email": "boss@example.org"}),
    (closures, {"until": date(2026, 11, 28)}),
    (closures, {"name": "Renamed"}),
]


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A workspace with a program, in a transaction that is taken back at the end."""
    with opened(database_url) as engine, engine.connect() as connection:
        made = workspace(connection)
        assert import_roster(made, "U9", NOW, files(people=PERSONS)).ok
        yield made


def stored(db: Db) -> list[list[tuple[Any, ...]]]:
    """What the tables hold, but for ids: PostgreSQL gives none twice."""
    return [
        [tuple(row) for row in db.all(select(*(one for one in table.c if "id" not in one.name)).order_by(table.c.id))]
        for table in TABLES
    ]


def change(db: Db, table: Table, values: dict[str, Any]) -> None:
    """Change the first row of a table."""
    first = db.value(select(table.c.id).order_by(table.c.id).limit(1))
    db.run(update(table).where(table.c.id == first).values(**values))


def never(*_: object) -> None:
    raise AssertionError("worked out again")


def test_a_proposal_that_still_holds_is_carried_out_as_it_is(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = propose_import(db, NOW, files(people=PERSONS.replace("Ann", "Anna")))
    audit.note(db, NOW, "U1", "contact.recorded", 1)
    monkeypatch.setattr(roster, "problems_of", never)
    report = import_roster(db, "U9", NOW + timedelta(minutes=1), proposal)
    assert (report.written, report.counts) == (True, proposal.report.counts)
    assert report.counts["people"] == (0, 1, 2)
    assert db.value(select(people.c.name).where(people.c.email == "ann@example.org")) == "Anna"


@pytest.mark.parametrize("meanwhile", CHANGES, ids=lambda one: f"{one[0].name}.{next(iter(one[1]))}")
def test_whatever_changed_meanwhile_counts(db: Db, meanwhile: tuple[Table, dict[str, Any]]) -> None:
    given = files(people=PERSONS)
    proposal = propose_import(db, NOW, given)
    change(db, *meanwhile)
    assert propose_import(db, NOW, given).state != proposal.state
    with db._connection.begin_nested() as before:
        wanted = import_roster(db, "U9", NOW, given), stored(db)
        before.rollback()
    assert (import_roster(db, "U9", NOW, proposal), stored(db)) == wanted


@pytest.mark.parametrize("table", TABLES[1:], ids=lambda table: str(table.name))
def test_a_row_more_counts(db: Db, table: Table) -> None:
    before = propose_import(db, NOW, files()).state
    row = db.first(select(table).order_by(table.c.id))
    assert row is not None
    fresh = {"email": "x@example.org", "role": "office", "name": "X", "starts_on": date(2026, 10, 1)}
    values = {**row._mapping, **{name: value for name, value in fresh.items() if name in table.c}}
    db.add(table, **{name: value for name, value in values.items() if name not in {"id", "workspace_id"}})
    assert propose_import(db, NOW, files()).state != before


def test_a_proposal_of_yesterday_is_judged_by_today(db: Db) -> None:
    ends = PAIR.replace("starts_on\n", "starts_on,ends_on\n").replace("2026-08-31\n", "2026-08-31,2026-11-22\n")
    import_roster(db, "U9", NOW, files(people=PERSONS, engagements=ends))
    no_coach = files(people=PERSONS.replace("kim@example.org,Coach A,coach", "kim@example.org,Coach A,office"))
    given = [one for one in no_coach if one[0] != "engagements.csv"]
    proposal = propose_import(db, NOW, given)
    assert "still coaches" in proposal.report.problems[0].reason
    assert import_roster(db, "U9", NOW + timedelta(days=1), proposal).written


async def test_two_proposals_imported_at_once_are_written_once(store: Store) -> None:
    patient = store.patient(SECONDS)
    proposals = [await patient.read(propose_import, NOW, files()) for _ in range(4)]
    reports = await asyncio.gather(*(patient.write(import_roster, "U9", NOW, one) for one in proposals))
    assert sorted(report.changed for report in reports) == [False, False, False, True]
    assert all(report.written for report in reports)
    assert (await store.read(verbs)).count("roster.imported") == 1


async def test_a_proposal_waits_for_what_is_just_being_imported(store: Store) -> None:
    patient = store.patient(SECONDS)
    await patient.write(import_roster, "U9", NOW, files(people=PERSONS))
    renamed = await patient.read(propose_import, NOW, files(people=PERSONS.replace("Ann", "Anna")))
    phoned = await patient.read(propose_import, NOW, files(programme=PROGRAMME.replace("Example", "Second")))
    first, second = await asyncio.gather(*(patient.write(import_roster, "U9", NOW, one) for one in (renamed, phoned)))
    assert (first.counts["people"], second.counts["programs"]) == ((0, 1, 2), (0, 1, 0))
    names = await store.read(lambda db: [row.name for row in db.all(select(people.c.name).order_by(people.c.id))])
    assert names[-1] == "Anna"


def test_an_upload_is_imported_by_its_proposal_and_by_nobody_else(db: Db) -> None:
    upload, proposal = uploaded(db)
    with pytest.raises(Denied):
        import_upload(db, OTHER, NOW, upload, proposal)
    assert import_upload(db, ADMIN, NOW, upload, proposal).report.counts["people"] == (1, 0, 0)


def test_what_came_up_since_the_proposal_stops_an_upload(db: Db) -> None:
    upload, proposal = uploaded(db)
    change(db, people, {"slack_user_id": "U7"})
    before = sizes(db._connection)
    with pytest.raises(NotImported, match="not imported") as caught:
        import_upload(db, ADMIN, NOW, upload, proposal)
    assert "already" in caught.value.report.problems[0].reason
    assert sizes(db._connection) == before


def uploaded(db: Db) -> tuple[int, Proposal]:
    """Somebody in charge has sent one more person; the upload's id."""
    admin = db.add(people, email="uadmin@example.org", name="Admin", slack_user_id=ADMIN.user_id)
    db.add(roles, programme_id=1, person_id=admin, role="admin")
    enter_setup(db, ADMIN, NOW, founder())
    given = [("people.csv", b"email,name,roles,slack_user_id\nnew@example.org,New,office,U7\n")]
    proposal = propose_import(db, NOW, read_roster(given))
    return keep_upload(db, ADMIN, NOW, pack(given), proposal.report, 1).id, proposal
