"""Whether the app can write in the channels that were chosen, asked of Slack at the moment of saving."""

import asyncio
from collections.abc import Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import FieldErrors, Refusal, slack_error
from bot.rules.setup import Places
from handlers.turn import Turn

UNSEEN = "Coachlog isn't in this channel. Type /invite @Coachlog there, then press the button again."
ARCHIVED = "This channel is archived. Choose another one."
NOT_A_CHANNEL = "Choose a channel, not a person or a direct message."
SLOW = "Slack didn't say in time whether Coachlog can write there. Please press the button again."
HIDDEN = {"channel_not_found", "not_in_channel", "missing_scope", "method_not_supported_for_channel_type"}


async def check_channels(turn: Turn, chosen: Places, accepted: Sequence[str]) -> dict[str, str]:
    """The chosen channels, by field, that are shared with another organization and not accepted as such yet.

    Raises FieldErrors for those the app can't write in, and Refusal when Slack doesn't say in time.
    """
    fields = chosen.chosen()
    channels = sorted(set(fields.values()))
    try:
        async with turn.asking():
            answers = await asyncio.gather(*(_ask(turn, channel) for channel in channels))
    except (TimeoutError, aiohttp.ClientError, OSError, SlackApiError):
        raise Refusal(SLOW) from None
    found = dict(zip(channels, answers, strict=True))
    if errors := {field: said for field, one in fields.items() if (said := problem(found[one]))}:
        raise FieldErrors(errors)
    return {field: one for field, one in fields.items() if shared(found[one]) and one not in accepted}


async def _ask(turn: Turn, channel: str) -> dict[str, Any] | None:
    """What Slack says of a channel; None when the app can't see it."""
    try:
        answer = await turn.client.conversations_info(channel=channel)
    except SlackApiError as problem:
        if slack_error(problem) in HIDDEN:
            return None
        raise
    found: dict[str, Any] = answer["channel"]
    return found


def problem(channel: dict[str, Any] | None) -> str | None:
    """Why the app can't write in a channel, or None."""
    if channel is None:
        return UNSEEN
    if channel.get("is_im") or channel.get("is_mpim"):
        return NOT_A_CHANNEL
    if channel.get("is_archived"):
        return ARCHIVED
    return None if channel.get("is_member") else UNSEEN


def shared(channel: dict[str, Any] | None) -> bool:
    """Whether people of another organization read a channel, or are asked to."""
    return bool(channel and (channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")))
