"""One delivery from end to end: the transport, the deadline, the faults asked for, the journal line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from playground.deliver import http, socket
from playground.deliver.answer import NO_CONNECTION, TIMED_OUT, Answer, Kind, Outcome, answered
from playground.faults import Fault
from playground.records import Json
from playground.registration import Installation

if TYPE_CHECKING:
    from playground.state import World

WITHOUT_INTERACTIVITY = ("slash_commands", "events_api")
Judge = Callable[[Answer], Outcome]
Send = Callable[[int], Awaitable[Answer]]


def as_it_came(answer: Answer) -> Outcome:
    return answer.outcome


async def deliver(
    world: World,
    install: Installation,
    kind: Kind,
    payload: Json,
    *,
    judge: Judge = as_it_came,
    attempt: int = 0,
    reason: str = "",
) -> Answer:
    """Deliver, note it, and give back the answer; `judge` decides the outcome for the journal."""
    send = _sender(world, install, kind, payload, reason)
    fault = world.faults.strike("delivery", kind, install.team_id)
    if fault is None:
        return _noted(world, install, kind, payload, attempt, judge, await send(attempt))
    if fault.effect == "redeliver":
        return await _again_and_again(world, install, kind, payload, attempt, judge, send, fault)
    return _noted(world, install, kind, payload, attempt, judge, await _spoiled(world, send, attempt, fault))


def _sender(world: World, install: Installation, kind: Kind, payload: Json, reason: str) -> Send:
    """How to send this delivery, as often as wanted; over HTTP each time with the same bytes and signature."""
    request = http.prepare(install.app, kind, payload) if install.app.request_url else None

    async def send(attempt: int) -> Answer:
        why = reason or "http_timeout"
        if not install.app.interactive and kind not in WITHOUT_INTERACTIVITY:
            return NO_CONNECTION
        try:
            async with asyncio.timeout(world.deadline):
                if request:
                    headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": why} if attempt else {}
                    return await http.post(world, install.app.next_url(), request, headers)
                return await socket.send(world, kind, payload, (attempt, why if attempt else ""))
        except TimeoutError:
            return TIMED_OUT

    return send


async def _spoiled(world: World, send: Send, attempt: int, fault: Fault) -> Answer:
    if fault.effect == "late":
        await asyncio.sleep(fault.seconds)
        return await send(attempt)
    if fault.effect == "lost_answer":
        await send(attempt)
        return TIMED_OUT
    if fault.effect == "silence":
        await asyncio.sleep(world.deadline)
        return TIMED_OUT
    if fault.effect == "status":
        if fault.after:
            await send(attempt)
        return answered(fault.status, None)
    return NO_CONNECTION


async def _again_and_again(
    world: World,
    install: Installation,
    kind: Kind,
    payload: Json,
    attempt: int,
    judge: Judge,
    send: Send,
    fault: Fault,
) -> Answer:
    """The same delivery `times` more; events carry a retry number, what a person did is an exact replay."""
    step = 1 if kind == "events_api" else 0
    numbers = [attempt + step * again for again in range(fault.times + 1)]
    if fault.together:
        answers = list(await asyncio.gather(*(send(number) for number in numbers)))
    else:
        answers = [await send(number) for number in numbers]
    for number, answer in list(zip(numbers, answers, strict=True))[1:]:
        _noted(world, install, kind, payload, number, judge, answer)
    return _noted(world, install, kind, payload, attempt, judge, answers[0])


def _noted(
    world: World, install: Installation, kind: Kind, payload: Json, attempt: int, judge: Judge, answer: Answer
) -> Answer:
    body = answer.body if isinstance(answer.body, dict) else {} if answer.body is None else {"text": answer.body}
    world.journal.delivery(install.team_id, kind, payload, attempt, judge(answer), answer.status, body)
    return answer
