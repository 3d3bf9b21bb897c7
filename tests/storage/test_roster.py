"""Importing a roster: all or nothing, and the same again changes nothing."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Row, Select, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from playground.sample_roster import sample_files
from storage.audit import audit, note
from storage.database import Db
from storage.engagements import engagements
from storage.people import people, roles
from storage.programmes import closures, list_programmes
from storage.roster import check_roster, import_roster
from storage.schools import districts, schools
from tests.storage.rostering import NOW, PAIR, PEOPLE, PROGRAMME, files, opened, sizes, workspace


@dataclass
class House:
    """A database under test: the open transaction, and a workspace in it."""

    connection: Connection
    db: Db

    def rows(self, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.execute(query)]

    def one(self, query: Select[*tuple[Any, ...]]) -> Row[*tuple[Any, ...]]:
        return self.connection.execute(query).one()


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with ExitStack() as stack:
        connection = stack.enter_context(stack.enter_context(opened(database_url)).connect())
        yield House(connection, workspace(connection))


def test_an_import_does_what_the_check_foretold(house: House) -> None:
    before = sizes(house.connection)
    foretold = check_roster(house.db, NOW, files())
    assert foretold.ok, foretold.lines()
    assert sizes(house.connection) == before
    done = import_roster(house.db, "roster import", NOW, files())
    assert (done.written, done.counts) == (True, foretold.counts)
    kinds = ("programs", "districts", "schools", "people", "engagements", "closures")
    assert foretold.counts == dict(zip(kinds, [(1, 0, 0)] * 3 + [(2, 0, 0)] + [(1, 0, 0)] * 2, strict=True))


def test_everything_in_the_files_is_stored(house: House) -> None:
    whole = (
        "district,school,level,leader_email,coach_email,starts_on,ends_on,visit_day,visit_start,visit_minutes,"
        "supervisor_email\nHarbor,Lincoln,middle,LEE@example.org,kim@example.org,2026-08-31,2027-06-18,Tue,9:00,90,"
        "boss@example.org\n"
    )
    persons = "email,name,roles,slack_user_id,time_zone,district,phone\nkim@example.org,Kim,coach,,,,\n"
    persons += "lee@example.org,Lee,leader,U1,America/Chicago,Mill,1\n"
    import_roster(house.db, "U9", NOW, files(engagements=whole, people=persons))
    lee = house.one(select(people, districts.c.name.label("district")).join(districts).where(people.c.name == "Lee"))
    assert (lee.email, lee.slack_user_id, lee.zone, lee.phone) == ("lee@example.org", "U1", "America/Chicago", "1")
    assert lee.district == "Mill"
    pair = house.one(select(engagements, schools.c.level).join(schools))
    assert (pair.leader_id, pair.level, pair.starts_on, pair.ends_on) == (
        lee.id,
        "middle",
        date(2026, 8, 31),
        date(2027, 6, 18),
    )
    assert (pair.visit_day, pair.visit_start, pair.visit_minutes, pair.supervisor_email) == (
        1,
        "09:00",
        90,
        "boss@example.org",
    )


def test_importing_again_changes_nothing_and_says_so(house: House) -> None:
    import_roster(house.db, "U9", NOW, files())
    before = sizes(house.connection)
    again = import_roster(house.db, "U9", NOW, files())
    assert again.lines()[0] == "Nothing was changed: everything in these files is stored already."
    assert sizes(house.connection) == before
    shouted = import_roster(house.db, "U9", NOW, files(people=PEOPLE.replace("lee@example", "LEE@Example")))
    assert not shouted.changed


def test_the_sample_program_is_imported_whole_and_once(house: House) -> None:
    sample = list(sample_files().items())
    done = import_roster(house.db, "roster import", NOW, sample)
    assert {kind: new for kind, (new, _, _) in done.counts.items()} == {
        "programs": 1,
        "districts": 22,
        "schools": 72,
        "people": 119,
        "engagements": 75,
        "closures": 14,
    }
    assert not import_roster(house.db, "roster import", NOW, sample).changed
    scopes = select(closures.c.name, districts.c.name, schools.c.name).select_from(closures)
    scopes = scopes.outerjoin(districts, districts.c.id == closures.c.district_id)
    scopes = scopes.outerjoin(schools, schools.c.id == closures.c.school_id)
    assert ("Heating repair", None, "Lincoln Middle") in house.rows(scopes)
    assert ("Labor Day", None, None) in house.rows(scopes)


def test_one_bad_row_and_nothing_is_written(house: House) -> None:
    before = sizes(house.connection)
    report = import_roster(house.db, "U9", NOW, files(closures="day,scope,name\n2026-11-26,Pine,X\n"))
    assert (report.ok, report.written) == (False, False)
    assert report.lines()[0] == "1 problem. Nothing was written."
    assert sizes(house.connection) == before


def test_files_may_come_one_by_one(house: House) -> None:
    (programme, persons, pairs, closed) = files()
    assert not check_roster(house.db, NOW, [pairs]).ok
    for part in ([programme, persons], [pairs], [closed]):
        assert import_roster(house.db, "U9", NOW, part).ok
    assert not import_roster(house.db, "U9", NOW, files()).changed


def test_changes_are_counted_and_an_empty_cell_leaves_what_is_stored(house: House) -> None:
    full = (
        "email,name,roles,time_zone,phone\nlee@example.org,Lee,leader,America/Chicago,1\nkim@example.org,Kim,coach,,2\n"
    )
    import_roster(house.db, "U9", NOW, files(people=full))
    less = "email,name,roles,time_zone,phone\nlee@example.org,Lee Ortiz,leader,,\nkim@example.org,Kim,coach,,3\n"
    assert import_roster(house.db, "U9", NOW, files(people=less)).counts["people"] == (0, 2, 0)
    found = house.rows(select(people.c.name, people.c.zone, people.c.phone).order_by(people.c.email.desc()))
    assert found == [("Lee Ortiz", "America/Chicago", "1"), ("Kim", None, "3")]


def test_an_engagement_gets_its_last_day_and_a_successor_in_one_import(house: House) -> None:
    import_roster(house.db, "U9", NOW, files())
    persons = PEOPLE + "new@example.org,Coach B,coach\n"
    rows = "Harbor,lincoln,lee@example.org,{},{},{}\n"
    header = "district,school,leader_email,coach_email,starts_on,ends_on\n"
    ended = rows.format("kim@example.org", "2026-08-31", "2026-11-20")
    begun = rows.format("new@example.org", "2026-11-23", "")
    done = import_roster(house.db, "U9", NOW, files(people=persons, engagements=header + ended + begun))
    assert (done.ok, done.counts["engagements"]) == (True, (1, 1, 0))
    again = import_roster(house.db, "U9", NOW, files(people=persons))
    assert (again.counts["engagements"], again.counts["schools"]) == ((0, 0, 1), (0, 1, 0))
    assert house.rows(select(engagements.c.ends_on).order_by(engagements.c.id)) == [(date(2026, 11, 20),), (None,)]
    assert house.rows(select(schools.c.name)) == [("Lincoln",)]


def test_nobody_is_removed_and_the_report_says_so(house: House) -> None:
    import_roster(house.db, "U9", NOW, files())
    report = import_roster(house.db, "U9", NOW, files(people=PEOPLE.replace("lee@", "leo@"), engagements=""))
    assert "1 person isn't in these files and stays as they are; an import removes nobody." in report.lines()
    assert len(house.rows(select(people.c.id))) == 3


def test_roles_follow_the_file_and_each_change_is_audited_without_content(house: House) -> None:
    import_roster(house.db, "U9", NOW, files(people=PEOPLE + "ann@example.org,Ann,coordinator office\n"))
    report = import_roster(house.db, "U9", NOW, files(people=PEOPLE + "ann@example.org,Ann,coordinator admin\n"))
    assert "Ann loses the role office." in report.notes
    ann = house.one(select(people.c.id).where(people.c.name == "Ann")).id
    assert sorted(house.rows(select(roles.c.role).where(roles.c.person_id == ann))) == [("admin",), ("coordinator",)]
    noted = house.rows(select(audit.c.actor, audit.c.verb, audit.c.object_id).where(audit.c.object_id == ann))
    verbs = ["role.added:coordinator", "role.added:office", "role.added:admin", "role.removed:office"]
    assert {verb for _, verb, _ in noted} >= set(verbs)
    assert {actor for actor, _, _ in noted} == {"U9"}
    texts = str(house.rows(select(audit)))
    assert not any(word in texts for word in ("Ann", "example.org", "Harbor"))


def test_the_program_keeps_what_its_file_does_not_say(house: House) -> None:
    with_channel = PROGRAMME + "channels: {coordinators: C7}\nlog_late_hours: 24\n"
    import_roster(house.db, "U9", NOW, files(programme=with_channel))
    assert import_roster(house.db, "U9", NOW, files()).counts["programs"] == (0, 0, 1)
    renamed = files(programme=PROGRAMME.replace("Example", "Better") + "channels: {ops: C8}\n")
    assert import_roster(house.db, "U9", NOW, renamed).counts["programs"] == (0, 1, 0)
    (found,) = list_programmes(house.db)
    assert (found.name, found.rules.log_late_hours) == ("Better program", 24)
    assert (found.rules.channels.coordinators, found.rules.channels.ops) == ("C7", "C8")


def test_two_programs_share_people_and_nothing_else(house: House) -> None:
    import_roster(house.db, "U9", NOW, files())
    done = import_roster(house.db, "U9", NOW, files(programme=PROGRAMME.replace("code: example", "code: second")))
    assert done.counts["programs"] == (1, 0, 0)
    assert done.counts["engagements"] == (1, 0, 0)
    assert done.counts["people"] == (0, 2, 0)
    assert len(house.rows(select(people.c.id))) == 2
    refused = check_roster(house.db, NOW, files(programme="", closures=""))
    assert refused.problems[0].reason.startswith("There are several programs (example, second).")


def test_two_workspaces_never_meet(house: House) -> None:
    import_roster(house.db, "U9", NOW, files())
    other = workspace(house.connection, "T2")
    refused = check_roster(other, NOW, [("engagements.csv", PAIR.encode())])
    assert refused.problems[0].reason.startswith("There is no program yet.")
    assert any("Nobody has the e-mail lee@example.org" in one.reason for one in refused.problems)
    assert import_roster(other, "U9", NOW, files()).counts["people"] == (2, 0, 0)
    assert len(house.rows(select(people.c.id).where(people.c.email == "lee@example.org"))) == 2


def test_text_of_any_kind_is_kept_as_typed(house: House) -> None:
    typed = "'; DROP TABLE people; -- <!channel> 😀 \u202e=1+1"
    import_roster(house.db, "U9", NOW, files(people=PEOPLE.replace("Principal 1", f'"{typed}"')))
    assert (typed,) in house.rows(select(people.c.name))


def test_an_import_takes_few_statements_however_many_rows_it_has(house: House) -> None:
    count = 300
    persons = PEOPLE + "".join(f"p{one}@example.org,Person {one},leader\n" for one in range(count))
    pairs = PAIR + "".join(
        f"Harbor,School {one},p{one}@example.org,kim@example.org,2026-08-31\n" for one in range(count)
    )
    asked: list[str] = []
    event.listen(house.connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert import_roster(house.db, "U9", NOW, files(people=persons, engagements=pairs)).ok
    assert len(asked) < 40, asked


def test_one_import_at_a_time_and_everyone_else_goes_on(postgres_url: str) -> None:
    with opened(postgres_url) as engine, engine.connect() as first, engine.connect() as second:
        ours = workspace(first)
        first.commit()
        import_roster(ours, "U9", NOW, files())
        note(workspace(second), NOW, "U1", "contact.recorded", 1)
        second.commit()
        with pytest.raises(OperationalError, match="timeout"):
            import_roster(workspace(second), "U8", NOW, files())
        second.rollback()
        first.commit()
        assert not import_roster(workspace(second), "U8", NOW, files()).changed


def test_twenty_thousand_rows_are_imported_whole_or_refused_whole(house: House) -> None:
    count = 20_000
    persons = PEOPLE + "".join(f"p{one}@example.org,Principal {one},leader\n" for one in range(2, count))
    assert import_roster(house.db, "U9", NOW, files(people=persons)).counts["people"] == (count, 0, 0)
    refused = import_roster(house.db, "U9", NOW, files(people=persons.replace("Principal", "Head", 1) + "x,y,z\n" * 3))
    assert [(one.row, one.column) for one in refused.problems] == [
        (row, column) for row in range(count + 2, count + 5) for column in ("email", "roles")
    ]
    assert house.rows(select(people.c.name).where(people.c.email == "lee@example.org")) == [("Principal 1",)]
