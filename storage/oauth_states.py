"""The state of an installation by OAuth, that Slack carries: bound to one browser, good for ten minutes and once.

It is signed, so beginning an installation writes nothing, however many begin. Only the states that came back with a
code are kept, as hashes and for a while. No workspace is known yet, so this isn't a tenant table.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, LargeBinary, Table, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from storage.database import Instant, metadata
from storage.keys import Keyring

used_states = Table(
    "used_states",
    metadata,
    Column("nonce_hash", LargeBinary(32), primary_key=True),
    Column("kept_until", Instant, nullable=False, index=True),
)

LIFE = timedelta(minutes=10)
NONCE_BYTES = 16
LONGEST = 200  # characters; ours are shorter
KEPT = timedelta(hours=1)  # beyond its life, so that no process whose clock is slow takes it twice

OLD = delete(used_states).where(used_states.c.kept_until <= bindparam("now"))


@dataclass(frozen=True, slots=True)
class Begun:
    """What a good state says. nonce: its own; expires: until when it is good."""

    nonce: str
    expires: datetime


def new_state(keyring: Keyring, browser: str, now: datetime) -> str:
    """A state for the browser that has this secret in a cookie."""
    text = f"{secrets.token_urlsafe(NONCE_BYTES)}.{int((now + LIFE).timestamp())}"
    return f"{text}.{keyring.sign(_bound(text, browser))}"


def read_state(keyring: Keyring, state: str, browser: str, now: datetime) -> Begun | None:
    """What a state says, when it is ours, this browser's and not too old; else None. Whether it was used isn't known.

    The key it was signed with may be one that another process has just made.
    """
    text, _, tag = state.rpartition(".")
    if not browser or not text or len(state) > LONGEST:
        return None
    bound = _bound(text, browser)
    if not keyring.signed(bound, tag):
        keyring.refresh()
        if not keyring.signed(bound, tag):
            return None
    nonce, _, until = text.partition(".")
    begun = Begun(nonce, datetime.fromtimestamp(int(until), UTC))
    return begun if now < begun.expires else None


def use_state(connection: Connection, _keyring: object, begun: Begun, now: datetime) -> bool:
    """Use a state up; whether it was unused. Of two users of one state, one gets True."""
    connection.execute(OLD, {"now": now})
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {"nonce_hash": _hash(begun.nonce), "kept_until": begun.expires + KEPT}
    new = make(used_states).values(row).on_conflict_do_nothing().returning(used_states.c.nonce_hash)
    return connection.execute(new).first() is not None


def _bound(text: str, browser: str) -> str:
    return f"install|{text}|{_hash(browser).hex()}"


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
