"""One browser for all tests of the page, and for each test a playground of its own with a desk to sit at."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests import chromium
from tests.playground.page.studio import Studio, opened

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Locator, Page

DESK = (1360, 860)


@dataclass
class Desk:
    """Opens the page, and keeps what the browser complained of or asked of others."""

    studio: Studio
    browser: "Browser"
    contexts: list["BrowserContext"] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def sit(self, query: str, size: tuple[int, int] = DESK) -> "Page":
        width, height = size
        context = await self.browser.new_context(viewport={"width": width, "height": height})
        self.contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(chromium.PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: self._asked(asked.url))
        await page.goto(f"{self.studio.url}/{query}")
        await page.locator("[data-pane=left][data-ready]").wait_for()
        return page

    async def form(self, text: str = "", query: str = "?team=T1&as=U5&open=C1") -> "Page":
        """Sit down and open the gallery's form by its command."""
        page = await self.sit(query)
        await page.get_by_test_id("composer").first.fill(f"/coachlog {text}")
        await page.keyboard.press("Enter")
        await page.get_by_test_id("modal").wait_for()
        return page

    def _asked(self, url: str) -> None:
        if not url.startswith((self.studio.url, "data:", "blob:")):
            self.complaints.append(f"asked {url}")


def control(page: "Page | Locator", block: str, action: str = "value") -> "Locator":
    """The control of one element."""
    return page.locator(f'[data-block-id="{block}"][data-action-id="{action}"]')


def error_of(page: "Page", block: str) -> "Locator":
    return page.locator(f'.block[data-block-id="{block}"]').get_by_test_id("field-error")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chrome() -> AsyncIterator["Browser"]:
    async with chromium.launched() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def studio() -> AsyncIterator[Studio]:
    async with opened() as made:
        yield made
        assert not made.world.failures


@pytest_asyncio.fixture(loop_scope="session")
async def desk(chrome: "Browser", studio: Studio) -> AsyncIterator[Desk]:
    made = Desk(studio, chrome)
    yield made
    for context in made.contexts:
        await context.close()
    if made.complaints:
        pytest.fail("the browser complained:\n" + "\n".join(made.complaints))
