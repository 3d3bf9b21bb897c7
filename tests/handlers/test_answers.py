"""What guard does when nobody takes its answer, and with a denial the database is slow to keep."""

import asyncio
from typing import Any, cast

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import Denied, Refusal
from handlers.errors import guard
from handlers.turn import Tasks, Turn
from storage.people import Actor
from tests.storage.contacting import NOW

EXPIRED = SlackApiError("no", {"ok": False, "error": "expired_trigger_id"})


class Deaf:
    """A Slack that takes no page, and a database that keeps a denial when it is told to."""

    def __init__(self, problem: Exception) -> None:
        self.problem, self.acked, self.kept = problem, 0, asyncio.Event()

    async def views_open(self, **_: Any) -> None:
        raise self.problem

    async def write(self, *_: Any) -> None:
        await self.kept.wait()

    async def ack(self, *_: Any, **__: Any) -> None:
        self.acked += 1

    def turn(self, body: dict[str, Any]) -> Turn:
        rest: dict[str, Any] = dict.fromkeys(("keyring", "respond", "match"))
        here = cast(Any, self)
        return Turn(body, self.ack, here, here, Actor("U1"), NOW, NOW, tasks=Tasks(), team_id="T1", **rest)


@pytest.mark.parametrize("problem", [EXPIRED, aiohttp.ClientConnectionError(), TimeoutError()])
@pytest.mark.parametrize("raised", [Refusal("No."), ValueError()])
async def test_an_answer_nobody_takes_is_let_go(problem: Exception, raised: Exception) -> None:
    async def listener(_: Turn) -> None:
        raise raised

    slack = Deaf(problem)
    await guard(listener, slack.turn({"trigger_id": "1"}))
    assert slack.acked >= 1


async def test_a_denial_that_is_slow_to_keep_is_answered_before(monkeypatch: pytest.MonkeyPatch) -> None:
    async def listener(_: Turn) -> None:
        raise Denied("contact.open")

    monkeypatch.setattr("handlers.errors.AUDIT", 0.0)
    slack = Deaf(EXPIRED)
    turn = slack.turn({"trigger_id": "1"})
    await guard(listener, turn)
    assert slack.acked >= 1
    assert turn.tasks._running
    slack.kept.set()
    await turn.tasks.drain(5)
    assert not turn.tasks._running
