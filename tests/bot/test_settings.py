"""Every environment variable: what it means, where it may come from, and what is said about a wrong one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import BadSetting
from bot.settings import Clock, FailpointError, Failpoints, Settings, load
from storage.keys import new_key

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "5ec2e7"}
LOOPBACK = {"SLACK_API_URL": "http://127.0.0.1:8020/api/", "COACHLOG_TEST": "1"}
OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "c1ie27",
    "SLACK_SIGNING_SECRET": "5ec2e7",
    "SLACK_REDIRECT_URI": "https://coachlog.example.org/slack/oauth_redirect",
}


def test_two_values_are_enough_and_the_rest_has_defaults() -> None:
    found = load(SLACK)
    assert (found.host, found.port, found.log_level, found.home) == ("127.0.0.1", 3000, "info", Path("var"))
    assert found.database_url == "sqlite:///var/coachlog.db"
    assert found.api_url == "https://slack.com/api/"
    assert found.authorize_url == "https://slack.com/oauth/v2/authorize"
    assert not found.many_workspaces
    assert found.start_at is None


def test_every_variable_arrives_where_it_belongs() -> None:
    key = new_key()
    environ = SLACK | LOOPBACK
    environ |= {"SLACK_APP_TOKEN": "xapp-1", "DATABASE_URL": "postgresql://u:p@127.0.0.1/x", "COACHLOG_HOME": "/srv/c"}
    environ |= {"COACHLOG_KEYS": f"{key}, {key}", "HOST": "192.0.2.1", "PORT": "0", "COACHLOG_LOG": "debug"}
    environ |= {
        "METRICS_TOKEN": "m37",
        "COACHLOG_NOW": "2026-11-17T09:00:00-05:00",
        "COACHLOG_FAILPOINTS": "after_send=raise",
    }
    found = load(environ)
    assert found.app_token == "xapp-1"
    assert found.database_url == "postgresql://u:p@127.0.0.1/x"
    assert found.home == Path("/srv/c")
    assert found.keys == (key, key)
    assert (found.host, found.port, found.log_level, found.metrics_token) == ("192.0.2.1", 0, "debug", "m37")
    assert found.test
    assert found.start_at == datetime(2026, 11, 17, 14, tzinfo=UTC)
    assert found.failpoints.effects == {"after_send": "raise"}


def test_many_workspaces_are_told_by_a_client_id() -> None:
    found = load(OAUTH)
    assert found.many_workspaces
    assert found.redirect_uri == OAUTH["SLACK_REDIRECT_URI"]


def test_the_public_address_is_told_or_follows_from_the_redirect() -> None:
    assert load(SLACK).public_url == ""
    assert load(SLACK | {"COACHLOG_PUBLIC_URL": "https://coach.example.org/"}).public_url == "https://coach.example.org"
    assert load(OAUTH).public_url == "https://coachlog.example.org"
    for wrong in ("coach.example.org", "http://coach.example.org", "https://coach.example.org/?a=b"):
        with pytest.raises(BadSetting, match="COACHLOG_PUBLIC_URL"):
            load(SLACK | {"COACHLOG_PUBLIC_URL": wrong})


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "COACHLOG_LOG", "PORT", "DATABASE_URL"])
def test_any_variable_may_be_a_file(tmp_path: Path, name: str) -> None:
    values = SLACK | {"COACHLOG_LOG": "debug", "PORT": "3333", "DATABASE_URL": "sqlite:////srv/c.db"}
    file = tmp_path / "value"
    file.write_text(values[name] + "\n")
    rest = {other: value for other, value in values.items() if other != name}
    assert load({**rest, f"{name}_FILE": str(file)}) == load(values)


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert load({**SLACK, "SLACK_APP_TOKEN": "", "PORT": "", "DATABASE_URL": "", "COACHLOG_NOW": ""}) == load(SLACK)


def test_a_command_that_needs_no_slack_asks_for_no_token() -> None:
    assert load({}, slack=False).bot_token == ""


WRONG: list[tuple[dict[str, str], str]] = [
    ({}, "SLACK_BOT_TOKEN is missing"),
    ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET is missing"),
    ({**SLACK, "SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN holds a token of another kind"),
    ({**SLACK, "SLACK_BOT_TOKEN": "xoxb-1 \n"}, "SLACK_BOT_TOKEN has a space"),
    ({**SLACK, "SLACK_BOT_TOKEN": "xoxb-é"}, "SLACK_BOT_TOKEN has a space"),
    ({**SLACK, "SLACK_SIGNING_SECRET": "xoxb-1"}, "SLACK_SIGNING_SECRET holds a token of another kind"),
    ({**SLACK, "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN holds a token of another kind"),
    ({**SLACK, "PORT": "http"}, "PORT isn't a number"),
    ({**SLACK, "PORT": "65536"}, "PORT isn't a number"),
    ({**SLACK, "PORT": "-1"}, "PORT isn't a number"),
    ({**SLACK, "PORT": "³"}, "PORT isn't a number"),
    ({**SLACK, "COACHLOG_LOG": "loud"}, "COACHLOG_LOG isn't a level"),
    ({**SLACK, "DATABASE_URL": "mysql://x"}, "DATABASE_URL isn't a database we know"),
    ({**SLACK, "DATABASE_URL": "sqlite:///"}, "DATABASE_URL names no file"),
    ({**SLACK, "SLACK_API_URL": "https://slack.com/api"}, "SLACK_API_URL isn't a web address that ends with a slash"),
    ({**SLACK, "SLACK_API_URL": "slack.com/api/"}, "SLACK_API_URL isn't a web address"),
    ({**SLACK, "SLACK_API_URL": "http://slack.com/api/"}, "SLACK_API_URL uses http"),
    ({**SLACK, "COACHLOG_TEST": "1"}, "COACHLOG_TEST=1 works only with a SLACK_API_URL on this machine"),
    ({**SLACK, "COACHLOG_TEST": "yes"}, "COACHLOG_TEST is 1 or unset"),
    ({**SLACK, "COACHLOG_NOW": "2026-11-17T09:00:00Z"}, "COACHLOG_NOW is for tests only"),
    ({**SLACK, **LOOPBACK, "COACHLOG_NOW": "today"}, "COACHLOG_NOW isn't an instant"),
    ({**SLACK, **LOOPBACK, "COACHLOG_NOW": "2026-11-17T09:00:00"}, "COACHLOG_NOW isn't an instant"),
    ({**SLACK, "COACHLOG_FAILPOINTS": "before_ack=exit"}, "COACHLOG_FAILPOINTS is for tests only"),
    ({**SLACK, **LOOPBACK, "COACHLOG_FAILPOINTS": "before_lunch=exit"}, "COACHLOG_FAILPOINTS has a part"),
    ({**SLACK, **LOOPBACK, "COACHLOG_FAILPOINTS": "before_ack=sleep:long"}, "COACHLOG_FAILPOINTS has a part"),
    ({**SLACK, "PORT_FILE": "/nowhere/at/all"}, "PORT_FILE names a file that can't be read"),
    ({**SLACK, "PORT": "1", "PORT_FILE": "/nowhere"}, "PORT and PORT_FILE are both set"),
    ({**OAUTH, "SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set"),
    ({**OAUTH, "SLACK_APP_TOKEN": "xapp-1"}, "SLACK_APP_TOKEN and SLACK_CLIENT_ID are both set"),
    ({**OAUTH, "SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
    ({**OAUTH, "SLACK_REDIRECT_URI": ""}, "SLACK_REDIRECT_URI is missing"),
]


@pytest.mark.parametrize(("environ", "said"), WRONG)
def test_a_wrong_setting_is_told_in_one_line_that_says_what_to_do(environ: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting) as raised:
        load(environ)
    line = str(raised.value)
    assert line.startswith(said)
    assert line.endswith((".", "…."))
    assert "\n" not in line


def test_no_secret_is_in_the_words_of_a_setting() -> None:
    found = load({**OAUTH, "COACHLOG_KEYS": "k3y", "METRICS_TOKEN": "m37"})
    shown = f"{found!r} {found}"
    assert not any(secret in shown for secret in ("c1ie27", "5ec2e7", "k3y", "m37"))
    assert "xoxb" not in repr(Settings(Path(), "", bot_token="xoxb-1"))
    with pytest.raises(BadSetting) as raised:
        load({**SLACK, "SLACK_BOT_TOKEN": "xapp-s3cret"})
    assert "s3cret" not in str(raised.value)


def test_the_clock_starts_where_it_is_set() -> None:
    start = datetime(2026, 11, 17, 14, tzinfo=UTC)
    clock = Clock(start)
    assert 0 <= (clock.now() - start).total_seconds() < 60
    assert abs((Clock().now() - datetime.now(UTC)).total_seconds()) < 60


def test_a_failpoint_acts_only_where_it_is_set() -> None:
    points = Failpoints({"after_send": "raise", "before_ack": "sleep:0"})
    points.hit("before_commit")
    points.hit("before_ack")
    with pytest.raises(FailpointError, match="after_send"):
        points.hit("after_send")
