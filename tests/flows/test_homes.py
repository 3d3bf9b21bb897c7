"""The Home of each role as people use it, and the shortcuts that work from anywhere."""

from bot.messages.contacts import LOG
from bot.messages.home import OLDER, OLDER_WITH_ME
from handlers.coachlog import SHORTCUT
from handlers.coachlog.listing import BACK
from playground.deeds.membership import arrive
from playground.deliver.events import heard
from playground.records import User
from storage.setup import give_role
from tests.flows.coachlogging import (
    VISIT,
    home,
    log,
    modal,
    says,
    submit,
    told,
    typed,
)
from tests.flows.conftest import NOW, Town
from tests.storage.contacting import add_person, log_visits
from tests.storage.planned import plan_usual


async def test_the_home_of_every_role_is_told_when_there_is_nothing_yet(town: Town) -> None:
    expected = {
        "UCOACH": "Nothing logged yet. What you log appears here.",
        "ULEAD": "Nothing logged yet. After each visit you can read here what your coach wrote.",
        "UCOORD": "Nothing logged yet. Each contact appears here as a fact, without its words.",
        "USTRANGE": "I don't have you in a coaching program yet.",
        "UADMIN": "I don't have you in a coaching program yet.",
    }
    for user, words in expected.items():
        assert words in await home(town, town.person(user))


async def test_every_home_shows_what_is_that_persons(town: Town) -> None:
    await log(town, town.person("UCOACH"))
    assert "1.5 of 4.5 h" in await home(town, town.person("UCOACH"), "L-0001")
    assert "On-site visit (90 min)" in await home(town, town.person("ULEAD"), "On-site visit")
    assert "1 of 2 leaders reached" in await home(town, town.person("UCOORD"), "L-0001")
    assert "Lincoln" not in await home(town, town.person("UOTHER"), "Harbor Middle")
    assert "Lincoln" not in await home(town, town.person("ULEAD2"), "Harbor Middle")


async def test_older_contacts_are_paged_through_there_and_back(town: Town) -> None:
    await town.store.write(log_visits, town.pairs["Lincoln Elementary"], 12)
    for user, action in (("UCOACH", OLDER), ("ULEAD", OLDER_WITH_ME)):
        person = town.person(user)
        await home(town, person, "Older")
        await person.click(person.home(), action)
        page = await modal(town, person, "Newer")
        assert says(page).count("On-site visit (") == 2
        await person.click(page, action + BACK)
        assert says(await modal(town, person, "Older")).count("On-site visit (") == 10


async def test_the_homes_log_button_opens_the_form_for_its_visit(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(plan_usual)
    await home(town, coach, "Log it")
    shown = await town.world.wait_for(coach.home)
    row = next(
        block["block_id"] for block in shown.blocks if LOG in str(block.get("elements")) and "Change" in str(block)
    )
    await coach.click(shown, LOG, row)
    assert typed(await modal(town, coach), "start")["selected_time"] == "09:00"


async def test_the_shortcuts_work_from_anywhere(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.shortcut(SHORTCUT)
    await modal(town, coach, "Log a contact")
    await coach.close()
    await coach.shortcut("home.week")
    week = await modal(town, coach, "This week")
    await coach.click(week, LOG)
    await town.world.wait_for(lambda: len(coach.modals) == 2)
    await submit(coach, **VISIT)
    assert "L-0001" in (await told(town, coach)).text


async def test_somebody_who_joins_is_matched_and_sees_their_home(town: Town) -> None:
    person = await town.store.write(add_person, None, "Principal 16", "principal.16@example.org")
    await town.store.write(give_role, NOW, "test", 1, person, "leader")
    new = User("UNEW", "principal.16", "Principal 16", email="Principal.16@example.org")
    await heard(arrive(town.world, "T1", new))
    shown = await town.world.wait_for(lambda: town.person("UNEW").home())
    assert "No coach is matched with you yet." in says(shown)
