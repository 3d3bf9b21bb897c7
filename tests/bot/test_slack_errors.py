"""What Slack refused, whatever came in place of an answer."""

from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import slack_error, slack_status


def answered(data: Any, status: int) -> SlackApiError:
    told = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=status
    )
    return SlackApiError("no", told)


@pytest.mark.parametrize(
    ("problem", "code", "status"),
    [
        (answered({"ok": False, "error": "ratelimited"}, 429), "ratelimited", 429),
        (answered({"ok": False}, 200), "", 200),
        (answered({}, 503), "", 503),
        (answered("nobody is here", 503), "", 503),
        (answered(None, 500), "", 500),
        (SlackApiError("no", {"error": "fatal_error"}), "fatal_error", 0),
        (SlackApiError("no", SimpleNamespace(status=504)), "", 504),
    ],
)
def test_the_code_and_the_status_are_found_in_any_answer(problem: SlackApiError, code: str, status: int) -> None:
    assert (slack_error(problem), slack_status(problem)) == (code, status)
