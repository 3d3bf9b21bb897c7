"""Calendars over HTTP: read as often as programs do and no oftener; of a failure, no more is told than that it was."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import httpx
import pytest
from starlette.applications import Starlette

from handlers.feed import OF_A_FEED, REMEMBERED, SPAN, UNKNOWN, Counter, Feeds, feed_routes
from storage.feeds import Owner
from tests.storage.contacting import NOW

LINK = "A" * 43


class Held:
    """A storage in which one link has an owner, and which may be away."""

    def __init__(self) -> None:
        self.live, self.away, self.asked = True, False, 0

    async def survey(self, *_: Any) -> Owner | None:
        self.asked += 1
        if self.away:
            raise TimeoutError(LINK)
        return Owner(1, 1, 1) if self.live else None

    def workspace(self, _id: int) -> Any:
        return mock.Mock(read=mock.AsyncMock(return_value=[]))


async def reader(held: Held, now: Callable[[], datetime]) -> httpx.AsyncClient:
    app = Starlette(routes=feed_routes(Feeds(held, now)))  # type: ignore[arg-type] # no database
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://coachlog")


async def test_a_feed_may_be_read_so_often_and_then_again_after_a_while() -> None:
    times = [NOW]
    client = await reader(Held(), lambda: times[0])
    statuses = [(await client.get(f"/calendar/{LINK}.ics")).status_code for _ in range(OF_A_FEED + 1)]
    assert statuses == [200] * OF_A_FEED + [429]
    answer = await client.get(f"/calendar/{LINK}.ics")
    assert answer.headers["Retry-After"] == str(int(SPAN.total_seconds()))
    times[0] += SPAN
    assert (await client.get(f"/calendar/{LINK}.ics")).status_code == 200


async def test_guessing_meets_a_limit_that_keeps_no_owner_out() -> None:
    held = Held()
    client = await reader(held, lambda: NOW)
    held.live = False
    guesses = [(await client.get(f"/calendar/{number:043}.ics")).status_code for number in range(UNKNOWN + 1)]
    assert guesses == [404] * UNKNOWN + [429]
    asked = held.asked
    await client.get(f"/calendar/{LINK[1:]}.ics")
    assert held.asked == asked, "what can't be a link isn't looked for"
    held.live = True
    assert (await client.get(f"/calendar/{LINK}.ics")).status_code == 200, "an owner's, read for the first time"
    held.live = False
    assert (await client.get(f"/calendar/{LINK}.ics")).status_code == 429, "the same for one that was ended"


async def test_what_fails_is_told_without_the_link(caplog: pytest.LogCaptureFixture) -> None:
    held = Held()
    held.away = True
    client = await reader(held, lambda: NOW)
    with caplog.at_level(logging.DEBUG):
        answer = await client.get(f"/calendar/{LINK}.ics")
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (503, "not now", "no-store")
    ours = [one for one in caplog.records if one.name.startswith("coachlog")]
    assert [one.getMessage() for one in ours] == ["calendar not read"]
    assert LINK not in str([vars(one) for one in ours])


async def test_a_program_may_ask_with_head_and_nothing_is_kept_for_others() -> None:
    client = await reader(Held(), lambda: NOW)
    answer = await client.head(f"/calendar/{LINK}.ics")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert (await client.post(f"/calendar/{LINK}.ics")).status_code == 405


def test_a_counter_forgets_the_oldest_and_survives_a_clock_that_is_set_back() -> None:
    counter = Counter(1)
    for number in range(REMEMBERED + 1):
        counter.count(number, NOW)
    assert not counter.wait(0, NOW)
    assert counter.wait(1, NOW)
    assert not counter.wait(1, NOW - timedelta(hours=3))
    counter.count(1, NOW - timedelta(hours=3))
    assert counter.wait(1, NOW - timedelta(hours=3))
