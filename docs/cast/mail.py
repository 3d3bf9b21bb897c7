"""What people do about what they are sent: each message waits until its reader has time, and then has its answer."""

import heapq
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.messages import reflections as thinking
from bot.messages import visitnudges as visits
from bot.messages.agreements import READ as READ_AGREEMENT
from bot.messages.agreements import WRITE
from bot.messages.commitments import DONE
from bot.messages.contacts import OPEN as OPEN_CONTACT
from bot.messages.reportdays import CHOOSE
from bot.messages.reports import ACCEPT as ACCEPT_REPORT
from bot.messages.reports import OPEN as OPEN_REPORT
from bot.messages.reports import TAKE
from bot.messages.visits import ACCEPT, PROPOSE
from docs.cast import forms
from docs.cast.acting import buttons_of, clear, has, seeded
from docs.cast.reports import again, decide
from docs.cast.script import CALLED, SNOW, Pair
from playground.people import Person
from playground.records import Message
from playground.state import World

HOUR = timedelta(hours=1)
COACH, LEADER, COORDINATOR = "UCOACH", "UPRINCIPAL", "UCOORDINATOR"


@dataclass(order=True)
class Letter:
    """A message that somebody will do something about."""

    due: datetime
    number: int
    who: Person = field(compare=False)
    message: Message = field(compare=False)


@dataclass
class Mail:
    """The cast's messages. sights: how often each next step was seen by the one who promised it; said: the visits of
    which somebody has said what became of them."""

    world: World
    people: list[Person]
    cast: list[Pair]
    sights: dict[str, int] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    _read: dict[str, int] = field(default_factory=dict)
    _waiting: list[Letter] = field(default_factory=list)
    _number: int = 0

    def collect(self, now: datetime) -> None:
        """What came since: when it will be answered."""
        for who in self.people:
            messages = list(self.world.workspaces[who.team_id].channels[who.im].messages.values())
            for one in messages[self._read.get(who.id, 0) :]:
                if one.bot_id and not one.ephemeral_to and has(one, *ANSWERED):
                    self._number += 1
                    heapq.heappush(self._waiting, Letter(now + _delay(now, who, one), self._number, who, one))
            self._read[who.id] = len(messages)

    def due(self, now: datetime) -> Iterable[Letter]:
        """Those whose time has come."""
        while self._waiting and self._waiting[0].due <= now:
            yield heapq.heappop(self._waiting)

    async def answer(self, letter: Letter, now: datetime) -> str:
        """Do what this reader does about it; what that was, or nothing."""
        who, message = letter.who, letter.message
        await clear(who)
        if has(message, visits.LOG):
            return await self._visits(who, message, now.date())
        if has(message, DONE):
            return await forms.steps(self.world, who, message, self.sights)
        if who.id.startswith(COORDINATOR):
            return await self._office(who, message)
        return await self._personal(who, message)

    async def _visits(self, who: Person, message: Message, today: date) -> str:
        """A card, or a list of visits: one after the other."""
        done: list[str] = []
        for block, _, value in list(buttons_of(message, visits.LOG)):
            pair = self._pair_of(message, block)
            if pair is None or pair.silent(today) or value in self.said:
                continue
            rng = seeded("visit", value, today)
            if SNOW.get(today) == pair.district:
                became = await forms.closed(who, message, block)
            else:
                became = await forms.visit(self.world, who, message, block, rng.random(), rng)
            if became != forms.LEFT:
                self.said.add(value)
            done.append(became)
        return ", ".join(done)

    def _pair_of(self, message: Message, block: str) -> Pair | None:
        """Whose visit a row is about: its school stands in the line above."""
        place = next(number for number, one in enumerate(message.blocks) if one["block_id"] == block)
        said = str(message.blocks[place - 1])
        named = [one for one in self.cast if one.school in said]
        return max(named, key=lambda one: len(one.school), default=None)

    async def _office(self, who: Person, message: Message) -> str:
        rng = seeded(who.id, message.text[:120])
        if has(message, TAKE):
            await who.click(message, TAKE)
            return "took a flag"
        if has(message, ACCEPT_REPORT, CHOOSE):
            return await decide(self.world, who, message, rng)
        return ""

    async def _personal(self, who: Person, message: Message) -> str:
        """The first of what a message asks for."""
        world, coach = self.world, who.id.startswith(COACH)
        rng = seeded(who.id, message.text[:120])
        luck = rng.random()
        choices: Sequence[tuple[bool, Callable[[], Awaitable[str]]]] = (
            (has(message, ACCEPT), lambda: forms.proposal(world, who, message, rng)),
            (has(message, READ_AGREEMENT) and OFFERS in message.text, lambda: forms.sign(world, who, message)),
            (has(message, WRITE) and luck < (0.7 if coach else 0.15), lambda: forms.agreement(world, who, message)),
            (has(message, thinking.WRITE), lambda: forms.think(who, message, rng)),
            (has(message, PROPOSE) and coach and luck < 0.6, lambda: forms.propose(world, who, message)),
            (has(message, OPEN_REPORT) and RETURNED in message.text, lambda: again(world, who, message, rng)),
            (has(message, OPEN_CONTACT) and coach and ASKS in message.text, lambda: forms.answer(world, who, message)),
            (has(message, OPEN_CONTACT) and not coach, lambda: forms.remark(world, who, message, rng)),
        )
        chosen = next((act for wanted, act in choices if wanted), None)
        return await chosen() if chosen else ""


OFFERS, RETURNED, ASKS = "offers you an agreement", "returned your status report", "asks about"
ANSWERED = (
    visits.LOG, DONE, ACCEPT, READ_AGREEMENT, WRITE, thinking.WRITE, PROPOSE, OPEN_REPORT, OPEN_CONTACT,
    ACCEPT_REPORT, CHOOSE, TAKE,
)  # fmt: skip


def _delay(now: datetime, who: Person, message: Message) -> timedelta:
    """Until somebody has the time. Cards are answered on the way back; reports take days, and one reader is slow."""
    luck = seeded("delay", now.date(), who.id, message.text[:120]).random()
    if has(message, visits.LOG):
        return HOUR * (0.2 + luck)
    if has(message, ACCEPT_REPORT, CHOOSE):
        return HOUR * (20 + 60 * luck if not who.id.endswith("4") else 72 + 96 * luck)
    if has(message, TAKE):
        return HOUR * (3 + 30 * luck if luck < 0.8 and now.date() not in CALLED else 90)
    return HOUR * (0.3 + 5 * luck if luck < 0.8 else 20 + 24 * luck)
