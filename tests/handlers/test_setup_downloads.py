"""Which addresses a file may be fetched from."""

import pytest

from bot.addresses import on_file_host

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
    assert on_file_host(url, api) is fetched
