"""The state of an installation: only the browser that began may finish, once, soon; and to begin costs nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from unittest import mock
from urllib.parse import urlencode

import httpx
import pytest

from storage.oauth_states import KEPT, LIFE
from tests.flows.conftest import NOW
from tests.flows.installing import BACK, HOSTILE, Estate, estate, notes, nothing_was_installed, plain, state_of, states


@pytest.fixture
async def place(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Estate]:
    async with estate(sqlite_url, tmp_path / "home") as made:
        yield made


async def test_asking_for_the_first_page_writes_nothing_however_often(place: Estate) -> None:
    with mock.patch.object(place.app.storage, "system", side_effect=AssertionError("it wrote")):
        async with place.browser() as browser:
            assert len({state_of(await place.asked(browser)) for _ in range(50)}) == 50
    assert await place.app.storage.system(states) == []


async def test_neither_state_nor_cookie_stands_in_the_database(place: Estate) -> None:
    async with place.browser() as browser:
        back = await place.decided(browser, "T1")
        state, cookie = state_of(back), browser.cookies["coachlog-install"]
        assert cookie not in state
        await browser.get(back)
        (row,) = await place.app.storage.system(states)
    assert len(row.nonce_hash) == 32
    assert state.split(".")[0].encode() not in row.nonce_hash
    assert row.kept_until == pytest.approx(NOW + LIFE + KEPT, abs=timedelta(minutes=1))


async def test_a_state_is_good_once(place: Estate) -> None:
    async with place.browser() as browser:
        back = await place.decided(browser, "T1")
        cookies = dict(browser.cookies)
        plain(await browser.get(back), 200, "is installed")
        async with httpx.AsyncClient(base_url=place.url, cookies=cookies) as again:
            plain(await again.get(back), 400, "can&#x27;t be continued")
    assert await place.app.storage.system(notes) == [("UADMIN", "workspace.installed")]


async def test_a_state_that_came_back_twice_at_once_is_good_once(place: Estate) -> None:
    async with place.browser() as browser:
        back = await place.decided(browser, "T1")
        pages = await asyncio.gather(*(browser.get(back) for _ in range(4)))
    assert sorted(page.status_code for page in pages) == [200, 400, 400, 400]


@pytest.mark.parametrize("part", range(3))
async def test_a_state_of_which_a_part_was_changed_is_refused(place: Estate, part: int) -> None:
    async with place.browser() as browser:
        back = await place.decided(browser, "T1")
        state = state_of(back)
        parts = state.split(".")
        parts[part] = parts[part][:-2] + ("11" if parts[part].endswith("00") else "00")
        plain(await browser.get(back.replace(state, ".".join(parts))), 400, "can&#x27;t be continued")
        plain(await browser.get(back), 200, "is installed")


async def test_a_state_is_old_after_ten_minutes(place: Estate) -> None:
    async with place.browser() as browser:
        back = await place.decided(browser, "T1")
        place.clock.ahead = LIFE + timedelta(seconds=30)
        plain(await browser.get(back), 400, "ten minutes")
    assert await nothing_was_installed(place)


async def test_another_browser_can_neither_finish_an_installation_nor_spoil_it(place: Estate) -> None:
    async with place.browser() as one, place.browser() as other, place.browser() as bare:
        back = await place.decided(one, "T1")
        await place.asked(other)
        plain(await other.get(back), 400, "another browser")
        plain(await bare.get(back), 400, "another browser")
        assert await nothing_was_installed(place)
        plain(await one.get(back), 200, "is installed")


@pytest.mark.parametrize("state", ["", HOSTILE, "x" * 20_000, "\0", "ü%00", "a\r\nSet-Cookie: b"])
async def test_any_other_state_is_refused_and_nothing_of_it_is_shown(place: Estate, state: str) -> None:
    asked = urlencode({"state": state, "code": HOSTILE, "error": HOSTILE, HOSTILE: HOSTILE})
    async with place.browser() as browser:
        await place.asked(browser)
        answer = await browser.get(f"{BACK}?{asked}")
        plain(answer, 400, "can&#x27;t be continued")
        assert HOSTILE not in answer.text
        plain(await browser.get(BACK), 400, "can&#x27;t be continued")
    assert await nothing_was_installed(place)
