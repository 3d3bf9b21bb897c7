"""The pictures of six months of the sample program: digests, lists, reports, Homes, as their readers see them."""

from datetime import date
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from bot.demo import CHANNELS, TEAM
from docs.cast.play import Play
from playground.server import Playground

GALLERY = Path(__file__).parent / "gallery"
WIDE: ViewportSize = {"width": 1440, "height": 1000}
NARROW: ViewportSize = {"width": 400, "height": 860}
MONDAYS = (date(2026, 10, 5), date(2026, 12, 7), date(2027, 3, 8))
COORDINATOR, COACH, LEADER = "UCOORDINATOR1", "UCOACHA", "UPRINCIPAL1"


async def gallery(browser: Browser, playground: Playground, play: Play, last: date) -> None:
    """Play until a day, and take the pictures of each of these Mondays on the way."""
    GALLERY.mkdir(exist_ok=True)
    for monday in (one for one in MONDAYS if one <= last):
        await play.until(monday)
        await _monday(browser, playground.url, f"{monday}")
    for stumble in play.stumbles:
        play.say(stumble)


async def _monday(browser: Browser, url: str, day: str) -> None:
    channel = await look(browser, url, COORDINATOR, CHANNELS["coordinators"])
    digest = channel.get_by_test_id("message").filter(has_text="Coaching, week of").last
    await digest.scroll_into_view_if_needed()
    await snap(channel, f"{day}-digest")
    await digest.get_by_test_id("thread-link").click()
    await snap(channel, f"{day}-digest-thread")
    await snap(await look(browser, url, COORDINATOR, "home"), f"{day}-desk")
    await snap(await look(browser, url, COORDINATOR, "home", NARROW), f"{day}-desk-narrow")
    await snap(await look(browser, url, COACH, "home"), f"{day}-coach")
    await snap(await look(browser, url, LEADER, "home"), f"{day}-leader")


async def look(browser: Browser, url: str, user: str, place: str, size: ViewportSize = WIDE) -> Page:
    """A page in which a person is at a place."""
    page = await browser.new_page(viewport=size)
    await page.goto(f"{url}/?team={TEAM}&as={user}&open={place}")
    await page.get_by_text("Coachlog").first.wait_for()
    await page.wait_for_load_state("networkidle")
    return page


async def snap(page: Page, name: str) -> None:
    """One picture."""
    await page.wait_for_timeout(800)
    await page.screenshot(path=GALLERY / f"{name}.png")
