"""A person in the playground, as Python: what tests and the page let people do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.deeds import commands, forms, presses, talk, values
from playground.deeds.acting import Actor
from playground.deliver.answer import Answer
from playground.deliver.submissions import Verdict
from playground.records import File, Json, Message, User, View
from playground.settle import find

if TYPE_CHECKING:
    from playground.state import World


class Person:
    """One person of one workspace. What is awaited is done once the app has answered or Slack's deadline has passed."""

    def __init__(self, world: World, team_id: str, user_id: str) -> None:
        self.world = world
        self.team_id = team_id
        self.id = user_id
        self._actor = Actor(world, team_id, user_id)

    @property
    def user(self) -> User:
        return self._actor.user

    # -- what the person sees ----------------------------------------------------------------------------------------

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        return self._actor.stack.top

    @property
    def modals(self) -> list[View]:
        return list(self._actor.stack.views)

    @property
    def errors(self) -> dict[str, str]:
        """What stands under the fields of the form."""
        return dict(self._actor.stack.errors or {})

    @property
    def trouble(self) -> str | None:
        """Slack's banner over a form that got no usable answer."""
        return self._actor.stack.trouble

    def home(self) -> View | None:
        return self._actor.space.homes.get((self.world.app.app_id, self.id))

    def messages(self, channel: str) -> list[Message]:
        """All messages of a conversation this person sees, thread replies included, oldest first."""
        return list(self._actor.channel(channel).shown_to(self.id))

    def dm(self) -> list[Message]:
        """What the app has written to this person directly."""
        channel = self._actor.im()
        return [message for message in channel.shown_to(self.id) if message.bot_id]

    @property
    def im(self) -> str:
        """The id of the conversation with the app."""
        return self._actor.im().id

    # -- what the person does ----------------------------------------------------------------------------------------

    async def command(self, command: str, text: str = "", channel: str | None = None) -> Answer | None:
        """A slash command, in the conversation with the app unless a channel is named."""
        return await commands.command(self._actor, command, text, channel)

    async def shortcut(self, callback_id: str) -> Answer:
        return await commands.shortcut(self._actor, callback_id)

    async def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Answer:
        return await commands.message_shortcut(self._actor, callback_id, channel, ts)

    async def open_home(self) -> View | None:
        return await talk.open_app(self._actor, "home")

    async def open_messages(self) -> None:
        """Open the app's Messages tab."""
        await talk.open_app(self._actor, "messages")

    async def say(
        self, channel: str | None, text: str, thread_ts: str | None = None, files: list[File] | None = None
    ) -> Message:
        """Write into a conversation; None: to the app."""
        return await talk.say(self._actor, channel or self.im, text, thread_ts, files or [])

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change an own message."""
        await talk.edit(self._actor, channel, ts, text)

    async def take_back(self, channel: str, ts: str) -> None:
        """Delete an own message."""
        await talk.take_back(self._actor, channel, ts)

    async def show_link(self, channel: str, ts: str, title: str) -> None:
        """Let Slack show the preview of a link in an own message."""
        await talk.show_link(self._actor, channel, ts, title)

    async def fill(self, view: View | None, given: dict[str, Any]) -> None:
        """Put values into a form by block_id; the app hears of those it listens to, as with Slack."""
        shown = view or self._actor.stack.top
        if shown is None:
            raise LookupError("no modal is open")
        for block_id, value in given.items():
            block = next((held for held in shown.blocks if held["block_id"] == block_id), None)
            if block is None:
                raise LookupError(f"no block {block_id} among {[held['block_id'] for held in shown.blocks]}")
            element = block.get("element") or block.get("accessory") or block["elements"][0]
            held = await values.shaped(self._actor, shown, block, element, value)
            await forms.enter(self._actor, shown, block_id, element["action_id"], held)

    async def enter(
        self, view_id: str, block_id: str, action_id: str, held: Json, *, quiet: bool = False
    ) -> Answer | None:
        """Put a value in Slack's own shape into one element. quiet: the person only left the field."""
        return await forms.enter(self._actor, self._actor.view(view_id), block_id, action_id, held, quiet=quiet)

    async def click(
        self, where: View | Message | None, action_id: str, block_id: str | None = None, value: Any = None
    ) -> Answer:
        """Press a button, or choose `value` in a menu, of a message or view (None: the modal on top)."""
        place = where or self._actor.stack.top
        if place is None:
            raise LookupError("no modal is open")
        block, element = find(place.blocks, action_id, block_id)
        return await self.press(place, block["block_id"], action_id, await self._held(place, block, element, value))

    async def _held(self, place: View | Message, block: Json, element: Json, value: Any) -> Json:
        if element["type"] == "overflow":
            return {"selected_option": values.pick(element["options"], value)}
        if element["type"] in ("button", "workflow_button", "icon_button"):
            return {}
        return await values.shaped(self._actor, place, block, element, value)

    async def press(self, where: View | Message, block_id: str, action_id: str, held: Json) -> Answer:
        """Act on an element; `held` in Slack's own shape, empty for a button."""
        if isinstance(where, Message):
            self._actor.message(where.channel, where.ts)
        else:
            self._actor.view(where.id)
        return await presses.press(self._actor, where, block_id, action_id, held)

    async def submit(self, view: View | None = None, *, force: bool = False) -> Verdict:
        """Submit the modal on top. `force`: even what Slack's client would not let through."""
        shown = view or self._actor.stack.top
        if shown is None:
            raise LookupError("no modal is open")
        return await forms.submit(self._actor, shown, force=force)

    async def close(self, *, whole: bool = False) -> None:
        """Cancel the modal on top, or the whole stack."""
        await forms.close(self._actor, whole=whole)

    def dismiss(self, channel: str, ts: str) -> None:
        """Wipe away a message that only this person sees."""
        talk.dismiss(self._actor, channel, ts)

    async def options(
        self, where: View | Message | None, block_id: str, query: str, action_id: str | None = None
    ) -> list[Json]:
        """What an external select offers for `query`; the options of groups one after another."""
        loaded = await self.load_options(where, block_id, query, action_id)
        return [*loaded.get("options", ()), *(held for g in loaded.get("option_groups", ()) for held in g["options"])]

    async def load_options(
        self, where: View | Message | None, block_id: str, query: str, action_id: str | None = None
    ) -> Json:
        place = where or self._actor.stack.top
        if place is None:
            raise LookupError("no modal is open")
        block = next(held for held in place.blocks if held["block_id"] == block_id)
        element = block.get("element") or block.get("accessory") or block["elements"][0]
        return await presses.options(self._actor, place, block_id, action_id or element["action_id"], query)

    async def react(self, channel: str, ts: str, name: str) -> None:
        await talk.react(self._actor, channel, ts, name)

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        await talk.react(self._actor, channel, ts, name, take_back=True)

    def read(self, channel: str) -> None:
        """Mark a conversation as read."""
        talk.read(self._actor, channel)

    def upload(self, name: str, content: bytes) -> File:
        return talk.keep_file(self._actor, name, content)
