"""A coordinator's Monday: the digest in the channel, its thread, the lists behind it, as it stood, and by asking."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.messages import digestlists as pages
from bot.messages import digests as words
from playground.deeds import membership
from playground.people import Person
from playground.records import Message, View
from storage.database import Db
from storage.people import people, roles
from storage.programmes import programmes
from storage.visits import visits
from tests.flows.asking import turned
from tests.flows.coachlogging import answers, modal, says
from tests.flows.conftest import NOW, Town

pytestmark = pytest.mark.unasked

MONDAY = datetime(2026, 11, 30, 12, 45, tzinfo=UTC)  # 7:45 AM in New York
SOON = NOW + timedelta(minutes=1)
THAT_TUESDAY = date(2026, 11, 24)


def second_coordinator(db: Db) -> None:
    """Admin A coordinates, too; Coach C still only coaches."""
    person = db.value(select(people.c.id).where(people.c.slack_user_id == "UADMIN"))
    db.add(roles, programme_id=db.value(select(programmes.c.id)), person_id=person, role="coordinator")


def digest_in(person: Person, channel: str = "CCOORD") -> list[Message]:
    """The digests in a channel, without their threads."""
    found = person.messages(channel)
    return [one for one in found if one.text.startswith("Coaching, week of") and one.thread_ts in {None, one.ts}]


async def thread_of(town: Town, above: Message) -> list[Message]:
    """What stands in its thread, once its last part is there."""

    def found() -> list[Message] | None:
        told = town.person("UCOORD").messages("CCOORD")
        under = [one for one in told if one.thread_ts == above.ts and one.ts != above.ts]
        return under if "What changed" in str(under) else None

    return await town.world.wait_for(found)


async def monday(town: Town, at: datetime = MONDAY) -> Message:
    """Turn the clock to Monday morning; its digest. The one before is what a program that began on Tuesday gets."""
    await turned(town, SOON)
    await turned(town, at)
    _, found = digest_in(town.person("UCOORD"))
    return found


async def opened(town: Town, person: Person, message: Message | None, button: str, title: str) -> View:
    """Press a button; the page with this title."""
    await person.click(message, button)

    def found() -> View | None:
        top = person.modal
        return top if top and str(top.title).find(title) > 0 and pages.LOADING not in str(top.blocks) else None

    return await town.world.wait_for(found)


def hold(db: Db) -> None:
    """A visit of the week before is logged late."""
    db.run(update(visits).where(visits.c.day == THAT_TUESDAY, visits.c.engagement_id == 1).values(state="held"))


async def test_monday_comes_with_one_digest_its_thread_and_the_lists_behind_it(town: Town) -> None:
    first, second = town.person("UCOORD"), town.person("UADMIN")
    await town.store.write(second_coordinator)
    digest = await monday(town)
    assert digest.text.startswith("Coaching, week of Nov 23 – ")
    assert "Digest 2 · as of Mon, Nov 30, 7:45 AM" in digest.text
    assert "Visits held 0 of 2 (0%)" in digest.text
    await turned(town, MONDAY + timedelta(hours=1))
    assert len(digest_in(first)) == 2
    told = [one.text for one in await thread_of(town, digest)]
    assert any("Without contact" in one for one in told)
    assert all(one.startswith("Digest 2 · ") for one in told)
    listed = await opened(town, first, digest, words.VISITS, "Visits not held")
    assert "Lincoln Elementary, Principal 14 (Coach C)\n0 of 1 visit held" in says(listed)
    again = await opened(town, second, digest, words.QUIET, "Without contact")
    assert "Harbor Middle, Principal 15 (Coach D)" in says(again)
    await town.store.write(hold)
    await nobody_else(town, digest)
    stood = await opened(town, second, digest, words.STOOD, "As it stood")
    assert ": 0 of 2 (0%) · now 1 of 2" in says(stood)
    assert "Next steps" not in says(stood)
    await asked_for(town, first)


async def nobody_else(town: Town, digest: Message) -> None:
    """Coach C sees the channel, and opens nothing of what is behind a digest."""
    coach = town.person("UCOACH")
    for button in (words.QUIET, words.STOOD):
        before = len(coach.messages("CCOORD"))
        await coach.click(digest, button)
        (said,) = await answers(town, coach, "CCOORD", "isn't available to you", before)
        assert said.ephemeral_to == "UCOACH"
        assert coach.modal is None


async def asked_for(town: Town, coordinator: Person) -> None:
    """The newest from Home, the week so far, and a day's as it stood; for coordinators."""
    await coordinator.close()
    await coordinator.open_home()
    await coordinator.click(await town.world.wait_for(coordinator.home), words.LATEST)
    await modal(town, coordinator, "Digest 2")
    await coordinator.close()
    await coordinator.command("/coachlog", "digest week")
    await modal(town, coordinator, "week of Nov 30 so far")
    await coordinator.close()
    await coordinator.command("/coachlog", "digest as of Nov 24")
    stood = await modal(town, coordinator, "As of Tue, Nov 24")
    assert "As it stood Tue, Nov 24, 11:59 PM" in says(stood)
    coach = town.person("UCOACH")
    before = len(coach.messages(coach.im))
    await coach.command("/coachlog", "digest")
    said = await town.world.wait_for(lambda: coach.messages(coach.im)[before:] or None)
    assert "Digests are for a program's coordinators" in said[0].text


async def test_a_slack_that_refuses_charts_and_tables_gets_the_same_in_words(town: Town) -> None:
    town.world.workspaces["T1"].withheld |= {"data_visualization", "table"}
    digest = await monday(town)
    assert "Visits held 0 of 2 (0%)" in says(digest)
    assert "data_visualization" not in str(digest.blocks)
    told = await thread_of(town, digest)
    assert not {"data_visualization", "table"} & {block["type"] for one in told for block in one.blocks}


async def test_a_channel_that_is_gone_is_told_of_and_the_digest_is_read_by_asking(town: Town) -> None:
    coordinator = town.person("UCOORD")
    membership.archive(town.world, "T1", "CCOORD", "UADMIN")
    await turned(town, SOON)
    told = await town.world.wait_for(lambda: next((one for one in coordinator.dm() if "arrive" in one.text), None))
    assert "the channel is archived" in told.text
    await coordinator.command("/coachlog", "digest")
    page = await modal(town, coordinator, "Digest 1")
    assert "Coaching, week of Nov 9 – " in says(page)
    listed = await opened(town, coordinator, None, words.QUIET, "Without contact")
    assert "Harbor Middle" in says(listed)
