"""A world from a plain list of people and channels, for the demo and for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playground.records import ChannelKind, Json, User
from playground.state import World

PEOPLE: tuple[dict[str, Any], ...] = (
    {"id": "U1", "name": "Coordinator 1", "email": "coordinator.1@example.org", "admin": True},
    {"id": "U2", "name": "Coach 1", "email": "coach.1@example.org"},
    {"id": "U3", "name": "Principal 1", "email": "principal.1@example.org", "tz": "America/Chicago"},
)
CHANNELS: tuple[dict[str, Any], ...] = ({"id": "C1", "name": "coordinators"}, {"id": "C2", "name": "coaches"})


def populate(
    world: World,
    team_id: str,
    name: str,
    people: Iterable[Mapping[str, Any]] = PEOPLE,
    channels: Iterable[Mapping[str, Any]] = CHANNELS,
    *,
    install: bool = True,
) -> None:
    """Add a workspace. People: id, name, email, tz, admin, title, deleted. Channels: id, name, private, members, app.

    A channel without members has everybody; the app is in it unless `app` is False.
    """
    space = world.add_workspace(team_id, name)
    for person in people:
        user = _user(person)
        space.users[user.id] = user
    if install:
        world.install(team_id)
    everybody = [user.id for user in space.users.values() if not user.is_bot]
    for given in channels:
        _channel(world, team_id, given, everybody)


def _user(person: Mapping[str, Any]) -> User:
    handle = person.get("handle") or str(person["email"]).split("@")[0]
    return User(
        id=person["id"],
        name=handle,
        real_name=person["name"],
        email=person["email"],
        tz=person.get("tz", "America/New_York"),
        is_admin=bool(person.get("admin")),
        deleted=bool(person.get("deleted")),
        title=person.get("title", ""),
    )


def _channel(world: World, team_id: str, given: Mapping[str, Any], everybody: list[str]) -> None:
    members = list(given.get("members", everybody))
    if given.get("app", True) and team_id in world.app.installations:
        members.append(world.app.installations[team_id].bot_user_id)
    kind: ChannelKind = "private" if given.get("private") else "channel"
    world.add_channel(team_id, given["name"], members, kind=kind, id=given.get("id"))


def sample_world(manifest: Json | None = None, **options: Any) -> World:
    """One workspace T1 with three people, two channels and the app. `options` go to World."""
    world = World(manifest, **options)
    populate(world, "T1", "Example Schools")
    return world
