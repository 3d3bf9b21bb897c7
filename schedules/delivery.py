"""Sends what the outbox owes: claims what may go now, sends it, marks it."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotSavedYet
from bot.rules.pace import CHANNEL, HOME, OPEN, PUBLISH
from schedules.answersfirst import Answers
from schedules.line import Line
from schedules.outcomes import AWAY, RATE_LIMITED, Outcome, Parcel, from_slack, later, put_off, unsure
from schedules.packing import Packing
from storage.claiming import Claimed, claim_in_turn
from storage.outbox import REPEATABLE, Owed, hand_over, tidy
from storage.places import AWAY_AFTER
from storage.settling import LOOK_AGAIN, Settled, settle
from storage.store import Store

log = logging.getLogger("coachlog.delivery")

BATCH = 12
AT_ONCE = 2  # calls; with a dead token no more than these, and one to make sure, are made
SOON = 3600.0
MARKING = (0.5, 1, 2, 4, 8, 16)  # seconds between tries to mark; with the waiting itself, within the lease
NO_ANSWER = (TimeoutError, aiohttp.ClientError, OSError)


@dataclass(slots=True)
class Delivery:
    """The sender of one process.

    client: the Web API client of a workspace, without retry handlers, so that a lost connection never sends twice.
    answers: the requests of this process; what was owed since the oldest of them came in isn't touched yet.
    waited: seconds of the last round that were spent waiting for Slack.
    """

    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]
    hit: Callable[[str], None]
    wake: Callable[[], None]
    answers: Answers | None = None
    waited: float = 0.0
    _held: dict[str, datetime] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _failed_before: frozenset[str] = frozenset()
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _in_hand: int = 0

    async def run_once(self, batch: int = BATCH) -> int:
        """Claim one batch, and send it; how many were claimed."""
        owner, self.waited = secrets.token_hex(8), 0.0
        answered = self.answers.out_until() if self.answers else None
        claimed: Claimed = await self.store.write(claim_in_turn, self.now(), owner, batch, answered)
        self._failures, self._failed_before = dict(claimed.failures), frozenset(claimed.failures)
        if isinstance(self.client, Line):
            self.client.dead = claimed.shut
        self.hit("after_claim")
        if claimed.again_at:
            self._wake_in((claimed.again_at - self.now()).total_seconds())
        ends = await asyncio.gather(*(self._send(one, owner) for one in claimed.owed), return_exceptions=True)
        for problem in ends:
            if problem is not None:
                raise problem
        return len(claimed.owed)

    async def tidy(self) -> None:
        """Expire and settle what a dead process left."""
        await self.store.write(tidy, self.now())

    async def _send(self, one: Owed, owner: str) -> None:
        try:
            outcome = await self._attempt(one, owner)
        except NotSavedYet as problem:
            outcome = replace(later(one, type(problem).__name__), away=False)
        self.hit("before_mark")
        if outcome:
            await self._mark(one, owner, outcome)

    async def _attempt(self, one: Owed, owner: str) -> Outcome | None:
        """Make it ready, then hand it over; None when somebody else took it meanwhile.

        Raises NotSavedYet where the database is away: then it certainly wasn't sent.
        """
        parcel = await self._packed(one)
        if isinstance(parcel, Outcome):
            return parcel
        async with self._slot():
            off = self._kept_off(parcel.method) or await self._not_yet(parcel.method)
            if off or not await self._still_ours(one, owner):
                return off
            return self._kept_off(parcel.method) or await self._hand_over(one, parcel)

    async def _packed(self, one: Owed) -> Parcel | Outcome:
        """The message made ready. What fails before the handing over certainly wasn't sent."""
        try:
            return await self._pack(one)
        except SlackApiError as problem:
            return self._heeded(replace(from_slack(problem, one, later), method=OPEN))
        except NO_ANSWER as problem:
            return self._heeded(replace(later(one, type(problem).__name__), method=OPEN))
        except NotSavedYet:
            raise
        except Exception as problem:  # noqa: BLE001 - one bad row never delays another
            return Outcome("failed", reason=_logged(problem, one))

    async def _pack(self, one: Owed) -> Parcel | Outcome:
        packing = Packing(self.store, self.client, self.now)
        if one.channel or one.dm_channel or one.kind == "home" or one.user is None:
            return await packing.pack(one)
        async with self._slot():
            return self._kept_off(OPEN) or await packing.pack(one)

    async def _still_ours(self, one: Owed, owner: str) -> bool:
        """Note that it is about to be sent: until then, whoever finds it left behind may send it."""
        return one.kind in REPEATABLE or await self.store.write(hand_over, self.now(), owner, one.id)

    async def _hand_over(self, one: Owed, parcel: Parcel) -> Outcome:
        called_at = self.now()
        try:
            outcome = await parcel.send()
            self.hit("after_send")
        except SlackApiError as problem:
            outcome = from_slack(problem, one, unsure)
        except aiohttp.ClientConnectorError:
            outcome = later(one, "no connection")
        except NO_ANSWER:
            outcome = unsure(one, "no answer")
        except Exception as problem:  # noqa: BLE001 - it may have been sent; one bad row never delays another
            outcome = unsure(one, _logged(problem, one))
        return self._heeded(replace(outcome, method=parcel.method, called_at=called_at))

    def _heeded(self, outcome: Outcome) -> Outcome:
        """After a 429, or several calls without an answer, leave a method alone from this moment on."""
        method = outcome.method
        failures = self._failures[method] = self._failures.get(method, 0) + 1 if outcome.away else 0
        wait = LOOK_AGAIN[0] if failures >= AWAY_AFTER else outcome.hold
        if wait:
            self._held[method] = max(self.now() + timedelta(seconds=wait), self._held.get(method, self.now()))
        return outcome

    def _kept_off(self, method: str) -> Outcome | None:
        """What becomes of a message while its method is held; None when it may go."""
        wait = (self._held[method] - self.now()).total_seconds() if method in self._held else 0
        if wait <= 0:
            self._held.pop(method, None)
            return None
        return put_off(RATE_LIMITED if not self._failures.get(method) else AWAY, wait)

    async def _not_yet(self, method: str) -> Outcome | None:
        """Where a method gave no answer for a while, ask something harmless first: a nudge is sent but once."""
        if self._failures.get(method, 0) < AWAY_AFTER:
            return None
        try:
            await self.client.auth_test()
        except (SlackApiError, *NO_ANSWER):
            return self._heeded(replace(put_off(AWAY, LOOK_AGAIN[0]), method=method, away=True))
        return None

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """Few calls at once; the time they take together is counted."""
        async with self._slots:
            began, self._in_hand = time.monotonic(), self._in_hand + 1
            try:
                yield
            finally:
                self.waited += (time.monotonic() - began) / self._in_hand
                self._in_hand -= 1

    async def _mark(self, one: Owed, owner: str, outcome: Outcome) -> None:
        """Note what became of it; again and again while the database is away, or it would be sent twice."""
        for wait in (*MARKING, 0):
            try:
                end = self._settled(one, outcome)
                if not await self.store.write(settle, self.now(), owner, one, end):
                    log.warning("mark found nothing", extra={"outbox": one.id})
                break
            except NotSavedYet:
                await asyncio.sleep(wait)
        else:
            log.error("message not marked", extra={"outbox": one.id})
            return
        if outcome.state == "pending":
            self._wake_in(outcome.wait)
        self._wake_in((end.free_at - self.now()).total_seconds())

    def _settled(self, one: Owed, outcome: Outcome) -> Settled:
        now = self.now()
        spacing = HOME if outcome.method == PUBLISH else CHANNEL
        return Settled(
            outcome.state,
            free_at=outcome.called_at + spacing if outcome.called_at else now,
            later=now + timedelta(seconds=outcome.wait),
            attempt=one.attempt + outcome.counted,
            channel=outcome.channel,
            ts=outcome.ts,
            reason=outcome.reason,
            method=outcome.method,
            held_until=now + timedelta(seconds=outcome.hold) if outcome.hold else None,
            away=outcome.away,
            works=self._works_again(one, outcome),
            no_place=outcome.no_place,
            dead=outcome.dead,
            unsaid=outcome.unsaid,
        )

    def _works_again(self, one: Owed, outcome: Outcome) -> tuple[str, ...]:
        """The methods that failed before, and answered now."""
        called = {outcome.method} if outcome.state == "sent" else set()
        if called and not (one.channel or one.dm_channel):
            called.add(OPEN)
        return tuple(sorted(called & self._failed_before))

    def _wake_in(self, seconds: float) -> None:
        if seconds < SOON:
            asyncio.get_running_loop().call_later(max(seconds, 0) + 0.005, self.wake)


def _logged(problem: Exception, one: Owed) -> str:
    name = type(problem).__name__
    log.error("message failed", extra={"error": name, "outbox": one.id})
    return name
