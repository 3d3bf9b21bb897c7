"""A simulated program: its people as the checker knows them, and a Slack that fails by chance, but never by accident.

What is known here of people is what they did, never what is stored.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import update

from bot.messages.nudges import Piece
from bot.rules.nudges import Nudge
from storage.database import Db
from storage.programmes import programmes
from tests.promises.direct import Direct
from tests.promises.office import Killed, away, settle
from tests.schedules.delivering import Clock, too_many

ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London", "Asia/Kolkata")
SERIES_ZONES = ("America/New_York", "America/New_York", "America/Los_Angeles", "Europe/London")
NEVER = datetime.min.replace(tzinfo=UTC)
DAY, STEP = timedelta(days=1), timedelta(minutes=15)


@dataclass(slots=True)
class Who:
    """A person, and what she wants of messages. secrets: words of hers, and of her pair, that nobody else may see."""

    user: str
    row: int
    role: str
    zone: str = "America/New_York"
    own_zone: str | None = None
    hours: tuple[str, str] = ("07:00", "18:00")
    days: frozenset[int] = frozenset(range(5))
    quiet: tuple[str, str] | None = None
    away: tuple[date, date] | None = None
    off: frozenset[str] = frozenset()
    active: bool = True

    def here(self, at: datetime) -> datetime:
        """Her wall time."""
        return at.astimezone(ZoneInfo(self.own_zone or self.zone))

    def is_open(self, at: datetime) -> bool:
        """Whether she may be written to."""
        here = self.here(at)
        minute = f"{here:%H:%M}"
        if self.away and self.away[0] <= here.date() <= self.away[1]:
            return False
        if here.weekday() not in self.days or not self.hours[0] <= minute < self.hours[1]:
            return False
        return not (self.quiet and _between(minute, *self.quiet))


def _between(minute: str, begin: str, end: str) -> bool:
    return begin <= minute < end if begin < end else (minute >= begin or minute < end)


@dataclass(frozen=True, slots=True)
class Post:
    """A call that Slack carried out. words: everything in it."""

    at: datetime
    method: str
    place: str
    row: int
    text: str
    words: str


@dataclass
class Faulty:
    """The Web API's client. down: until when no call gets an answer; chance: which calls go wrong."""

    clock: Clock
    chance: random.Random
    down: datetime = NEVER
    bad: ClassVar[float] = 0.05
    posts: list[Post] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    troubles: list[datetime] = field(default_factory=list)

    async def chat_postMessage(self, *, channel: str, text: str, metadata: Any, **more: Any) -> dict[str, Any]:  # noqa: N802 - Slack's name
        row = int(metadata["event_payload"]["outbox_id"])
        return self._do("chat.postMessage", channel, row, text, more)

    async def chat_update(self, *, channel: str, text: str, **more: Any) -> dict[str, Any]:
        return self._do("chat.update", channel, 0, text, more)

    async def views_publish(self, *, user_id: str, **more: Any) -> dict[str, Any]:
        return self._do("views.publish", f"D{user_id}", 0, "", more)

    async def conversations_open(self, *, users: str) -> dict[str, Any]:
        return {**self._do("conversations.open", f"D{users}", 0, "", {}), "channel": {"id": f"D{users}"}}

    async def auth_test(self) -> dict[str, Any]:
        return self._do("auth.test", "", 0, "", {})

    def _do(self, method: str, place: str, row: int, text: str, more: Any) -> dict[str, Any]:
        now, luck = self.clock.now(), self.chance.random() / max(self.bad, 1e-9)
        took = now >= self.down and luck >= 0.5
        self.calls.append(f"{now.isoformat()} {method} {place} {row} {took} {text}")
        if took:
            self.posts.append(Post(now, method, place, row, text, json.dumps(more, default=str, ensure_ascii=False)))
        if luck < 1 or not took:
            self.troubles.append(now)
            raise self._problem(luck)
        return {"ok": True, "ts": f"{now.timestamp():.0f}.{len(self.calls):06d}"}

    def _problem(self, luck: float) -> Exception:
        if luck < 0.25:
            return too_many(self.chance.randint(1, 120))
        if luck < 0.5:
            return aiohttp.ClientConnectorError(_NOBODY, OSError("nobody is there"))
        return TimeoutError() if luck < 1 else away()


_NOBODY: Any = aiohttp.client_reqrep.ConnectionKey("slack.com", 443, True, True, None, None, None)


@dataclass
class Town:
    """One program under a turned clock. done: what people did; promised: the series of each pair; shut: closed days.

    gaps: the ends of stretches in which nothing could be said; troubles: when something went wrong; changed: when
    each person last changed what she wants; actor: who acts.
    """

    seed: int
    store: Direct
    clock: Clock
    slack: Faulty
    chance: random.Random
    people: dict[str, Who]
    pairs: int
    done: list[str] = field(default_factory=list)
    promised: dict[int, tuple[int, str, str, date]] = field(default_factory=dict)
    shut: set[date] = field(default_factory=set)
    contacts: int = 0
    words: int = 0
    gaps: list[datetime] = field(default_factory=list)
    killing: bool = False
    bad_until: datetime = NEVER
    changed: dict[str, datetime] = field(default_factory=dict)
    actor: str = ""

    def database(self) -> str:
        """Where the next transaction fails; mostly nowhere."""
        now = self.clock.now()
        if now >= self.bad_until or self.chance.random() > 0.3:
            return ""
        self.slack.troubles.append(now)
        return self.chance.choice(("before", "within", "after"))

    def steady(self, who: Who, since: datetime, until: datetime) -> bool:
        """Whether she is as she was then, and nothing went wrong between."""
        calm = not any(since <= one <= until for one in self.slack.troubles)
        return calm and self.changed.get(who.user, NEVER) < since

    def away(self, until: datetime) -> None:
        """Nothing can be said until then."""
        now = self.clock.now()
        self.gaps.append(until)
        self.slack.troubles += [now + place * STEP for place in range(int((until - now) / STEP) + 1)]

    def hit(self, name: str) -> None:
        """A process that is to be killed dies at one of these places."""
        if self.killing and name in ("after_claim", "after_send", "before_mark") and self.chance.random() < 0.4:
            self.killing = False
            self.slack.troubles.append(self.clock.now())
            raise Killed

    def secret(self, tier: str, *owners: str) -> str:
        """Words that nobody but these people may see: the checker reads from them whose they are."""
        self.words += 1
        return f"canary-{tier}-{'+'.join(owners)}-{self.words}-end"


def people_of(made: dict[str, int]) -> dict[str, Who]:
    """The people of an office, as the checker knows them."""
    roles = {"UL": "leader", "UC": "coach"}
    return {
        user: Who(user, row, roles.get(user[:2], "") if user != "UCOORD" else "coordinator")
        for user, row in made.items()
    }


def found(db: Db, pairs: int, start: datetime, days: int) -> dict[str, int]:
    """Make the program, with a school year that is as long as the simulation."""
    made = settle(db, pairs)
    first, last = (start - 60 * DAY).date(), (start + (days + 120) * DAY).date()
    db.run(update(programmes).values(year_from=first, year_to=last))
    return made


def marked(piece: Callable[[Db, Nudge, datetime], Piece | None]) -> Callable[[Db, Nudge, datetime], Piece | None]:
    """The same piece, whose words say which nudge it is."""

    def composed(db: Db, one: Nudge, now: datetime) -> Piece | None:
        said = piece(db, one, now)
        return replace(said, text=f"{said.text} [[{one.id}]]") if said else None

    return composed
