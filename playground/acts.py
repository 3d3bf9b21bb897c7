"""The acts of /control/act: a person's deeds and a workspace's events, by name, with JSON arguments."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from playground import authorize
from playground.deeds import membership
from playground.deliver import socket
from playground.deliver.events import First, heard
from playground.people import Person
from playground.records import Json, Message, User, View

if TYPE_CHECKING:
    from playground.state import World

Act = Callable[["World", Json], Awaitable[Any]]
PersonAct = Callable[[Person, Json], Awaitable[Any]]
ABOUT = ("do", "team", "user")


def _as_person(work: PersonAct) -> Act:
    async def act(world: World, given: Json) -> Any:
        return await work(world.person(given["team"], given["user"]), given)

    return act


def _place(person: Person, given: Json) -> View | Message | None:
    """The view (by id, or "home") or the message an act is about; None: the modal on top."""
    space = person.world.workspaces[person.team_id]
    if given.get("view_id") == "home":
        return person.home()
    if "view_id" in given:
        return space.views[given["view_id"]]
    return space.channels[given["channel"]].messages[given["ts"]] if "ts" in given else None


def _value(given: Any) -> Any:
    """A file travels as {"name", "data": base64}."""
    if isinstance(given, dict) and given.keys() == {"name", "data"}:
        return given["name"], base64.b64decode(given["data"], validate=True)
    return given


async def _fill(person: Person, given: Json) -> None:
    view = _place(person, given)
    if isinstance(view, Message):
        raise TypeError("only views are filled")
    await person.fill(view, {block: _value(held) for block, held in given["values"].items()})


async def _submit(person: Person, given: Json) -> Any:
    return await person.submit(force=bool(given.get("force")))


async def _close(person: Person, given: Json) -> None:
    await person.close(whole=bool(given.get("whole")))


async def _click(person: Person, given: Json) -> Any:
    place = _place(person, given)
    return await person.click(place, given["action_id"], given.get("block_id"), given.get("value"))


async def _options(person: Person, given: Json) -> Any:
    return await person.options(_place(person, given), given["block_id"], given["query"])


async def _command(person: Person, given: Json) -> Any:
    return await person.command(given["command"], given.get("text", ""), given.get("channel"))


async def _say(person: Person, given: Json) -> Any:
    return await person.say(given.get("channel"), given["text"], given.get("thread_ts"))


async def _authorize(person: Person, given: Json) -> str:
    """Answer the consent page: the address to go to."""
    query = given["query"]
    if error := authorize.refused(person.world, query):
        raise ValueError(error)
    return authorize.decide(person.world, query, person.team_id, person.id, allow=bool(given.get("allow", True)))


def _happens(work: Callable[[World, Json], First | None]) -> Act:
    async def act(world: World, given: Json) -> Any:
        return await heard(work(world, given))

    return act


async def _uninstall(world: World, given: Json) -> None:
    membership.uninstall(world, given["team"])


async def _install(world: World, given: Json) -> Any:
    made = world.install(given["team"])
    return {"bot_token": made.bot_token}


async def _disconnect(world: World, given: Json) -> None:
    await socket.disconnect(world, given.get("reason", "refresh_requested"))


def _changes(given: Json) -> Json:
    return {key: held for key, held in given.items() if key not in ABOUT}


PERSON: dict[str, PersonAct] = {
    "command": _command,
    "shortcut": lambda person, given: person.shortcut(given["callback_id"]),
    "message_shortcut": lambda person, g: person.message_shortcut(g["callback_id"], g["channel"], g["ts"]),
    "open_home": lambda person, _given: person.open_home(),
    "open_messages": lambda person, _given: person.open_messages(),
    "say": _say,
    "edit": lambda person, g: person.edit(g["channel"], g["ts"], g["text"]),
    "take_back": lambda person, g: person.take_back(g["channel"], g["ts"]),
    "show_link": lambda person, g: person.show_link(g["channel"], g["ts"], g["title"]),
    "fill": _fill,
    "click": _click,
    "submit": _submit,
    "close": _close,
    "options": _options,
    "react": lambda person, g: person.react(g["channel"], g["ts"], g["name"]),
    "unreact": lambda person, g: person.unreact(g["channel"], g["ts"], g["name"]),
    "authorize": _authorize,
}
ACTS: dict[str, Act] = {
    **{name: _as_person(work) for name, work in PERSON.items()},
    "join": _happens(lambda world, g: membership.join(world, g["team"], g["channel"], g["user"])),
    "leave": _happens(lambda world, g: membership.leave(world, g["team"], g["channel"], g["user"])),
    "archive": _happens(lambda world, g: membership.archive(world, g["team"], g["channel"], g["user"])),
    "rename": _happens(lambda world, g: membership.rename(world, g["team"], g["channel"], g["name"])),
    "arrive": _happens(lambda world, g: membership.arrive(world, g["team"], User(**g["person"]))),
    "alter": _happens(lambda world, g: membership.alter(world, g["team"], g["user"], **_changes(g))),
    "install": _install,
    "uninstall": _uninstall,
    "disconnect": _disconnect,
}
