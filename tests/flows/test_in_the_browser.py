"""The proof: on the demo, in Chromium, a coach logs a visit; her Home, the principal's DM and the channel show it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.demo import CHANNELS, TEAM, demo
from playground.server import Playground

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

COACH, LEADER, COORDINATOR = "UCOACHC", "UPRINCIPAL14", "UCOORDINATOR1"
WIDE, PHONE = (1500, 900), (390, 844)
NOTE = "Exit tickets are weak in third grade."


@pytest.fixture
async def playing(tmp_path: Path) -> AsyncIterator[Playground]:
    """The demo: the sample program on a playground of its own."""
    async with demo(tmp_path / "home", 0) as running:
        yield running


async def sit(browser: "Browser", playing: Playground, query: str, size: tuple[int, int] = WIDE) -> "Page":
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = await context.new_page()
    page.set_default_timeout(30_000)
    await page.goto(f"{playing.url}/?team={TEAM}&{query}")
    await page.locator("[data-pane=left][data-ready]").wait_for()
    return page


def im(playing: Playground, user: str) -> str:
    return playing.world.person(TEAM, user).im


def field(page: "Page", block: str) -> "Locator":
    return page.locator(f'[data-block-id="{block}"][data-action-id="value"]')


async def open_form(page: "Page") -> None:
    await page.get_by_test_id("composer").first.fill("/coachlog")
    await page.keyboard.press("Enter")
    await page.get_by_test_id("modal").wait_for()


async def fill_visit(page: "Page") -> None:
    await field(page, "activities").click()
    for activity in ("Walkthrough", "Data team"):
        await page.get_by_role("option", name=activity).click()
    await page.keyboard.press("Escape")
    await page.get_by_role("radio", name="Partly").check()
    await field(page, "note").fill(NOTE)
    await page.get_by_role("button", name="Add a next step").click()
    await field(page, "next_steps.0.what").fill("Draft a common exit ticket")
    await page.get_by_role("radio", name="Principal 14 will").check()


async def test_a_visit_is_logged_and_everyone_sees_what_is_theirs(browser: "Browser", playing: Playground) -> None:
    page = await sit(
        browser,
        playing,
        f"as={COACH}&open={im(playing, COACH)}&beside={LEADER}&beside_open={im(playing, LEADER)}",
    )
    left, right = page.locator("[data-pane=left]"), page.locator("[data-pane=right]")
    await open_form(page)
    await expect(field(page, "engagement")).to_have_value("Lincoln Elementary · Principal 14")
    await fill_visit(page)
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    await expect(left.locator("article.message").last).to_contain_text("Tue, Nov 17, 9:00–10:30 AM")
    await expect(right.locator("article.message").last).to_contain_text("Coach C logged: On-site visit (90 min)")
    await expect(page.locator("body")).not_to_contain_text(NOTE)
    await right.get_by_role("button", name="Read it").click()
    await expect(page.get_by_test_id("modal")).to_contain_text(NOTE)

    home = await sit(
        browser, playing, f"as={COACH}&open=home&beside={COORDINATOR}&beside_open={CHANNELS['coordinators']}"
    )
    own = home.locator("[data-pane=left]").get_by_test_id("home")
    await expect(own).to_contain_text("3.0 of 4.5 h")
    await expect(own).to_contain_text("Principal 14: Draft a common exit ticket")
    line = home.locator("[data-pane=right] article.message").last
    await expect(line).to_contain_text("Coach C logged L-")
    await expect(line).not_to_contain_text("exit ticket")

    before = playing.world.clock.now()
    await home.get_by_test_id("clock-forward").click()
    await playing.world.wait_for(lambda: (playing.world.clock.now() - before).total_seconds() >= 3600)
    assert not playing.world.failures


async def test_a_mistake_is_said_under_its_field_on_a_phone_and_the_text_stays(
    browser: "Browser", playing: Playground
) -> None:
    page = await sit(browser, playing, f"as={COACH}&open={im(playing, COACH)}", PHONE)
    await open_form(page)
    await fill_visit(page)
    await field(page, "minutes").fill("601")
    await page.get_by_test_id("modal-submit").click()
    error = page.locator('.block[data-block-id="minutes"]').get_by_test_id("field-error")
    await expect(error).to_have_text("Enter the minutes, from 1 to 600.")
    await expect(field(page, "note")).to_have_value(NOTE)
    await field(page, "minutes").fill("60")
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
