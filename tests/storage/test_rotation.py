"""New keys: everything is sealed anew, whatever stops it on the way, and nothing is lost."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import Column, LargeBinary, select, update

from bot.rules.concerns import CODES
from storage.audit import audit
from storage.contacts import contacts
from storage.database import Sealed
from storage.inbox import receive_event
from storage.invariants import sealed_words_open
from storage.keyfile import first_keys, key_file, key_file_problem, read_keys, replace_keys
from storage.keys import Keyring, Unreadable, new_key
from storage.recording import Intent, record_contact
from storage.rotation import behind_with_keys, count_stale, note_rotation, reseal
from storage.sealed import sealed_tables
from storage.store import open_engine
from storage.tables import metadata
from storage.ticks import beat_process, end_process
from storage.verify import check, looking
from storage.workspaces import workspaces
from tests.storage.small import COACH, NOW, make, opened, visit

OLD, NEW = new_key(), new_key()
SMALL = 5


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.rotation.BATCH", SMALL)


def filled(url: str, many: int = 3) -> None:
    """Two workspaces with words everywhere, sealed with the old key."""
    with opened(url, Keyring([OLD])) as town:
        make(town.connection, Keyring([OLD]), "T2")
        for number in range(many):
            intent = Intent(f"intent-{number}", NOW, confirmed=CODES)
            record_contact(town.db, COACH, NOW, intent, visit(town.pair, f"Note {number}"))
        receive_event(town.db, NOW, "Ev9", "message", {"text": "Words"})


def opens(url: str, key: str) -> bool:
    with looking(url, Keyring([key])) as look:
        return not check(look, sealed_words_open)


def notes(url: str, keyring: Keyring) -> set[str]:
    with open_engine(url).connect() as connection:
        rows = connection.execute(select(contacts.c.workspace_id, contacts.c.note)).all()
    return {keyring.open(bytes(row.note), f"{row.workspace_id}:contacts.note") for row in rows}


def test_every_sealed_row_is_sealed_anew_and_says_the_same(database_url: str) -> None:
    filled(database_url, 2 * SMALL)
    before, ring = notes(database_url, Keyring([OLD])), Keyring([NEW, OLD])
    stale, told = count_stale(database_url, ring), list[int]()
    assert stale > 4 * SMALL
    assert reseal(database_url, ring, told.append) == stale == sum(told)
    assert count_stale(database_url, ring) == 0
    assert opens(database_url, NEW)
    assert not opens(database_url, OLD)
    assert notes(database_url, Keyring([NEW])) == before
    assert reseal(database_url, ring, told.append) == 0


def test_a_rotation_that_was_stopped_goes_on_where_it_stopped(database_url: str) -> None:
    filled(database_url, 2 * SMALL)
    ring = Keyring([NEW, OLD])
    whole = count_stale(database_url, ring)

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            reseal(database_url, ring, stop)
    left = count_stale(database_url, ring)
    assert 0 < left < whole
    assert reseal(database_url, ring, lambda _: None) == left
    assert opens(database_url, NEW)


def test_what_is_changed_meanwhile_stays_as_it_was_changed(database_url: str) -> None:
    filled(database_url)
    ring = Keyring([NEW, OLD])
    first = next(iter(sealed_tables()))
    with open_engine(database_url).begin() as connection:
        rows = next(first.batches(connection))
        connection.execute(update(workspaces).values(bot_token=ring.seal("renewed", "T1:workspaces.bot_token")))
    assert reseal(database_url, ring, lambda _: None)
    with open_engine(database_url).connect() as connection:
        token = connection.execute(select(workspaces.c.bot_token).where(workspaces.c.id == rows[0].id)).scalar_one()
    assert Keyring([NEW]).open(bytes(token), "T1:workspaces.bot_token") == "renewed"


def test_a_row_of_an_unknown_key_stops_the_rotation_and_loses_nothing(database_url: str) -> None:
    filled(database_url)
    with pytest.raises(Unreadable):
        reseal(database_url, Keyring([NEW, new_key()]), lambda _: None)
    assert opens(database_url, OLD)


def test_no_column_that_holds_bytes_is_forgotten() -> None:
    held = {(one.name, column.name) for one in sealed_tables() for column in one.columns}
    binary = {(table.name, c.name) for table in metadata.sorted_tables for c in table.c if _secret(c)}
    assert held == binary
    assert {("contacts", "note"), ("inbox", "payload"), ("workspaces", "bot_token"), ("next_steps", "what")} <= held
    assert sealed_tables()[0].table is workspaces


def _secret(column: Column[Any]) -> bool:
    """Bytes that are no hash: whatever else is binary has to be sealed."""
    return isinstance(column.type, Sealed | LargeBinary) and not column.name.endswith("_hash")


def test_a_rotation_is_audited_in_every_workspace(database_url: str) -> None:
    filled(database_url)
    note_rotation(database_url, Keyring([OLD]), NOW)
    with open_engine(database_url).connect() as connection:
        verbs = connection.execute(select(audit.c.workspace_id).where(audit.c.verb == "keys.rotated")).scalars().all()
    assert sorted(verbs) == [1, 2]


def test_a_running_process_is_waited_for_until_it_seals_with_the_new_key(database_url: str) -> None:
    old, new = Keyring([OLD]), Keyring([NEW, OLD])
    with open_engine(database_url).begin() as connection:
        beat_process(connection, old, "aaaa", NOW)
        beat_process(connection, new, "bbbb", NOW)
        beat_process(connection, old, "gone", NOW - timedelta(hours=1))
    assert behind_with_keys(database_url, new, NOW) == ["aaaa"]
    with open_engine(database_url).begin() as connection:
        beat_process(connection, new, "aaaa", NOW)
        end_process(connection, old, "bbbb")
    assert behind_with_keys(database_url, new, NOW) == []
    assert behind_with_keys(database_url, old, NOW) == ["aaaa"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_key_file_is_made_once_and_for_us_alone(home: Path) -> None:
    made = first_keys(home)
    assert len(made) == 1
    assert first_keys(home) == made == read_keys(home)
    assert key_file(home).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in home.iterdir()] == ["keys"]


def test_the_key_file_is_made_where_hard_links_are_unknown(home: Path) -> None:
    with mock.patch("pathlib.Path.hardlink_to", side_effect=PermissionError):
        assert first_keys(home) == read_keys(home)
    assert [path.name for path in home.iterdir()] == ["keys"]


def test_of_two_that_make_the_key_file_together_one_wins(home: Path) -> None:
    made = first_keys(home)
    with mock.patch("pathlib.Path.exists", return_value=False):
        assert first_keys(home) == made
    assert [path.name for path in home.iterdir()] == ["keys"]


def test_a_folder_that_was_there_keeps_its_mode(home: Path) -> None:
    home.mkdir()
    home.chmod(0o755)
    first_keys(home)
    assert home.stat().st_mode & 0o777 == 0o755


def test_a_replaced_key_file_keeps_its_mode_and_leaves_nothing_else(home: Path) -> None:
    first_keys(home)
    replace_keys(home, [NEW, OLD])
    assert read_keys(home) == [NEW, OLD]
    assert key_file(home).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["keys"]


def test_what_is_wrong_with_the_key_file_is_told_with_what_to_do(home: Path) -> None:
    first_keys(home)
    assert key_file_problem(home) is None
    key_file(home).chmod(0o640)
    assert "chmod 600" in (key_file_problem(home) or "")
    key_file(home).chmod(0o600)
    home.chmod(0o755)
    assert "chmod 700" in (key_file_problem(home) or "")


def test_a_running_keyring_takes_up_a_key_that_was_added(home: Path) -> None:
    old = first_keys(home)
    ring = Keyring(old, again=lambda: read_keys(home))
    replace_keys(home, [NEW, *old])
    assert ring.open(Keyring([NEW]).seal("Words", "1:t.c"), "1:t.c") == "Words"
    assert ring.newest == Keyring([NEW]).newest
    signed = Keyring(old).sign("form")
    replace_keys(home, [NEW])
    ring.refresh()
    assert ring.signed("form", signed), "a form that is open during a rotation can still be submitted"
    key_file(home).unlink()
    ring.refresh()
    assert ring.newest == Keyring([NEW]).newest
