"""Words that must not be found where they don't belong."""

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
IN_CONFIDENCE = (*WORDS.values(), SAID, TYPED, HUGE)


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
        await self.coach.command("/coachlog", "undo")

    async def _log(self) -> None:
        await self.coach.command("/coachlog")
        if not await self.shown("note"):
            return
        for action, field in MORE:
            await self.coach.click(None, action)
            if not await self.shown(field):
                return
        await self.coach.fill(self.coach.modal, {**VISIT, **WORDS})
        for minutes in (601, 90):
            if self.coach.modal:
                await self.coach.fill(self.coach.modal, {"minutes": minutes})
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


def _fields(person: Person) -> set[str]:
    return {block["block_id"] for block in person.modal.blocks} if person.modal else set()
