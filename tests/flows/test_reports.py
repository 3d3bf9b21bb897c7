"""A status report in whole conversations: drafted, finished, previewed, submitted, read, returned, accepted."""

from typing import Any

from bot.messages.reports import ACCEPT, OPEN, PREVIEW, RETURN
from playground.records import Message
from tests.flows.coachlogging import says
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, page, send, shown
from tests.flows.reporting import card, finish, report, second_coordinator

DRAFT = "Nov 1–15, Coach C: due today, 5:00 PM"


async def test_a_report_goes_from_draft_to_accepted(town: Town) -> None:
    await town.store.write(second_coordinator)
    coach, first, other = (town.person(user) for user in ("UCOACH", "UCOORD", "UADMIN"))
    assert (await report(town, coach, "last", DRAFT)).submit is None
    ready = await finish(town, coach)
    assert ready.submit["text"] == "Submit"
    await coach.click(ready, PREVIEW)
    seen = says(await page(town, coach, "A coordinator and the lead coach will see exactly this:"))
    assert "Evidence: A common exit ticket is in use." in seen
    await coach.close()
    assert (await coach.submit()).meaning == "updated"
    await page(town, coach, "Submitted today, 10:35 AM")
    await coach.close()
    done = await card(town, coach, "Submitted: status report, Nov 1–15, 1 school.")
    assert buttons(done) == ["Take it back", "Open"]

    told = await card(town, first, "Status report, Coach C, Nov 1–15: submitted today")
    assert buttons(told) == ["Read", "Accept", "Return…"]
    await first.click(told, OPEN)
    reading = await page(town, first, "Evidence: A common exit ticket is in use.")
    await first.click(reading, RETURN)
    await page(town, first, "Return the report")
    assert await send(first, comment="Which classes use it?") == "closed"
    await page(town, first, "Returned today, 10:35 AM by Coordinator 1")
    await first.close()
    back = await card(town, coach, "Coordinator 1 returned your status report, Nov 1–15, due today")
    assert "“Which classes use it?”" in back.text
    assert buttons(await card(town, other, "returned today, 10:35 AM by Coordinator 1")) == []

    await coach.click(back, OPEN)
    assert (await page(town, coach, "“Which classes use it?”")).submit["text"] == "Submit again"
    assert (await coach.submit()).meaning == "updated"
    await card(town, first, "Coach C submitted the report for Nov 1–15 again.")
    again = await card(town, other, "submitted again today")
    await other.click(again, ACCEPT)
    await card(town, coach, "Admin A accepted your status report, Nov 1–15.")
    late = await card(town, first, "accepted today, 10:35 AM by Admin A")
    assert buttons(late) == ["Read"]
    late.blocks.append({"type": "actions", "block_id": "old", "elements": [old_button(ACCEPT, again)]})
    await first.click(late, ACCEPT)
    said = await shown(town, first, "That report was accepted on Nov 17 by Admin A.")
    assert buttons(said) == ["Open it"]


def old_button(action: str, card_: Message) -> dict[str, Any]:
    """The button as it was on a card before that followed its report."""
    rows = [one for block in card_.blocks for one in block.get("elements", ())]
    return next(one for one in rows if one["action_id"] == OPEN) | {"action_id": action}
