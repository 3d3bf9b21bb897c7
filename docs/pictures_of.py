"""What taking pictures needs: a person at a place, a command typed, a message brought into view, one picture."""

from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, Locator, Page, ViewportSize

from bot.demo import TEAM

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 400, "height": 860}
COLORS = 128
SETTLED = 600.0  # milliseconds; scrolling and fonts


async def look(browser: Browser, url: str, user: str, place: str, size: ViewportSize = WIDE, beside: str = "") -> Page:
    """A page in which one person, or two beside each other, are at a place."""
    page = await browser.new_page(viewport=WIDE)
    second = f"&beside={beside}&beside_open=dm" if beside else ""
    await page.goto(f"{url}/?team={TEAM}&as={user}&open={place}{second}")
    await page.get_by_text("Coachlog").first.wait_for()
    await page.wait_for_load_state("networkidle")
    await page.set_viewport_size(size)
    return page


async def type_in(page: Page, line: str) -> None:
    """A command, or words, sent."""
    await page.get_by_test_id("composer").first.fill(line)
    await page.get_by_test_id("composer-send").first.click()


async def page_of(page: Page, title: str = "") -> Locator:
    """The page that opens above the conversation, once it says something."""
    found = page.get_by_role("dialog").filter(has_text=title).last
    await found.wait_for()
    return found


def newest(page: Page, words: str) -> Locator:
    """The newest message that says this."""
    return page.get_by_role("article").filter(has_text=words).last


async def close(page: Page) -> None:
    """Close what is open, and what is under it: it stays with its person otherwise."""
    dialog = page.get_by_test_id("modal")
    for _ in range(3):
        if not await dialog.count():
            return
        await dialog.last.get_by_test_id("modal-cancel").click()
        await page.wait_for_timeout(SETTLED)


async def show(found: Locator, edge: Literal["start", "end"] = "start") -> None:
    """Bring its beginning, or its end, into view."""
    await found.evaluate("(one, edge) => one.scrollIntoView({block: edge})", edge)


async def snap(page: Page, path: Path) -> None:
    """One picture, in few colors: a third of the size, chosen so that small spots keep theirs."""
    await page.wait_for_timeout(SETTLED)
    taken = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    taken.quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
