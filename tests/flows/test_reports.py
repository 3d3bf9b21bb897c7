"""A status report in whole conversations: drafted, finished, previewed, submitted, read, returned, accepted."""

from typing import Any

from bot.messages.reports import ACCEPT, OPEN, PREVIEW, RETURN, UNACCEPT, UNDO
from tests.flows.coachlogging import says
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, page, send, shown
from tests.flows.reporting import card, finish, report, second_coordinator

DRAFT = "Nov 1–15, Coach C: due today, 5:00 PM"


async def submitted(town: Town) -> None:
    """Coach C finishes the report that is due, sees it as a coordinator will, and submits it."""
    coach = town.person("UCOACH")
    assert (await report(town, coach, "last", DRAFT)).submit is None
    ready = await finish(town, coach)
    assert "Submit" in str(ready.submit)
    await coach.click(ready, PREVIEW)
    seen = says(await page(town, coach, "A coordinator and the lead coach will see exactly this:"))
    assert "Evidence: A common exit ticket is in use." in seen
    await coach.close()
    assert (await coach.submit()).meaning == "updated"
    await page(town, coach, "Submitted today, 10:35 AM")
    await coach.close()
    done = await card(town, coach, "Submitted: status report, Nov 1–15, 1 school.")
    assert buttons(done) == ["Take it back", "Open"]


async def test_a_report_goes_from_draft_to_accepted(town: Town) -> None:
    await town.store.write(second_coordinator)
    coach, first, other = (town.person(user) for user in ("UCOACH", "UCOORD", "UADMIN"))
    await submitted(town)
    told = await card(town, first, "Status report, Coach C, Nov 1–15: submitted Tue, Nov 17, 10:35 AM")
    assert buttons(told) == ["Read", "Accept", "Return…"]
    await first.click(told, OPEN)
    reading = await page(town, first, "Evidence: A common exit ticket is in use.")
    page_of_other = await report(town, other, "", "Status reports")
    await other.click(page_of_other, OPEN)
    await page(town, other, "Evidence: ")
    await first.click(reading, RETURN)
    await page(town, first, "Return the report")
    assert await send(first, comment="Which classes use it?") == "closed"
    await page(town, first, "Returned today, 10:35 AM by Coordinator 1")
    await first.close()
    await other.click(None, ACCEPT)
    await page(town, other, "That report was returned on Nov 17 by Coordinator 1.")
    await other.close(whole=True)
    back = await card(town, coach, "Coordinator 1 returned your status report, Nov 1–15, due Tue, Nov 17, 5:00 PM")
    assert "“Which classes use it?”" in back.text
    assert buttons(await card(town, other, "returned Tue, Nov 17, 10:35 AM by Coordinator 1")) == []

    await coach.click(back, OPEN)
    assert "Submit again" in str((await page(town, coach, "“Which classes use it?”")).submit)
    assert (await coach.submit()).meaning == "updated"
    await card(town, first, "Coach C submitted the report for Nov 1–15 again.")
    again = await card(town, other, "submitted again Tue, Nov 17")
    await other.click(again, ACCEPT)
    await card(town, coach, "Admin A accepted your status report, Nov 1–15.")
    late = await card(town, first, "accepted Tue, Nov 17, 10:35 AM by Admin A")
    assert buttons(late) == ["Read", "Undo acceptance…"]
    late.blocks.append({"type": "actions", "block_id": "old", "elements": [accept_button("1")]})
    await first.click(late, ACCEPT)
    said = await shown(town, first, "That report was accepted on Nov 17 by Admin A.")
    assert buttons(said) == ["Open it"]
    await acceptance_is_taken_back(town)


async def acceptance_is_taken_back(town: Town) -> None:
    coach, first, other = (town.person(user) for user in ("UCOACH", "UCOORD", "UADMIN"))
    await other.click(await card(town, other, "accepted Tue, Nov 17, 10:35 AM by Admin A"), UNACCEPT)
    await card(town, coach, "Admin A took the acceptance of your status report, Nov 1–15, back.")
    await card(town, coach, "Your status report, Nov 1–15, was accepted. That was taken back since.")
    waits = await card(town, first, "submitted again Tue, Nov 17")
    assert buttons(waits) == ["Read", "Accept", "Return…"]


def accept_button(report_id: str) -> dict[str, Any]:
    """The button as it was on a card before that followed its report."""
    words = {"type": "plain_text", "text": "Accept"}
    return {"type": "button", "action_id": ACCEPT, "text": words, "value": report_id}


async def test_what_was_submitted_is_taken_back_and_cards_follow(town: Town) -> None:
    coach, coordinator = town.person("UCOACH"), town.person("UCOORD")
    await submitted(town)
    told = await card(town, coordinator, "submitted Tue, Nov 17")
    await coach.click(await card(town, coach, "Submitted: "), UNDO)
    back = await card(town, coach, "not submitted yet, due Tue, Nov 17, 5:00 PM")
    assert buttons(back) == ["Finish"]
    assert buttons(await card(town, coordinator, "What came on Tue, Nov 17 went back to its coach.")) == []
    told.blocks.append({"type": "actions", "block_id": "report_card.1", "elements": [accept_button("1")]})
    await coordinator.click(told, ACCEPT)
    await shown(town, coordinator, "That report is with its coach.")
    await coach.click(back, OPEN)
    await page(town, coach, "to submit.")
    assert (await coach.submit()).meaning == "updated"
    assert buttons(await card(town, coordinator, "submitted Tue, Nov 17")) == ["Read", "Accept", "Return…"]
