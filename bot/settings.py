"""Every environment variable, typed, once; the clock and the failpoints they set."""

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.addresses import loopback, parts_of
from bot.errors import BadSetting

SLACK_API = "https://slack.com/api/"
AUTHORIZE = "https://slack.com/oauth/v2/authorize"
AT_SLACK = "Leave it out to use Slack's."
COME_BACK = "Write it like https://YOUR-HOST/slack/oauth_redirect, as in your app's settings at Slack."
REACHED = "Write it like https://YOUR-HOST, as calendar programs on the internet reach this server."
FAILPOINTS = (
    "before_commit",
    "after_commit",
    "before_ack",
    "after_ack",
    "after_claim",
    "after_send",
    "before_mark",
    "before_share",
    "after_share",
)
LEVELS = ("debug", "info", "warning", "error")


class Clock:
    """What time it is: real, or from a chosen start on. Only listeners and ticks ask; they pass the answer on."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = start - datetime.now(UTC) if start else timedelta()

    def now(self) -> datetime:
        """An aware UTC datetime."""
        return datetime.now(UTC) + self._shift


class FailpointError(Exception):
    """Raised by a failpoint that is set to `raise`."""


@dataclass(frozen=True, slots=True)
class Failpoints:
    """Named places where a test makes the process exit, raise or sleep; empty outside tests."""

    effects: Mapping[str, str] = field(default_factory=dict)

    def hit(self, name: str) -> None:
        """Do what is set for this place."""
        effect = self.effects.get(name)
        if effect is None:
            return
        if effect == "exit":
            os._exit(137)
        if effect == "raise":
            raise FailpointError(name)
        time.sleep(float(effect.removeprefix("sleep:")))


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs. Tokens and keys are never shown: repr leaves them out."""

    home: Path
    database_url: str
    api_url: str = SLACK_API
    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    authorize_url: str = AUTHORIZE
    redirect_uri: str = ""
    public_url: str = ""
    keys: tuple[str, ...] = field(default=(), repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    log_level: str = "info"
    metrics_token: str = field(default="", repr=False)
    test: bool = False
    start_at: datetime | None = None
    failpoints: Failpoints = Failpoints()

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install by OAuth."""
        return bool(self.client_id)


def load(environ: Mapping[str, str], *, slack: bool = True) -> Settings:
    """Read the environment. Raises BadSetting: one line that says which, why and what to do.

    slack: whether the command talks to Slack, so that its tokens must be there.
    """
    values = _with_files(environ)
    home = Path(values.get("COACHLOG_HOME", "var"))
    test = _test(values.get("COACHLOG_TEST", ""))
    settings = Settings(
        home=home,
        database_url=_database(values.get("DATABASE_URL", ""), home),
        api_url=_api_url(values.get("SLACK_API_URL", SLACK_API), test),
        bot_token=_secret("SLACK_BOT_TOKEN", values, not_like=("xapp-", "xoxp-")),
        signing_secret=_secret("SLACK_SIGNING_SECRET", values, not_like=("xapp-", "xoxp-", "xoxb-")),
        app_token=_secret("SLACK_APP_TOKEN", values, not_like=("xoxb-", "xoxp-")),
        client_id=values.get("SLACK_CLIENT_ID", ""),
        client_secret=_secret("SLACK_CLIENT_SECRET", values),
        authorize_url=_page_url("SLACK_AUTHORIZE_URL", values.get("SLACK_AUTHORIZE_URL", AUTHORIZE), AT_SLACK),
        redirect_uri=_page_url("SLACK_REDIRECT_URI", values.get("SLACK_REDIRECT_URI", ""), COME_BACK),
        public_url=_public(values),
        keys=tuple(key.strip() for key in values.get("COACHLOG_KEYS", "").split(",") if key.strip()),
        host=values.get("HOST", "127.0.0.1"),
        port=_port(values.get("PORT", "3000")),
        log_level=_level(values.get("COACHLOG_LOG", "info")),
        metrics_token=_secret("METRICS_TOKEN", values),
        test=test,
        start_at=_start(values.get("COACHLOG_NOW", ""), test),
        failpoints=_failpoints(values.get("COACHLOG_FAILPOINTS", ""), test),
    )
    if slack:
        _check_slack(settings)
    return settings


def _with_files(environ: Mapping[str, str]) -> dict[str, str]:
    values = {name: value for name, value in environ.items() if value}
    for name, path in environ.items():
        if not name.endswith("_FILE") or not path or not name.startswith(_OURS):
            continue
        plain = name.removesuffix("_FILE")
        if environ.get(plain):
            raise BadSetting(f"{plain} and {name} are both set. Unset the one you don't use.")
        try:
            values[plain] = Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise BadSetting(f"{name} names a file that can't be read. Check the path and its permissions.") from None
    return values


_OURS = ("SLACK_", "COACHLOG_", "DATABASE_URL", "HOST", "PORT", "METRICS_TOKEN")


def _test(text: str) -> bool:
    if text not in {"", "0", "1"}:
        raise BadSetting("COACHLOG_TEST is 1 or unset. Unset it outside tests.")
    return text == "1"


def _secret(name: str, values: Mapping[str, str], not_like: tuple[str, ...] = ()) -> str:
    """A token or secret as it may stand in a header; one of another kind, pasted into the wrong place, is told."""
    text = values.get(name, "")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise BadSetting(f"{name} has a space, a line break or a letter that no token has. Copy it again.")
    if text.startswith(not_like or ("\0",)):
        raise BadSetting(
            f"{name} holds a token of another kind ({text[:4]}-…). Copy the right one from your app's page."
        )
    return text


def _database(url: str, home: Path) -> str:
    if not url:
        return f"sqlite:///{home / 'coachlog.db'}"
    if url in {"sqlite:///", "sqlite:///:memory:"}:
        raise BadSetting("DATABASE_URL names no file, so nothing would be kept. Use sqlite:///FILE or postgresql://….")
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise BadSetting("DATABASE_URL isn't a database we know. Use sqlite:///FILE or postgresql://….")
    return url


def _api_url(url: str, test: bool) -> str:
    parts = parts_of(url)
    if parts is None or not url.endswith("/"):
        raise BadSetting("SLACK_API_URL isn't a web address that ends with a slash. Leave it out to use Slack's.")
    if parts.scheme == "http" and not loopback(parts.hostname or ""):
        raise BadSetting("SLACK_API_URL uses http for a host that isn't this machine. Use https.")
    if test and not loopback(parts.hostname or ""):
        raise BadSetting("COACHLOG_TEST=1 works only with a SLACK_API_URL on this machine. Unset one of the two.")
    return url


def _page_url(name: str, url: str, advice: str) -> str:
    parts = parts_of(url)
    if url and (parts is None or parts.fragment):
        raise BadSetting(f"{name} isn't a web address. {advice}")
    if parts and parts.scheme == "http" and not loopback(parts.hostname or ""):
        raise BadSetting(f"{name} uses http for a host that isn't this machine. Use https.")
    return url


def _public(values: Mapping[str, str]) -> str:
    """Where this server is reached from outside, without a slash at the end; "" where it isn't, as far as we know."""
    back, here = values.get("SLACK_REDIRECT_URI", ""), "/slack/oauth_redirect"
    url = values.get("COACHLOG_PUBLIC_URL", back.removesuffix(here) if back.endswith(here) else "")
    if "?" in _page_url("COACHLOG_PUBLIC_URL", url, REACHED):
        raise BadSetting(f"COACHLOG_PUBLIC_URL isn't a web address alone. {REACHED}")
    return url.rstrip("/")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise BadSetting("PORT isn't a number from 0 to 65535. Choose a free port, for example 3000.")
    return int(text)


def _level(text: str) -> str:
    if text not in LEVELS:
        raise BadSetting(f"COACHLOG_LOG isn't a level. Use one of {', '.join(LEVELS)}.")
    return text


def _start(text: str, test: bool) -> datetime | None:
    if not text:
        return None
    _only_in_tests("COACHLOG_NOW", test)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadSetting("COACHLOG_NOW isn't an instant. Write it like 2026-11-17T09:00:00-05:00.")
    return at


def _failpoints(text: str, test: bool) -> Failpoints:
    if not text:
        return Failpoints()
    _only_in_tests("COACHLOG_FAILPOINTS", test)
    effects: dict[str, str] = {}
    for one in text.split(","):
        name, _, effect = one.strip().partition("=")
        if name not in FAILPOINTS or not re.fullmatch(r"exit|raise|sleep:\d+(\.\d+)?", effect):
            raise BadSetting(
                f"COACHLOG_FAILPOINTS has a part that isn't NAME=exit|raise|sleep:SECONDS with NAME one of "
                f"{', '.join(FAILPOINTS)}. Correct it or unset it."
            )
        effects[name] = effect
    return Failpoints(effects)


def _only_in_tests(name: str, test: bool) -> None:
    if not test:
        raise BadSetting(f"{name} is for tests only. Unset it, or set COACHLOG_TEST=1.")


def _check_slack(settings: Settings) -> None:
    if settings.many_workspaces:
        _check_oauth(settings)
        return
    if settings.client_secret:
        raise BadSetting("SLACK_CLIENT_ID is missing. Copy it, as you did the secret, or unset SLACK_CLIENT_SECRET.")
    if not settings.bot_token:
        raise BadSetting("SLACK_BOT_TOKEN is missing. Copy the bot token (xoxb-…) from your app's Install page.")
    if not settings.app_token and not settings.signing_secret:
        raise BadSetting("SLACK_SIGNING_SECRET is missing. Copy it from your app's Basic Information page.")


def _check_oauth(settings: Settings) -> None:
    if settings.bot_token:
        raise BadSetting("SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set. Unset the one you don't use.")
    if settings.app_token:
        raise BadSetting(
            "SLACK_APP_TOKEN and SLACK_CLIENT_ID are both set. Many workspaces need HTTP; unset the token."
        )
    page = "Copy it from your app's Basic Information page."
    for name, value, advice in (
        ("SLACK_CLIENT_SECRET", settings.client_secret, page),
        ("SLACK_SIGNING_SECRET", settings.signing_secret, page),
        ("SLACK_REDIRECT_URI", settings.redirect_uri, COME_BACK),
    ):
        if not value:
            raise BadSetting(f"{name} is missing. {advice}")
