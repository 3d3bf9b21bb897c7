"""What Slack tells of a direct message: written, edited or deleted. A change that isn't the person's own is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.rules.slacktext import as_typed

WRITTEN, EDITED, DELETED = "written", "edited", "deleted"
TYPED = (None, "", "file_share", "me_message", "thread_broadcast")  # subtypes of messages that people write
STONE = "tombstone"  # a deleted message that has replies


@dataclass(frozen=True, slots=True)
class Told:
    """One message in a thread, as it stands now. at: when it was written or edited, by Slack's clock."""

    kind: str
    user: str
    channel: str
    thread: str
    ts: str
    text: str
    at: float


def told_in_thread(event: Mapping[str, Any]) -> Told | None:
    """What an event says of a person's message in a thread of a direct message; None where it is about nothing such."""
    if event.get("channel_type") != "im":
        return None
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        return _told(DELETED, event, event.get("previous_message"))
    if subtype == "message_changed":
        message = event.get("message")
        stone = isinstance(message, dict) and message.get("subtype") == STONE
        return _told(DELETED, event, event.get("previous_message")) if stone else _told(EDITED, event, message)
    return _told(WRITTEN, event, event) if subtype in TYPED else None


def _told(kind: str, event: Mapping[str, Any], message: Any) -> Told | None:
    if not isinstance(message, dict) or message.get("bot_id") or message.get("subtype") not in TYPED:
        return None
    said = {name: message.get(name) for name in ("user", "ts", "thread_ts")}
    if not all(isinstance(one, str) and one for one in said.values()) or said["ts"] == said["thread_ts"]:
        return None
    text = "" if kind == DELETED else as_typed(str(message.get("text") or ""))
    edited = message.get("edited")
    at = edited.get("ts") if isinstance(edited, dict) else said["ts"]
    user, thread, ts = str(said["user"]), str(said["thread_ts"]), str(said["ts"])
    return Told(kind, user, str(event.get("channel", "")), thread, ts, text, seconds(at))


def seconds(ts: Any) -> float:
    """A ts of Slack's as seconds; 0 for what is none."""
    try:
        found = float(ts)
    except (TypeError, ValueError):
        return 0.0
    return found if 0 <= found < 1e11 else 0.0
