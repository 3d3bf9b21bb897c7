"""What becomes of a message by Slack's answer: sent, tried again later, given up, or nobody knows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from slack_sdk.errors import SlackApiError

from bot.errors import slack_error, slack_status
from storage.outbox import AGAIN_AFTER, REPEATABLE, RESENT_ONCE, Owed

RATE_LIMITED = "ratelimited"
AWAY = "Slack is away"
UNSURE = {"internal_error", "fatal_error"}
LATER = {"ratelimited", "service_unavailable", "request_timeout", "rate_limited"}
BACK_OFF = (30, 120, 600, 1800)
TRIES = 24
# The place takes no messages, whatever they say: somebody has to change something in Slack.
NO_PLACE = {
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "user_not_found",
    "users_not_found",
    "user_disabled",
    "user_not_visible",
    "cannot_dm_bot",
    "messages_tab_disabled",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "not_allowed_for_user",
    "ekm_access_denied",
    "account_inactive",
}
# The token is good for nothing any more. account_inactive may be said of a person, too.
DEAD = {"token_revoked", "invalid_auth", "not_authed", "token_expired"}
PERHAPS_DEAD = {"account_inactive"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one sending. wait: seconds until the next try, for state "pending"; counted: it was a try.

    method: what was called, or would have been; called_at: when, None where nothing was; hold: leave the method alone
    for that many seconds; away: it got no answer; no_place: Slack's code, where the place takes no message; dead:
    Slack's code, where the token is good for nothing; unsaid: nudges of it that had nothing to say.
    """

    state: str
    channel: str = ""
    ts: str = ""
    reason: str | None = None
    wait: float = 0
    counted: bool = True
    method: str = ""
    called_at: datetime | None = None
    hold: float = 0
    away: bool = False
    no_place: str = ""
    dead: str = ""
    unsaid: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message made ready. method: what sending it calls."""

    method: str
    send: Callable[[], Awaitable[Outcome]]


class TokenDead(SlackApiError):
    """Slack refuses the workspace's token; nothing more is called with it."""

    def __init__(self, code: str) -> None:
        super().__init__("the token is dead", {"ok": False, "error": code})  # type: ignore[no-untyped-call] # slack_sdk's
        self.code = code


Doubt: TypeAlias = Callable[[Owed, str], Outcome]


def put_off(reason: str, wait: float) -> Outcome:
    """It wasn't tried."""
    return Outcome("pending", reason=reason, wait=wait, counted=False)


def later(one: Owed, reason: str) -> Outcome:
    """It certainly wasn't sent: try again, ever more slowly, and give up in the end."""
    if one.attempt >= TRIES:
        return Outcome("failed", reason=reason, away=True)
    return Outcome("pending", reason=reason, wait=BACK_OFF[min(one.attempt, len(BACK_OFF) - 1)], away=True)


def unsure(one: Owed, reason: str) -> Outcome:
    """It may have been sent. A Home or a correction may be made again; the others once, where people can tell."""
    if one.kind in REPEATABLE:
        return later(one, reason)
    if one.kind in RESENT_ONCE and one.attempt == 0:
        return Outcome("pending", reason=reason, wait=AGAIN_AFTER.total_seconds(), away=True)
    return Outcome("unknown", reason=reason, away=True)


def from_slack(problem: SlackApiError, one: Owed, doubt: Doubt) -> Outcome:
    """By Slack's refusal. doubt: what becomes of it where the refusal leaves open whether it was done."""
    if isinstance(problem, TokenDead):
        return Outcome("pending", reason=problem.code, counted=False, dead=problem.code)
    error, status = slack_error(problem), slack_status(problem)
    code = error or f"http_{status}"
    if status == 429:
        wait = seconds(problem.response.headers.get("Retry-After", ""))
        return Outcome("pending", reason=RATE_LIMITED, wait=wait, counted=False, hold=wait)
    if code in LATER:
        return later(one, code)
    if code in UNSURE or status >= 500 or (status < 300 and not error):
        return doubt(one, code)
    return Outcome("failed", reason=code[:80], no_place=code if code in NO_PLACE else "")


def seconds(text: str) -> float:
    """What Retry-After says; half a minute where it says nothing we can read."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 30.0
