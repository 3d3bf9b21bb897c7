"""Words that must not be found where they don't belong."""

import contextlib
from dataclasses import dataclass

from playground.people import Person
from playground.records import Message
from playground.state import World
from tests.promises.village import VISIT

NAME = "CanaryName"
WORDS = {
    "note": "canary-note-1",
    "private_note": "canary-private-2",
    "next_steps.0.what": "canary-step-3",
    "others": "canary-others-4",
}
SAID, TYPED, HUGE = "canary-said-5", "canary-typed-6", "canary-huge-7"
MORE = (
    ("contact.add_step", "next_steps.0.what"),
    ("contact.add_private", "private_note"),
    ("contact.add_others", "others"),
)
CHILD, ASKED, WHY, LEFT = "CanaryChild", "canary-asked-8", "canary-why-9", "canary-left-10"
IN_CONFIDENCE = (*WORDS.values(), CHILD, ASKED, WHY, LEFT, SAID, TYPED, HUGE)


def secrets_of(world: World, key: str) -> tuple[str, ...]:
    """Every token, secret and key."""
    app = world.app
    return (app.bot_token, app.signing_secret, app.app_token, app.client_secret, app.verification_token, key)


@dataclass(frozen=True, slots=True)
class Day:
    """A coach's day with canaries in it. Whatever fails on the way is left as it is."""

    coach: Person

    async def lived(self) -> None:
        """Log, read, change, take back, ask, and get lost."""
        await self._log()
        for message in [one for one in self.coach.dm() if "contact.edit" in str(one.blocks)][-1:]:
            await self._press(message)
        await self.coach.command("/coachlog", TYPED)
        await self.coach.command("/coachlog", HUGE + "x" * 3_000)
        await self.coach.command("/coachlog", "last")
        await self.coach.say(None, SAID)
        await self.coach.open_home()
        await Afterwards(self.coach).lived()
        await self.coach.command("/coachlog", "undo")

    async def _log(self) -> None:
        await self.coach.command("/coachlog")
        if not await self.shown("note"):
            return
        for action, field in MORE:
            await self.coach.click(None, action)
            if not await self.shown(field):
                return
        await self.coach.fill(self.coach.modal, {**VISIT, **WORDS, "note": f"{WORDS['note']} {CHILD}, grade 4"})
        for minutes in (601, 90):
            if await self.shown("minutes"):
                await self.coach.fill(self.coach.modal, {"minutes": minutes})
                await self.coach.submit(force=True)
        if await self.shown("wording"):
            await self.coach.fill(self.coach.modal, {"wording": "Keep my words"})
            await self.coach.submit(force=True)
        if self.coach.modal:
            await self.coach.close(whole=True)

    async def _press(self, message: Message) -> None:
        for action in ("contact.open", "contact.edit"):
            await self.coach.click(message, action)

    async def shown(self, field: str) -> bool:
        """Whether the form comes to show this field."""
        try:
            await self.coach.world.wait_for(lambda: self.coach.modal and field in _fields(self.coach), 0.5)
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What follows a contact, with canaries in it. Whatever fails on the way is left as it is."""

    coach: Person

    async def lived(self) -> None:
        """Question it, leave a form, export, delete with a reason."""
        leader = self.coach.world.person(self.coach.team_id, "UL1")
        await self._written(leader, ("contact.open", "remark.question"), "words", ASKED)
        await self.coach.command("/coachlog")
        if await Day(self.coach).shown("note"):
            await self.coach.fill(self.coach.modal, {"note": LEFT})
            await self.coach.close(whole=True)
        await self.coach.command("/coachlog", "export")
        if await Day(self.coach).shown("private"):
            await self.coach.submit(force=True)
        await self._written(self.coach, ("contact.open", "contact.delete"), "reason", WHY)

    async def _written(self, who: Person, presses: tuple[str, str], field: str, words: str) -> None:
        """Press a button of the newest message about a contact and one on its page, and send the form that opens."""
        if who.modal:
            await who.close(whole=True)
        with contextlib.suppress(LookupError, TimeoutError, IndexError):
            about = await who.world.wait_for(lambda: [one for one in who.dm() if presses[0] in str(one.blocks)], 1.0)
            await who.click(about[-1], presses[0])
            await who.world.wait_for(lambda: who.modal and presses[1] in str(who.modal.blocks), 0.5)
            await who.click(None, presses[1])
            if await Day(who).shown(field):
                await who.fill(who.modal, {field: words})
                await who.submit(force=True)
        if who.modal:
            await who.close(whole=True)


def _fields(person: Person) -> set[str]:
    return {block["block_id"] for block in person.modal.blocks} if person.modal else set()
