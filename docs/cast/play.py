"""The months, day by day: the clock is turned, and who has something to do does it."""

import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bot.errors import NotSavedYet
from bot.rules.periods import Period, due_on, period_of
from docs.cast import forms
from docs.cast.acting import Stumble, TooLate, clear, do, person_of, seeded
from docs.cast.mail import Letter, Mail
from docs.cast.office import events_of
from docs.cast.reports import report
from docs.cast.script import CALLED, DAY, SLOW, Deed, cast_of, closed_days, deeds_of, on_leave, pairs
from playground.people import Person
from playground.state import World

ZONE = ZoneInfo("America/New_York")
BEGIN, STEP, STEPS = time(7, 46), timedelta(minutes=30), 21  # 7:46 AM to 5:46 PM
MORNING, NOON = time(8, 46), time(12, 16)
FIRST = date(2026, 9, 1)  # from which the program has reports
REPORTING, LOOKING = time(15, 46), time(9, 16)
DRAIN, SOON = timedelta(seconds=3), timedelta(minutes=2)
COORDINATORS = tuple(f"coordinator.{number}@example.org" for number in range(1, 5))


@contextlib.contextmanager
def in_leaps(world: World) -> Iterator[None]:
    """Where the clock leaps by half hours, nobody waits for seconds: between two posts, or after a round of sending."""
    world.rates.messages = False
    with patch("schedules.REST", 0.0), patch("schedules.delivery.CHANNEL", timedelta(0)):
        yield


class Play:
    """One run. told: what happened, counted; stumbles: what the script wanted and could not be done."""

    def __init__(self, world: World, team: str, say: Callable[[str], None]) -> None:
        self.world, self.team, self.say = world, team, say
        self.told: Counter[str] = Counter()
        self.stumbles: list[str] = []
        self._cast = pairs()
        self._closed = closed_days()
        emails = {one for pair in self._cast for one in (pair.leader, pair.coach)} | set(COORDINATORS)
        self._emails = sorted(emails)
        self.mail = Mail(world, [self._person(one) for one in self._emails], self._cast)

    async def until(self, last: date) -> None:
        """Play on until the morning of a day, when its digest is there and nobody has done anything yet."""
        day = self.world.clock.now().astimezone(ZONE).date()
        while day < last:
            await self._day(day)
            day += DAY
        for at in (BEGIN, MORNING):
            await self._turn(datetime.combine(last, at, ZONE))
            await self.drain()

    async def drain(self) -> None:
        """Let all that is due be sent, at the pace at which Slack takes it."""
        for _ in range(100):
            at = await self._next()
            if at is None or at > self.world.clock.now() + SOON:
                return
            await self._turn(max(at, self.world.clock.now()) + DRAIN)

    async def _day(self, day: date) -> None:
        if day.weekday() > 4:
            await self._turn(datetime.combine(day, NOON, ZONE))
            return
        school = day not in self._closed
        deeds = deeds_of(day, self._cast) if school else []
        for number in range(STEPS):
            at = datetime.combine(day, BEGIN, ZONE) + number * STEP
            todo = [one for one in deeds if one.at <= at.time()]
            deeds = deeds[len(todo) :]
            await self._stop(at, todo, school=school)
        if day.weekday() == 0:
            self.say(f"{day}: {dict(self.told)}")

    async def _stop(self, at: datetime, todo: list[Deed], *, school: bool) -> None:
        """Half an hour: the clock, who types something, who answers what came."""
        letters = list(self.mail.due(at)) if school else []
        fixed = {BEGIN, LOOKING, REPORTING, NOON}
        if todo or letters or at.time() in fixed or await self._is_due(at):
            await self._turn(at)
        for deed in todo:
            await self._try(deed.act, deed.line, self._do(deed))
        for letter in letters:
            await self._letter(letter, at)
        if school and at.time() == LOOKING:
            await self._look(at.date())
        if at.time() == REPORTING:
            await self._reports(at.date())
        self.mail.collect(at)

    async def _is_due(self, at: datetime) -> bool:
        due = await self._next()
        return due is not None and due <= at

    async def _next(self) -> datetime | None:
        """When something is due next; at once, where the database is too busy to say."""
        try:
            return await self.world.next_duty() if self.world.next_duty else None
        except NotSavedYet:
            return self.world.clock.now()

    async def _turn(self, moment: datetime) -> None:
        if moment > self.world.clock.now():
            await self.world.clock.turn_to(moment)

    def _person(self, email: str) -> Person:
        return person_of(self.world, self.team, email)

    async def _do(self, deed: Deed) -> bool:
        who = self._person(deed.who)
        await clear(who)
        return await do(self.world, who, deed, seeded(deed.at, deed.line))

    async def _letter(self, letter: Letter, at: datetime) -> None:
        email = self._emails[self.mail.people.index(letter.who)]
        if on_leave(email, at.date()):
            return
        said = await self._try("", f"{letter.who.id}, {letter.message.text[:80]!r}", self.mail.answer(letter, at))
        for one in filter(None, said.split(", ")):
            self.told[one] += 1

    async def _look(self, day: date) -> None:
        """What a day begins with: those who meet today look at their Homes, and what happens once."""
        for pair in cast_of(day, self._cast):
            if pair.weekday == day.weekday() and not pair.silent(day):
                for email in (pair.coach, pair.leader):
                    if not on_leave(email, day):
                        await self._try("", f"Home of {email}", self._home(self._person(email)))
        for what, doing in events_of(self.world, self.team, day, self._cast):
            await self._try("event", what, doing())

    async def _home(self, who: Person) -> bool:
        home = await who.open_home()
        for one in filter(None, (await forms.steps(self.world, who, home, self.mail.sights)).split(", ")):
            self.told[one] += 1
        return True

    async def _reports(self, day: date) -> None:
        """Coaches submit on the due day, some of them later, and who was away on the first day back."""
        for coach in sorted({one.coach for one in self._cast}):
            for period in self._periods(coach, day):
                who = self._person(coach)
                await clear(who)
                work = report(self.world, who, period, seeded(day, coach), flag=CALLED.get(day) == coach)
                await self._try("report", coach, work)

    def _periods(self, coach: str, day: date) -> list[str]:
        """What a coach submits on a day, as it is typed."""
        if not self._works(coach, day):
            return []
        starts = sorted({period_of(day - timedelta(days=back)).first for back in range(8, 50)})
        found = [period_of(one) for one in starts if one >= FIRST and self._day_for(coach, period_of(one)) == day]
        return [f"{one.first:%b} {one.first.day}-{one.last.day}" for one in found]

    def _day_for(self, coach: str, period: Period) -> date:
        """The day on which a coach submits a period's report."""
        on, late = due_on(period, 2), SLOW.get(coach, 0)
        while late > 0 or not self._works(coach, on):
            late -= self._works(coach, on)
            on += DAY
        return on

    def _works(self, coach: str, day: date) -> bool:
        return day.weekday() < 5 and day not in self._closed and not on_leave(coach, day)

    async def _try(self, what: str, about: str, work: Awaitable[bool | str]) -> str:
        """Do it; what came of it. What can't be done is kept, and the play goes on."""
        try:
            went = await work
        except TooLate:
            self.told["too late"] += 1
            return ""
        except (Stumble, LookupError, StopIteration, RuntimeError, AttributeError, TypeError) as problem:
            day = self.world.clock.now().astimezone(ZONE)
            self.stumbles.append(f"{day:%Y-%m-%d %H:%M} {what} {about}: {type(problem).__name__} {problem}")
            self.told["stumbles"] += 1
            return ""
        if what:
            self.told[what] += 1
        return went if isinstance(went, str) else ""
