"""Roster files checked in Slack and imported with a press, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import Denied, Refusal
from bot.messages.setup import PARTS_MAX, problem_lines, problem_parts
from bot.rules.roster.reading import read_roster
from bot.rules.roster.report import Report
from bot.rules.roster.rows import Problem
from storage.claiming import claim
from storage.composing import compose
from storage.database import Db
from storage.outbox import NewOwed, owe
from storage.people import people
from storage.programmes import programmes
from storage.setup import enter_setup, give_role
from storage.uploads import (
    KEPT,
    NotImported,
    Upload,
    check_upload,
    find_upload,
    forget_uploads,
    import_upload,
    keep_upload,
    keep_upload_once,
    load_files,
    pack,
    unpack,
    uploads,
)
from tests.storage.rostering import NOW, Files, files, opened, workspace
from tests.storage.settingup import ADMIN, OTHER, founder, held, make_programme, verbs


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A workspace's transaction, taken back at the end."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield workspace(connection)


def checked(db: Db, given: Files) -> Upload:
    """Files as they are after the check."""
    roster = read_roster(given)
    programme, report = check_upload(db, ADMIN, NOW, roster)
    return keep_upload(db, ADMIN, NOW, pack(given), report, programme)


def test_files_come_back_as_they_were_packed() -> None:
    given = [("a.csv", b"\xff\x00\n"), ("b.xlsx", bytes(range(256)) * 100), ("b.xlsx", b"")]
    assert unpack(pack(given)) == given


def test_files_of_one_form_are_kept_once(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    report = checked(db, files()).report
    assert keep_upload_once(db, ADMIN, NOW, "form 1", pack(files()), report, None)
    assert keep_upload_once(db, ADMIN, NOW, "form 1", pack(files()), report, None) is None
    assert keep_upload_once(db, ADMIN, NOW, "form 2", pack(files()), report, None)


def test_what_was_checked_is_imported_once(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    upload = checked(db, files())
    assert upload.state == "checked"
    packed = load_files(db, ADMIN, NOW, upload.id)
    assert packed is not None
    assert unpack(packed) == files()
    first = import_upload(db, ADMIN, NOW, upload.id, read_roster(unpack(packed)))
    assert first.report.written
    assert first.report.counts["people"] == (2, 0, 0)
    before = verbs(db)
    again = import_upload(db, ADMIN, NOW + timedelta(minutes=1), upload.id, read_roster(files()))
    assert (again.report, again.imported_at, again.imported_by) == (first.report, NOW, "UADMIN")
    assert verbs(db) == before
    assert load_files(db, ADMIN, NOW, upload.id) is None


def test_whoever_brings_a_new_program_becomes_its_admin(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    import_upload(db, ADMIN, NOW, checked(db, files()).id, read_roster(files()))
    assert ("UADMIN", "admin") in held(db, 1) | held(db, 2)


def test_files_and_report_are_sealed_and_gone_after_a_day(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    upload = checked(db, files())
    row = db.first(select(uploads))
    assert row is not None
    assert b"example.org" not in bytes(row.files) + bytes(row.report)
    with pytest.raises(Refusal, match="more than 24 hours"):
        load_files(db, ADMIN, NOW + KEPT, upload.id)
    with pytest.raises(Refusal, match="more than 24 hours"):
        import_upload(db, ADMIN, NOW + KEPT, upload.id, read_roster(files()))
    assert forget_uploads(db, NOW + KEPT - timedelta(seconds=1)) == 0
    assert forget_uploads(db, NOW + KEPT) == 1
    assert find_upload(db, upload.id) is None


def test_files_that_are_not_in_order_are_not_kept(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    upload = checked(db, files(people="email,name,roles\nlee@example.org,Principal 1,king\n"))
    assert upload.state == "refused"
    row = db.first(select(uploads))
    assert row is not None
    assert row.files is None
    with pytest.raises(Denied):
        load_files(db, ADMIN, NOW, upload.id)
    kept = find_upload(db, upload.id)
    assert kept is not None
    assert kept.report == upload.report


def test_what_is_wrong_by_the_time_of_the_import_stops_it(db: Db) -> None:
    programme = make_programme(db, code="example")
    given = files(
        programme="", engagements="", people="email,name,roles,slack_user_id\nlee@example.org,Lee,leader,U7\n"
    )
    upload = checked(db, given)
    db.add(people, email="other@example.org", name="Other", slack_user_id="U7")
    with pytest.raises(NotImported) as caught:
        import_upload(db, ADMIN, NOW, upload.id, read_roster(given))
    assert "belongs to other@example.org already" in caught.value.report.problems[0].reason
    assert held(db, programme) == {("UADMIN", "admin")}


def test_only_those_in_charge_of_the_program_check_and_import(db: Db) -> None:
    make_programme(db, code="example")
    second = make_programme(db, code="second")
    given = files(people="", engagements="", closures="")
    upload = checked(db, given)
    roster = read_roster(given)
    other = db.add(people, email="o@example.org", name="O", slack_user_id="UOTHER")
    for _ in ("a stranger", "another program's coordinator"):
        with pytest.raises(Denied):
            check_upload(db, OTHER, NOW, roster)
        with pytest.raises(Denied):
            import_upload(db, OTHER, NOW, upload.id, roster)
        give_role(db, NOW, "test", second, other, "coordinator")


def test_another_person_in_charge_may_press_import(db: Db) -> None:
    programme = make_programme(db, code="example")
    other = db.add(people, email="o@example.org", name="O", slack_user_id="UOTHER")
    upload = checked(db, files())
    give_role(db, NOW, "test", programme, other, "coordinator")
    assert import_upload(db, OTHER, NOW, upload.id, read_roster(files())).imported_by == "UOTHER"


def test_another_workspaces_upload_is_not_there(database_url: str) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        here = workspace(connection, "T1")
        enter_setup(here, ADMIN, NOW, founder())
        upload = checked(here, files())
        there = workspace(connection, "T2")
        enter_setup(there, ADMIN, NOW, founder())
        with pytest.raises(Refusal):
            import_upload(there, ADMIN, NOW, upload.id, read_roster(files()))


def test_a_long_list_comes_in_parts_and_never_in_more_than_ten(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    rows = "".join(f"lee{number}@example.org,Principal {number},king{number}\n" for number in range(2_000))
    upload = checked(db, files(people=f"email,name,roles\n{rows}", engagements=""))
    parts = problem_parts(upload.report)
    assert len(parts) == PARTS_MAX
    assert "people.csv, row 2, roles" in parts[0]
    assert parts[-1].splitlines()[-1].endswith("Fix these first and check again.")
    told = sum(len(part.splitlines()) for part in parts) - 1
    assert f"… and {2_000 - told:,} more." in parts[-1]
    owe(db, NOW, [NewOwed("roster_problems", f"roster_problems:{upload.id}:2", channel="D1", subject_id=upload.id)])
    said = next(compose(db, one, NOW) for one in claim(db, NOW, "test") if one.kind == "roster_problems")
    assert said is not None
    assert said.text.startswith("2,000 problems in the roster files you sent, part 2 of 10")


def test_a_short_list_is_one_part_with_markup_made_inert() -> None:
    report = Report((Problem("people.csv", 2, "name", "“<!channel>” isn't a name."),))
    assert problem_parts(report) == ["people.csv, row 2, name: “<!channel>” isn't a name."]


def test_the_same_problem_in_many_rows_is_said_once() -> None:
    rows = [*range(2, 30), 40, 41, 50]
    report = Report(tuple(Problem("people.csv", row, "roles", "“king” isn't a role.") for row in rows))
    assert problem_lines(report) == [("people.csv, rows 2–29, 40–41, 50, roles: “king” isn't a role.", len(rows))]
    scattered = Report(tuple(Problem("a.csv", row, None, "Wrong.") for row in range(1, 100, 2)))
    assert problem_lines(scattered)[0][0].endswith("21, 23 and 38 more places: Wrong.")


def test_files_of_who_only_coordinates_make_nobody_an_administrator(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    import_upload(db, ADMIN, NOW, checked(db, files()).id, read_roster(files()))
    person = db.add(people, email="other@example.org", name="Other", slack_user_id=OTHER.user_id)
    give_role(db, NOW, "UADMIN", db.value(select(programmes.c.id)), person, "coordinator")
    row = "other@example.org,Other,coordinator admin\n"
    more = files(people=f"email,name,roles\n{row}", engagements="", closures="")
    upload = checked(db, more)
    with pytest.raises(Refusal, match="Only an administrator"):
        import_upload(db, OTHER, NOW, upload.id, read_roster(more))
