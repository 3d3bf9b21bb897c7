"""A program's tables as its coordinator has them: asked for in Slack, built while they go on, sent as a file."""

import csv
import io

import openpyxl

from bot.messages.exports import PEOPLE, PROGRAM_EXPORT
from bot.rules.exports import NO_LINES
from handlers.programexports import FORM
from tests.flows.coachlogging import fields, home, log, modal, told
from tests.flows.conftest import Town
from tests.flows.exporting import TABLE, audited, exported, said

NOTE = "Exit tickets are weak."


async def asked_by(town: Town, user: str) -> None:
    person = town.person(user)
    await person.command("/coachlog", "export")
    await modal(town, person, FORM)


async def test_a_coordinator_gets_what_took_place_and_nothing_that_was_said(town: Town) -> None:
    coach, coordinator = town.person("UCOACH"), town.person("UCOORD")
    await log(town, coach, note=NOTE, minutes=90)
    await told(town, coach)
    await asked_by(town, "UCOORD")
    assert coordinator.modal
    assert fields(coordinator.modal) == ["sheet", "district", "first", "last", "columns", "format"]
    file, content = await exported(town, coordinator, format="CSV, for any other program", **TABLE)
    assert file.name == "coachlog-program-contacts-2026-11-01-to-2026-11-17.csv"
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (row["Contact"], row["Minutes"], row["District"], row["Coach"]) == ("L-0001", "90", "District 1", "Coach C")
    assert NOTE.encode() not in content
    assert any(PEOPLE in text for text in said(coordinator))
    assert await audited(town, "export.sent") == ["export.asked:contacts", "export.sent"]


async def test_another_table_has_its_own_columns_of_which_some_are_chosen(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await log(town, town.person("UCOACH"), minutes=90)
    shown = await home(town, coordinator, PROGRAM_EXPORT)
    assert shown
    await coordinator.click(coordinator.home(), PROGRAM_EXPORT)
    await modal(town, coordinator, FORM)
    await coordinator.fill(coordinator.modal, {"sheet": "Hours and visits: each leader, month by month"})
    await town.world.wait_for(lambda: "Hours promised" in str(coordinator.modal) or None)
    _, content = await exported(town, coordinator, columns=["Month", "Leader", "Hours that count"], **TABLE)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert sheet.title == "Hours"
    assert rows[0] == ("Month", "Leader", "Hours that count")
    assert ("2026-11", "Principal 14", 1.5) in rows


async def test_where_there_is_nothing_the_form_says_so_and_stays_open(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await asked_by(town, "UCOORD")
    await coordinator.fill(None, TABLE)
    assert (await coordinator.submit()).errors == {"last": NO_LINES}


async def test_who_coordinates_nothing_gets_the_form_for_their_own(town: Town) -> None:
    leader = town.person("ULEAD")
    await log(town, town.person("UCOACH"), minutes=90)
    await leader.command("/coachlog", "export")
    await modal(town, leader, "All contacts with my coach")
