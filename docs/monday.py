"""A coordinator's Monday in five pictures, and the guides' pictures at a phone's width, after a week of the cast."""

import re
from datetime import date, datetime
from pathlib import Path

from playwright.async_api import Browser

from bot.demo import CHANNELS, TEAM
from docs.cast.play import ZONE, Play, in_leaps
from docs.pictures_of import PHONE, close, look, newest, page_of, show, snap, type_in
from playground.server import Playground

PICTURES = Path(__file__).parent / "pictures"
GUIDE = Path(__file__).parent / "guide" / "pictures"
COORDINATOR, COACH, LEADER = "UCOORDINATOR1", "UCOACHC", "UPRINCIPAL14"
CHANNEL = CHANNELS["coordinators"]
LAST = date(2026, 11, 21)
MONDAY = datetime(2026, 11, 23, 7, 45, tzinfo=ZONE)  # when the digest comes
PROMPT = datetime(2026, 12, 9, 15, 45, tzinfo=ZONE)  # a Wednesday on which principals get a question
QUESTION = "/coachlog ask visits missed in October"


async def phones(browser: Browser, url: str) -> None:
    """What a coach, a principal and an operator have in hand on the demo's first day."""
    GUIDE.mkdir(parents=True, exist_ok=True)
    for name, user in (("coach-home", COACH), ("principal-home", LEADER)):
        page = await look(browser, url, user, "home", PHONE)
        await snap(page, GUIDE / f"{name}.png")
        await page.close()
    page = await look(browser, url, COACH, "dm", PHONE)
    await type_in(page, "/coachreport")
    await page_of(page, "Status report")
    await snap(page, GUIDE / "coach-report.png")
    await close(page)
    await page.close()
    page = await look(browser, url, COORDINATOR, "home", PHONE)
    await page.get_by_role("button", name="Program set-up").click()
    await page_of(page)
    await snap(page, GUIDE / "operator-setup.png")
    await close(page)
    await page.close()


async def week(playground: Playground) -> None:
    """Play the week, to the Monday after it."""
    play = Play(playground.world, TEAM, print)
    with in_leaps(playground.world):
        await play.until(LAST)
        await playground.world.clock.turn_to(MONDAY)
        await play.drain()
    for stumble in play.stumbles:
        play.say(stumble)


async def prompt(browser: Browser, playground: Playground) -> None:
    """A principal's question to think about, two weeks later."""
    for at in (PROMPT.replace(hour=9), PROMPT):
        await playground.world.clock.turn_to(at)
    page = await look(browser, playground.url, LEADER, "dm", PHONE)
    question = newest(page, "Write privately")
    await question.wait_for()
    await show(question)
    await snap(page, GUIDE / "principal-prompt.png")
    await page.close()


async def monday(browser: Browser, url: str) -> None:
    """The digest, a list behind a number, the desk, a report being read, a question asked."""
    await _digest(browser, url)
    page = await look(browser, url, COORDINATOR, "home")
    await snap(page, PICTURES / "monday-desk.png")
    await page.set_viewport_size(PHONE)
    await snap(page, GUIDE / "coordinator-desk.png")
    await page.close()
    await _report(browser, url)
    page = await look(browser, url, COORDINATOR, "dm")
    await type_in(page, QUESTION)
    answer = newest(page, "Only visible to you")
    await answer.wait_for()
    await show(answer)
    await snap(page, PICTURES / "monday-ask.png")
    await page.close()


async def _digest(browser: Browser, url: str) -> None:
    page = await look(browser, url, COORDINATOR, CHANNEL)
    digest = newest(page, "Coaching, week of")
    await show(digest)
    await snap(page, PICTURES / "monday-digest.png")
    await digest.get_by_role("button", name=re.compile("^Visits")).last.click()
    await page_of(page, "Visits")
    await snap(page, PICTURES / "monday-list.png")
    await close(page)
    await page.close()
    page = await look(browser, url, COORDINATOR, CHANNEL, PHONE)
    await show(newest(page, "Coaching, week of"))
    await snap(page, GUIDE / "coordinator-digest.png")
    await page.close()


async def _report(browser: Browser, url: str) -> None:
    """What is to be read next, opened from the conversation."""
    page = await look(browser, url, COORDINATOR, "dm")
    await page.get_by_role("button", name=re.compile("^Read")).last.click()
    await page_of(page, "Status report")
    await snap(page, PICTURES / "monday-report.png")
    await page.set_viewport_size(PHONE)
    await snap(page, GUIDE / "coordinator-report.png")
    await close(page)
    await page.close()
