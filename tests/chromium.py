"""The machine's own Chromium, for the tests that drive the page: never a downloaded one."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000  # milliseconds: a limit that no slow machine reaches
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def executable() -> str:
    """Where Chromium is: COACHLOG_CHROMIUM, or on PATH. Without one the test is skipped, or fails if it must not be."""
    found = os.environ.get("COACHLOG_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    told = "no Chromium on this machine (Debian: apt-get install chromium)"
    if os.environ.get("COACHLOG_REQUIRE_BROWSER"):
        pytest.fail(told)
    pytest.skip(told)


@asynccontextmanager
async def launched() -> AsyncIterator["Browser"]:
    """A headless browser that asks nothing of the outside world, gone at the end."""
    from playwright.async_api import async_playwright, expect  # noqa: PLC0415 - 0.3 s, for the tests that need it

    expect.set_options(timeout=PATIENCE)
    path = executable()
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with tempfile.TemporaryDirectory() as home:
        async with async_playwright() as playwright:
            environment: dict[str, str | float | bool] = {**os.environ, "HOME": home}
            browser = await playwright.chromium.launch(executable_path=path, args=flags, env=environment)
            try:
                yield browser
            finally:
                await browser.close()
