"""Settings in whole conversations: what is in force is shown, what is saved is in force, what is wrong says where."""

from datetime import timedelta

import pytest

from bot.messages.wishes import AWAY, COMING, HERE, HOURS, KINDS, OPEN
from playground.deeds.membership import alter
from playground.deliver.events import heard
from playground.people import Person
from playground.records import View
from storage.database import Db
from storage.nudging import NewNudge, plan_nudges
from storage.people import Actor, find_person
from tests.flows.coachlogging import fields, home, modal, says, submit
from tests.flows.conftest import NOW, Town

pytestmark = pytest.mark.unasked


async def settings(town: Town, person: Person) -> View:
    """Open Settings from the Home."""
    await home(town, person, "Settings")
    await person.click(person.home(), OPEN)
    return await modal(town, person, "When I write to you")


async def form(town: Town, person: Person, action: str, words: str) -> View:
    await person.click(await settings(town, person), action)
    return await modal(town, person, words)


async def test_hours_are_prefilled_checked_saved_and_in_force_at_once(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(planned)
    view = await form(town, coach, HOURS, "Quiet until")
    assert fields(view) == ["zone", "days", "hours_from", "hours_to", "bundle_at", "quiet_from", "quiet_to"]
    assert view.state["zone"]["value"]["selected_option"]["text"]["text"] == "Where Slack says I am (Eastern time)"
    await coach.fill(None, {"bundle_at": "18:30", "quiet_from": "12:00"})
    assert (await coach.submit()).errors == {"quiet_to": "Choose both times, or clear both."}
    await coach.fill(None, {"quiet_to": "13:00"})
    assert (await coach.submit()).errors == {"bundle_at": "Choose a time in your hours."}
    await submit(coach, bundle_at="14:00", days=["Monday", "Tuesday", "Wednesday"])
    page = says(await modal(town, coach, "Monday to Wednesday"))
    assert "Monday to Wednesday, 7:00 AM–6:00 PM, Eastern time" in page
    assert "What can wait comes together at 2:00 PM\nQuiet: 12:00 PM–1:00 PM" in page
    await coach.click(coach.modal, COMING)
    shown = says(await modal(town, coach, "Two school days before the day"))
    assert "1. Two school days before the day.\n2. On the day." in shown
    assert "Next: Tue, Nov 17, 2:00 PM" in shown


async def test_another_zone_is_found_by_typing_and_kept(town: Town) -> None:
    leader = town.person("ULEAD")
    view = await form(town, leader, HOURS, "Quiet until")
    assert next(one["value"] for one in await leader.options(view, "zone", "")) == "slack"
    [found, *_] = await leader.options(view, "zone", "denver")
    assert found["value"] == "America/Denver"
    await submit(leader, zone="America/Denver")
    assert "Mountain time" in says(await modal(town, leader, "Mountain time"))


async def test_away_can_be_set_and_taken_back(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await form(town, coach, AWAY, "First day away")
    assert view.state["away_from"]["value"]["selected_date"] == "2026-11-17"
    await coach.fill(None, {"away_until": "2026-11-16"})
    assert (await coach.submit()).errors == {"away_until": "Choose the first day or one after it."}
    await submit(coach, away_until="2026-11-20")
    page = await modal(town, coach, "Away from Tue, Nov 17 to Fri, Nov 20")
    await coach.click(page, HERE)
    await modal(town, coach, "Not away")


async def test_kinds_are_chosen_and_the_locked_ones_say_why_they_stay(town: Town) -> None:
    leader = town.person("ULEAD")
    view = await form(town, leader, KINDS, "Questions to think about")
    assert fields(view) == ["kinds", "prompt_weeks", "text_only"]
    assert "Times offered to you – always on. It is a person who asks, not me." in says(view)
    on = [one["value"] for one in view.state["kinds"]["value"]["selected_options"]]
    await submit(leader, kinds=[one for one in on if one != "step_due"], prompt_weeks="4", text_only="yes")
    page = says(await modal(town, leader, "Stopped:"))
    assert "Stopped: Next steps you promised\nHomes without charts" in page


async def test_a_move_to_another_zone_in_slack_is_followed(town: Town) -> None:
    coach = town.person("UCOACH")
    await heard(alter(town.world, town.team, "UCOACH", tz="America/Los_Angeles"))
    await town.app.duties.deliver()
    await settings(town, coach)
    assert "Pacific time" in says(await modal(town, coach, "Pacific time"))


def planned(db: Db) -> None:
    """Something is to be said to Coach C ten minutes from now."""
    person = find_person(db, Actor("UCOACH"))
    assert person
    due = NOW + timedelta(minutes=10)
    plan_nudges(db, NOW, [NewNudge("step_due", person.id, 1, "one", due, due + timedelta(days=5))])
