"""What a message becomes when Slack answers with something else than yes, whatever the answer is made of."""

import pytest
from slack_sdk.errors import SlackApiError

from schedules.outcomes import from_slack, unsure
from storage.outbox import Owed
from tests.schedules.delivering import refused


@pytest.mark.parametrize(
    ("problem", "kind", "state", "wait"),
    [
        (refused("slow down", 429, "17"), "nudge", "pending", 17),
        (refused({"ok": False, "error": "ratelimited"}, 429, "soon"), "nudge", "pending", 30),
        (refused("nobody is here", 503), "nudge", "unknown", 0),
        (refused({}, 502), "nudge", "unknown", 0),
        (refused("nobody is here", 503), "confirmation", "pending", 600),
        (refused({}, 200), "nudge", "unknown", 0),
        (refused({"ok": False, "error": "internal_error"}, 200), "nudge", "unknown", 0),
        (refused({"ok": False, "error": "channel_not_found"}, 200), "nudge", "failed", 0),
        (refused("who are you", 403), "nudge", "failed", 0),
    ],
)
def test_every_refusal_has_its_outcome(problem: SlackApiError, kind: str, state: str, wait: float) -> None:
    owed = Owed(1, kind, "key", None, "C1", None, None, 0, None, None)
    outcome = from_slack(problem, owed, unsure)
    assert (outcome.state, outcome.wait) == (state, wait)
