"""`make pictures`: drives the demo in headless Chromium and takes the pictures of README, guides and gallery.

`make pictures PICTURES=readme` takes those of README and guides and plays a week; the gallery plays six months.
"""

import asyncio
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

from playwright.async_api import Browser, async_playwright

from bot.demo import START, TEAM, demo
from docs.cast.play import Play
from docs.gallery_of import gallery
from docs.monday import monday, phones, prompt, week
from docs.pictures_of import look, snap

PICTURES = Path(__file__).parent / "pictures"
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
                    await phones(browser, playground.url)
                    await take_all(browser, playground.url)
                    await week(playground)
                    await monday(browser, playground.url)
                    await prompt(browser, playground)
            if "gallery" in parts:
                with patch("bot.app.ANSWER_FIRST", 0.0):  # else what a leap of the clock brings comes with the next one
                    await months(browser, Path(folder) / "months")
            await browser.close()


async def months(browser: Browser, home: Path) -> None:
    """The gallery, from a school year that begins."""
    async with demo(home, 0, BEGIN, past=False) as playground:
        await gallery(browser, playground, Play(playground.world, TEAM, print), END)


async def take_all(browser: Browser, url: str) -> None:
    """The main journey, picture by picture."""
    page = await look(browser, url, "UCOACHC", "home")
    await snap(page, PICTURES / "coach-home.png")
    await page.locator("[data-action-id='contact.log']").first.click()
    modal = page.get_by_role("dialog")
    await modal.get_by_text("Log it").wait_for()
    await snap(page, PICTURES / "form.png")
    await modal.get_by_label("Partly").check()
    await modal.locator("[data-block-id='note'] textarea").fill(NOTE)
    await modal.get_by_role("button", name="Log it").click()
    await modal.wait_for(state="detached")
    beside = await look(browser, url, "UCOACHC", "dm", beside="UPRINCIPAL14")
    await beside.get_by_text("Logged L-").first.wait_for()
    await snap(beside, PICTURES / "log-a-visit.png")
    await snap(await look(browser, url, "UPRINCIPAL14", "home"), PICTURES / "leader-home.png")
    await snap(await look(browser, url, "UCOORDINATOR1", "home"), PICTURES / "coordinator-home.png")


if __name__ == "__main__":
    asyncio.run(main(set(sys.argv[1:]) or {"readme", "gallery"}))
