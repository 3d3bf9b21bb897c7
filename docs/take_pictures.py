"""`make pictures`: drives the demo in headless Chromium and takes the pictures of the README and the gallery.

`make pictures PICTURES=readme` takes those of the README alone; the gallery plays six months first.
"""

import asyncio
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bot.demo import START, TEAM, demo
from docs.cast.play import Play
from docs.gallery_of import gallery

PICTURES = Path(__file__).parent / "pictures"
WIDE: ViewportSize = {"width": 1440, "height": 900}
NOTE = "Exit tickets are weak in grade-level teams. She wants one common format before the break."
BEGIN, END = datetime(2026, 9, 8, 11, tzinfo=UTC), date(2027, 3, 8)


async def main(parts: set[str]) -> None:
    """Take the pictures of these parts: readme, gallery."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            if "readme" in parts:
                async with demo(Path(folder) / "home", 0, START) as playground:
                    await take_all(browser, playground.url)
            if "gallery" in parts:
                async with demo(Path(folder) / "months", 0, BEGIN, past=False) as playground:
                    await gallery(browser, playground, Play(playground.world, TEAM, print), END)
            await browser.close()


async def take_all(browser: Browser, url: str) -> None:
    """The main journey, picture by picture."""
    page = await look(browser, url, "UCOACHC", "home")
    await snap(page, "coach-home")
    await page.locator("[data-action-id='contact.log']").first.click()
    modal = page.get_by_role("dialog")
    await modal.get_by_text("Log it").wait_for()
    await snap(page, "form")
    await modal.get_by_label("Partly").check()
    await modal.locator("[data-block-id='note'] textarea").fill(NOTE)
    await modal.get_by_role("button", name="Log it").click()
    await modal.wait_for(state="detached")
    beside = await look(browser, url, "UCOACHC", "dm", "UPRINCIPAL14")
    await beside.get_by_text("Logged L-").first.wait_for()
    await snap(beside, "log-a-visit")
    await snap(await look(browser, url, "UPRINCIPAL14", "home"), "leader-home")
    await snap(await look(browser, url, "UCOORDINATOR1", "home"), "coordinator-home")


async def look(browser: Browser, url: str, user: str, place: str, beside: str = "") -> Page:
    """A page in which one person, or two beside each other, are at a place."""
    page = await browser.new_page(viewport=WIDE)
    second = f"&beside={beside}&beside_open=dm" if beside else ""
    await page.goto(f"{url}/?team={TEAM}&as={user}&open={place}{second}")
    await page.get_by_text("Coachlog").first.wait_for()
    await page.wait_for_load_state("networkidle")
    return page


async def snap(page: Page, name: str) -> None:
    """One picture."""
    await page.wait_for_timeout(600)
    await page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main(set(sys.argv[1:]) or {"readme", "gallery"}))
