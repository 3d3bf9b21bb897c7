"""What people do with `/coachplan`, as tests say it."""

from typing import Any

from bot.messages.agreements import WRITE
from playground.people import Person
from playground.records import Message, View
from tests.flows.conftest import Town
from tests.flows.meeting import page, send, shown

FIRST: dict[str, Any] = {
    "focus": "- Feedback after walkthroughs\n- Data teams that decide",
    "norms": "We start on time and say what we see.",
    "leader_expects": "Straight answers.",
}
SECOND: dict[str, Any] = {"measured": "Six rooms a week with written feedback", "others": "Teachers ask for it"}
GOAL: dict[str, Any] = {
    "text": "Every teacher gets written feedback each month",
    "improvement_goal": "Goal 2: reading",
    "focus": ["practices:P5", "cpsel:2B"],
    "indicator": "Feedback notes counted each month",
    "by_day": "2027-03-01",
}


async def plan(town: Town, person: Person, text: str = "", words: str = "Agreement and plan") -> View:
    """Type /coachplan, with nothing else open; the page that opens, once it says these words."""
    if person.modal:
        await person.close(whole=True)
    await person.command("/coachplan", text)
    return await page(town, person, words)


async def offer(town: Town, person: Person, words: str = "Signed by you and offered", **changes: Any) -> View:
    """From the pair's page: write both pages of an agreement and offer it; the page then."""
    await person.click(person.modal, WRITE)
    await page(town, person, "Agreement, 1 of 2")
    filled = {**FIRST, **{name: value for name, value in changes.items() if name not in SECOND}}
    assert await send(person, **filled) == "updated"
    await page(town, person, "Agreement, 2 of 2")
    await send(person, **{**SECOND, **{name: value for name, value in changes.items() if name in SECOND}})
    return await page(town, person, words)


async def offered(town: Town, writer: Person, reader: Person) -> Message:
    """The writer offers an agreement; what the other one reads in their conversation."""
    await plan(town, writer)
    await offer(town, writer)
    return await shown(town, reader, "offers you an agreement")
