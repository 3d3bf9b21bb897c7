"""Events: who hears of what, and Slack's three redeliveries."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from playground import payloads
from playground.deliver.answer import Answer
from playground.deliver.carry import deliver
from playground.records import Channel, Json
from playground.registration import Installation

if TYPE_CHECKING:
    from playground.state import World

WAITS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
MESSAGE_EVENTS = {
    "im": "message.im",
    "channel": "message.channels",
    "private": "message.groups",
    "mpim": "message.mpim",
}
HISTORY = {"im": "im:history", "channel": "channels:history", "private": "groups:history", "mpim": "mpim:history"}
CHANNEL_TYPES = {"im": "im", "channel": "channel", "private": "group", "mpim": "mpim"}
NEEDED = {
    "app_mention": "app_mentions:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_rename": "channels:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "file_shared": "files:read",
}
First = asyncio.Future[Answer]


def announce(world: World, team_id: str, told: Json, channel: Channel | None = None) -> First | None:
    """Tell the app of an event if it listens for it; the future holds the answer to the first attempt."""
    install = world.app.installations.get(team_id)
    if install is None or not _hears(install, told, channel):
        return None
    first: First = asyncio.get_running_loop().create_future()
    world.spawn(_redelivered(world, install, payloads.event(world, install, told), first))
    return first


def _hears(install: Installation, told: Json, channel: Channel | None) -> bool:
    kind = told["type"]
    if install.revoked and kind not in ("app_uninstalled", "tokens_revoked"):
        return False
    subscribed, needed = kind, NEEDED.get(kind, "")
    if kind == "message" and channel:
        subscribed, needed = MESSAGE_EVENTS[channel.kind], HISTORY[channel.kind]
    if channel and install.bot_user_id not in channel.members and not _leaving(install, told):
        return False
    return subscribed in install.app.events and (not needed or needed in install.scopes)


def _leaving(install: Installation, told: Json) -> bool:
    """The bot hears of its own leaving, though it is a member no more."""
    return told["type"] == "member_left_channel" and told.get("user") == install.bot_user_id


async def _redelivered(world: World, install: Installation, payload: Json, first: First) -> None:
    answer = await deliver(world, install, "events_api", payload)
    if not first.done():
        first.set_result(answer)
    for attempt, wait in enumerate(WAITS, start=1):
        if answer.accepted or answer.no_retry:
            return
        if not world.faults.redeliver_at_once:
            await world.clock.sleep_until(world.clock.now() + wait)
        answer = await deliver(world, install, "events_api", payload, attempt=attempt, reason=answer.reason)


async def heard(first: First | None) -> Answer | None:
    """Wait for the first attempt, if there was one."""
    return await first if first else None
