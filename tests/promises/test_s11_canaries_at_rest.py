"""S11: canaries; database file, log and dumps, read as bytes, hold no word and no token; new keys lose nothing."""

import asyncio
import base64
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.rules.concerns import CODES
from storage.contacts import NewContact
from storage.keys import Keyring, new_key
from storage.people import Actor
from storage.recording import Intent, record_contact
from storage.store import Storage
from storage.tables import metadata
from tests.promises import sizes
from tests.promises.canaries import IN_CONFIDENCE, Day, secrets_of
from tests.promises.counting import count
from tests.promises.forging import stored
from tests.promises.inside import inside, locked
from tests.promises.serving import SCRIPT
from tests.promises.village import NOW, make_world, settle_team

KNOWN = b"principal.1@example.org"  # what isn't in confidence is found, so the looking works


async def test_a_stolen_database_tells_no_words_and_no_tokens(database_url: str, tmp_path: Path) -> None:
    found: set[str] = set()
    async with inside(database_url, tmp_path, 1) as made:
        secret = [*IN_CONFIDENCE, *secrets_of(made.world, made.key)]
        for again in range(2):
            await Day(made.people[0]).lived()
            found |= _found(database_url, tmp_path, secret)
            if again:
                await made.settled()
        with locked(database_url):
            await made.people[0].say(None, IN_CONFIDENCE[-1])
        found |= _found(database_url, tmp_path, secret)
        assert made.count().contacts
        held = stored(database_url)
        assert all(held[table] for table in ("remarks", "exports", "drafts", "next_steps")), held.keys()
    assert not found | _found(database_url, tmp_path, secret)


def _found(url: str, folder: Path, secret: list[str]) -> set[str]:
    """The secrets that lie in the open, in any of the ways in which text is kept."""
    held = b"\n".join(_bytes(url, folder))
    assert KNOWN in held
    return {one for one in secret if any(form in held for form in _forms(one))}


def _forms(text: str) -> Iterator[bytes]:
    raw = text.encode()
    yield from (raw, text.encode("utf-16-le"), raw.hex().encode(), base64.b64encode(raw)[:-4], raw[::-1])


def _bytes(url: str, folder: Path) -> Iterator[bytes]:
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        yield from (path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        return
    with psycopg.connect(url) as connection:
        for table in metadata.sorted_tables:
            for form in ("TEXT", "BINARY"):
                told = sql.SQL("COPY {} TO STDOUT (FORMAT {})").format(sql.Identifier(table.name), sql.SQL(form))
                with connection.cursor().copy(told) as copied:
                    yield b"".join(bytes(part) for part in copied)


@pytest.fixture
def old() -> str:
    """The key that everything is sealed with at first."""
    return new_key()


async def test_new_keys_lose_nothing(old: str, database_url: str, tmp_path: Path) -> None:
    world, new = make_world(1), new_key()
    await settle_team(database_url, old, world, 1)
    await asyncio.to_thread(_fill, database_url, old)
    environ = {
        "DATABASE_URL": database_url,
        "COACHLOG_HOME": str(tmp_path / "home"),
        "COACHLOG_KEYS": f"{new},{old}",
        "SLACK_BOT_TOKEN": world.app.bot_token,
        "SLACK_SIGNING_SECRET": world.app.signing_secret,
    }
    rotating = await asyncio.create_subprocess_exec(
        SCRIPT, "keys", "rotate", "--json", env=environ, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await rotating.communicate()
    assert rotating.returncode == 0, told
    assert json.loads(told)["rows"] >= sizes.S11_ROWS
    assert set(count(database_url, new).notes) == {f"Note {number}" for number in range(sizes.S11_ROWS)}


def _fill(url: str, key: str) -> None:
    asyncio.run(_recorded(url, key))


async def _recorded(url: str, key: str) -> None:
    storage = Storage(url, Keyring([key]))
    try:
        store = storage.workspace(1)
        for number in range(sizes.S11_ROWS):
            new = NewContact(
                engagement=1, kind="visit", day=date(2026, 11, 17), minutes=90, presence="yes", note=f"Note {number}"
            )
            await store.write(record_contact, Actor("UC1"), NOW, Intent(f"intent-{number}", NOW, confirmed=CODES), new)
    finally:
        storage.close()
