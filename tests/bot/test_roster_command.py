"""`coachlog roster` at the shell: the same check and import that the set-up in Slack uses."""

import re
from pathlib import Path

from sqlalchemy import select

from storage.people import people
from storage.store import open_engine
from tests.bot.running import Site, report

PEOPLE = "email,name,roles\nprincipal.1@example.org,Principal One,leader\nnew.coach@example.org,Coach N,coach\n"


async def test_a_roster_is_checked_imported_and_imported_again(here: Site, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    checked = await here.run("roster", "check", file)
    assert (checked.code, checked.out.splitlines()[0]) == (0, "These files are in order. Importing them would do this:")
    assert people_named(here, "Coach N") == 0
    imported = report(await here.run("roster", "import", file, "--json"))
    assert imported["written"] is True
    assert imported["counts"]["people"] == {"new": 1, "changed": 1, "same": 0}  # type: ignore[index] # a dictionary
    assert imported["unmatched"] == [{"name": "Coach N", "email": "new.coach@example.org"}]
    assert people_named(here, "Coach N") == 1
    again = await here.run("roster", "import", file)
    assert again.out.startswith("Nothing was changed: everything in these files is stored already.")


def people_named(site: Site, name: str) -> int:
    with open_engine(site.url).connect() as connection:
        return len(connection.execute(select(people.c.id).where(people.c.name == name)).all())


async def test_a_bad_roster_is_told_row_by_row_and_ends_with_1(there: Site, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE + "not an address,Somebody,coach\n")
    for verb in ("check", "import"):
        ended = await there.run("roster", verb, file)
        assert ended.code == 1
        assert re.search(r"people\.csv.*row 4.*email", ended.out)
    assert people_named(there, "Coach N") == 0


async def test_a_roster_is_imported_before_the_first_start_too(tmp_path: Path, there: Site) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    program = tmp_path / "programme.yml"
    program.write_text("name: P\ncode: p\nzone: UTC\nschool_year:\n  from: 2026-08-31\n  to: 2027-06-18\n")
    fresh = {"DATABASE_URL": f"sqlite:///{tmp_path}/fresh.db", "COACHLOG_KEYS": ""}
    said = report(await there.run("roster", "import", program, file, "--json", **fresh))
    assert said["matched"] == 1
    assert [one["email"] for one in said["unmatched"]] == ["new.coach@example.org"]  # type: ignore[attr-defined] # a list


async def test_an_import_is_done_even_when_slack_is_away(there: Site, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    there.world.faults.add("users.list", "outage", count=0)
    ended = await there.run("roster", "import", file)
    assert ended.code == 0
    assert "Slack didn't answer" in ended.out
    assert people_named(there, "Coach N") == 1
