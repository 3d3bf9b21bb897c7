"""The settings of many workspaces: each that is wrong stops the start with one line that says what to do."""

import pytest

from bot.errors import BadSetting
from bot.settings import load

OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "c1ie27",
    "SLACK_SIGNING_SECRET": "5ign",
    "SLACK_REDIRECT_URI": "https://coachlog.example.org/slack/oauth_redirect",
}
BACK = "Write it like https://YOUR-HOST/slack/oauth_redirect, as in your app's settings at Slack."
ALONE = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "5ign"}


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({**OAUTH, "SLACK_REDIRECT_URI": ""}, f"SLACK_REDIRECT_URI is missing. {BACK}"),
        ({**OAUTH, "SLACK_REDIRECT_URI": "coachlog.example.org"}, f"SLACK_REDIRECT_URI isn't a web address. {BACK}"),
        ({**OAUTH, "SLACK_REDIRECT_URI": "https://[x"}, f"SLACK_REDIRECT_URI isn't a web address. {BACK}"),
        (
            {**OAUTH, "SLACK_REDIRECT_URI": "https://x.example.org/#a"},
            f"SLACK_REDIRECT_URI isn't a web address. {BACK}",
        ),
        (
            {**OAUTH, "SLACK_REDIRECT_URI": "http://coachlog.example.org/slack/oauth_redirect"},
            "SLACK_REDIRECT_URI uses http for a host that isn't this machine. Use https.",
        ),
        (
            {**OAUTH, "SLACK_AUTHORIZE_URL": "javascript:alert(1)"},
            "SLACK_AUTHORIZE_URL isn't a web address. Leave it out to use Slack's.",
        ),
        (
            {**OAUTH, "SLACK_SIGNING_SECRET": ""},
            "SLACK_SIGNING_SECRET is missing. Copy it from your app's Basic Information page.",
        ),
        (
            {**ALONE, "SLACK_CLIENT_SECRET": "c1ie27"},
            "SLACK_CLIENT_ID is missing. Copy it, as you did the secret, or unset SLACK_CLIENT_SECRET.",
        ),
    ],
)
def test_a_wrong_setting_of_an_installation_is_named_in_one_line(environ: dict[str, str], line: str) -> None:
    with pytest.raises(BadSetting) as raised:
        load(environ)
    assert str(raised.value) == line


@pytest.mark.parametrize(
    "back", ["http://127.0.0.1:3000/slack/oauth_redirect", "http://localhost:3000/x", "https://x/y"]
)
def test_people_may_come_back_over_https_or_to_this_machine(back: str) -> None:
    found = load({**OAUTH, "SLACK_REDIRECT_URI": back})
    assert (found.many_workspaces, found.redirect_uri) == (True, back)
    assert found.authorize_url == "https://slack.com/oauth/v2/authorize"
    assert "c1ie27" not in repr(found)
