"""What guard does when nobody takes its answer, and with a denial the database is slow to keep."""

import asyncio
from math import inf
from typing import Any, cast

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import Denied, NotSavedYet, Refusal
from handlers.errors import BUSY, SLACK_REFUSED, guard, in_background
from handlers.turn import SAVING, Tasks, Turn
from storage.people import Actor
from tests.handlers.turns import Heard, a_turn, a_view
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
        return Turn(body, self.ack, here, here, Actor("U1"), NOW, NOW, tasks=Tasks(), team_id="T1", until=inf, **rest)


@pytest.mark.parametrize("problem", [EXPIRED, aiohttp.ClientConnectionError(), TimeoutError()])
@pytest.mark.parametrize("raised", [Refusal("No."), ValueError()])
async def test_an_answer_nobody_takes_is_let_go(problem: Exception, raised: Exception) -> None:
    async def listener(_: Turn) -> None:
        raise raised

    slack = Deaf(problem)
    await guard(listener, slack.turn({"trigger_id": "1"}))
    assert slack.acked >= 1


def now() -> float:
    return asyncio.get_running_loop().time()


async def for_ever(_: Turn) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"type": "view_submission", "view": a_view("day")}, {"errors": {"day": NotSavedYet().sentence}}),
        ({"command": "/coachlog"}, {"text": BUSY}),
        ({"type": "block_suggestion", "view": a_view()}, {"options": []}),
    ],
)
async def test_what_takes_longer_than_an_answer_may_is_let_go_and_said(
    body: dict[str, Any], answer: dict[str, Any]
) -> None:
    heard = Heard()
    await guard(for_ever, a_turn(heard, body, until=now() + 0.05))
    (given,) = heard.of("ack")
    assert given.items() >= answer.items()


async def test_an_event_that_is_not_stored_in_time_is_not_answered_so_that_slack_delivers_it_again() -> None:
    heard = Heard()
    with pytest.raises(NotSavedYet):
        await guard(for_ever, a_turn(heard, {"type": "event_callback", "event": {}}, until=now()))
    assert heard.calls == []


async def test_a_time_out_of_something_else_is_no_late_answer() -> None:
    async def listener(_: Turn) -> None:
        raise TimeoutError

    heard = Heard()
    await guard(listener, a_turn(heard, {"command": "/coachlog"}))
    assert heard.of("ack") == [{"text": SLACK_REFUSED}]


async def test_what_goes_on_after_the_answer_has_all_the_time_it_needs() -> None:
    done = asyncio.Event()

    async def listener(_: Turn) -> None:
        await asyncio.sleep(0)
        done.set()

    turn = a_turn(Heard(), {"command": "/coachlog"}, until=now() - 60)
    in_background(turn, listener)
    await turn.tasks.drain(10)
    assert done.is_set()


async def test_slack_is_asked_only_so_long_that_there_is_time_to_save() -> None:
    turn = a_turn(Heard(), {}, until=now() + SAVING + 0.05)
    with pytest.raises(TimeoutError):
        async with turn.asking():
            await for_ever(turn)
    assert now() < turn.until


async def test_an_answer_does_not_wait_for_words_that_slack_is_slow_to_take(monkeypatch: pytest.MonkeyPatch) -> None:
    async def listener(_: Turn) -> None:
        raise Refusal("No.")

    monkeypatch.setattr("handlers.errors.WORDS", 0.0)
    turn = a_turn(Heard(), {"type": "block_actions", "actions": [{}], "response_url": "x"}, until=now())
    taken = asyncio.Event()
    turn.respond = lambda **_: taken.wait()
    await guard(listener, turn)
    assert turn.tasks._running
    taken.set()
    await turn.tasks.drain(10)


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
