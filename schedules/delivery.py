"""Sends what the outbox owes: claims, sends at most once a second to a channel, marks."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks import View
from bot.errors import NotNow, NotSavedYet, slack_error, slack_status
from bot.messages import Message, charts
from bot.messages.home import home_view
from schedules.turns import SPACING, Turns
from storage.charts import remember_refusal
from storage.composing import compose, compose_again
from storage.holding import CORRECT, OPEN, PUBLISH, RATE_LIMITED, claim_and_heed, put_back_and_hold
from storage.home import home_facts
from storage.nudgesending import NOT_NOW
from storage.outbox import AGAIN_AFTER, REPEATABLE, RESENT_ONCE, Owed, mark, put_back, tidy
from storage.people import Actor, keep_dm_channel
from storage.retouching import Posted, find_posted
from storage.store import Store

log = logging.getLogger("coachlog.delivery")

BATCH = 8
HOME_SPACING = 3.0  # seconds between two drawings of one Home, each of which shows all there is
UNSURE = {"internal_error", "fatal_error"}
LATER = {"ratelimited", "service_unavailable", "request_timeout", "rate_limited"}
BACK_OFF = (30, 120, 600, 3600)
TRIES = 12
SOON = 3600.0
IN_HAND = 5.0  # seconds
MARKING = (0.5, 1, 2, 4, 8, 16)  # seconds between tries to mark; with the waiting itself, within the lease


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sending. wait: seconds until the next try, for state "pending"; counted: it was a try.

    place: what Slack asked to leave alone until then.
    """

    state: str
    channel: str = ""
    ts: str = ""
    reason: str | None = None
    wait: float = 0
    counted: bool = True
    place: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message made ready. place: the channel or the method that a 429 would be about."""

    place: str
    send: Callable[[], Awaitable[Outcome]]


Doubt: TypeAlias = Callable[[Owed, str], Outcome]


@dataclass(slots=True)
class Delivery:
    """The sender of one process.

    client: the Web API client of a workspace, without retry handlers, so that a lost connection never sends twice.
    grace: seconds for which a new message isn't touched, so that whoever caused it has had their answer before.
    """

    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]
    hit: Callable[[str], None]
    wake: Callable[[], None]
    grace: float = 0.0
    turns: Turns = field(default_factory=Turns)
    _held: dict[str, datetime] = field(default_factory=dict)

    async def run_once(self, batch: int = BATCH) -> int:
        """Claim one batch, and send what may be sent now; how many were claimed."""
        owner = secrets.token_hex(8)
        now = self.now() - timedelta(seconds=self.grace)
        owed, held = await self.store.write(claim_and_heed, now, owner, batch)
        for place, until in held.items():
            self._hold(place, until)
        self.hit("after_claim")
        await asyncio.gather(*(self._send(one, owner) for one in owed))
        return len(owed)

    async def tidy(self) -> None:
        """Expire and settle what a dead process left."""
        await self.store.write(tidy, self.now())

    async def _send(self, one: Owed, owner: str) -> None:
        outcome = await self._attempt(one)
        self.hit("before_mark")
        await self._mark(one, owner, outcome)

    async def _attempt(self, one: Owed) -> Outcome:
        """Make it ready, then hand it over. What fails before the handing over certainly wasn't sent."""
        try:
            parcel = await self._pack(one)
        except SlackApiError as problem:
            return self._heeding(_from_slack(problem, one, _later), OPEN)
        except (NotSavedYet, TimeoutError, aiohttp.ClientError, OSError) as problem:
            return _later(one, type(problem).__name__)
        except Exception as problem:  # noqa: BLE001 - one bad row never delays another
            return Outcome("failed", reason=_logged(problem, one))
        if isinstance(parcel, Outcome):
            return parcel
        return self._kept_off(one, parcel.place) or await self._hand_over(one, parcel)

    async def _hand_over(self, one: Owed, parcel: Parcel) -> Outcome:
        try:
            outcome = await parcel.send()
            self.hit("after_send")
        except SlackApiError as problem:
            return self._heeding(_from_slack(problem, one, _unsure), parcel.place)
        except aiohttp.ClientConnectorError:
            return _later(one, "no connection")
        except (TimeoutError, aiohttp.ClientError, OSError):
            return _unsure(one, "no answer")
        except Exception as problem:  # noqa: BLE001 - it may have been sent; one bad row never delays another
            return _unsure(one, _logged(problem, one))
        return outcome

    def _hold(self, place: str, until: datetime) -> None:
        self._held[place] = max(until, self._held.get(place, until))

    def _heeding(self, outcome: Outcome, place: str) -> Outcome:
        """After a 429, leave its place alone from this moment on."""
        if outcome.reason != RATE_LIMITED or outcome.counted:
            return outcome
        self._hold(place, self.now() + timedelta(seconds=outcome.wait))
        return replace(outcome, place=place)

    def _kept_off(self, one: Owed, place: str) -> Outcome | None:
        """What becomes of a message while its place is held; None when it may go there."""
        wait = (self._held[place] - self.now()).total_seconds() if place in self._held else 0
        if wait <= 0:
            self._held.pop(place, None)
            return None
        self.turns.give_up(one.id)
        return Outcome("pending", reason="held", wait=wait, counted=False)

    async def _pack(self, one: Owed) -> Parcel | Outcome:
        if one.kind == "home":
            return await self._pack_home(one)
        if one.kind == "retouch":
            return await self._pack_retouch(one)
        if not (one.channel or one.dm_channel) and (off := self._kept_off(one, OPEN)):
            return off
        channel = one.channel or await self._dm_channel(one)
        if channel is None:
            return Outcome("void", reason="no Slack user")
        return self._kept_off(one, channel) or self._in_turn(one, channel) or await self._pack_message(one, channel)

    async def _pack_message(self, one: Owed, channel: str) -> Parcel | Outcome:
        try:
            message: Message | None = await self.store.read(compose, one, self.now())
        except NotNow as later:
            wait = (later.at - self.now()).total_seconds()
            return Outcome("pending", reason=NOT_NOW, wait=max(wait, 1), counted=False)
        if message is None:
            return Outcome("void", reason="no longer matters")
        return Parcel(channel, partial(self._post, one, channel, message))

    def _in_turn(self, one: Owed, place: str, spacing: float = SPACING) -> Outcome | None:
        wait = self.turns.wait(place, one.id, spacing)
        return Outcome("pending", reason="too soon after the last", wait=wait, counted=False) if wait > 0 else None

    async def _pack_home(self, one: Owed) -> Parcel | Outcome:
        if one.user is None:
            return Outcome("void", reason="no Slack user")
        if busy := self._in_turn(one, f"home of {one.user}", HOME_SPACING):
            return busy
        facts = await self.store.read(home_facts, Actor(one.user), self.now())
        return Parcel(PUBLISH, partial(self._publish, one.user, home_view(facts)))

    async def _publish(self, user: str, view: View) -> Outcome:
        try:
            await self.client.views_publish(user_id=user, view=view)
        except SlackApiError as problem:
            plainer = charts.plainer(slack_error(problem), view)
            if plainer is None:
                raise
            await self.client.views_publish(user_id=user, view=plainer)
            await self.store.write(remember_refusal, self.now())
        return Outcome("sent")

    async def _pack_retouch(self, one: Owed) -> Parcel | Outcome:
        posted = await self.store.read(find_posted, one.subject_id or 0)
        if posted and posted.in_hand:
            return Outcome("pending", reason="just being sent", wait=IN_HAND, counted=False)
        message = await self.store.read(compose_again, posted, self.now()) if posted else None
        if posted is None or message is None:
            return Outcome("void", reason="no longer matters")
        return Parcel(CORRECT, partial(self._correct, posted, message))

    async def _correct(self, posted: Posted, message: Message) -> Outcome:
        blocks = list(message.blocks)
        await self.client.chat_update(channel=posted.channel, ts=posted.ts, text=message.text, blocks=blocks)
        return Outcome("sent")

    async def _post(self, one: Owed, channel: str, message: Message) -> Outcome:
        answer = await self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=list(message.blocks) or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": "coachlog_message", "event_payload": {"outbox_id": one.id}},
        )
        return Outcome("sent", channel=channel, ts=str(answer.get("ts", "")))

    async def _dm_channel(self, one: Owed) -> str | None:
        if one.dm_channel or one.user is None or one.person_id is None:
            return one.dm_channel
        answer = await self.client.conversations_open(users=one.user)
        channel = str(answer["channel"]["id"])
        await self.store.write(keep_dm_channel, one.person_id, channel)
        return channel

    async def _mark(self, one: Owed, owner: str, outcome: Outcome) -> None:
        """Note what became of it; again and again while the database is away, or it would be sent twice."""
        for wait in (*MARKING, 0):
            try:
                if not await self._note(one, owner, outcome):
                    log.warning("mark found nothing", extra={"outbox": one.id})
                break
            except NotSavedYet:
                await asyncio.sleep(wait)
        else:
            log.error("message not marked", extra={"outbox": one.id})
        if outcome.state == "pending" and outcome.wait < SOON:
            asyncio.get_running_loop().call_later(outcome.wait + 0.01 + self.grace, self.wake)

    async def _note(self, one: Owed, owner: str, outcome: Outcome) -> bool:
        if outcome.state == "pending":
            later = self.now() + timedelta(seconds=outcome.wait)
            tries = one.attempt + outcome.counted
            if outcome.place:
                hold = partial(put_back_and_hold, place=outcome.place)
                return await self.store.write(hold, owner, one.id, later=later, attempt=tries)
            reason = outcome.reason or ""
            return await self.store.write(put_back, owner, one.id, later=later, attempt=tries, reason=reason)
        return await self.store.write(
            mark, owner, one.id, outcome.state, channel=outcome.channel, ts=outcome.ts, reason=outcome.reason
        )


def _logged(problem: Exception, one: Owed) -> str:
    name = type(problem).__name__
    log.error("message failed", extra={"error": name, "outbox": one.id})
    return name


def _later(one: Owed, reason: str) -> Outcome:
    """It certainly wasn't sent: try again, ever more slowly, and give up in the end."""
    if one.attempt >= TRIES:
        return Outcome("failed", reason=reason)
    return Outcome("pending", reason=reason, wait=BACK_OFF[min(one.attempt, len(BACK_OFF) - 1)])


def _unsure(one: Owed, reason: str) -> Outcome:
    """It may have been sent. A Home or a correction may be made again; the others once, where people can tell."""
    if one.kind in REPEATABLE:
        return _later(one, reason)
    if one.kind in RESENT_ONCE and one.attempt == 0:
        return Outcome("pending", reason=reason, wait=AGAIN_AFTER.total_seconds())
    return Outcome("unknown", reason=reason)


def _from_slack(problem: SlackApiError, one: Owed, doubt: Doubt) -> Outcome:
    error, status = slack_error(problem), slack_status(problem)
    code = error or f"http_{status}"
    if status == 429:
        wait = _seconds(problem.response.headers.get("Retry-After", ""))
        return Outcome("pending", reason=RATE_LIMITED, wait=wait, counted=False)
    if code in LATER:
        return _later(one, code)
    if code in UNSURE or status >= 500 or (status < 300 and not error):
        return doubt(one, code)
    return Outcome("failed", reason=code[:80])


def _seconds(text: str) -> float:
    """What Retry-After says; half a minute where it says nothing we can read."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 30.0
