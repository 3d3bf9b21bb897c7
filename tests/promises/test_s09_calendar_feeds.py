"""S09: a calendar link guessed, changed, ended, and its owner deactivated: the feed stops, on every replica at once."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from playground.deeds import membership
from storage.feeds import Feed, change_feed, end_feed, hash_of, make_feed
from storage.keys import Keyring
from storage.people import Actor
from storage.store import Storage, Store
from tests.promises import sizes
from tests.promises.conftest import Settled, Village
from tests.promises.counting import connected
from tests.promises.serving import served
from tests.storage.calendaring import booked, events

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
COACH, LEADER = Actor("UC1"), Actor("UL1")
SAME = ("Content-Type", "Cache-Control", "Content-Length", "Referrer-Policy", "X-Robots-Tag", "Retry-After", "ETag")


@dataclass
class Replicas:
    """Two servers on one database, each asked the same."""

    session: aiohttp.ClientSession
    ports: tuple[int, int]

    async def get(self, token: str, **headers: str) -> list[tuple[int, bytes, dict[str, str]]]:
        """What each of them answers for a link."""
        found = []
        for port in self.ports:
            url = f"http://127.0.0.1:{port}/calendar/{token}.ics"
            async with self.session.get(url, headers=headers) as answer:
                body = await answer.read()
                found.append((answer.status, body, {name: answer.headers.get(name, "") for name in SAME}))
        return found

    async def read(self, feed: Feed | None) -> list[int]:
        """The statuses for a feed's link."""
        assert feed
        assert feed.token
        return [status for status, _, _ in await self.get(feed.token)]


@asynccontextmanager
async def replicas(made: Village) -> AsyncIterator[tuple[Replicas, Store]]:
    async with made.running() as first, served(made.second()) as second, aiohttp.ClientSession() as session:
        storage = Storage(made.server.url, Keyring([made.server.key]))
        try:
            yield Replicas(session, (first.port, second.port)), storage.workspace(1)
        finally:
            storage.close()
            first.lines.extend(second.lines)


async def test_a_link_works_for_its_owner_alone_and_is_dead_at_once_everywhere(village: Settled) -> None:
    async with village(2) as made, replicas(made) as (asked, store):
        now = made.world.clock.now()
        day = now.date() + timedelta(days=7)
        await store.write(lambda db: (booked(db, 1, day), booked(db, 2, day + timedelta(days=1))))
        feed, hers = await store.write(make_feed, COACH, now), await store.write(make_feed, LEADER, now)
        for status, body, headers in await asked.get(feed.token or ""):
            said = {str(event["summary"]) for event in events(body)}
            assert (status, said) == (200, {"On-site visit · School 1 · Principal 1"})
            again = await asked.get(feed.token or "", **{"If-None-Match": headers["ETag"]})
            assert [one[:2] for one in again] == [(304, b"")] * 2

        changed = await store.write(change_feed, COACH, now, feed.id)
        assert (await asked.read(feed), await asked.read(changed)) == ([404, 404], [200, 200])
        await store.write(end_feed, COACH, now)
        assert (await asked.read(changed), await asked.read(hers)) == ([404, 404], [200, 200])
        membership.alter(made.world, "T1", "UL1", deleted=True)
        await _gone(made, hers)
        assert await asked.read(hers) == [404, 404]

        await _guessed(asked, [changed, hers])
        log = "\n".join(made.server.lines)
    assert made.server.lines
    assert not [one for one in (feed, changed, hers) if one and (one.token or "") in log]
    assert "calendar/" not in log


async def _guessed(asked: Replicas, ended: list[Feed | None]) -> None:
    """No guess finds anything, and none is told from a link that was there once."""
    chance = random.Random(9)  # noqa: S311 - the same guesses in every run
    guesses = ["".join(chance.choices(LETTERS, k=43)) for _ in range(sizes.S09_GUESSES)]
    ones = [one.token or "" for one in ended if one]
    answers = [one for token in (*ones, *guesses, "x", "x" * 5000) for one in await asked.get(token)]
    assert answers == [(404, b"not found", answers[0][2])] * len(answers)


async def _gone(made: Village, feed: Feed) -> None:
    """Wait until Slack was heard to say that somebody is gone."""
    for _ in range(600):
        if await asyncio.to_thread(_ended, made, feed):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("still there")


def _ended(made: Village, feed: Feed) -> bool:
    with connected(made.server.url) as connection:
        rows = connection.exec_driver_sql("SELECT token_hash, ended_at FROM feeds").all()
    return any(bytes(row[0]) == hash_of(feed.token or "") and row[1] is not None for row in rows)
