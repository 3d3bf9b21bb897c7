"""Set-up in Slack: from an empty database to a coach who logs a visit, and what is refused on the way."""

import copy

from bot.messages.home import SETUP
from handlers.setup import form, pages
from storage.programmes import list_programmes
from tests.flows.conftest import Town
from tests.flows.settingup import (
    FILES,
    STEPS,
    forge,
    make_programme,
    open_setup,
    opened,
    press,
    replay,
    send,
    shown,
    waited,
)
from tests.storage.settingup import verbs

PROGRAMME = b"""name: Example program
code: example
zone: America/New_York
school_year:
  from: 2026-08-31
  to: 2027-06-18
"""


async def test_an_installer_brings_a_program_to_life_and_a_coach_logs_a_visit(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    overview = await make_programme(town, admin)
    assert "Next: upload the roster files" in str(overview.blocks)
    page = await send(town, admin, FILES, "These files are in order")
    assert "Engagements: 1 new" in str(page.blocks)
    await admin.click(None, pages.IMPORT)
    page = await waited(town, admin, "Imported.")
    assert "Principal 99 (principal.99@example.org)" in str(page.blocks)
    assert "coach.c@example.org" not in str(page.blocks)
    await town.world.wait_for(lambda: "Coordinator 1" in str(admin.modals[0].blocks))

    coach = town.person("UCOACH")
    assert await town.world.wait_for(lambda: "Lincoln Elementary" in str(coach.home()))
    await coach.command("/coachlog")
    view = await town.world.wait_for(lambda: coach.modal)
    await coach.fill(view, {"presence": "yes"})
    assert (await coach.submit()).meaning == "closed"
    # A welcome comes by itself, before it or after it.
    assert await town.world.wait_for(lambda: any("Logged L-0001" in one.text for one in coach.dm()))
    coordinator = town.person("UCOORD")
    assert await town.world.wait_for(lambda: coordinator.messages("CCOORD"))
    assert await town.world.wait_for(lambda: SETUP in str(coordinator.home()))


async def test_a_wrong_answer_gets_its_sentence_and_nothing_typed_is_lost(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    view = await open_setup(town, admin)
    assert view.callback_id == "setup.basics"
    await admin.fill(view, STEPS["basics"] | {"code": "two words"})
    verdict = await admin.submit(force=True)
    assert verdict.errors == {"code": "Use up to 40 letters, digits, dots, dashes or underscores, without spaces."}
    assert admin.modal is not None
    assert admin.modal.state["name"]["value"]["value"] == "Association program"
    await admin.fill(view, {"code": "assoc"})
    assert (await admin.submit()).meaning == "updated"
    await admin.close(whole=True)
    again = await open_setup(town, admin)
    assert again.callback_id == "setup.coaching"
    await admin.fill(again, {"hours_per_month": "3.5"})
    await admin.click(None, form.BACK)
    await town.world.wait_for(lambda: admin.modal and admin.modal.callback_id == "setup.basics")
    assert shown(admin).state["code"]["value"]["value"] == "assoc"
    await admin.submit()
    assert shown(admin).state["hours_per_month"]["value"]["value"] == "3.5"


async def test_an_earlier_step_that_comes_again_late_brings_no_older_text_back(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await open_setup(town, admin)
    await admin.fill(None, STEPS["basics"] | {"name": "Older name", "code": "older"})
    await admin.submit()
    await admin.click(None, form.BACK)
    await town.world.wait_for(lambda: admin.modal and admin.modal.callback_id == "setup.basics")
    await admin.fill(None, STEPS["basics"])
    await admin.submit()
    await replay(town, "setup.basics")
    for part in ("coaching", "channels", "deadlines", "privacy"):
        await admin.fill(None, STEPS[part])
        assert (await admin.submit()).meaning == "updated"
        await replay(town, "setup.basics")
    assert shown(admin).callback_id == pages.OVERVIEW
    (stored,) = await town.store.read(list_programmes)
    assert (stored.name, stored.code) == ("Association program", "assoc")


async def test_a_step_sent_again_after_its_answer_was_lost_counts_as_it_is_now(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await open_setup(town, admin)
    await admin.fill(None, STEPS["basics"] | {"name": "Older name"})
    town.world.faults.add("view_submission", "lost_answer")
    assert (await admin.submit()).meaning == "trouble"
    await admin.fill(None, {"name": "Newer name"})
    assert (await admin.submit()).meaning == "updated"
    await replay(town, "setup.basics")
    await admin.click(None, form.BACK)
    await town.world.wait_for(lambda: admin.modal and admin.modal.callback_id == "setup.basics")
    assert shown(admin).state["name"]["value"]["value"] == "Newer name"


async def test_zones_are_offered_as_one_types(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    view = await open_setup(town, admin)
    offered = await admin.options(view, "zone", "chic")
    assert offered[0]["value"] == "America/Chicago"
    assert view.state["zone"]["value"]["selected_option"]["value"] == "America/New_York"


async def test_a_channel_the_app_cannot_write_in_is_refused_with_what_to_do(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    everybody = [user for user in town.world.workspaces["T1"].users]
    people = [user for user in everybody if not town.world.workspaces["T1"].users[user].is_bot]
    town.world.add_channel("T1", "without", people, id="CWITHOUT")
    town.world.add_channel("T1", "hidden", people, kind="private", id="CHIDDEN")
    await open_setup(town, admin)
    for part in ("basics", "coaching"):
        await admin.fill(None, STEPS[part])
        await admin.submit()
    await admin.fill(None, {"coordinators": "CCOORD", "coaches": "CWITHOUT", "ops": "CHIDDEN"})
    verdict = await admin.submit()
    assert set(verdict.errors) == {"coaches", "ops"}
    assert "/invite @Coachlog" in verdict.errors["ops"]


async def test_a_part_is_edited_alone_and_the_overview_follows(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    view = await press(admin, pages.EDIT["privacy"], 2, town)
    await admin.click(view, form.ADD_WINDOW)
    await town.world.wait_for(lambda: "test_windows.0.start" in str(shown(admin).blocks))
    await admin.fill(None, {"test_windows.0.start": "2027-03-29", "test_windows.0.end": "2027-03-01"})
    assert "test_windows.0.end" in (await admin.submit()).errors
    await admin.fill(None, {"test_windows.0.end": "2027-04-09", "retention_months": "60"})
    assert (await admin.submit()).meaning == "closed"
    await waited(town, admin, "Testing: Mon, Mar 29, 2027")
    stored = (await town.store.read(list_programmes))[0]
    assert (stored.rules.retention_months, len(stored.rules.test_windows)) == (60, 1)


async def test_a_test_window_goes_when_its_days_are_cleared_and_never_with_only_its_name_typed(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await admin.click(await press(admin, pages.EDIT["privacy"], 2, town), form.ADD_WINDOW)
    await town.world.wait_for(lambda: "test_windows.0.start" in str(shown(admin).blocks))
    await admin.fill(None, {"test_windows.0.name": "Spring testing"})
    assert list((await admin.submit()).errors) == ["test_windows.0.start", "test_windows.0.end"]
    await admin.fill(None, {"test_windows.0.start": "2027-03-29", "test_windows.0.end": "2027-04-09"})
    assert (await admin.submit()).meaning == "closed"
    await waited(town, admin, "Spring testing: Mon, Mar 29, 2027")
    await press(admin, pages.EDIT["privacy"], 2, town)
    await admin.fill(None, {"test_windows.0.start": None, "test_windows.0.end": None})
    assert (await admin.submit()).meaning == "closed"
    assert (await town.store.read(list_programmes))[0].rules.test_windows == ()


async def test_whoever_may_not_set_up_is_told_so_and_it_is_audited(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await coordinator.open_home()
    await town.world.wait_for(lambda: SETUP in str(coordinator.home()))
    for user in ("USTRANGE", "UADMIN", "UCOACH"):
        person = town.person(user)
        await person.open_home()
        home = await town.world.wait_for(person.home)
        assert SETUP not in str(home.blocks)
        await forge(person, home, SETUP)
        view = await opened(town, person)
        assert "isn't available to you" in str(view.blocks)
    assert (await town.store.read(verbs)).count("denied:setup.open") == 3


async def test_metadata_of_another_making_changes_nothing(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    view = await press(admin, pages.EDIT["deadlines"], 2, town)
    real = view.private_metadata
    body, _, tag = real.rpartition(".")
    await admin.fill(view, {"log_late_hours": "99"})
    for forged in ("", body, body.replace('"p":1', '"p":2') + "." + tag, "{}." + tag):
        view.private_metadata = forged
        assert "isn't available" in str((await admin.submit()).errors)
    view.callback_id, view.private_metadata = "setup.privacy", real
    assert (await admin.submit()).meaning == "errors"
    stored = (await town.store.read(list_programmes))[0]
    assert stored.rules.log_late_hours == 48
    assert "denied:metadata" in await town.store.read(verbs)


async def test_submitting_the_last_step_twice_makes_one_program(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await open_setup(town, admin)
    for part in ("basics", "coaching", "channels", "deadlines"):
        await admin.fill(None, STEPS[part])
        await admin.submit()
    view = shown(admin)
    twice = copy.deepcopy(view)
    assert (await admin.submit()).meaning == "updated"
    view.blocks, view.callback_id, view.private_metadata = twice.blocks, twice.callback_id, twice.private_metadata
    view.state, view.submit = twice.state, twice.submit
    assert (await admin.submit()).meaning == "updated"
    assert view.callback_id == pages.OVERVIEW
    assert len(await town.store.read(list_programmes)) == 1


async def test_who_coordinates_is_chosen_and_a_new_one_is_told(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await press(admin, pages.COORDINATORS, 2, town)
    await admin.fill(None, {"people": ["UCOORD", "UOTHER"]})
    assert (await admin.submit()).meaning == "closed"
    await waited(town, admin, "Coordinator 1")
    coordinator = town.person("UCOORD")
    said = await town.world.wait_for(coordinator.dm)
    assert "You now coordinate Association program." in said[0].text
    await town.world.wait_for(lambda: SETUP in str(coordinator.home()))
    await coordinator.click(said[0], SETUP)
    await town.world.wait_for(lambda: coordinator.modal)
    await press(coordinator, pages.COORDINATORS, 2, town)
    await coordinator.fill(None, {"people": ["UOTHER"]})
    assert (await coordinator.submit()).meaning == "closed"
    await waited(town, coordinator, "You don't coordinate this program anymore.")
    assert await town.world.wait_for(lambda: SETUP not in str(coordinator.home()))


async def test_a_form_sent_again_gives_no_role_back(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    sent = []
    for people in (["UCOORD", "UOTHER"], ["UOTHER"]):
        view = await press(admin, pages.COORDINATORS, 2, town)
        await admin.fill(None, {"people": people})
        sent.append((view.private_metadata, {"people": people}))
        assert (await admin.submit()).meaning == "closed"
    view = await press(admin, pages.COORDINATORS, 2, town)
    view.private_metadata = sent[0][0]
    await admin.fill(None, sent[0][1])
    assert (await admin.submit()).meaning == "closed"
    assert (await town.store.read(verbs)).count("role.added:coordinator") == 2
    assert (await town.store.read(verbs)).count("role.removed:coordinator") == 1


async def test_an_app_or_nobody_cannot_coordinate(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await press(admin, pages.COORDINATORS, 2, town)
    await admin.fill(None, {"people": [town.world.app.installations["T1"].bot_user_id]})
    assert "is an app" in (await admin.submit()).errors["people"]
    await admin.fill(None, {"people": []})
    assert (await admin.submit(force=True)).errors["people"] == "Choose 1 to 25 people."


async def test_a_program_comes_from_a_file_and_a_second_one_beside_it(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await open_setup(town, admin)
    await press(admin, form.FROM_FILE, 2, town)
    whole = [("programme.yml", PROGRAMME), *FILES]
    page = await send(town, admin, whole, "These files are in order")
    assert "Programs: 1 new" in str(page.blocks)
    await admin.click(None, pages.IMPORT)
    await waited(town, admin, "Imported.")
    await town.world.wait_for(lambda: "Example program" in str(admin.modals[0].blocks))
    await admin.close()
    await press(admin, pages.ADD, 2, town)
    for filled in STEPS.values():
        await admin.fill(None, filled)
        assert (await admin.submit()).meaning == "updated"
    await admin.close()
    await waited(town, admin, "Association program")
    await admin.click(None, pages.SHOW)
    await town.world.wait_for(lambda: shown(admin).blocks[0]["text"]["text"] == "Example program")
    assert [one.code for one in await town.store.read(list_programmes)] == ["example", "assoc"]
