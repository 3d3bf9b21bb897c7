"""The pictures of six months of the sample program: digests, lists, reports, Homes, as their readers see them."""

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.async_api import Browser, Page

from bot.demo import CHANNELS
from docs.cast.play import Play, in_leaps
from docs.pictures_of import PHONE, close, look, newest, page_of, show, snap, type_in
from playground.server import Playground

GALLERY = Path(__file__).parent / "gallery"
MONDAYS = (date(2026, 10, 5), date(2026, 12, 7), date(2027, 3, 8))
COORDINATOR, COACH, LEADER, LIAISON = "UCOORDINATOR1", "UCOACHA", "UPRINCIPAL1", "ULIAISON1"
DIGEST = "Coaching, week of"
BEHIND = {"visits": "Visits", "hours": "Hours", "quiet": "Without contact"}


async def gallery(browser: Browser, playground: Playground, play: Play, last: date) -> None:
    """Play until a day, and take the pictures of each of these Mondays on the way."""
    GALLERY.mkdir(exist_ok=True)
    with in_leaps(playground.world):
        for monday in (one for one in MONDAYS if one <= last):
            await play.until(monday)
            await day_of(browser, playground.url, monday, play)
    for stumble in play.stumbles:
        play.say(stumble)


async def day_of(browser: Browser, url: str, monday: date, play: Play) -> None:
    """All pictures of one Monday; what can't be shown is said, and the others are taken."""
    shots = (_channel, _desk, _stood, _reports, _report_of_coach, _homes, _district)
    for shot in shots:
        try:
            await shot(browser, url, monday)
        except Exception as problem:  # noqa: BLE001 - a play of hours isn't lost for one picture
            play.stumbles.append(f"picture {shot.__name__} of {monday}: {str(problem)[:200]}")


async def _channel(browser: Browser, url: str, day: date) -> None:
    page = await look(browser, url, COORDINATOR, CHANNELS["coordinators"])
    digest = newest(page, DIGEST)
    await show(digest)
    await _keep(page, f"{day}-digest")
    for name, label in BEHIND.items():
        await digest.get_by_role("button", name=re.compile(f"^{label}")).last.click()
        await page_of(page)
        await _keep(page, f"{day}-list-{name}")
        await close(page)
    await digest.get_by_test_id("thread-link").click()
    thread = page.get_by_test_id("thread").get_by_role("article")
    await show(thread.filter(has_text=re.compile("by district", re.IGNORECASE)).last)
    await _keep(page, f"{day}-thread")
    await show(thread.filter(has_text="Coaches' time").last)
    await _keep(page, f"{day}-capacity")
    await page.close()
    page = await look(browser, url, COORDINATOR, CHANNELS["coordinators"], PHONE)
    await show(newest(page, DIGEST))
    await _keep(page, f"{day}-digest-phone")
    await page.close()


async def _desk(browser: Browser, url: str, day: date) -> None:
    page = await look(browser, url, COORDINATOR, "home")
    await _keep(page, f"{day}-desk")
    await page.set_viewport_size(PHONE)
    await _keep(page, f"{day}-desk-phone")
    await page.close()


async def _stood(browser: Browser, url: str, day: date) -> None:
    """The week before last as it stood, with what is different now marked."""
    page = await look(browser, url, COORDINATOR, "dm")
    then = day - timedelta(days=10)
    await type_in(page, f"/coachlog digest as of {then:%b} {then.day}")
    await page_of(page, "as of")
    await _keep(page, f"{day}-as-of")
    await close(page)
    await page.close()


async def _reports(browser: Browser, url: str, day: date) -> None:
    """The reports of the period before, and one of them being read."""
    page = await look(browser, url, COORDINATOR, "dm")
    await type_in(page, "/coachreport last")
    found = await page_of(page)
    await _keep(page, f"{day}-reports")
    await found.get_by_role("button", name=re.compile("^(Read|Open)")).first.click()
    await page_of(page, "h that count")
    await _keep(page, f"{day}-report")
    await close(page)
    await page.close()


async def _report_of_coach(browser: Browser, url: str, day: date) -> None:
    page = await look(browser, url, COACH, "dm", PHONE)
    await type_in(page, "/coachreport last")
    await page_of(page)
    await _keep(page, f"{day}-report-of-coach")
    await close(page)
    await page.close()


async def _homes(browser: Browser, url: str, day: date) -> None:
    for name, user in (("coach", COACH), ("leader", LEADER)):
        page = await look(browser, url, user, "home")
        await _keep(page, f"{day}-{name}")
        await page.close()


async def _district(browser: Browser, url: str, day: date) -> None:
    """What a district's liaison got for the month before."""
    page = await look(browser, url, LIAISON, "dm")
    await show(page.get_by_role("article").last)
    await _keep(page, f"{day}-district")
    await page.close()


async def _keep(page: Page, name: str) -> None:
    await snap(page, GALLERY / f"{name}.png")
