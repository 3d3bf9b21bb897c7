"""A post office under a turned clock: people with messages due, and a Slack that answers as a test says.

Nothing here waits: the clock is turned to when the next message may go, so days pass in seconds.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from bot.messages.nudges import Piece
from bot.rules.nudges import Nudge
from bot.rules.programme import Channels, Rules
from playground.rates import Rates
from schedules.delivery import Delivery
from schedules.nudging import Nudging
from storage.claiming import next_turn
from storage.database import Db
from storage.engagements import engagements
from storage.nudges import nudges
from storage.outbox import outbox
from storage.people import people, roles
from storage.programmes import programmes
from storage.schools import districts, schools
from storage.store import Storage, Store
from storage.workspaces import NewWorkspace, install
from tests.schedules.delivering import Clock, refused, too_many
from tests.storage.rostering import KEYRING

MORNING = datetime.fromisoformat("2026-11-17T15:00:00+00:00")  # Tuesday, 10 AM in New York
COORDINATORS, COACHES, OPS = "CCOORD", "CCOACHES", "COPS"
NEW = NewWorkspace("T1", "Example", "xoxb-1", "UBOT", installer="UADMIN")
AGAIN = timedelta(seconds=30)  # the ticker


class Killed(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Call:
    """One call that reached Slack. row: the outbox row it was for; took: Slack carried it out."""

    at: datetime
    method: str
    place: str
    row: int
    text: str
    took: bool


Answer = Callable[[str, str], Exception | None]


@dataclass
class Slack:
    """The Web API's client. before: refuses a call; after: spoils the answer to one that was carried out."""

    clock: Clock
    calls: list[Call] = field(default_factory=list)
    before: Answer = lambda _method, _place: None
    after: Answer = lambda _method, _place: None
    rates: Rates | None = None

    async def chat_postMessage(self, *, channel: str, text: str, metadata: Any, **_: Any) -> dict[str, Any]:  # noqa: N802 - Slack's name
        return await self._do("chat.postMessage", channel, int(metadata["event_payload"]["outbox_id"]), text)

    async def chat_update(self, *, channel: str, **_: Any) -> dict[str, Any]:
        return await self._do("chat.update", channel)

    async def views_publish(self, *, user_id: str, **_: Any) -> dict[str, Any]:
        return await self._do("views.publish", user_id)

    async def conversations_open(self, *, users: str) -> dict[str, Any]:
        return {**await self._do("conversations.open", users), "channel": {"id": f"D{users}"}}

    async def auth_test(self) -> dict[str, Any]:
        return await self._do("auth.test", "")

    async def _do(self, method: str, place: str, row: int = 0, text: str = "") -> dict[str, Any]:
        refusal = self.before(method, place) or self._limit(method, place)
        self.calls.append(Call(self.clock.now(), method, place, row, text, refusal is None))
        await asyncio.sleep(0)
        if problem := refusal or self.after(method, place):
            raise problem
        return {"ok": True, "ts": f"1.{len(self.calls):06d}"}

    def _limit(self, method: str, place: str) -> Exception | None:
        if self.rates is None:
            return None
        wait = self.rates.refuse_call("T1", "A1", method)
        if wait is None and method == "chat.postMessage":
            wait = self.rates.refuse_message("T1", place)
        return None if wait is None else too_many(wait)

    @property
    def posts(self) -> list[Call]:
        """The messages that people have."""
        return [one for one in self.calls if one.method == "chat.postMessage" and one.took]

    def doubles(self) -> int:
        """How many rows were posted more than once."""
        return sum(count > 1 for count in Counter(one.row for one in self.posts).values())

    def closest(self) -> float:
        """The shortest time between two posts to one place, in seconds."""
        times: dict[str, list[datetime]] = {}
        for one in self.posts:
            times.setdefault(one.place, []).append(one.at)
        gaps = [(b - a).total_seconds() for at in times.values() for a, b in pairwise(at)]
        return min(gaps, default=1e9)


@dataclass
class Office:
    """A workspace whose people are due something. people: ids by Slack user."""

    storage: Storage
    store: Store
    slack: Slack
    clock: Clock
    people: dict[str, int]

    def sender(self, hit: Callable[[str], None] = lambda _name: None, clock: Clock | None = None) -> Delivery:
        """The sender of another process."""
        client: Any = self.slack
        return Delivery(self.store, client, (clock or self.clock).now, hit, lambda: None)

    def nudger(self, clock: Clock | None = None) -> Nudging:
        """The nudger of another process."""
        return Nudging(self.store, (clock or self.clock).now)

    async def rows(self) -> list[Any]:
        """Every message, oldest first."""
        return list(await self.store.read(lambda db: db.all(select(outbox).order_by(outbox.c.id))))

    async def planned(self) -> list[Any]:
        """Every nudge, oldest first."""
        return list(await self.store.read(lambda db: db.all(select(nudges).order_by(nudges.c.id))))

    async def run(
        self, until: datetime, senders: Sequence[Delivery] = (), meanwhile: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Let these senders and a nudger work, the clock turned to whatever comes next, until nothing does."""
        working = list(senders) or [self.sender()]
        nudger = self.nudger()
        while self.clock.now() <= until:
            done = await nudger.run_once()
            done += sum(await asyncio.gather(*(one.run_once() for one in working)))
            if meanwhile:
                await meanwhile()
            if done:
                continue
            await working[0].tidy()
            if (at := await self._next()) is None:
                return
            self.clock.at = max(at, self.clock.at + timedelta(milliseconds=10))
        self.clock.at = until

    async def _next(self) -> datetime | None:
        at = await self.store.read(next_turn, self.clock.now())
        waits = select(nudges.c.due_at).where(nudges.c.state == "pending").order_by(nudges.c.due_at).limit(1)
        due = await self.store.read(lambda db: db.value(waits))
        if due is not None and due <= self.clock.now():
            due = self.clock.now() + AGAIN
        return min((one for one in (at, due) if one is not None), default=None)


@asynccontextmanager
async def office(url: str, leaders: int) -> AsyncIterator[Office]:
    """So many principals, each with a coach of their own, and a coordinator."""
    clock, storage = Clock(MORNING), Storage(url, KEYRING, deadline=30)
    try:
        store = storage.workspace(await storage.system(install, NEW, MORNING))
        made = await store.write(settle, leaders)
        yield Office(storage, store, Slack(clock), clock, made)
    finally:
        await asyncio.to_thread(storage.close)


def settle(db: Db, leaders: int) -> dict[str, int]:
    """A program of pairs; the ids of people by Slack user."""
    rules = Rules(channels=Channels(coordinators=COORDINATORS, coaches=COACHES, ops=OPS))
    year = {"year_from": date(2026, 8, 31), "year_to": date(2027, 6, 18)}
    plain = rules.model_dump(mode="json", by_alias=True)
    programme = db.add(programmes, code="a", name="Association", zone="America/New_York", rules=plain, **year)
    district = db.add(districts, programme_id=programme, name="District 1")
    found = {"UCOORD": _person(db, programme, "UCOORD", "coordinator")}
    for number in range(leaders):
        leader, coach = f"UL{number}", f"UC{number}"
        found[leader], found[coach] = _person(db, programme, leader, "leader"), _person(db, programme, coach, "coach")
        school = db.add(schools, district_id=district, name=f"School {number}")
        pair = {"leader_id": found[leader], "coach_id": found[coach]}
        db.add(engagements, programme_id=programme, school_id=school, starts_on=date(2026, 9, 1), **pair)
    return found


def _person(db: Db, programme: int, user: str, role: str) -> int:
    known = {"email": f"{user.lower()}@example.org", "name": f"{role.title()} {user[1:]}", "slack_user_id": user}
    person = db.add(people, dm_channel=f"D{user}", zone="America/New_York", **known)
    db.add(roles, programme_id=programme, person_id=person, role=role)
    return person


def said(_db: Db, one: Nudge, _now: datetime) -> Piece:
    """A piece that says which nudge it is."""
    return Piece(f"{one.kind} {one.subject_id}")


def away() -> Exception:
    """A gateway's answer: nobody knows what became of the call."""
    return refused("nobody is here", 503)
