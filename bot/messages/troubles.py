"""That messages don't arrive: to whoever can do something about it, in plain words, without a word of the messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import safe
from bot.messages import Message

MOST = 10  # lines in one message

GONE = ("the Slack account is deactivated", "If the person has left, end the engagement in the roster.")
UNINVITED = (
    "Coachlog isn't in the channel",
    "Type /invite @Coachlog there, or choose another channel in Coachlog's Home.",
)
CAUSES = {
    "user_disabled": GONE,
    "user_not_found": GONE,
    "users_not_found": GONE,
    "account_inactive": GONE,
    "messages_tab_disabled": (
        "the app's Messages tab is off",
        "An owner of the app can turn it on: App Home, Messages tab.",
    ),
    "is_archived": ("the channel is archived", "Unarchive it, or choose another channel in Coachlog's Home."),
    "channel_not_found": UNINVITED,
    "not_in_channel": UNINVITED,
}
RESTRICTED = (
    "posting there is restricted",
    "A workspace admin can allow it, or choose another channel in Coachlog's Home.",
)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A place that takes no messages. name: the person's, or "" for a channel; code: Slack's."""

    place: str
    name: str
    code: str

    @property
    def who(self) -> str:
        """The person or the channel, as mrkdwn."""
        if self.name:
            return safe(self.name)
        return f"<#{self.place}>" if self.place[:1] in "CG" else "a conversation"

    @property
    def cause(self) -> tuple[str, str]:
        """Why, and what to do."""
        if self.code.startswith("restricted_action"):
            return RESTRICTED
        other = (f"Slack refuses them ({safe(self.code)})", "Whoever runs Coachlog can look into it.")
        return CAUSES.get(self.code, other)


def unreached(one: Unreached) -> Message:
    """To a partner, or to a coordinator: one place."""
    why, do = one.cause
    return Message(f"My messages to {one.who} don't arrive: {why}. {do} Nothing is tried there until then.")


def unreached_list(found: Sequence[Unreached]) -> Message:
    """To the coordinators' channel: every place of now."""
    lines = [f"• {one.who}: {one.cause[0]}. {one.cause[1]}" for one in found[:MOST]]
    more = [f"• and {len(found) - MOST} more"] if len(found) > MOST else []
    return Message("\n".join(["My messages don't arrive here:", *lines, *more]))


def welcome_back(since: datetime | None, unsaid: int) -> Message:
    """To whoever installed the app again: once, instead of everything that was not said."""
    when = f" since <!date^{int(since.timestamp())}^{{date_short_pretty}} at {{time}}|{since:%b %d}>" if since else ""
    kept = "Everything that was logged before is here."
    if not unsaid:
        return Message(f"Coachlog is connected again. {kept}")
    count = "one message" if unsaid == 1 else f"{unsaid:,} messages"
    return Message(
        f"Coachlog is connected again. It couldn't reach Slack{when}; {count} of that time won't come anymore. {kept}"
    )


@dataclass(frozen=True, slots=True)
class Needs:
    """What needs a person, in counts. late: names of duties that don't run; broken: promises that don't hold."""

    unknown: int = 0
    failed: int = 0
    unreached: int = 0
    events: int = 0
    late: tuple[str, ...] = ()
    broken: int = 0

    def __bool__(self) -> bool:
        return bool(self.unknown or self.failed or self.unreached or self.events or self.late or self.broken)


def ops_line(needs: Needs) -> Message:
    """To the ops channel, on a day on which something needs a person."""
    said = [
        _counted(needs.unknown, "message may or may not have arrived", "messages may or may not have arrived"),
        _counted(needs.failed, "message failed", "messages failed"),
        _counted(needs.unreached, "place takes no messages", "places take no messages"),
        _counted(needs.events, "event couldn't be applied", "events couldn't be applied"),
        f"not running: {', '.join(needs.late)}" if needs.late else "",
        _counted(needs.broken, "promise doesn't hold (`coachlog verify`)", "promises don't hold (`coachlog verify`)"),
    ]
    return Message(
        f"Coachlog needs a look: {'; '.join(one for one in said if one)}. `coachlog status` has the details."
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}" if count else ""
