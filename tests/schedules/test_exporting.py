"""Exports built and sent: once each, also when a process ends in the middle or Slack fails."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any, Literal

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bot.messages.exports import FAILED, KEEP_IT, NOT_BUILT
from bot.rules.exports import MINE, Wanted
from playground.records import File
from schedules.exporting import Exporting
from storage.database import Db
from storage.exporting import PAGE
from storage.exports import ask_export, cancel_export, find_export
from storage.outbox import outbox
from storage.people import set_active
from tests.patience import hang_up
from tests.schedules.conftest import Office
from tests.storage.contacting import COACH, TODAY

WANTED = Wanted(MINE, "csv", date(2026, 11, 1), date(2026, 11, 30))


class Ended(BaseException):
    """The process ends here."""


def nothing(_name: str) -> None:
    pass


@dataclass
class Works:
    """The office with exporters."""

    office: Office
    session: aiohttp.ClientSession

    def exporter(self, hit: Callable[[str], None] = nothing, **changes: Any) -> Exporting:
        """The exporter of another process."""
        client = AsyncWebClient(
            self.office.client.token, self.office.client.base_url, session=self.session, retry_handlers=[], timeout=30
        )
        office = self.office
        return Exporting(office.store, client, office.clock.now, hit, asyncio.Semaphore(1), **changes)

    async def asked(self, wanted: Wanted = WANTED, contacts: int = 1) -> int:
        """Ask for an export of so many contacts; its message is delivered."""
        for number in range(contacts):
            await self.office.do("log", f"c{number}", day=TODAY - timedelta(days=number % 10))
        await self.office.store.write(lambda db: db.run(update(outbox).values(state="void")).rowcount)
        export = await self.office.store.write(ask_export, COACH, self.office.clock.now(), "one", wanted, contacts)
        await self.deliver()
        return export

    async def deliver(self) -> None:
        """Send what is owed."""
        while await self.office.sender().run_once():
            self.office.clock.turn(2)

    async def build(self, exporter: Exporting) -> None:
        """Let an exporter build what waits."""
        exporter.wake()
        assert exporter.task is not None
        await exporter.task

    async def state(self, export: int) -> str:
        found = await self.office.store.read(find_export, export)
        assert found is not None
        return found.state

    def files(self) -> list[File]:
        """What has been sent to the coach, oldest first."""
        held = self.office.world.workspaces["T1"].files
        return [held[one] for message in self.office.posted("UCOACH") for one in message.files]

    def said(self) -> list[str]:
        return [one.text for one in self.office.posted("UCOACH")]


@pytest.fixture
async def works(office: Office) -> AsyncIterator[Works]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        yield Works(office, session)


def rows(file: File) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((file.content or b"").decode("utf-8-sig"), newline="")))


def ends_at(place: str) -> Callable[[str], None]:
    def hit(name: str) -> None:
        if name == place:
            raise Ended

    return hit


async def test_the_message_comes_first_and_then_the_file(works: Works) -> None:
    export = await works.asked(contacts=2)
    assert "Building your contacts for November 2026: 2 entries. I'll send you the file here." in works.said()
    await works.build(works.exporter())
    (file,) = works.files()
    assert [row["Contact"] for row in rows(file)] == ["L-0002", "L-0001"]
    assert works.said()[-2:] == [
        "Built your contacts for November 2026: 2 entries.",
        f"Your contacts for November 2026. {KEEP_IT}",
    ]
    assert await works.state(export) == "sent"
    await works.build(works.exporter())
    assert len(works.files()) == 1


async def test_one_that_takes_long_says_how_far_it_is(works: Works) -> None:
    await works.asked(contacts=PAGE + 1)
    jumps = count(0, 3)
    exporter = works.exporter(monotonic=lambda: float(next(jumps)))
    await works.build(exporter)
    updates = [one["args"]["text"] for one in works.office.world.journal.calls("chat.update")]
    assert (
        f"Building your contacts for November 2026: {PAGE} of {PAGE + 1} entries so far. I'll send you the file here."
        in updates
    )
    assert len(rows(works.files()[0])) == PAGE + 1


async def test_a_cancelled_one_is_not_sent(works: Works) -> None:
    export = await works.asked()
    await works.office.store.write(cancel_export, COACH, works.office.clock.now(), export)
    await works.build(works.exporter())
    assert works.files() == []


async def test_one_that_is_cancelled_while_it_is_built_is_not_sent(works: Works) -> None:
    export = await works.asked()
    exporter = works.exporter()
    build = Exporting._build

    async def and_cancel(self: Exporting, one: Any) -> bytes:
        content = await build(self, one)
        await works.office.store.write(cancel_export, COACH, works.office.clock.now(), export)
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exporting, "_build", and_cancel)
        await works.build(exporter)
    assert works.files() == []
    assert await works.state(export) == "cancelled"


@pytest.mark.parametrize("place", ["before_share", "after_share"])
async def test_a_process_that_ends_in_the_middle_leaves_it_to_the_next_which_sends_it_once(
    works: Works, place: str
) -> None:
    export = await works.asked()
    with pytest.raises(Ended):
        await works.build(works.exporter(ends_at(place)))
    assert await works.state(export) == "sending"
    await works.build(works.exporter())
    assert len(works.files()) == (place == "after_share")
    works.office.clock.turn(180)
    await works.build(works.exporter())
    assert len(works.files()) == 1
    assert await works.state(export) == "sent"
    assert works.said()[-2].startswith("Built ")


async def test_a_process_that_stops_politely_hands_it_on_at_once(works: Works) -> None:
    export = await works.asked(contacts=PAGE + 1)
    exporter = works.exporter()
    exporter.wake()
    await asyncio.sleep(0)
    exporter.stopping = True
    assert exporter.task is not None
    await exporter.task
    assert works.files() == []
    works.office.clock.turn(1)
    await works.build(works.exporter())
    assert await works.state(export) == "sent"


async def test_what_slack_refuses_is_tried_again_and_given_up_in_words(works: Works) -> None:
    export = await works.asked()
    works.office.world.faults.add("files.getUploadURLExternal", "error", count=0)
    for _ in range(5):
        await works.build(works.exporter())
        works.office.clock.turn(1200)
    assert await works.state(export) == "failed"
    await works.deliver()
    assert FAILED["tries"] in works.said()
    assert works.files() == []


async def test_without_leave_to_send_files_it_is_said_what_is_missing(works: Works) -> None:
    export = await works.asked()
    works.office.world.app.installations["T1"].scopes = ("chat:write", "im:write")
    await works.build(works.exporter())
    assert await works.state(export) == "failed"
    await works.deliver()
    assert FAILED["scope"] in works.said()


@pytest.mark.parametrize("effect", ["lost_answer", "outage", "silence"])
async def test_an_answer_that_is_lost_sends_no_second_file(
    works: Works, monkeypatch: pytest.MonkeyPatch, effect: Literal["lost_answer", "outage", "silence"]
) -> None:
    export = await works.asked()
    if effect == "silence":
        hang_up(monkeypatch, works.office.world, "files.completeUploadExternal")
    works.office.world.faults.add("files.completeUploadExternal", effect)
    await works.build(works.exporter())
    works.office.clock.turn(1200)
    await works.build(works.exporter())
    assert await works.state(export) == "sent"
    assert len(works.files()) == 1


async def test_contacts_taken_back_meanwhile_make_no_file(works: Works) -> None:
    export = await works.asked(Wanted(MINE, "csv", date(2026, 1, 1), date(2026, 1, 31)))
    await works.build(works.exporter())
    await works.deliver()
    assert await works.state(export) == "failed"
    assert {NOT_BUILT, FAILED["empty"]} <= set(works.said())


async def test_a_deactivated_person_gets_nothing(works: Works) -> None:
    export = await works.asked()

    def leave(db: Db) -> int:
        return set_active(db, "UCOACH", False, works.office.clock.now())

    await works.office.store.write(leave)
    await works.build(works.exporter())
    assert await works.state(export) == "failed"
    assert works.files() == []


async def test_bytes_go_to_no_address_but_slacks_own(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    export = await works.asked()

    async def elsewhere(*_: Any, **__: Any) -> dict[str, str]:
        return {"upload_url": "https://files.example.org/upload", "file_id": "F1"}

    monkeypatch.setattr(AsyncWebClient, "files_getUploadURLExternal", elsewhere)
    await works.build(works.exporter())
    assert await works.state(export) == "building"
    assert works.files() == []
