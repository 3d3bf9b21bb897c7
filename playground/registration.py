"""An app as it is registered with Slack, read from its manifest, and its installations in workspaces."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.records import Json

SCOPES = (
    "app_mentions:read channels:history channels:join channels:manage channels:read chat:write chat:write.public "
    "commands dnd:read files:read files:write groups:history groups:read groups:write im:history im:read im:write "
    "mpim:history mpim:read mpim:write reactions:read reactions:write team:read users:read users:read.email"
)
EVENTS = (
    "app_home_opened app_mention app_uninstalled channel_archive channel_id_changed channel_rename "
    "channel_unarchive file_shared member_joined_channel member_left_channel message.channels message.groups "
    "message.im message.mpim reaction_added reaction_removed team_join tokens_revoked user_change"
)


@dataclass(frozen=True)
class Command:
    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    name: str
    callback_id: str
    type: Literal["global", "message"]
    description: str = ""


@dataclass
class Installation:
    """One app in one workspace; the bot token is what the Web API knows it by."""

    app: AppRegistration
    team_id: str
    bot_token: str
    bot_user_id: str
    bot_id: str
    scopes: tuple[str, ...]
    revoked: bool = False


@dataclass
class AppRegistration:
    """`request_url` set: signed HTTP to it, and to its `replicas` in turn. Unset: Socket Mode.

    With `open_to_all` the app takes every command, shortcut and event (the registration without a manifest).
    """

    app_id: str = "A0COACHLOG"
    name: str = "Coachlog"
    client_id: str = "1111111111.2222222222"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))
    app_token: str = field(default_factory=lambda: f"xapp-1-A0COACHLOG-1-{secrets.token_hex(16)}")
    bot_scopes: tuple[str, ...] = ()
    optional_scopes: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    bot_name: str = "coachlog"
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False
    interactive: bool = True
    redirect_urls: tuple[str, ...] = ()
    request_url: str | None = None
    replicas: list[str] = field(default_factory=list)
    posts: int = 0
    open_to_all: bool = False
    installations: dict[str, Installation] = field(default_factory=dict)

    @classmethod
    def from_manifest(cls, manifest: Json) -> AppRegistration:
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        oauth, home = manifest.get("oauth_config", {}), features.get("app_home", {})
        scopes = oauth.get("scopes", {})
        return cls(
            name=manifest.get("display_information", {}).get("name", "App"),
            bot_scopes=tuple(scopes.get("bot", ())),
            optional_scopes=tuple(scopes.get("bot_optional", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands={entry["command"]: _command(entry) for entry in features.get("slash_commands", ())},
            shortcuts={entry["callback_id"]: _shortcut(entry) for entry in features.get("shortcuts", ())},
            bot_name=features.get("bot_user", {}).get("display_name", "app"),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False),
            messages_read_only=home.get("messages_tab_read_only_enabled", False),
            interactive=settings.get("interactivity", {}).get("is_enabled", False),
            redirect_urls=tuple(oauth.get("redirect_urls", ())),
        )

    @classmethod
    def permissive(cls) -> AppRegistration:
        return cls(bot_scopes=tuple(SCOPES.split()), events=frozenset(EVENTS.split()), open_to_all=True)

    @property
    def first(self) -> Installation:
        return next(iter(self.installations.values()))

    @property
    def bot_token(self) -> str:
        return self.first.bot_token

    @property
    def bot_user_id(self) -> str:
        return self.first.bot_user_id

    @property
    def bot_id(self) -> str:
        return self.first.bot_id

    @property
    def team_ids(self) -> list[str]:
        return list(self.installations)

    def next_url(self) -> str:
        """Where the next delivery goes, as a load balancer would choose."""
        urls = [self.request_url or "", *self.replicas]
        self.posts += 1
        return urls[self.posts % len(urls)]

    def token_of(self, team_id: str) -> str:
        return self.installations[team_id].bot_token

    def takes_command(self, command: str) -> bool:
        return self.open_to_all or command in self.commands

    def takes_shortcut(self, callback_id: str, kind: str) -> bool:
        known = self.shortcuts.get(callback_id)
        return self.open_to_all or (known is not None and known.type == kind)


def _command(entry: dict[str, Any]) -> Command:
    keys = ("command", "description", "usage_hint", "should_escape")
    return Command(**{key: entry[key] for key in keys if key in entry})


def _shortcut(entry: dict[str, Any]) -> Shortcut:
    keys = ("name", "callback_id", "type", "description")
    return Shortcut(**{key: entry[key] for key in keys if key in entry})
