"""The roster by hand in Slack: found, handed over, taken back; a pair and a person added; by those in charge alone."""

from datetime import date

from sqlalchemy import select

from playground.people import Person
from playground.records import View
from storage.database import Db
from storage.engagements import engagements
from tests.flows.coachlogging import answers, home, says
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, page, send, shown
from tests.storage.planned import plan_usual


def pairs(db: Db) -> list[tuple[int, date, date | None]]:
    """The coach, first and last day of each pair."""
    rows = db.all(select(engagements).order_by(engagements.c.id))
    return [(row.coach_id, row.starts_on, row.ends_on) for row in rows]


async def open_roster(town: Town, person: Person) -> View:
    await person.command("/coachlog", "roster")
    return await page(town, person, "Find a pair or a person.")


async def test_a_pair_is_handed_over_and_taken_back(town: Town) -> None:
    coordinator, before, after = (town.person(user) for user in ("UCOORD", "UCOACH", "UOTHER"))
    await town.store.write(plan_usual)
    roster = await open_roster(town, coordinator)
    offered = await coordinator.options(roster, "find", "lincoln principal", "roster.find")
    assert [one["text"]["text"] for one in offered] == ["Lincoln Elementary · Principal 14"]
    await coordinator.click(roster, "roster.find", value="Lincoln Elementary · Principal 14")
    pair = await page(town, coordinator, "Coach: Coach C")
    assert "Weekly: Tuesdays, 9:00–10:30 AM" in says(pair)
    await coordinator.click(pair, "roster.reassign")
    await page(town, coordinator, "Coach now: Coach C")
    await send(coordinator, coach="Coach D", from_day="2026-11-23", reason="fit", visits="keep")
    asked = await page(town, coordinator, "This will be done")
    said = says(asked)
    assert "Coach D coaches Principal 14 at Lincoln Elementary from Mon, Nov 23, 2026 on, in place of Coach C." in said
    assert "The weekly time goes on: Tuesdays, 9:00–10:30 AM." in said
    assert "Never: notes, private notes, reflections, and what was said." in said
    assert len(await town.store.read(pairs)) == 2
    await coordinator.submit()
    done = await page(
        town, coordinator, "Done. Principal 14, Lincoln Elementary: from Coach C to Coach D from Mon, Nov 23 on."
    )
    assert (await town.store.read(pairs))[0][2] == date(2026, 11, 22)
    told = await shown(town, after, "You coach Principal 14 at Lincoln Elementary from Mon, Nov 23, 2026 on")
    assert buttons(told) == ["What goes on"]
    await shown(town, before, "Coach D coaches Principal 14 at Lincoln Elementary")
    await shown(town, town.person("ULEAD"), "Coach D coaches you at Lincoln Elementary")
    await coordinator.click(done, "roster.undo")
    await page(town, coordinator, "It is as it was before.")
    assert await town.store.read(pairs) == [(2, date(2026, 9, 1), None), (3, date(2026, 9, 1), None)]
    await shown(town, after, "A coordinator took the change about Principal 14 at Lincoln Elementary back.")


async def test_a_person_and_a_pair_are_added(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await coordinator.click(await open_roster(town, coordinator), "roster.add_person")
    await page(town, coordinator, "People are matched to this Slack by it.")
    await send(coordinator, name="Principal 16", email="nobody", roles=["leader"])
    assert "isn't an e-mail address" in coordinator.errors["email"]
    await send(coordinator, email="principal.16@example.org")
    await page(town, coordinator, "Principal 16 comes into the program.")
    await coordinator.submit()
    await page(town, coordinator, "Done. Principal 16 was added.")
    await coordinator.close()
    roster = await page(town, coordinator, "Changed by hand lately")
    await coordinator.click(roster, "roster.add_pair")
    await page(town, coordinator, "Not there? Add the person first.")
    assert coordinator.modal
    await coordinator.click(coordinator.modal, "roster.new_school")
    form = await page(town, coordinator, "Its district")
    filled = {
        "leader": "Principal 16",
        "coach": "Coach D",
        "new_school": "Pine Street",
        "district": "1",
        "starts_on": "2026-11-23",
    }
    await coordinator.fill(form, filled)
    await coordinator.click(form, "roster.more")
    await page(town, coordinator, "E-mail of the leader's supervisor")
    await send(coordinator, visit_day="2", visit_start="10:00", supervisor_email="coach.d@example.org")
    assert "The coach is this leader's supervisor" in coordinator.errors["coach"]
    await send(coordinator, supervisor_email="district@example.org")
    await page(town, coordinator, "Coach D coaches Principal 16 at Pine Street from Mon, Nov 23, 2026.")
    await coordinator.submit()
    await page(town, coordinator, "Done. Principal 16, Pine Street: added, with Coach D.")
    assert len(await town.store.read(pairs)) == 3


async def test_a_pair_is_opened_on_the_desk_and_ended(town: Town) -> None:
    coordinator = town.person("UCOORD")
    desk = await home(town, coordinator, "No contact for three weeks:")
    assert "Harbor Middle, Principal 15\nNo contact yet, for 77 days · Coach D" in desk
    shown_home = coordinator.home()
    assert shown_home
    row = next(one for one in shown_home.blocks if "accessory" in one and "Harbor Middle" in str(one["text"]))
    await coordinator.click(shown_home, "roster.pair", row["block_id"])
    pair = await page(town, coordinator, "Last contact: none is logged yet")
    await coordinator.click(pair, "roster.end")
    await page(town, coordinator, "Visits after it are withdrawn.")
    await send(coordinator, ends_on="2026-11-30", reason="left")
    await page(town, coordinator, "The pair of Principal 15 and Coach D at Harbor Middle ends on Mon, Nov 30, 2026.")
    await coordinator.submit()
    await page(town, coordinator, "Principal 15, Harbor Middle: ended.")


async def test_a_pair_is_changed_from_its_persons_page_and_leads_back_there(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await coordinator.click(await open_roster(town, coordinator), "roster.find", value="Coach D")
    await coordinator.click(await page(town, coordinator, "coach.d@example.org"), "roster.pair")
    pair = await page(town, coordinator, "Coach: Coach D")
    await coordinator.click(pair, "roster.end")
    await page(town, coordinator, "Visits after it are withdrawn.")
    await send(coordinator, ends_on="2026-11-30", reason="left")
    await coordinator.submit()
    done = await page(town, coordinator, "Principal 15, Harbor Middle: ended.")
    await town.world.wait_for(lambda: "to Mon, Nov 30, 2026" in says(coordinator.modals[-2]) or None)
    await coordinator.click(done, "roster.undo")
    await page(town, coordinator, "It is as it was before.")
    await town.world.wait_for(lambda: "to Mon, Nov 30, 2026" not in says(coordinator.modals[-2]) or None)
    await coordinator.close()
    await coordinator.click(await page(town, coordinator, "Coach: Coach D"), "roster.person")
    await page(town, coordinator, "coach.d@example.org")


async def test_nobody_else_opens_the_roster(town: Town) -> None:
    for user in ("UCOACH", "ULEAD", "USTRANGE"):
        person = town.person(user)
        await person.command("/coachlog", "roster")
        await answers(town, person, person.im, "isn't available to you")
        assert person.modal is None
