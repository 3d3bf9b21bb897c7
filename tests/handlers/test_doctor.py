"""`coachlog doctor`: each thing that can be wrong is found, and told with what to do."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import update

from bot.rules.channels import SHARED
from handlers.doctor import clock_found, scopes_found
from handlers.manifest import bot_scopes
from playground import shapes
from storage.keyfile import first_keys, key_file
from storage.keys import new_key
from storage.programmes import programmes
from storage.store import open_engine
from storage.workspaces import workspaces
from tests.bot.running import Site, report, site, told
from tests.promises.serving import free_port
from tests.promises.village import CHANNEL, MANIFEST

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)


@pytest.fixture
async def here(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with site(database_url, tmp_path) as made:
        joined(made)
        yield made


@pytest.fixture
async def there(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with site(sqlite_url, tmp_path) as made:
        joined(made)
        yield made


def joined(made: Site) -> None:
    """The app is in the coordinators' channel."""
    made.world.workspaces["T1"].channels[CHANNEL].members.add(made.world.app.bot_user_id)


async def findings(site: Site, **changes: str) -> dict[str, tuple[bool, str]]:
    """What is found, by name; and the exit code agrees with it."""
    ended = await site.run("doctor", "--json", **changes)
    said = report(ended)
    found = {one["name"]: (one["ok"], one["what"]) for one in said["findings"]}  # type: ignore[attr-defined] # a list
    assert said["ok"] is all(ok for ok, _ in found.values())
    assert ended.code == (0 if said["ok"] else 1)
    return found


async def failing(site: Site, **changes: str) -> dict[str, str]:
    return {name: what for name, (ok, what) in (await findings(site, **changes)).items() if not ok}


async def test_all_is_well_in_an_installation_that_is(here: Site) -> None:
    ended = await here.run("doctor", SLACK_APP_TOKEN=here.world.app.app_token)
    assert ended.code == 0, ended.out
    assert [line.split(":")[0] for line in ended.out.splitlines()] == [
        "ok     keys",
        "ok     database",
        "ok     sealed tokens",
        "ok     Socket Mode",
        "ok     token",
        "ok     scopes",
        "ok     clock",
        "ok     channel for coordinators of assoc",
    ]


async def test_before_the_first_start_all_may_be_well(there: Site, tmp_path: Path) -> None:
    fresh = {"DATABASE_URL": "", "COACHLOG_KEYS": "", "COACHLOG_HOME": str(tmp_path / "new" / "home")}
    found = await findings(there, **fresh)
    assert found["keys"] == (True, "the key file is made at the first start")
    assert found["database"] == (True, "it is made at the first start")
    assert found["token"][0] is True
    assert not (tmp_path / "new").exists()


async def test_a_database_that_cannot_be_made_is_found(there: Site) -> None:
    with mock.patch("os.access", return_value=False):
        found = await failing(there, DATABASE_URL="sqlite:////nowhere/at/all.db")
    assert found.keys() == {"database"}


async def test_a_token_that_slack_refuses_is_found_and_the_rest_is_still_looked_at(there: Site) -> None:
    found = await failing(there, SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong")
    assert found.keys() == {"token", "Socket Mode"}
    assert "invalid_auth" in found["token"]


async def test_a_slack_out_of_reach_is_found(there: Site) -> None:
    away = {"SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/", "SLACK_APP_TOKEN": "xapp-1"}
    assert (await failing(there, **away)).keys() == {"token", "Socket Mode"}


async def test_a_scope_that_the_token_lacks_is_found(there: Site) -> None:
    there.world.app.first.scopes = tuple(one for one in there.world.app.first.scopes if one != "im:write")
    assert (await failing(there))["scopes"].startswith("the token lacks im:write.")


async def test_a_channel_that_cannot_be_used_is_found(there: Site) -> None:
    channel = there.world.workspaces["T1"].channels[CHANNEL]
    name = "channel for coordinators of assoc"
    channel.members.discard(there.world.app.bot_user_id)
    assert "/invite @Coachlog" in (await failing(there))[name]
    joined(there)
    channel.archived = True
    assert "archived" in (await failing(there))[name]
    del there.world.workspaces["T1"].channels[CHANNEL]
    assert "/invite @Coachlog" in (await failing(there))[name]


@pytest.mark.parametrize("flag", ["is_ext_shared", "is_pending_ext_shared"])
async def test_a_channel_that_was_shared_with_another_organization_is_found(
    there: Site, flag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = shapes.channel
    monkeypatch.setattr(shapes, "channel", lambda *given: {**honest(*given), flag: True})
    assert (await failing(there))["channel for coordinators of assoc"] == SHARED


async def test_every_channel_of_every_programme_is_looked_at(there: Site) -> None:
    rules = {"channels": {"coordinators": CHANNEL, "coaches": "CGENERAL", "ops": "CNOWHERE"}}
    with open_engine(there.url).begin() as connection:
        connection.execute(update(programmes).values(rules=rules))
    names = {name for name in await findings(there) if name.startswith("channel")}
    assert names == {f"channel for {use} of assoc" for use in ("coordinators", "coaches", "ops")}
    assert "channel for ops of assoc" in await failing(there)


async def test_a_database_that_is_away_is_found_and_the_rest_is_still_looked_at(there: Site) -> None:
    away = await findings(there, DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    assert away["database"][0] is False
    assert away["token"][0] is True


async def test_a_database_that_is_behind_is_found(there: Site, empty_postgres_url: str) -> None:
    assert (await failing(there, DATABASE_URL=empty_postgres_url))["database"].endswith("Run: coachlog migrate")


async def test_a_key_that_is_gone_is_found(here: Site) -> None:
    assert (await failing(here, COACHLOG_KEYS=new_key())).keys() == {"sealed tokens"}


async def test_a_token_that_cannot_be_opened_is_found_and_named(here: Site) -> None:
    with open_engine(here.url).begin() as connection:
        connection.execute(update(workspaces).values(bot_token=b"damaged"))
    assert (await failing(here))["sealed tokens"].startswith("that of T1 can't be opened. Install the app there again")


async def test_a_key_file_that_others_may_read_is_found(there: Site) -> None:
    first_keys(there.home)
    key_file(there.home).chmod(0o644)
    assert "chmod 600" in (await failing(there, COACHLOG_KEYS=""))["keys"]


async def test_the_workspace_asked_for_must_be_the_tokens(there: Site) -> None:
    ended = await there.run("doctor", "--workspace", "T9")
    assert ended.code == 1
    assert "fails  token: it is good for Example T1 (T1), not for T9." in ended.out
    many = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2"}
    assert "T9 isn't installed" in (await there.run("doctor", "--workspace", "T9", **many)).out
    assert "ok     T1 token" in (await there.run("doctor", "--workspace", "T1", **many)).out


async def test_a_doctor_without_a_token_says_what_is_missing() -> None:
    ended = await told("doctor")
    assert (ended.code, ended.line[:27]) == (2, "SLACK_BOT_TOKEN is missing.")


@pytest.mark.parametrize(
    ("seconds", "ok", "said"),
    [
        (0, True, "within 1 s"),
        (59, True, "within 59 s"),
        (61, False, "61 seconds ahead of Slack"),
        (-400, False, "400 seconds behind Slack"),
    ],
)
def test_the_clock_is_compared_with_slacks(seconds: int, ok: bool, said: str) -> None:
    found = clock_found("", {"Date": format_datetime(NOW, usegmt=True)}, NOW + timedelta(seconds=seconds))
    assert found.ok is ok
    assert said in found.what


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_an_answer_without_a_date_is_no_proof_of_the_clock(headers: dict[str, str]) -> None:
    assert clock_found("", headers, NOW).ok is False


def test_scopes_beyond_the_manifest_are_named_and_do_no_harm() -> None:
    wanted = bot_scopes(MANIFEST)
    found = scopes_found("", ",".join((*wanted, "reactions:read")), wanted)
    assert found.ok
    assert found.what.endswith("and reactions:read beyond it")
