"""What each stored event changes; applied in one transaction with its being marked done."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.messages import Message
from bot.messages.help import HERE, NOT_UNDERSTOOD, help_for
from bot.messages.lines import card
from bot.messages.reflections import answer_elsewhere
from bot.messages.strangers import unknown_answer
from bot.rules.slackpeople import matchable, of_workspace
from storage import audit
from storage.database import Db
from storage.feeds import end_feeds_of
from storage.hearing import heard_in_thread
from storage.inbox import Received, finish_event
from storage.lines import propose_line
from storage.matches import match_user
from storage.outbox import owe_answer
from storage.people import Actor, find_person, set_active
from storage.questionhearing import Later, heard_question, owe_later, unknown_question
from storage.reflecting import open_question
from storage.strangers import tell_about_stranger
from storage.troubles import end_trouble, end_troubles
from storage.troubletelling import person_gone
from storage.wishing import follow_zone
from storage.workspaces import team_of

LONGEST = 2500  # a message that is longer is no line
SURE = 2  # fields that must be read before a direct message counts as a contact: people say "yesterday" in passing
LATEST = timedelta(days=7)
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
            end_feeds_of(db, now, user_id)
            person_gone(db, now, user_id)
        return
    team_id = team_of(db)
    if not of_workspace(user, team_id):
        return
    set_active(db, user_id, True, now)
    follow_zone(db, now, user_id, user.get("tz"))
    end_trouble(db, now, user_id)
    found = matchable(user, team_id)
    if found and match_user(db, now, *found):
        audit.note(db, now, "slack", "person.matched")


def _said(db: Db, now: datetime, received: Received) -> None:
    if heard_in_thread(db, now, received):
        return
    event = received.event
    typed = event.get("channel_type") == "im" and event.get("subtype") in TYPED and not event.get("bot_id")
    if not typed or not event.get("user"):
        return
    end_troubles(db, now, (str(event["user"]), str(event["channel"])))  # who writes here can be written to
    said = _answer(db, now, Actor(str(event["user"])), event)
    key = f"answer:{received.id}"
    if isinstance(said, Later):
        owe_later(db, now, key, said)
    else:
        owe_answer(db, now, key, str(event["channel"]), {"text": said.text, "blocks": said.blocks})


def _answer(db: Db, now: datetime, actor: Actor, event: dict[str, Any]) -> Message | Later:
    person = find_person(db, actor)
    if person is None:
        return unknown_answer(tell_about_stranger(db, actor, now))
    text = _typed(event)
    if text.casefold() == "help":
        return help_for(person.roles, HERE)
    said_at = _said_at(event, now)
    if answer := heard_question(db, actor, now, said_at, text):
        return answer
    asks = text.endswith("?") or len(text) > LONGEST
    proposal = None if asks else propose_line(db, actor, said_at, text, SURE)
    if proposal:
        return card(proposal)
    question = open_question(db, person.id)
    if question:
        return answer_elsewhere(question)
    return unknown_question(db, actor, said_at, text) or help_for(person.roles, NOT_UNDERSTOOD)


def _typed(event: dict[str, Any]) -> str:
    """What was typed: Slack escapes three characters in what it delivers."""
    text = str(event.get("text", ""))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _said_at(event: dict[str, Any], now: datetime) -> datetime:
    """When it was written, which is what "yesterday" in it counts from, even if it is read much later."""
    try:
        at = datetime.fromtimestamp(float(event.get("ts", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return at if now - LATEST < at < now else now


EFFECTS: dict[str, Callable[[Db, datetime, Received], None]] = {
    "team_join": _joined,
    "user_change": _joined,
    "message": _said,
}
