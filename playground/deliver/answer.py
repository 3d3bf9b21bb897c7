"""What came back for one delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["accepted", "errors", "refused", "timeout", "failed"]
Kind = Literal[
    "slash_commands",
    "view_submission",
    "block_actions",
    "view_closed",
    "shortcut",
    "message_action",
    "block_suggestion",
    "events_api",
]


@dataclass(frozen=True)
class Answer:
    """`reason` is Slack's word for a failure; `body` the parsed JSON, the text, or None for an empty answer."""

    outcome: Outcome
    status: int = 0
    body: Any = None
    reason: str = ""
    no_retry: bool = False

    @property
    def accepted(self) -> bool:
        return self.outcome == "accepted"


TIMED_OUT = Answer("timeout", reason="http_timeout")
NO_CONNECTION = Answer("failed", reason="connection_failed")


def answered(status: int, body: Any, *, no_retry: bool = False) -> Answer:
    if 200 <= status < 300:
        return Answer("accepted", status, body)
    return Answer("refused", status, body, "http_error", no_retry)
