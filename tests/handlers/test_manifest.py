"""manifest.yml promises Slack what the code listens to, and nothing else; within Slack's limits for manifests."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers import routes

MANIFEST: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text())
FEATURES = MANIFEST["features"]
# What Slack calls an event in a manifest, and what it calls it when it delivers it.
DELIVERED = {"message.im": "message"}


def test_every_command_in_the_manifest_is_answered_and_the_reverse() -> None:
    assert {one["command"] for one in FEATURES["slash_commands"]} == set(routes().commands)


def test_every_shortcut_in_the_manifest_is_answered_and_the_reverse() -> None:
    assert {one["callback_id"] for one in FEATURES["shortcuts"]} == set(routes().shortcuts)


def test_every_event_in_the_manifest_is_heard_and_the_reverse() -> None:
    asked = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {DELIVERED.get(one, one) for one in asked} == set(routes().events)


@pytest.mark.parametrize("one", FEATURES["slash_commands"], ids=lambda one: one["command"])
def test_a_command_stays_within_the_limits(one: dict[str, Any]) -> None:
    assert one["command"].startswith("/")
    assert 2 <= len(one["command"]) <= 32
    assert 1 <= len(one["description"]) <= 2000
    assert len(one["usage_hint"]) <= 1000


@pytest.mark.parametrize("one", FEATURES["shortcuts"], ids=lambda one: one["callback_id"])
def test_a_shortcut_stays_within_the_limits(one: dict[str, Any]) -> None:
    assert one["type"] in {"global", "message"}
    assert 1 <= len(one["name"]) <= 24
    assert 1 <= len(one["description"]) <= 150
    assert len(one["callback_id"]) <= 255


def test_the_display_stays_within_the_limits() -> None:
    shown = MANIFEST["display_information"]
    assert 1 <= len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert len(FEATURES["bot_user"]["display_name"]) <= 80


def test_people_can_answer_in_direct_messages() -> None:
    home = FEATURES["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_no_scope_is_asked_twice_and_rotation_stays_off() -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]
    assert scopes == sorted(set(scopes))
    assert MANIFEST["settings"]["token_rotation_enabled"] is False
