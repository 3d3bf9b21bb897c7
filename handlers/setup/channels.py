"""Whether the app can write in the channels that were chosen, asked of Slack at the moment of saving."""

import asyncio
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import FieldErrors, Refusal, slack_error
from bot.rules.channels import HIDDEN, channel_problem
from bot.rules.setup import Places
from handlers.turn import Turn

SLOW = "Slack didn't say in time whether Coachlog can write there. Please press the button again."


async def check_channels(turn: Turn, chosen: Places) -> None:
    """Raise FieldErrors for the channels that can't be used, and Refusal when Slack doesn't say in time."""
    fields = chosen.chosen()
    channels = sorted(set(fields.values()))
    try:
        async with turn.asking():
            answers = await asyncio.gather(*(_ask(turn, channel) for channel in channels))
    except (TimeoutError, aiohttp.ClientError, OSError, SlackApiError):
        raise Refusal(SLOW) from None
    found = dict(zip(channels, answers, strict=True))
    if errors := {field: said for field, one in fields.items() if (said := channel_problem(found[one]))}:
        raise FieldErrors(errors)


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
