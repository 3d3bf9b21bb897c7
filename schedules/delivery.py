"""Sends what the outbox owes: claims, sends at most once a second to a channel, marks."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages import Message
from bot.messages.home import home_view
from storage.composing import compose
from storage.home import home_facts
from storage.outbox import AGAIN_AFTER, RESENT_ONCE, Owed, claim, mark, put_back, tidy
from storage.people import Actor, keep_dm_channel
from storage.store import Store

log = logging.getLogger("coachlog.delivery")

BATCH = 10
SPACING = 1.05  # seconds between two messages to one channel
UNSURE = {"internal_error", "fatal_error"}
LATER = {"ratelimited", "service_unavailable", "request_timeout", "rate_limited"}
BACK_OFF = (30, 120, 600, 3600)
TRIES = 12
SOON = 60.0


class NothingSentError(Exception):
    """A call before the message failed, so the message certainly wasn't sent."""


NOT_SENT = (aiohttp.ClientConnectorError, NothingSentError)


@dataclass(slots=True)
class Delivery:
    """The sender of one process.

    client: the Web API client of a workspace, without retry handlers, so that a lost connection never sends twice.
    """

    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]
    hit: Callable[[str], None]
    wake: Callable[[], None]
    _last: dict[str, float] = field(default_factory=dict)

    async def run_once(self, batch: int = BATCH) -> int:
        """Claim and send one batch; how many were claimed."""
        owner = secrets.token_hex(8)
        owed = await self.store.write(claim, self.now(), owner, batch)
        self.hit("after_claim")
        sent = await asyncio.gather(*(self._send(one, owner) for one in owed))
        return sum(sent)

    async def tidy(self) -> None:
        """Expire and settle what a dead process left."""
        await self.store.write(tidy, self.now())

    async def _send(self, one: Owed, owner: str) -> bool:
        try:
            if one.kind == "home":
                outcome = await self._publish(one)
            else:
                outcome = await self._post(one)
        except SlackApiError as problem:
            outcome = _from_slack(problem, one)
        except NOT_SENT:
            outcome = Outcome("pending", reason="no connection", wait=_back_off(one))
        except (TimeoutError, aiohttp.ClientError, OSError):
            outcome = _unsure(one, "no answer")
        except Exception as problem:  # noqa: BLE001 - one bad row never delays another
            log.error("message failed", extra={"error": type(problem).__name__, "outbox": one.id})  # noqa: TRY400 - no content
            outcome = Outcome("failed", reason=type(problem).__name__)
        self.hit("before_mark")
        await self._mark(one, owner, outcome)
        return outcome.state != "pending"

    async def _publish(self, one: Owed) -> "Outcome":
        if one.user is None:
            return Outcome("void", reason="no Slack user")
        facts = await self.store.read(home_facts, Actor(one.user), self.now())
        await self.client.views_publish(user_id=one.user, view=home_view(facts))
        self.hit("after_send")
        return Outcome("sent")

    async def _post(self, one: Owed) -> "Outcome":
        message: Message | None = await self.store.read(compose, one, self.now())
        if message is None:
            return Outcome("void", reason="no longer matters")
        channel = one.channel or await self._dm_channel(one)
        if channel is None:
            return Outcome("void", reason="no Slack user")
        if (wait := self._wait(channel)) > 0:
            return Outcome("pending", reason="channel is busy", wait=wait, counted=False)
        answer = await self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=list(message.blocks) or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": "coachlog_message", "event_payload": {"outbox_id": one.id}},
        )
        self.hit("after_send")
        return Outcome("sent", channel=channel, ts=str(answer.get("ts", "")))

    async def _dm_channel(self, one: Owed) -> str | None:
        if one.dm_channel or one.user is None or one.person_id is None:
            return one.dm_channel
        try:
            answer = await self.client.conversations_open(users=one.user)
        except (TimeoutError, aiohttp.ClientError, OSError):
            raise NothingSentError from None
        channel = str(answer["channel"]["id"])
        await self.store.write(keep_dm_channel, one.person_id, channel)
        return channel

    def _wait(self, channel: str) -> float:
        """Seconds until this channel may get its next message; 0 takes the turn."""
        now = time.monotonic()
        wait = self._last.get(channel, -SPACING) + SPACING - now
        if wait <= 0:
            self._last[channel] = now
        return max(wait, 0.0)

    async def _mark(self, one: Owed, owner: str, outcome: "Outcome") -> None:
        if outcome.state == "pending":
            later = self.now() + timedelta(seconds=outcome.wait)
            tries = one.attempt + outcome.counted
            await self.store.write(put_back, owner, one.id, later=later, attempt=tries, reason=outcome.reason or "")
            if outcome.wait < SOON:
                asyncio.get_running_loop().call_later(outcome.wait + 0.01, self.wake)
            return
        await self.store.write(
            mark, owner, one.id, outcome.state, channel=outcome.channel, ts=outcome.ts, reason=outcome.reason
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sending. wait: seconds until the next try, for state "pending"; counted: it was a try."""

    state: str
    channel: str = ""
    ts: str = ""
    reason: str | None = None
    wait: float = 0
    counted: bool = True


def _back_off(one: Owed) -> float:
    return BACK_OFF[min(one.attempt, len(BACK_OFF) - 1)]


def _unsure(one: Owed, reason: str) -> Outcome:
    if one.kind == "home":
        return Outcome("pending", reason=reason, wait=_back_off(one)) if one.attempt < TRIES else Outcome("failed")
    if one.kind in RESENT_ONCE and one.attempt == 0:
        return Outcome("pending", reason=reason, wait=AGAIN_AFTER.total_seconds())
    return Outcome("unknown", reason=reason)


def _from_slack(problem: SlackApiError, one: Owed) -> Outcome:
    code = str(problem.response.get("error", "")) or f"http_{problem.response.status_code}"
    if problem.response.status_code == 429:
        wait = float(problem.response.headers.get("Retry-After", 30))
        return Outcome("pending", reason="ratelimited", wait=wait, counted=False)
    if code in LATER and one.attempt < TRIES:
        return Outcome("pending", reason=code, wait=_back_off(one))
    if code in UNSURE or problem.response.status_code >= 500:
        return _unsure(one, code)
    return Outcome("failed", reason=code[:80])
