"""The list of installed workspaces: one that can't be read keeps none of the others from being worked for."""

from typing import Any

import pytest
from sqlalchemy import event, update

from storage.workspaces import installed, workspaces
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
