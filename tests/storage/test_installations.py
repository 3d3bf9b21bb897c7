"""Workspaces come, go and come back: states that are good once, tokens that are sealed, ends that end everything."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.engine import Connection

from storage.audit import audit
from storage.claiming import claim
from storage.database import Db, tenant
from storage.inbox import inbox, receive_event
from storage.installations import Told, end_installation, install_workspace
from storage.keys import Keyring, new_key
from storage.oauth_states import KEPT, LIFE, Begun, new_state, read_state, use_state, used_states
from storage.outbox import hand_over, outbox, owe_answer
from storage.store import open_engine
from storage.workspaces import NewWorkspace, find, installed, workspaces

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)
RING = Keyring([new_key()])
NEW = NewWorkspace("T1", "One", "xoxb-canary-1", "UBOT", "commands,chat:write", "UADMIN")
GONE = Told("app_uninstalled", {"type": "app_uninstalled"}, 1000)
REVOKED = Told("tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, 1000)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        yield opened


def only_row(connection: Connection) -> Any:
    (row,) = connection.execute(select(workspaces)).all()
    return row


def verbs(connection: Connection) -> list[str]:
    return list(connection.execute(select(audit.c.verb).order_by(audit.c.id)).scalars())


def begun(browser: str = "browser") -> Begun:
    found = read_state(RING, new_state(RING, browser, NOW), browser, NOW)
    assert found
    return found


def test_a_state_is_good_for_its_browser_until_it_expires() -> None:
    one, other = (new_state(RING, f"browser {name}", NOW) for name in ("one", "other"))
    assert one != new_state(RING, "browser one", NOW)
    for state, browser in ((one, "browser other"), (other, "browser one"), (one, ""), ("", "browser one"), ("..", "x")):
        assert read_state(RING, state, browser, NOW) is None
    for later, good in ((timedelta(), True), (LIFE - timedelta(seconds=1), True), (LIFE, False)):
        assert (read_state(RING, one, "browser one", NOW + later) is not None) is good


def test_a_state_for_no_browser_is_never_good() -> None:
    assert read_state(RING, new_state(RING, "", NOW), "", NOW) is None


def test_a_state_is_ours_alone_and_survives_new_keys() -> None:
    old, new = new_key(), new_key()
    state = new_state(Keyring([old]), "browser", NOW)
    assert read_state(Keyring([new]), state, "browser", NOW) is None
    assert read_state(Keyring([new, old]), state, "browser", NOW)
    fresh = new_state(Keyring([new, old]), "browser", NOW)
    assert read_state(Keyring([old], again=lambda: [new, old]), fresh, "browser", NOW), "another process made a key"


def test_a_forms_tag_makes_no_state() -> None:
    text = f"nonce.{int((NOW + LIFE).timestamp())}"
    assert read_state(RING, f"{text}.{RING.sign(text)}", "browser", NOW) is None


def test_a_state_is_used_once_and_forgotten_in_time(connection: Connection) -> None:
    one, other = begun(), begun()
    assert use_state(connection, RING, one, NOW)
    assert not use_state(connection, RING, one, NOW)
    assert use_state(connection, RING, other, NOW + LIFE)
    assert len(connection.execute(select(used_states)).all()) == 2
    assert use_state(connection, RING, begun(), NOW + LIFE + KEPT)
    assert len(connection.execute(select(used_states)).all()) == 1


def test_of_two_who_use_a_state_at_once_one_may(engine: Engine) -> None:
    state, start = begun(), Barrier(2)

    def use(_: int) -> bool:
        start.wait(timeout=10)
        with engine.begin() as connection:
            return use_state(connection, RING, state, NOW)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, range(2))) == [False, True]


def test_an_installation_is_kept_sealed_and_audited(connection: Connection) -> None:
    workspace = install_workspace(connection, RING, NEW, NOW)
    row = only_row(connection)
    assert (row.id, row.name, row.bot_user_id, row.scopes) == (workspace, "One", "UBOT", NEW.scopes)
    assert b"canary" not in row.bot_token
    noted = connection.execute(select(audit)).one()
    assert (noted.workspace_id, noted.actor, noted.verb) == (workspace, "UADMIN", "workspace.installed")
    found = find(connection, RING, "T1")
    assert found
    assert (found.bot_token, found.installer) == ("xoxb-canary-1", "UADMIN")


@pytest.mark.parametrize(
    "change",
    [
        {"bot_token": "xoxb-canary-2"},
        {"scopes": "commands"},
        {"installer": "UOTHER"},
        {"name": "Uno"},
        {"bot_user_id": "UBOT2"},
    ],
)
def test_installing_again_renews_whatever_is_new(connection: Connection, change: dict[str, str]) -> None:
    first = install_workspace(connection, RING, NEW, NOW)
    assert install_workspace(connection, RING, replace(NEW, **change), NOW) == first
    found, row = find(connection, RING, "T1"), only_row(connection)
    for name, value in change.items():
        assert value == (found.bot_token if found and name == "bot_token" else getattr(row, name))
    assert verbs(connection) == ["workspace.installed"] * 2


DAMAGED = [b"", b"dam", RING.seal("x", "T9:workspaces.bot_token"), Keyring([new_key()]).seal("x", "a")]


@pytest.mark.parametrize("damaged", DAMAGED, ids=["emptied", "cut", "moved", "of another key"])
def test_installing_again_heals_a_token_that_cannot_be_opened_and_loses_nothing(
    connection: Connection, damaged: bytes
) -> None:
    db = Db(connection, install_workspace(connection, RING, NEW, NOW), RING)
    owe_answer(db, NOW, "waiting", "D1", {"text": "Still to be said"})
    connection.execute(update(workspaces).values(bot_token=damaged))
    assert installed(connection, RING) == []
    assert install_workspace(connection, RING, NEW, NOW) == db.workspace_id
    assert [one.bot_token for one in installed(connection, RING)] == ["xoxb-canary-1"]
    assert [one.state for one in db.all(tenant(select(outbox)))] == ["pending"]


def test_two_who_install_one_new_workspace_at_once_make_one(engine: Engine) -> None:
    start = Barrier(2)

    def put_in(number: int) -> int:
        start.wait(timeout=10)
        with engine.begin() as connection:
            return install_workspace(connection, RING, replace(NEW, bot_token=f"xoxb-{number}"), NOW)

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(put_in, range(2)))) == 1
    with engine.begin() as connection:
        assert only_row(connection).team_id == "T1"
        assert verbs(connection) == ["workspace.installed"] * 2


@pytest.mark.parametrize("told", [GONE, REVOKED], ids=["uninstalled", "revoked"])
def test_an_end_forgets_the_token_and_all_that_waits(connection: Connection, told: Told) -> None:
    here = Db(connection, install_workspace(connection, RING, NEW, NOW), RING)
    there = Db(connection, install_workspace(connection, RING, replace(NEW, team_id="T2"), NOW), RING)
    for db in (here, there):
        owe_answer(db, NOW, "answer:1", "D1", {"text": "Hello"})
        receive_event(db, NOW, "Ev1", "message", {"text": "A canary"})
    assert end_installation(here, NOW, "Ev2", told)
    row = connection.execute(select(workspaces).where(workspaces.c.team_id == "T1")).one()
    assert (row.bot_token, row.uninstalled_at) == (None, NOW)
    assert [one.team_id for one in installed(connection, RING)] == ["T2"]
    assert [(one.state, one.payload) for one in here.all(tenant(select(outbox)))] == [("void", None)]
    assert {(one.state, one.payload) for one in here.all(tenant(select(inbox)))} == {("done", None)}
    assert [one.state for one in there.all(tenant(select(outbox)))] == ["pending"]
    assert [one.state for one in there.all(tenant(select(inbox)))] == ["pending"]


def test_an_end_is_applied_once_and_noted_once(connection: Connection) -> None:
    db = Db(connection, install_workspace(connection, RING, NEW, NOW), RING)
    assert end_installation(db, NOW, "Ev1", GONE)
    assert not end_installation(db, NOW, "Ev1", GONE)
    assert not end_installation(db, NOW, "Ev2", REVOKED)
    assert verbs(connection) == ["workspace.installed", "workspace.uninstalled"]


@pytest.mark.parametrize("tokens", [None, "x", [], {}, {"bot": []}, {"bot": None}, {"oauth": ["UADMIN"]}])
def test_only_the_bots_own_token_ends_an_installation(connection: Connection, tokens: Any) -> None:
    db = Db(connection, install_workspace(connection, RING, NEW, NOW), RING)
    assert not end_installation(db, NOW, "Ev1", Told("tokens_revoked", {"tokens": tokens}, 1000))
    assert find(connection, RING, "T1")


def test_a_late_second_event_ends_nothing_and_a_later_one_does(connection: Connection) -> None:
    db = Db(connection, install_workspace(connection, RING, NEW, NOW), RING)
    assert end_installation(db, NOW, "Ev1", GONE)
    install_workspace(connection, RING, NEW, NOW)
    assert not end_installation(db, NOW, "Ev1", GONE), "the same event again"
    assert not end_installation(db, NOW, "Ev2", replace(REVOKED, second=1001))
    assert find(connection, RING, "T1")
    assert end_installation(db, NOW, "Ev3", replace(REVOKED, second=1060))
    assert find(connection, RING, "T1") is None


def test_a_workspace_that_comes_back_is_told_nothing_old(connection: Connection) -> None:
    db = Db(connection, install_workspace(connection, RING, NEW, NOW), RING)
    for key in ("sending", "pending"):
        owe_answer(db, NOW, key, "D1", {"text": "Old"})
        if key == "sending":
            assert hand_over(db, NOW, "owner", claim(db, NOW, "owner")[0].id)
    end_installation(db, NOW, "Ev1", GONE)
    later = NOW + timedelta(days=2)
    assert install_workspace(connection, RING, replace(NEW, bot_token="xoxb-2"), later) == db.workspace_id
    assert [one.state for one in db.all(tenant(select(outbox).order_by(outbox.c.id)))] == ["unknown", "void", "pending"]
    (one,) = claim(db, later, "owner")
    assert (one.channel, one.payload and one.payload["text"]) == (
        "UADMIN",
        "Coachlog is connected again. It couldn't reach Slack since "
        "<!date^1794929700^{date_short_pretty} at {time}|Nov 17>; "
        "one message of that time won't come anymore. Everything that was logged before is here.",
    )
