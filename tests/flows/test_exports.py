"""Exports as people have them: asked for in Slack, built while they go on, and sent as a file."""

import asyncio
import csv
import io

import openpyxl
import pypdf
import pytest
from sqlalchemy import update

from bot.errors import UNAVAILABLE
from bot.messages.exports import CANCEL, CANCELLED, KEEP_IT, PRIVATE
from bot.rules.exports import NONE_IN_MONTH, NONE_THEN, PER_HOUR
from handlers.exports import FORM, NOTES
from schedules.exporting import Exporting
from storage.contacts import contacts
from storage.database import Db
from storage.engagements import engagements
from storage.exports import Export
from tests.flows.coachlogging import answers, fields, home, log, modal, told, typed
from tests.flows.conftest import Town
from tests.flows.exporting import TABLE, as_sheet, asked, at_home, audited, exported, files, said, says, verbs
from tests.flows.settingup import forge

NOTE, MINE = "=Exit tickets, “weak”", "She is tired."


async def logged(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach, note=NOTE, minutes=90)
    await told(town, coach)


def add_private_note(db: Db) -> None:
    db.run(update(contacts).values(private_note=db.seal(contacts.c.private_note, MINE)))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_a_coach_gets_their_contacts_as_csv_in_the_conversation(town: Town) -> None:
    coach = town.person("UCOACH")
    await logged(town)
    await asked(town, coach)
    file, content = await exported(town, coach, format="CSV, for any other program", **TABLE)
    assert file.name == file.title == "coachlog-contacts-2026-11-01-to-2026-11-17.csv"
    (row,) = rows(content)
    assert (row["Contact"], row["Minutes"], row["School"]) == ("L-0001", "90", "Lincoln Elementary")
    assert row["Note for the pair"] == "'" + NOTE
    assert "My private note" not in row
    assert file.channels == [coach.im]
    assert any(KEEP_IT in text and PRIVATE not in text for text in said(coach))
    await says(town, coach, "Built your contacts for Nov 1 to 17, 2026: 1 entry.")
    assert await audited(town, "export.sent") == ["export.asked", "export.sent"]
    assert not any("Exit tickets" in text for text in said(coach)[1:])


async def test_a_spreadsheet_has_days_and_numbers_and_no_formula(town: Town) -> None:
    coach = town.person("UCOACH")
    await logged(town)
    await at_home(town, coach)
    _, content = await exported(town, coach, **TABLE)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Contacts"]
    cells = {str(head.value): cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert cells["Date"].data_type == "d"
    assert (cells["Minutes"].value, cells["Hours"].value) == (90, 1.5)
    assert (cells["Note for the pair"].value, cells["Note for the pair"].data_type) == (NOTE, "s")


async def test_private_notes_are_in_it_only_when_their_author_ticks_the_box(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach, note=NOTE, minutes=90)
    await town.store.write(add_private_note)
    await asked(town, coach)
    _, plain = await exported(town, coach, format="CSV, for any other program", **TABLE)
    await asked(town, coach)
    _, full = await exported(town, coach, format="CSV, for any other program", private=[NOTES], **TABLE)
    assert MINE not in plain.decode()
    assert rows(full)[0]["My private note"] == MINE
    assert any(PRIVATE in text for text in said(coach))


async def test_a_leader_gets_what_is_shared_and_no_private_word(town: Town) -> None:
    leader = town.person("ULEAD")
    await logged(town)
    await town.store.write(add_private_note)
    view = await at_home(town, leader)
    assert "private" not in fields(view)
    _, content = await exported(town, leader, format="CSV, for any other program", **TABLE)
    assert rows(content)[0]["Note for the pair"] == "'" + NOTE
    assert MINE not in content.decode()
    await asked(town, leader)
    await as_sheet(town, leader)
    file, content = await exported(town, leader, month="November 2026")
    assert file.name == f"coachlog-month-sheet-{town.pairs['Lincoln Elementary']}-2026-11.pdf"
    printed = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    for words in ("Lincoln Elementary", "Principal 14", "Coach C", "1.5 of 4.5 h", NOTE, "Page 1 of 1"):
        assert words in printed
    assert MINE not in printed


async def test_days_without_contacts_are_answered_in_words_and_what_was_chosen_stays(town: Town) -> None:
    coach = town.person("UCOACH")
    await logged(town)
    await asked(town, coach)
    await coach.fill(None, {"first": "2026-10-01", "last": "2026-10-31"})
    assert (await coach.submit()).meaning == "errors"
    assert coach.errors == {"last": NONE_THEN}
    await coach.fill(None, {"last": "2026-09-30"})
    await coach.submit()
    assert "before the first one" in coach.errors["last"]
    top = await modal(town, coach, FORM)
    assert typed(top, "first")["selected_date"] == "2026-10-01"
    assert await verbs(town) == []


async def test_a_month_without_contacts_is_said_under_the_month(town: Town) -> None:
    coach = town.person("UCOACH")
    await logged(town)
    await asked(town, coach)
    await as_sheet(town, coach)
    await coach.fill(None, {"month": "October 2026"})
    assert (await coach.submit()).meaning == "errors"
    assert coach.errors == {"month": NONE_IN_MONTH}


async def test_people_without_contacts_hear_what_will_be_here(town: Town) -> None:
    await town.store.write(lambda db: db.run(update(engagements).values(leader_id=engagements.c.coach_id)))
    for user, words in (("ULEAD2", "nothing you could export yet"), ("USTRANGE", "don't have you in a coaching")):
        person = town.person(user)
        await person.command("/coachlog", "Export")
        assert await answers(town, person, person.im, words)


async def test_somebody_elses_pair_is_denied_and_audited(town: Town) -> None:
    coach, other = town.person("UCOACH"), town.person("UOTHER")
    await logged(town)
    view = await asked(town, other)
    chosen = typed(view, "what")["selected_option"]
    chosen["value"] = str(town.pairs["Lincoln Elementary"])
    assert (await other.submit(force=True)).meaning == "errors"
    assert other.errors == {"what": UNAVAILABLE}
    assert await audited(town, "denied:export.scope") == ["denied:export.scope"]
    assert files(town, other) == files(town, coach) == []


async def test_only_so_many_an_hour(town: Town) -> None:
    coach = town.person("UCOACH")
    await logged(town)
    for _ in range(PER_HOUR):
        await asked(town, coach)
        await exported(town, coach, format="CSV, for any other program", **TABLE)
    await asked(town, coach)
    await coach.fill(None, TABLE)
    assert (await coach.submit()).meaning == "errors"
    assert "within the hour" in coach.errors["format"]


async def test_one_that_takes_long_is_cancelled_by_its_button(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    coach, go_on = town.person("UCOACH"), asyncio.Event()
    build = Exporting._build

    async def slowly(self: Exporting, export: Export) -> bytes:
        await go_on.wait()
        return await build(self, export)

    monkeypatch.setattr(Exporting, "_build", slowly)
    await logged(town)
    await asked(town, coach)
    await coach.fill(None, TABLE)
    assert (await coach.submit()).meaning == "closed"
    message = await says(town, coach, "Building your contacts for Nov 1 to 17, 2026: 1 entry. I'll send you the file")
    old = list(message.blocks)
    await coach.click(message, CANCEL)
    await says(town, coach, CANCELLED)
    go_on.set()
    message.blocks = old
    await coach.click(message, CANCEL)
    assert await answers(town, coach, coach.im, "canceled already")
    assert await audited(town, "export.cancelled") == ["export.asked", "export.cancelled"]
    assert files(town, coach) == []


async def test_a_submission_that_slack_delivers_again_makes_one_file(town: Town) -> None:
    coach = town.person("UCOACH")
    await logged(town)
    await asked(town, coach)
    town.world.faults.add("view_submission", "redeliver", times=2, together=True)
    await exported(town, coach, **TABLE)
    assert await audited(town, "export.sent") == ["export.asked", "export.sent"]
    await town.app.duties.export()
    assert len(files(town, coach)) == 1


async def test_nobody_else_presses_cancel(town: Town) -> None:
    coach, other = town.person("UCOACH"), town.person("UOTHER")
    await logged(town)
    await asked(town, coach)
    await exported(town, coach, **TABLE)
    await home(town, other)
    page = other.home()
    assert page is not None
    await forge(other, page, CANCEL, "1")
    assert await audited(town, "denied:export.cancel") == ["export.asked", "export.sent", "denied:export.cancel"]
