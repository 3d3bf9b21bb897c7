"""The list of installed workspaces: one that can't be read keeps none of the others from being worked for."""

from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Connection

from storage.keys import Keyring, new_key
from storage.workspaces import installed, locked_out, look_at_all, workspaces
from tests.storage.rostering import KEYRING, opened, workspace

TEAMS = ("T1", "T2", "T3")


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\x01dam", KEYRING.seal("xoxb-T1", "T1:workspaces.bot_token")],
    ids=["emptied", "cut", "moved"],
)
def test_a_damaged_token_leaves_out_its_own_workspace_only(
    database_url: str, damaged: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        for team in TEAMS:
            workspace(connection, team)
        connection.execute(update(workspaces).where(workspaces.c.team_id == "T2").values(bot_token=damaged))
        assert [one.team_id for one in installed(connection, KEYRING)] == ["T1", "T3"]
    assert [getattr(one, "workspace", None) for one in caplog.records] == ["T2"]


def test_all_are_read_with_one_question(database_url: str) -> None:
    asked: list[Any] = []
    with opened(database_url) as engine, engine.connect() as connection:
        for team in TEAMS:
            workspace(connection, team)
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert [one.bot_token for one in installed(connection, KEYRING)] == ["xoxb-T1", "xoxb-T2", "xoxb-T3"]
    assert len(asked) == 1


FOREIGN, ALIEN = Keyring([new_key()]), Keyring([new_key()])


def token(keyring: Keyring, team: str) -> bytes:
    return keyring.seal(f"xoxb-{team}", f"{team}:workspaces.bot_token")


def with_tokens(connection: Connection, **tokens: bytes) -> None:
    for team, sealed in tokens.items():
        workspace(connection, team)
        connection.execute(update(workspaces).where(workspaces.c.team_id == team).values(bot_token=sealed))


@pytest.mark.parametrize(
    ("tokens", "locked", "shut"),
    [
        ({}, False, ""),
        ({"T1": KEYRING}, False, ""),
        ({"T1": FOREIGN}, True, "T1"),
        ({"T1": FOREIGN, "T2": ALIEN}, True, "T1 T2"),
        ({"T1": KEYRING, "T2": FOREIGN}, False, "T2"),
        ({"T1": KEYRING, "T2": FOREIGN, "T3": ALIEN}, False, "T2 T3"),
        ({"T1": KEYRING, "T2": FOREIGN, "T3": FOREIGN}, True, "T2 T3"),
    ],
    ids=["none", "ours", "only a foreign one", "only foreign ones", "one damaged", "two damaged", "a key is missing"],
)
def test_a_missing_key_locks_out_and_a_damaged_key_id_shuts_one_workspace(
    database_url: str, tokens: dict[str, Keyring], locked: bool, shut: str
) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        with_tokens(connection, **{team: token(keyring, team) for team, keyring in tokens.items()})
        assert locked_out(connection, KEYRING) is locked
        live = look_at_all(connection, KEYRING)
        assert live.shut == shut.split()
        assert [one.team_id for one in live.opened] == [one for one, keyring in tokens.items() if keyring is KEYRING]


@pytest.mark.parametrize(
    "damaged", [b"", b"\x01dam", b"\x02" + token(FOREIGN, "T1")[1:]], ids=["emptied", "cut", "of another version"]
)
def test_what_is_no_sealed_value_names_no_missing_key(database_url: str, damaged: bytes) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        with_tokens(connection, T1=damaged)
        assert not locked_out(connection, KEYRING)
        assert look_at_all(connection, KEYRING).shut == ["T1"]


def test_of_a_single_workspace_its_own_token_counts(database_url: str) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        with_tokens(connection, T1=token(KEYRING, "T1"), T2=token(FOREIGN, "T2"))
        assert [locked_out(connection, KEYRING, team) for team in ("T1", "T2", "T9")] == [False, True, False]
