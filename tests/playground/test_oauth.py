"""Installing by OAuth: the consent page, the code, the token."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from playground.state import World
from tests.playground.webapi import WebApi

BACK = "https://coachlog.example.org/slack/oauth_redirect"


def asking(world: World, **more: str) -> dict[str, str]:
    return {
        "client_id": world.app.client_id,
        "scope": "commands,chat:write",
        "redirect_uri": BACK,
        "state": "s<1>",
        **more,
    }


async def decided(api: WebApi, query: dict[str, str], allow: str = "1") -> dict[str, list[str]]:
    form = {"who": "T1/U1", "allow": allow}
    answer = await api.http.post("/oauth/v2/authorize", params=query, data=form)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(BACK)
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def exchanged(world: World, api: WebApi, **args: Any) -> dict[str, Any]:
    secrets = {"client_id": world.app.client_id, "client_secret": world.app.client_secret}
    answer: dict[str, Any] = (await api.http.post("/api/oauth.v2.access", data={**secrets, **args})).json()
    return answer


async def test_an_allowed_app_gets_a_token_of_its_own(world: World, api: WebApi) -> None:
    back = await decided(api, asking(world))
    assert back["state"] == ["s<1>"]
    told = await exchanged(world, api, code=back["code"][0], redirect_uri=BACK)
    assert (told["team"]["id"], told["authed_user"]["id"], told["token_type"]) == ("T1", "U1", "bot")
    api.token = told["access_token"]
    assert (await api.done("auth.test"))["user_id"] == told["bot_user_id"]


async def test_credentials_may_come_by_http_basic(world: World, api: WebApi) -> None:
    code = (await decided(api, asking(world)))["code"][0]
    pair = base64.b64encode(f"{world.app.client_id}:{world.app.client_secret}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}"}
    answer = await api.http.post("/api/oauth.v2.access", data={"code": code, "redirect_uri": BACK}, headers=headers)
    assert answer.json()["ok"]


async def test_a_denied_app_gets_no_code(world: World, api: WebApi) -> None:
    back = await decided(api, asking(world), allow="0")
    assert (back["error"], back["state"], "code" in back) == (["access_denied"], ["s<1>"], False)


async def test_a_code_is_good_once_for_ten_minutes_and_its_address(world: World, api: WebApi) -> None:
    code = (await decided(api, asking(world)))["code"][0]
    wrong = await exchanged(world, api, code=code, redirect_uri="https://elsewhere.example.org")
    assert wrong["error"] == "bad_redirect_uri"
    assert (await exchanged(world, api, code=code))["ok"]
    assert (await exchanged(world, api, code=code))["error"] == "code_already_used"
    assert (await exchanged(world, api, code="none"))["error"] == "invalid_code"
    old = (await decided(api, asking(world)))["code"][0]
    await world.clock.turn_to(world.clock.now().replace(year=world.clock.now().year + 1))
    assert (await exchanged(world, api, code=old))["error"] == "code_expired"


async def test_wrong_credentials_are_told_apart(world: World, api: WebApi) -> None:
    code = (await decided(api, asking(world)))["code"][0]
    assert (await exchanged(world, api, code=code, client_id="x"))["error"] == "invalid_client_id"
    assert (await exchanged(world, api, code=code, client_secret="x"))["error"] == "bad_client_secret"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"client_id": "x"}, "invalid_client_id"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"redirect_uri": "javascript:alert(1)"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://elsewhere.example.org"}, "bad_redirect_uri"),
    ],
)
async def test_a_bad_way_in_ends_on_an_error_page(world: World, api: WebApi, more: dict[str, str], error: str) -> None:
    world.app.open_to_all = False
    world.app.redirect_urls = (BACK,)
    answer = await api.http.get("/oauth/v2/authorize", params=asking(world, **more))
    assert (answer.status_code, error in answer.text) == (400, True)


async def test_the_page_escapes_what_it_shows(world: World, api: WebApi) -> None:
    world.workspaces["T1"].users["U1"].real_name = "<script>alert(1)</script>"
    page = await api.http.get("/oauth/v2/authorize", params=asking(world))
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_scopes_add_up_over_installations(world: World, api: WebApi) -> None:
    world.app.installations["T1"].scopes = ("commands",)
    code = (await decided(api, asking(world, scope="chat:write")))["code"][0]
    assert (await exchanged(world, api, code=code))["scope"] == "commands,chat:write"


async def test_uninstalling_takes_the_apps_own_secret(world: World, api: WebApi) -> None:
    wrong = {"client_id": world.app.client_id, "client_secret": "x"}
    assert await api.error("apps.uninstall", **wrong) == "bad_client_secret"
    await api.done("apps.uninstall", **{**wrong, "client_secret": world.app.client_secret})
    assert await api.error("auth.test") == "token_revoked"


async def test_installing_again_keeps_the_token_unless_it_was_revoked(world: World, api: WebApi) -> None:
    first = world.app.bot_token
    for revoked in (False, True):
        world.app.first.revoked = revoked
        code = (await decided(api, asking(world)))["code"][0]
        told = await exchanged(world, api, code=code)
        assert (told["access_token"] == first) is not revoked
