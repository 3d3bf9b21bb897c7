"""What each stored event changes; applied in one transaction with its being marked done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.messages import Message
from bot.messages.help import HERE, NOT_UNDERSTOOD, help_for
from bot.messages.strangers import unknown_answer
from bot.rules.slackpeople import matchable, of_workspace
from storage import audit
from storage.database import Db
from storage.inbox import Received, finish_event
from storage.matches import match_user
from storage.outbox import owe_answer
from storage.people import Actor, find_person, set_active
from storage.strangers import tell_about_stranger
from storage.workspaces import team_of

TYPED = (None, "file_share", "me_message")  # subtypes of messages that people write


def apply_event(db: Db, now: datetime, received: Received) -> bool:
    """Apply one event; False when another process was first, and then nothing changes."""
    if not finish_event(db, received.id):
        return False
    effect = EFFECTS.get(received.kind)
    if effect:
        effect(db, now, received)
    return True


def _joined(db: Db, now: datetime, received: Received) -> None:
    _follow_user(db, now, received.event.get("user"))


def _follow_user(db: Db, now: datetime, user: Any) -> None:
    if not isinstance(user, dict) or user.get("is_bot"):
        return
    user_id = str(user.get("id", ""))
    if user.get("deleted"):
        if set_active(db, user_id, False, now):
            audit.note(db, now, "slack", "person.deactivated")
        return
    team_id = team_of(db)
    if not of_workspace(user, team_id):
        return
    set_active(db, user_id, True, now)
    found = matchable(user, team_id)
    if found and match_user(db, now, *found):
        audit.note(db, now, "slack", "person.matched")


def _said(db: Db, now: datetime, received: Received) -> None:
    event = received.event
    typed = event.get("channel_type") == "im" and event.get("subtype") in TYPED and not event.get("bot_id")
    if not typed or not event.get("user"):
        return
    said = _answer(db, now, Actor(str(event["user"])), str(event.get("text", "")))
    owe_answer(db, now, f"answer:{received.id}", str(event["channel"]), {"text": said.text, "blocks": said.blocks})


def _answer(db: Db, now: datetime, actor: Actor, text: str) -> Message:
    person = find_person(db, actor)
    if person is None:
        return unknown_answer(tell_about_stranger(db, actor, now))
    return help_for(person.roles, HERE if text.strip().casefold() == "help" else NOT_UNDERSTOOD)


EFFECTS: dict[str, Callable[[Db, datetime, Received], None]] = {
    "team_join": _joined,
    "user_change": _joined,
    "message": _said,
}
