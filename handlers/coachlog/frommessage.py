"""Log this contact: the form, opened from a message. Its link is kept; its text only if the coach says so."""

import asyncio
import logging
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import blocks as b
from bot.errors import Denied, Refusal, slack_error
from bot.rules.contacts import NOTE_MAX
from bot.rules.dates import local_time
from bot.rules.slacktext import as_typed, mentioned
from handlers.coachlog import form, opening
from handlers.coachlog.filling import Filling
from handlers.coachlog.strangers import explain
from handlers.errors import in_background
from handlers.turn import Routes, Turn
from storage.forming import recorded_as
from storage.messages import Held, guess_pair, keep_message, text_of, zone_of
from storage.reading import pairs_to_log
from storage.submitted import COPY

log = logging.getLogger("coachlog.handlers")

FROM_MESSAGE = "contact.from_message"
PATIENCE = 0.8  # seconds for the link; the form has to open before Slack forgets the click


async def log_message(turn: Turn) -> None:
    """Ack, then open the form on the message."""
    message, channel = turn.body.get("message"), turn.body.get("channel")
    if not isinstance(message, dict) or not isinstance(channel, dict):
        raise Denied("contact.from_message")
    await turn.ack()
    in_background(turn, lambda later: _open(later, message, str(channel.get("id", ""))))


async def _open(turn: Turn, message: dict[str, Any], channel: str) -> None:
    users = [str(message.get("user") or ""), *mentioned(str(message.get("text") or ""))]
    chosen = await turn.store.read(guess_pair, turn.actor, turn.now, [one for one in users if one])
    pairs, _ = await turn.store.read(pairs_to_log, turn.actor, turn.now, chosen)
    if not pairs:
        await explain(turn)
        return
    ts, text = str(message.get("ts") or ""), as_typed(str(message.get("text") or ""))
    link = await _permalink(turn, channel, ts)
    held: Held = await turn.store.write(keep_message, turn.actor, turn.now, link, text)
    zone = await turn.store.read(zone_of, turn.actor) or pairs[0].zone
    here = local_time(_said_at(ts, turn.now), zone)
    filled = {"kind": "text", "count": 1, "day": here.date(), "start": f"{here:%H:%M}", "guesses": ("kind",)}
    only = pairs[0].id if len(pairs) == 1 else None
    if engagement := chosen or only:
        filled |= {"engagement": engagement}
    shape = form.Shape(secrets.token_urlsafe(18), "text", link=held.mark)
    await opening.show_form(turn, pairs, shape, filled)


async def _permalink(turn: Turn, channel: str, ts: str) -> str:
    """The message's address; "" where Slack gives none, as for a conversation we aren't in."""
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await turn.client.chat_getPermalink(channel=channel, message_ts=ts)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as problem:
        code = slack_error(problem) if isinstance(problem, SlackApiError) else type(problem).__name__
        log.info("no link to a message", extra={"error": code})
        return ""
    link = str(answer.get("permalink") or "")
    return link if link.startswith("https://") and not set(link) & set("<>| ") else ""


def _said_at(ts: str, now: datetime) -> datetime:
    """When the message was written; now where that can't be read."""
    try:
        at = datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return min(at, now)


async def with_text(turn: Turn, now: Filling) -> Filling:
    """The form with the message's text in its note, where the coach ticked that."""
    filled = dict(now.typed.filled)
    if not filled.pop(COPY, None):
        return now
    try:
        text = await turn.store.read(text_of, turn.actor, now.shape.link)
    except Refusal:
        recorded = await turn.store.read(recorded_as, turn.actor, now.shape.intent)
        if recorded is None:
            raise
        filled["note"] = recorded[1].get("note")  # sent in again: it says what was saved
        return replace(now, typed=replace(now.typed, filled=filled))
    note = str(filled.get("note") or "").rstrip()
    room = NOTE_MAX - len(note) - 2 * bool(note)
    if room > 0:
        filled["note"] = f"{note}\n\n{b.short(text, room)}" if note else b.short(text, room)
    return replace(now, typed=replace(now.typed, filled=filled))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.shortcuts[FROM_MESSAGE] = log_message
