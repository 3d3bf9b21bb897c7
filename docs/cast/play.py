"""The months, day by day: the clock is turned, and who has something to do does it."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.periods import due_on, period_of
from docs.cast.acting import Stumble, decide, do, person_of, report
from docs.cast.script import DAY, SLOW, Deed, Pair, closed_days, deeds_of, pairs
from playground.state import World

ZONE = ZoneInfo("America/New_York")
MORNING, NOON, AFTERNOON, EVENING = time(8, 45), time(12, 5), time(15, 40), time(17, 20)
COORDINATORS = ("coordinator.1@example.org", "coordinator.2@example.org")


class Play:
    """One run. told: what happened, counted; stumbles: what the script wanted and could not be done."""

    def __init__(self, world: World, team: str, say: Callable[[str], None]) -> None:
        self.world, self.team, self.say = world, team, say
        self.told: Counter[str] = Counter()
        self.stumbles: list[str] = []
        self._cast: list[Pair] = pairs()
        self._closed = closed_days()
        self._coaches = sorted({one.coach for one in self._cast})

    async def until(self, last: date) -> None:
        """Play on until the morning of a day, when its digest is there and nobody has done anything yet."""
        day = self.world.clock.now().astimezone(ZONE).date()
        while day < last:
            await self._day(day)
            day += DAY
        await self._turn(last, MORNING)

    async def _day(self, day: date) -> None:
        if day.weekday() > 4:
            await self._turn(day, NOON)
            return
        await self._turn(day, MORNING)
        await self._coordinators(day)
        await self._turn(day, NOON)
        await self._turn(day, AFTERNOON)
        if day not in self._closed:
            await self._deeds(day)
        await self._reports(day)
        await self._turn(day, EVENING)
        if day.weekday() == 0:
            self.say(f"{day}: {dict(self.told)}")

    async def _turn(self, day: date, at: time) -> None:
        moment = datetime.combine(day, at, ZONE)
        if moment > self.world.clock.now():
            await self.world.clock.turn_to(moment)

    async def _deeds(self, day: date) -> None:
        for deed in deeds_of(day, self._cast):
            rng = random.Random(f"{day} {deed.line}")  # noqa: S311 - a play, not a secret
            await self._try(deed.act, deed.line, self._do(deed, rng))

    async def _do(self, deed: Deed, rng: random.Random) -> bool:
        return await do(self.world, person_of(self.world, self.team, deed.coach), deed, rng)

    async def _reports(self, day: date) -> None:
        """Coaches submit on the due day, some of them later."""
        for coach in self._coaches:
            if self._submits(coach, day):
                rng = random.Random(f"{day} {coach}")  # noqa: S311 - a play, not a secret
                who = person_of(self.world, self.team, coach)
                await self._try("report", coach, report(self.world, who, rng))

    def _submits(self, coach: str, day: date) -> bool:
        period = period_of(day - timedelta(days=10))
        on, late = due_on(period, 2), SLOW.get(coach, 0)
        while late:
            on += DAY
            late -= on.weekday() < 5
        return day == on

    async def _coordinators(self, day: date) -> None:
        rng = random.Random(str(day))  # noqa: S311 - a play, not a secret
        who = person_of(self.world, self.team, COORDINATORS[day.toordinal() % 2])
        try:
            self.told["decided"] += await decide(self.world, who, rng)
        except Stumble as problem:
            self.stumbles.append(f"{day} deciding: {problem}")

    async def _try(self, what: str, about: str, work: Awaitable[bool]) -> None:
        try:
            went = await work
        except Stumble as problem:
            self.stumbles.append(f"{what} {about}: {problem}")
            went = False
        self.told[what if went else f"{what} not understood"] += 1
        if not went:
            self.stumbles.append(f"{what}: {about}")
