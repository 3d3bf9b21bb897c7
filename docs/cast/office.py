"""What happens once in the half year: a coach goes on leave, a pair goes to another coach, a pair ends, one begins."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial

from bot.messages import wishes
from docs.cast.acting import Stumble, clear, fill, page, person_of, seen, send
from docs.cast.forms import goal
from docs.cast.script import ENDED, HANDED, LEAVE, Handed, Pair
from playground.people import Person
from playground.records import View
from playground.state import World

COORDINATOR, NEW = "coordinator.1@example.org", date(2027, 2, 8)
GOALS = (date(2026, 10, 6), date(2026, 11, 13))  # between these days pairs write down a goal
Event = tuple[str, Callable[[], Awaitable[bool]]]


def events_of(world: World, team: str, day: date, cast: list[Pair]) -> list[Event]:
    """What is to happen on a day besides visits: what it is, and the doing."""
    office = person_of(world, team, COORDINATOR)
    found: list[Event] = [("a new pair", partial(begin, world, office))] if day == NEW else []
    found += [
        (f"leave of {email}", partial(leave, world, person_of(world, team, email), first, last))
        for email, (first, last) in LEAVE.items()
        if first - timedelta(days=3) == day
    ]
    found += [
        (f"handing over {one.school}", partial(hand_over, world, office, one))
        for one in HANDED
        if one.on - timedelta(days=4) == day
    ]
    found += [
        (f"ending {school}", partial(end, world, office, school, last))
        for school, last in ENDED.items()
        if last - timedelta(days=7) == day
    ]
    found += [
        (f"a goal of {pair.school}", partial(goal, world, person_of(world, team, pair.coach), pair.name))
        for pair in cast
        if _goal_day(pair) == day
    ]
    return found


def _goal_day(pair: Pair) -> date | None:
    """Three of four pairs write a goal on one of their visits' days."""
    number = sum(map(ord, pair.school))
    if number % 4 == 0:
        return None
    day = GOALS[0] + timedelta(days=7 * (number % 5))
    return day + timedelta(days=(pair.weekday - day.weekday()) % 7)


async def leave(world: World, who: Person, first: date, last: date) -> bool:
    """Say in Settings from when to when somebody is away."""
    await who.open_home()
    home = await seen(world, who.home, "a Home")
    await who.click(home, wishes.OPEN)
    settings = await page(world, who, "When I write to you")
    await who.click(settings, wishes.AWAY)
    await page(world, who, "First day away")
    await send(who, away_from=str(first), away_until=str(last))
    await clear(who)
    return True


async def hand_over(world: World, who: Person, handed: Handed) -> bool:
    """Give a pair to another coach from a day on."""
    pair = await _found(world, who, handed.school)
    await who.click(pair, "roster.reassign")
    await page(world, who, "Coach now")
    name = handed.coach.partition("@")[0].replace(".", " ").title()
    await fill(who, coach=name, from_day=str(handed.on), reason="fit", visits="keep")
    return await _done(world, who)


async def end(world: World, who: Person, school: str, last: date) -> bool:
    """End a pair, whose leader leaves."""
    pair = await _found(world, who, school)
    await who.click(pair, "roster.end")
    await page(world, who, "Last day")
    await fill(who, ends_on=str(last), reason="left")
    return await _done(world, who)


async def begin(world: World, who: Person) -> bool:
    """Add a principal who has just come, and her pair."""
    await who.command("/coachlog", "roster")
    roster = await page(world, who, "Find a pair or a person")
    await who.click(roster, "roster.add_person")
    await page(world, who, "People are matched to this Slack by it.")
    await fill(who, name="Principal 73", email="principal.73@example.org", roles=["leader"])
    await _done(world, who)
    await who.command("/coachlog", "roster")
    await who.click(await page(world, who, "Find a pair or a person"), "roster.add_pair")
    form = await page(world, who, "Add the person first.")
    await who.fill(form, {"leader": "Principal 73", "coach": "Coach R"})
    await who.click(who.modal, "roster.new_school")
    await page(world, who, "Its district")
    first = str(NEW + timedelta(days=1))
    await fill(who, new_school="Church Street Annex", district=_district(who.modal), starts_on=first)
    return await _done(world, who)


def _district(form: View | None) -> str:
    block = next((one for one in form.blocks if one["block_id"] == "district"), None) if form else None
    if block is None:
        raise Stumble("no district can be chosen")
    return str(block["element"]["options"][0]["value"])


async def _found(world: World, who: Person, school: str) -> View:
    """The page of a school's pair, found by typing."""
    await who.command("/coachlog", "roster")
    roster = await page(world, who, "Find a pair or a person")
    offered = await who.options(roster, "find", school, "roster.find")
    await who.click(roster, "roster.find", value=offered[0]["text"]["text"])
    return await page(world, who, "Coach: ")


async def _done(world: World, who: Person) -> bool:
    """Submit what was filled in, confirm what will be done, and close."""
    for words in ("This will be done", "Done. "):
        if (await who.submit()).meaning == "errors":
            raise Stumble(f"the roster: {who.errors}")
        await page(world, who, words)
    await clear(who)
    return True
