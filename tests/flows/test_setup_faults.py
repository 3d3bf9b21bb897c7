"""The set-up while Slack is late, refuses, or says that a channel is shared."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.errors import NotSavedYet
from bot.messages.home import SETUP
from bot.rules.channels import SHARED
from handlers.setup import channels, pages, people
from handlers.turn import ANSWER
from playground import shapes
from playground.records import Channel
from storage.database import Db
from storage.programmes import list_programmes
from tests.flows.conftest import Town
from tests.flows.settingup import CHANNELS, FILES, STEPS, make_programme, open_setup, opened, press, send, shown, waited


async def test_start_says_so_when_slack_refuses_and_works_the_next_time(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await admin.open_home()
    await town.world.wait_for(lambda: SETUP in str(admin.home()))
    town.world.faults.add("users.info", "error", error="internal_error")
    await admin.click(admin.home(), SETUP)
    assert "Slack didn't answer as it should" in str((await opened(town, admin)).blocks)
    await admin.close()
    assert (await open_setup(town, admin)).callback_id == "setup.basics"


async def test_start_opens_a_page_that_waits_while_slack_is_slow(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await admin.open_home()
    await town.world.wait_for(lambda: SETUP in str(admin.home()))
    town.world.faults.add("users.info", "late", seconds=4.0)
    await admin.click(admin.home(), SETUP)
    await waited(town, admin, "This page changes by itself.")
    assert (await opened(town, admin)).callback_id == "setup.basics"


async def test_matching_again_opens_a_page_that_waits_while_slack_is_slow(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await send(town, admin, FILES, "These files are in order")
    await admin.click(None, pages.IMPORT)
    await waited(town, admin, "Imported.")
    await admin.close()
    await waited(town, admin, "Not in Slack yet")
    town.world.faults.add("users.list", "late", seconds=4.0)
    await press(admin, pages.MATCH, 2, town)
    assert "Nobody new was found." in str(shown(admin).blocks)


async def test_a_page_that_waits_says_what_went_wrong(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await admin.open_home()
    await town.world.wait_for(lambda: SETUP in str(admin.home()))
    town.world.faults.add("users.info", "late", seconds=1.5)
    town.world.workspaces["T1"].users["UADMIN"].is_admin = False
    await admin.click(admin.home(), SETUP)
    await waited(town, admin, "This page changes by itself.")
    assert "isn't available to you" in str((await opened(town, admin)).blocks)


@pytest.mark.deadlines
async def test_channels_that_slack_is_slow_about_are_asked_for_again(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await open_setup(town, admin)
    for part in ("basics", "coaching"):
        await admin.fill(None, STEPS[part])
        await admin.submit()
    await admin.fill(None, CHANNELS)
    town.world.faults.add("conversations.info", "late", seconds=ANSWER)
    assert channels.SLOW in str((await admin.submit()).errors)
    assert shown(admin).state["coaches"]["value"]["selected_conversation"] == "CGENERAL"
    assert (await admin.submit()).meaning == "updated"
    assert shown(admin).callback_id == "setup.deadlines"


@pytest.mark.deadlines
async def test_slow_slack_and_a_busy_database_together_are_answered_in_time(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await press(admin, pages.EDIT["channels"], 2, town)
    await admin.fill(None, {"ops": "CGENERAL"})
    async with busy(town):
        town.world.faults.add("conversations.info", "late", seconds=1.4)
        assert (await admin.submit()).errors == {"coordinators": NotSavedYet().sentence}
    assert shown(admin).state["ops"]["value"]["selected_conversation"] == "CGENERAL"
    assert (await admin.submit()).meaning == "closed"
    assert (await town.store.read(list_programmes))[0].rules.channels.ops == "CGENERAL"


@contextlib.asynccontextmanager
async def busy(town: Town) -> AsyncIterator[None]:
    """The database saves nothing until the block ends."""
    begun, done = threading.Event(), threading.Event()

    def hold(_: Db) -> None:
        begun.set()
        done.wait(20)

    holding = asyncio.create_task(town.store.patient(30).write(hold))
    await asyncio.to_thread(begun.wait, 20)
    try:
        yield
    finally:
        done.set()
        await holding


async def test_a_channel_shared_with_another_organization_is_refused(
    bare_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    honest = shapes.channel

    def connected(channel: Channel, *given: Any) -> dict[str, Any]:
        return {**honest(channel, *given), "is_ext_shared": channel.id == "CCOORD"}

    monkeypatch.setattr(shapes, "channel", connected)
    await press(admin, pages.EDIT["channels"], 2, town)
    await admin.fill(None, {"ops": "CGENERAL"})
    for _ in range(2):
        assert (await admin.submit()).errors == {"coordinators": SHARED}
    await admin.fill(None, {"coordinators": "CGENERAL"})
    assert (await admin.submit()).meaning == "closed"
    stored = (await town.store.read(list_programmes))[0].rules.channels
    assert (stored.coordinators, stored.ops) == ("CGENERAL", "CGENERAL")


async def test_coordinators_stay_as_they_are_while_slack_does_not_say_who_is_chosen(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await press(admin, pages.COORDINATORS, 2, town)
    await admin.fill(None, {"people": ["UCOORD"]})
    town.world.faults.add("users.info", "status", status=429, retry_after=30)
    assert (await admin.submit()).errors == {"people": people.SLOW}
    assert (await admin.submit()).meaning == "closed"


async def test_a_file_that_slack_does_not_hand_over_is_said_and_can_be_chosen_again(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    town.world.faults.add("files.info", "error", error="file_not_found")
    await send(town, admin, FILES, "Slack didn't answer as it should")
    await send(town, admin, FILES, "These files are in order")


async def test_an_import_stands_when_slack_does_not_list_its_people(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await send(town, admin, FILES, "These files are in order")
    town.world.faults.add("users.list", "status", status=429, retry_after=30)
    await admin.click(None, pages.IMPORT)
    view = await waited(town, admin, "Slack didn't let me look for people just now")
    assert "Coach C (coach.c@example.org)" in str(view.blocks)
    await admin.click(None, pages.MATCH)
    await waited(town, admin, "3 people more matched.")
