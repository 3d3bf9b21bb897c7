"""Installing by OAuth: what is asked of Slack and what is kept; every end is a plain page."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.flows.installing import (
    BACK,
    HOSTILE,
    INSTALL,
    Estate,
    estate,
    notes,
    nothing_was_installed,
    plain,
    rows,
    state_of,
    states,
)
from tests.promises.village import manifest


@pytest.fixture
async def place(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Estate]:
    async with estate(sqlite_url, tmp_path / "home") as made:
        yield made


async def test_the_first_page_sends_the_browser_to_slack_with_a_state_of_its_own(place: Estate) -> None:
    async with place.browser() as browser:
        answer = await browser.get(INSTALL, params={"scope": "admin", "state": "mine", "redirect_uri": "https://x"})
        target, asked = urlsplit(answer.headers["location"]), parse_qs(urlsplit(answer.headers["location"]).query)
        assert answer.status_code == 302
        assert f"{target.scheme}://{target.netloc}{target.path}" == place.app.settings.authorize_url
        wanted = manifest()["oauth_config"]["scopes"]["bot"]
        assert asked["scope"] == [",".join(wanted)]
        assert asked["client_id"] == [place.world.app.client_id]
        assert asked["redirect_uri"] == [place.url + BACK]
        assert len(asked["state"][0]) >= 22
        assert asked["state"][0] != state_of(await place.asked(browser))


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(place: Estate) -> None:
    async with place.browser() as browser:
        answer = await browser.get(INSTALL)
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "coachlog-install"
    assert {"httponly", "samesite=lax", "path=/", "max-age=600"} <= {part.strip().lower() for part in rest.split(";")}
    assert "secure" not in rest.lower()
    assert answer.headers["cache-control"] == "no-store"


async def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(sqlite_url: str, tmp_path: Path) -> None:
    address = "https://coachlog.example.org/slack/oauth_redirect"
    async with estate(sqlite_url, tmp_path / "home", SLACK_REDIRECT_URI=address) as place, place.browser() as browser:
        cookie = (await browser.get(INSTALL)).headers["set-cookie"]
    assert cookie.startswith("__Host-coachlog-install=")
    assert "; Secure" in cookie


async def test_an_allowed_installation_keeps_the_workspace_and_leads_back_to_slack(place: Estate) -> None:
    page = await place.install("T1", "UCOACH")
    plain(page, 200, "Coachlog is installed")
    assert "North" in page.text
    assert 'href="https://slack.com/app_redirect?app=A0COACHLOG&amp;team=T1"' in page.text
    assert "max-age=0" in page.headers["set-cookie"].lower()
    (row,) = await place.app.storage.system(rows)
    made = place.world.app.installations["T1"]
    assert (row.team_id, row.name, row.installer) == ("T1", "North", "UCOACH")
    assert (row.bot_user_id, row.scopes) == (made.bot_user_id, ",".join(made.scopes))
    assert made.bot_token.encode() not in row.bot_token
    assert await place.app.storage.system(notes) == [("UCOACH", "workspace.installed")]
    assert len(await place.app.storage.system(states)) == 1


async def test_a_canceled_installation_says_so_and_may_start_again(place: Estate) -> None:
    async with place.browser() as browser:
        back = await place.decided(browser, "T1", allow=False)
        plain(await browser.get(back), 403, "canceled")
        plain(await browser.get(back), 400, "can&#x27;t be continued")
        assert (await browser.get(BACK)).text.count('href="install"') == 1
    assert await nothing_was_installed(place)
    assert not place.world.app.installations
    assert await place.app.storage.system(states) == [], "no code came back"


async def test_a_look_with_head_begins_and_ends_nothing(place: Estate) -> None:
    async with place.browser() as browser:
        assert (await browser.head(INSTALL)).status_code == 405
        assert (await browser.post(INSTALL)).status_code == 405
        assert await place.app.storage.system(states) == []
        back = await place.decided(browser, "T1")
        assert (await browser.head(back)).status_code == 405
        plain(await browser.get(back), 200, "is installed")


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({}, 400, "without the code"),
        ({"code": ""}, 400, "without the code"),
        ({"code": "x" * 5000}, 400, "without the code"),
        ({"code": HOSTILE}, 400, "no longer takes"),
        ({"error": HOSTILE}, 400, "ended the installation"),
        ({"error": "access_denied", "code": "x"}, 403, "canceled"),
    ],
)
async def test_what_comes_back_with_a_good_state_is_answered_plainly(
    place: Estate, more: dict[str, str], status: int, words: str
) -> None:
    async with place.browser() as browser:
        state = state_of(await place.asked(browser))
        plain(await browser.get(BACK, params={"state": state, **more}), status, words)
    assert await nothing_was_installed(place)


async def test_a_workspace_may_have_any_name(place: Estate) -> None:
    place.world.workspaces["T1"].name = HOSTILE
    page = await place.install("T1")
    plain(page, 200, "&lt;script&gt;")


GRANTED: dict[str, Any] = {
    "ok": True,
    "access_token": "xoxb-told",
    "bot_user_id": "UBOT",
    "team": {"id": "T9", "name": "Nine"},
    "authed_user": {"id": "U9"},
    "is_enterprise_install": False,
}


def told(place: Estate, monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    """Let Slack answer the exchange so."""
    scopes = ",".join(place.world.app.bot_scopes)

    async def answered(*_: Any, **__: Any) -> Any:
        return type("Answer", (), {"data": {**GRANTED, "scope": scopes, **more}})

    monkeypatch.setattr("slack_sdk.web.async_client.AsyncWebClient.api_call", answered)


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"is_enterprise_install": True, "team": None}, 400, "whole organization"),
        ({"team": None}, 400, "whole organization"),
        ({"refresh_token": "xoxe-1", "expires_in": 43200}, 500, "token rotation"),
        ({"scope": "commands,chat:write"}, 400, "channels:read"),
        ({"scope": ""}, 400, "chat:write"),
        ({"access_token": ""}, 502, "Nothing was saved"),
        ({"authed_user": "U9"}, 502, "Nothing was saved"),
        ({"team": {"id": "T" * 33}}, 502, "Nothing was saved"),
    ],
)
async def test_what_cannot_be_served_is_refused_in_one_sentence(
    place: Estate, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], status: int, words: str
) -> None:
    told(place, monkeypatch, **more)
    async with place.browser() as browser:
        state = state_of(await place.asked(browser))
        plain(await browser.get(BACK, params={"state": state, "code": "x"}), status, words)
    assert await nothing_was_installed(place)


async def test_more_scopes_than_asked_for_do_no_harm(place: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    granted = ",".join([*place.world.app.bot_scopes, "reactions:write"])
    told(place, monkeypatch, scope=granted, refresh_token="", enterprise=None)
    async with place.browser() as browser:
        state = state_of(await place.asked(browser))
        plain(await browser.get(BACK, params={"state": state, "code": "x"}), 200, "Nine")
    (row,) = await place.app.storage.system(rows)
    assert row.scopes == granted


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ({"effect": "outage"}, 502, "Slack didn&#x27;t answer"),
        ({"effect": "status", "status": 500}, 502, "Slack didn&#x27;t answer"),
        ({"effect": "status", "status": 429, "retry_after": 30}, 502, "Slack didn&#x27;t answer"),
        ({"effect": "lost_answer"}, 502, "Slack didn&#x27;t answer"),
        ({"effect": "error", "error": "internal_error"}, 502, "Slack didn&#x27;t answer"),
        ({"effect": "error", "error": "code_already_used"}, 400, "no longer takes"),
        ({"effect": "error", "error": "bad_client_secret"}, 500, "client secret"),
    ],
)
async def test_slack_is_asked_once_and_its_trouble_is_told(
    place: Estate, fault: dict[str, Any], status: int, words: str
) -> None:
    place.world.faults.add("oauth.v2.access", count=0, **fault)
    async with place.browser() as browser:
        plain(await browser.get(await place.decided(browser, "T1")), status, words)
    assert await nothing_was_installed(place)
    assert len(place.world.journal.calls("oauth.v2.access")) <= 1


async def test_an_installation_leaves_no_secret_in_the_log(place: Estate, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "coachlog")
    async with place.browser() as browser:
        back = await place.decided(browser, "T1")
        secrets = [state_of(back), parse_qs(urlsplit(back).query)["code"][0], browser.cookies["coachlog-install"]]
        await browser.get(back)
        await browser.get(back)
    ours = " ".join(str(vars(one)) for one in caplog.records if one.name.startswith("coachlog."))
    assert "workspace installed" in ours
    assert not [one for one in (*secrets, place.world.app.token_of("T1"), place.world.app.client_secret) if one in ours]
