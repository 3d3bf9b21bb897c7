"""The line to a workspace's Slack goes dead with its token, after very few calls."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from playground.sample import populate
from playground.server import Playground
from playground.state import World
from schedules.line import Line
from schedules.outcomes import TokenDead
from tests.storage.contacting import NOW, PEOPLE


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World(rate_limits=False, start=NOW)
    populate(made, "T1", "Coaching", PEOPLE)
    async with Playground(made, page=False):
        yield made


async def calls(line: Line, count: int) -> list[str]:
    """The same call so many times, two at once; what each ended with."""

    async def one(number: int) -> str:
        try:
            await line.chat_postMessage(channel="UCOACH", text=f"Hello {number}")
        except SlackApiError as problem:
            return type(problem).__name__
        return "sent"

    ends = [await asyncio.gather(one(number), one(number)) for number in range(count)]
    return [end for pair in ends for end in pair]


def line_to(world: World, session: aiohttp.ClientSession) -> Line:
    token = world.app.installations["T1"].bot_token
    return Line(token, f"{world.url}/api/", session, world.clock.now)


async def test_a_revoked_token_is_called_twice_at_most_and_lives_again(world: World) -> None:
    async with aiohttp.ClientSession() as session:
        line, held = line_to(world, session), world.app.installations["T1"]
        held.revoked = True
        assert set(await calls(line, 5)) == {"TokenDead"}
        assert len(world.journal.calls()) <= 2
        assert not await line.lives()
        with pytest.raises(TokenDead):
            await line.users_list()
        held.revoked = False
        assert await line.lives()
        assert await calls(line, 1) == ["sent", "sent"]


@pytest.mark.parametrize("whose", ["person", "token"])
async def test_an_inactive_account_may_be_a_persons(world: World, whose: str) -> None:
    world.faults.add("chat.postMessage", "error", error="account_inactive", count=0)
    if whose == "token":
        world.faults.add("auth.test", "error", error="account_inactive", count=0)
    async with aiohttp.ClientSession() as session:
        line = line_to(world, session)
        assert set(await calls(line, 1)) == {"SlackApiError" if whose == "person" else "TokenDead"}
        assert whose == "person" or len(world.journal.calls()) <= 3
        assert bool(line.dead) == (whose == "token")
