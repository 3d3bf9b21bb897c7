"""`/coachplan` in whole conversations: an agreement written, signed, changed; goals; who reads what."""

from datetime import timedelta

import pytest

from bot.messages.agreements import HOLDS, OPEN, READ, UNSIGN, WITHDRAW, WRITE
from bot.messages.plans import ADD, CHANGE, MET, REOPEN, REVIEWED, UNDO_REVIEW
from handlers.coachplan.writing import BACK
from tests.flows.coachlogging import answers, fields, says
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, page, send, shown
from tests.flows.planning import FIRST, GOAL, SECOND, offer, offered, plan


async def test_an_agreement_is_in_force_once_both_have_signed_and_a_change_is_signed_anew(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    empty = await plan(town, coach)
    assert "Nothing is agreed in writing yet." in says(empty)
    assert buttons(empty) == ["Write the agreement", "Add a goal"]
    asked = await offered(town, coach, leader)
    assert asked.text.startswith("Coach C offers you an agreement for Lincoln Elementary.")
    assert not [words for words in (*FIRST.values(), *SECOND.values()) if words in str(asked.blocks)]
    assert buttons(asked) == ["Read and sign", "Suggest a change"]
    await page(town, coach, "Edition 1 is signed by you and waits for Principal 14.")
    await leader.click(asked, READ)
    reading = await page(town, leader, "Agreement, edition 1")
    assert "· Feedback after walkthroughs" in says(reading)
    assert "· Six rooms a week with written feedback (measured)" in says(reading)
    assert "Your program: coordinators and lead coaches can read this agreement" in says(reading)
    assert await send(leader) == "updated"
    signed = await page(town, leader, "Signed. The agreement is in force")
    assert "Undo my signature" in buttons(signed)
    await shown(town, coach, "Principal 14 signed. Your agreement for Lincoln Elementary is in force.")
    assert (await shown(town, leader, "You signed. The agreement")).ts == asked.ts
    await plan(town, coach, "", "In force since")
    await offer(town, coach, focus="Data teams that decide")
    assert "In force since" in says(await page(town, coach, "Edition 2 is signed by you"))
    await coach.click(coach.modal, WITHDRAW)
    await page(town, coach, "You took edition 2 back.")
    await leader.click(leader.modal, UNSIGN)
    assert "Read and sign" in buttons(await page(town, leader, "Your signature is taken back."))


async def test_what_is_typed_stays_over_both_pages_and_errors_land_under_their_field(town: Town) -> None:
    coach = town.person("UCOACH")
    await plan(town, coach)
    await coach.click(coach.modal, WRITE)
    first = await page(town, coach, "Agreement, 1 of 2")
    assert fields(first) == ["focus", "norms", "leader_expects", "coach_expects"]
    await coach.fill(None, {**FIRST, "focus": "a\nb\nc\nd"})
    assert "3 areas" in (await coach.submit()).errors["focus"]
    assert await send(coach, focus="One area") == "updated"
    second = await page(town, coach, "Agreement, 2 of 2")
    assert "Every Tuesday at 9:00 AM, 90 minutes, at Lincoln Elementary" in str(second.blocks)
    assert "Name at least one sign" in (await coach.submit()).errors["measured"]
    await coach.fill(None, {"measured": "Six rooms a week"})
    await coach.click(coach.modal, BACK)
    back = await page(town, coach, "Agreement, 1 of 2")
    assert "One area" in str(back.blocks)
    assert "Continue writing" in buttons(await plan(town, coach))
    await coach.click(coach.modal, WRITE)
    await page(town, coach, "1 of 2")
    assert await send(coach) == "updated"
    assert "Six rooms a week" in str((await page(town, coach, "2 of 2")).blocks)


async def test_goals_are_added_changed_met_and_looked_at(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await plan(town, coach)
    await coach.click(coach.modal, ADD)
    form = await page(town, coach, "What shows that it is met")
    assert fields(form) == ["text", "improvement_goal", "why_none", "focus", "indicator", "by_day"]
    await coach.fill(None, {**GOAL, "improvement_goal": ""})
    assert "why it serves none" in (await coach.submit()).errors["improvement_goal"]
    assert await send(coach, **GOAL) == "closed"
    added = await page(town, coach, "Goal added.")
    assert "By Mon, Mar 1, 2027 · P5 Monitor classrooms, useful feedback; CPSEL 2B Curriculum and instruction" in says(
        added
    )
    seen = await plan(town, leader, "", GOAL["text"])
    await leader.click(seen, REVIEWED)
    await leader.click(await page(town, leader, "Looked at on Tue, Nov 17"), UNDO_REVIEW)
    await page(town, leader, "Undone: ")
    await leader.click(leader.modal, CHANGE)
    await page(town, leader, "What shows that it is met")
    assert await send(leader, indicator="Notes in every mailbox") == "closed"
    await leader.click(await page(town, leader, "Shown by: Notes in every mailbox"), MET)
    met = await page(town, leader, "Marked as met.")
    assert buttons(met)[-2:] == ["Reopen", "Add a goal"]
    await leader.click(met, REOPEN)
    await page(town, leader, "Reopened")


async def test_coordinators_read_what_is_in_force_and_write_nothing(town: Town) -> None:
    coach, leader, other = town.person("UCOACH"), town.person("ULEAD"), town.person("UCOORD")
    asked = await offered(town, coach, leader)
    listed = await plan(town, other, "", "Agreements and plans")
    assert "Harbor Middle, Principal 15 with Coach D\nNo agreement yet. No goals." in says(listed)
    assert "The agreement waits for a signature" in says(listed)
    await plan(town, other, "lincoln", "Nothing is agreed in writing yet.")
    await leader.click(asked, READ)
    await page(town, leader, "Agreement, edition 1")
    await send(leader)
    await page(town, leader, "in force")
    seen = await plan(town, other, "lincoln agreement", "Feedback after walkthroughs")
    assert buttons(seen) == ["Read it"]
    await other.click(seen, READ)
    reading = await page(town, other, "Agreement, edition 1")
    assert "We start on time" in says(reading)
    assert not {HOLDS, OPEN} & {one.get("action_id") for one in reading.blocks}
    before = len(other.messages(other.im))
    await other.close(whole=True)
    await other.command("/coachplan", "zebra")
    await answers(town, other, other.im, "I find no school or person like “zebra”", before)
    await other.command("/coachplan", "help")
    await answers(town, other, other.im, "you read, they write", before)


@pytest.mark.unasked
async def test_a_reminder_leads_to_the_form_and_says_when_both_have_signed(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await town.world.clock.advance(timedelta(days=14))
    await town.app.duties.tick()
    asked = await shown(town, leader, "You and Coach C, Lincoln Elementary, have no agreement yet")
    await leader.click(asked, WRITE)
    await page(town, leader, "Agreement, 1 of 2")
    assert await send(leader, **FIRST) == "updated"
    await page(town, leader, "Agreement, 2 of 2")
    assert await send(leader, **SECOND) == "updated"
    await page(town, leader, "Signed by you and offered")
    await coach.click(await shown(town, coach, "Principal 14 offers you an agreement"), READ)
    await page(town, coach, "Agreement, edition 1")
    assert await send(coach) == "updated"
    settled = await shown(town, leader, "The agreement is signed by both.")
    assert settled.ts == asked.ts
