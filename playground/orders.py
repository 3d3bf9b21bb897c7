"""The page's orders, one function each; the same that tests ask of a `Person`."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from playground import shapes, sights
from playground.people import Person
from playground.records import Channel, Json, Message, View

if TYPE_CHECKING:
    from playground.state import World


@dataclass(frozen=True)
class Orders:
    """Whoever gives orders: a person, and the way back to the pane."""

    world: World
    team: str
    user: str
    send: Callable[[Json], None]

    @property
    def person(self) -> Person:
        return self.world.person(self.team, self.user)

    def place(self, given: Json) -> View | Message:
        """The view or message an order is about."""
        space = self.world.workspaces[self.team]
        if given.get("view_id"):
            return space.views[given["view_id"]]
        return space.channels[given["channel"]].messages[given["ts"]]


Order = Callable[[Orders, Json], Awaitable[None]]


async def _open(o: Orders, given: Json) -> None:
    if given["channel"] == sights.HOME:
        await o.person.open_home()
        o.send(sights.home(o.world, o.team, o.user))
        return
    channel = _conversation(o, given["channel"])
    o.person.messages(channel.id)
    o.send(sights.conversation(o.world, o.team, o.user, channel.id))
    o.person.read(channel.id)
    if channel.id == o.person.im:
        await o.person.open_messages()


def _conversation(o: Orders, target: str) -> Channel:
    """A channel by its id; "dm", or a person's id, is the conversation with the app or that person."""
    space = o.world.workspaces[o.team]
    if target == "dm":
        return space.channels[o.person.im]
    return o.world.im(o.team, o.user, target) if target in space.users else space.channels[target]


async def _say(o: Orders, given: Json) -> None:
    await o.person.say(given["channel"], given["text"], given.get("thread_ts"))


async def _edit(o: Orders, given: Json) -> None:
    await o.person.edit(given["channel"], given["ts"], given["text"])


async def _take_back(o: Orders, given: Json) -> None:
    await o.person.take_back(given["channel"], given["ts"])


async def _command(o: Orders, given: Json) -> None:
    name, _, text = given["text"].strip().partition(" ")
    await o.person.command(name, text.strip(), given.get("channel"))


async def _action(o: Orders, given: Json) -> None:
    held = given.get("value") or {}
    await o.person.press(o.place(given), given["block_id"], given["action_id"], held)


async def _state(o: Orders, given: Json) -> None:
    quiet = given.get("dispatch") is False
    await o.person.enter(given["view_id"], given["block_id"], given["action_id"], given["value"], quiet=quiet)


async def _submit(o: Orders, given: Json) -> None:
    view = o.place(given)
    if isinstance(view, View) and not o.world.workspaces[o.team].stack(o.user).busy:
        await o.person.submit(view)


async def _close(o: Orders, given: Json) -> None:
    """Close the top view; with `all`, or for a lower one, the whole stack."""
    top = o.person.modal
    await o.person.close(whole=bool(given.get("all")) or (top is not None and top.id != given["view_id"]))


async def _dismiss(o: Orders, given: Json) -> None:
    o.person.dismiss(given["channel"], given["ts"])


async def _options(o: Orders, given: Json) -> None:
    loaded = await o.person.load_options(o.place(given), given["block_id"], given["query"], given["action_id"])
    o.send({"is": "options", "req": given["req"], **loaded})


async def _shortcut(o: Orders, given: Json) -> None:
    await o.person.shortcut(given["callback_id"])


async def _message_shortcut(o: Orders, given: Json) -> None:
    await o.person.message_shortcut(given["callback_id"], given["channel"], given["ts"])


async def _react(o: Orders, given: Json) -> None:
    """Once to react, again to take it back."""
    message = o.world.workspaces[o.team].channels[given["channel"]].messages[given["ts"]]
    mine = o.user in message.reactions.get(given["name"], [])
    await (o.person.unreact if mine else o.person.react)(given["channel"], given["ts"], given["name"])


async def _read(o: Orders, given: Json) -> None:
    o.person.read(given["channel"])


async def _upload(o: Orders, given: Json) -> None:
    content = base64.b64decode(given["data"], validate=True)
    file = shapes.file(o.world, o.world.workspaces[o.team], o.person.upload(given["name"], content))
    o.send({"is": "uploaded", "block_id": given["block_id"], "action_id": given["action_id"], "file": file})


async def _clock(o: Orders, given: Json) -> None:
    clock = o.world.clock
    if given.get("next_duty"):
        at = await o.world.next_duty() if o.world.next_duty else None
        if at is None:
            o.send({"is": "toast", "text": "Nothing is due."})
            return
        await clock.turn_to(max(at, clock.now()))
    elif "to" in given:
        await clock.turn_to(datetime.fromisoformat(given["to"]))
    else:
        await clock.advance(timedelta(seconds=float(given["advance_seconds"])))


async def _fault(o: Orders, given: Json) -> None:
    o.world.faults.add(**{key: value for key, value in given.items() if key != "do"})
    o.world.tell("faults")


async def _clear_faults(o: Orders, _given: Json) -> None:
    o.world.faults.clear()
    o.world.tell("faults")


ORDERS: dict[str, Order] = {
    "open": _open,
    "say": _say,
    "edit": _edit,
    "take_back": _take_back,
    "command": _command,
    "action": _action,
    "state": _state,
    "submit": _submit,
    "close": _close,
    "dismiss": _dismiss,
    "options": _options,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "react": _react,
    "read": _read,
    "upload": _upload,
    "clock": _clock,
    "fault": _fault,
    "clear_faults": _clear_faults,
}
