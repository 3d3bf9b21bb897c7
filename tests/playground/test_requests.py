"""How a call reaches the Web API: encodings, tokens, scopes."""

import json

import httpx
import pytest

from playground.state import World
from tests.playground.webapi import WebApi


async def test_a_form_a_query_a_multipart_and_json_say_the_same(world: World, api: WebApi) -> None:
    token = world.app.bot_token
    bearer = {"Authorization": f"Bearer {token}"}
    answers = [
        await api.http.post("/api/users.info", data={"token": token, "user": "U2"}),
        await api.http.get("/api/users.info", params={"token": token, "user": "U2"}),
        await api.http.post("/api/users.info", files={"user": (None, "U2"), "token": (None, token)}),
        await api.http.post("/api/users.info", json={"user": "U2"}, headers=bearer),
    ]
    assert {answer.json()["user"]["id"] for answer in answers} == {"U2"}


async def test_structures_may_come_as_json_text_in_a_form(world: World, api: WebApi) -> None:
    blocks = json.dumps([{"type": "divider"}])
    fields = {"token": world.app.bot_token, "channel": "C1", "text": "x", "blocks": blocks}
    answer = (await api.http.post("/api/chat.postMessage", data=fields)).json()
    assert answer["message"]["blocks"][0]["type"] == "divider"
    fields["blocks"] = "[{"
    assert (await api.http.post("/api/chat.postMessage", data=fields)).json()["error"] == "invalid_blocks_format"


@pytest.mark.parametrize(("body", "error"), [(b"{", "invalid_json"), (b"[1]", "json_not_object")])
async def test_a_body_that_is_no_json_object_is_refused(api: WebApi, body: bytes, error: str) -> None:
    headers = {"content-type": "application/json", "authorization": f"Bearer {api.token}"}
    assert (await api.http.post("/api/api.test", content=body, headers=headers)).json()["error"] == error


async def test_a_token_in_a_json_body_is_not_looked_at(world: World, api: WebApi) -> None:
    answer = await api.http.post("/api/auth.test", json={"token": world.app.bot_token})
    assert answer.json()["error"] == "not_authed"


async def test_each_kind_of_wrong_token_has_its_error(world: World, api: WebApi) -> None:
    bot = world.app.bot_token
    for token, error in (
        (None, "not_authed"),
        ("xoxb-9", "invalid_auth"),
        (world.app.app_token, "not_allowed_token_type"),
    ):
        api.token = token
        assert await api.error("auth.test") == error
    api.token = bot
    assert await api.error("apps.connections.open") == "not_allowed_token_type"


async def test_a_revoked_token_is_told_from_one_that_was_replaced(world: World, api: WebApi) -> None:
    await api.done("auth.revoke")
    assert await api.error("auth.test") == "token_revoked"
    world.install("T1")
    assert await api.error("auth.test") == "account_inactive"
    api.token = world.app.bot_token
    assert (await api.done("auth.test"))["team_id"] == "T1"


async def test_an_unknown_method_is_named(api: WebApi) -> None:
    answer = await api.call("chat.shout")
    assert answer == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


async def test_a_missing_scope_says_what_is_needed_and_what_there_is(world: World, api: WebApi) -> None:
    world.app.first.scopes = ("commands", "users:read")
    answer = await api.call("chat.postMessage", channel="C1", text="x")
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "commands,users:read",
    }
    assert await api.error("conversations.info", channel="C1") == "missing_scope"
    assert await api.error("users.lookupByEmail", email="coordinator.1@example.org") == "missing_scope"


async def test_the_granted_scopes_are_in_a_header(world: World, api: WebApi) -> None:
    answer = await api.respond("auth.test")
    assert answer.headers["x-oauth-scopes"] == ",".join(world.app.first.scopes)


async def test_an_email_is_shown_only_with_its_scope(world: World, api: WebApi) -> None:
    assert (await api.done("users.info", user="U2"))["user"]["profile"]["email"] == "coach.1@example.org"
    world.app.first.scopes = ("users:read",)
    assert "email" not in (await api.done("users.info", user="U2"))["user"]["profile"]


async def test_the_journal_has_every_call_without_the_token(world: World, api: WebApi) -> None:
    await api.done("users.info", user="U2")
    await api.error("users.info", user="U9")
    good, bad = world.journal.calls("users.info")
    assert (good["args"], good["ok"], good["seen"], good["team_id"]) == ({"user": "U2"}, True, True, "T1")
    assert (bad["ok"], bad["answer"]["error"], bad["seq"]) == (False, "user_not_found", good["seq"] + 1)
    assert world.app.bot_token not in json.dumps(world.journal.entries)


async def test_a_missing_argument_is_named(api: WebApi) -> None:
    answer = await api.call("views.open", trigger_id=api.trigger())
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: view"]


async def test_lists_come_in_pages(api: WebApi) -> None:
    found: list[str] = []
    cursor = ""
    for _ in range(10):
        answer = await api.done("users.list", limit=2, cursor=cursor)
        found += [member["id"] for member in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert len(found) == len(set(found)) == 5
    assert await api.error("users.list", cursor="xyz") == "invalid_cursor"
    assert await api.error("users.list", limit=1001) == "invalid_limit"


async def test_no_request_body_is_larger_than_slack_takes(api: WebApi) -> None:
    answer: httpx.Response = await api.http.post("/api/api.test", content=b"x" * 8_000_001)
    assert answer.status_code == 413
