"""Which addresses a file may be fetched from, and whether the app can write in a channel."""

from typing import Any

import pytest

from handlers.setup.channels import ARCHIVED, NOT_A_CHANNEL, UNSEEN, problem, shared
from handlers.setup.download import allowed

SLACK = "https://slack.com/api/"
HERE = "http://127.0.0.1:4321/api/"


@pytest.mark.parametrize(
    ("url", "api", "fetched"),
    [
        ("https://files.slack.com/files-pri/T1-F1/people.csv", SLACK, True),
        ("https://files.slack.com:443/files-pri/T1-F1/people.csv", SLACK, True),
        ("http://files.slack.com/files-pri/T1-F1/people.csv", SLACK, False),
        ("https://files.slack.com:8443/x", SLACK, False),
        ("https://files.slack.com.example.org/x", SLACK, False),
        ("https://files.slack.com@example.org/x", SLACK, False),
        ("https://user:pass@files.slack.com/x", SLACK, False),
        ("https://example.org/files.slack.com", SLACK, False),
        ("https://slack.com/files/x", SLACK, False),
        ("http://169.254.169.254/latest", SLACK, False),
        ("file:///etc/passwd", SLACK, False),
        ("", SLACK, False),
        ("https://[files.slack.com/x", SLACK, False),
        ("https://files.slack.com:port/x", SLACK, False),
        ("http://127.0.0.1:4321/files/T1-F1", HERE, True),
        ("http://127.0.0.1:4322/files/T1-F1", HERE, False),
        ("http://localhost:4321/files/T1-F1", HERE, False),
        ("https://127.0.0.1:4321/files/T1-F1", HERE, False),
        ("https://files.slack.com/files-pri/T1-F1/people.csv", HERE, False),
        ("https://files.slack.com/x", "https://proxy.example.org/api/", True),
        ("https://proxy.example.org/x", "https://proxy.example.org/api/", False),
    ],
)
def test_files_come_from_slacks_file_host_or_this_machines_own_slack(url: str, api: str, fetched: bool) -> None:
    assert allowed(url, api) is fetched


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ({"is_member": True}, None),
        ({"is_member": False}, UNSEEN),
        ({"is_member": True, "is_archived": True}, ARCHIVED),
        ({"is_im": True}, NOT_A_CHANNEL),
        ({"is_mpim": True, "is_member": True}, NOT_A_CHANNEL),
        (None, UNSEEN),
    ],
)
def test_a_channel_is_taken_only_when_the_app_can_write_in_it(
    channel: dict[str, Any] | None, sentence: str | None
) -> None:
    assert problem(channel) == sentence


def test_a_channel_shared_with_another_organization_is_noticed() -> None:
    assert shared({"is_member": True, "is_ext_shared": True})
    assert shared({"is_member": True, "is_pending_ext_shared": True})
    assert not shared({"is_member": True})
    assert not shared(None)
