"""Installations that were begun and not finished: the state Slack carries, bound to one browser, good once.

Only hashes are kept. No workspace is known yet, so this isn't a tenant table.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Column, LargeBinary, Table, bindparam, delete, func, insert, select
from sqlalchemy.engine import Connection

from storage.database import Instant, metadata

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state_hash", LargeBinary(32), primary_key=True),
    Column("browser_hash", LargeBinary(32), nullable=False),
    Column("expires_at", Instant, nullable=False),
)

LIFE = timedelta(minutes=10)
MOST = 10_000  # begun at one time; whoever asks for more fills nothing

OLD = delete(oauth_states).where(oauth_states.c.expires_at <= bindparam("now"))
COUNT = select(func.count()).select_from(oauth_states)
HELD = select(oauth_states.c.browser_hash, oauth_states.c.expires_at).where(
    oauth_states.c.state_hash == bindparam("state")
)
USE = delete(oauth_states).where(oauth_states.c.state_hash == bindparam("state"))


def begin_installation(connection: Connection, _keyring: object, state: str, browser: str, now: datetime) -> bool:
    """Remember a state and the browser it was given to for ten minutes; False when too many are under way."""
    connection.execute(OLD, {"now": now})
    if connection.execute(COUNT).scalar_one() >= MOST:
        return False
    row = {"state_hash": _hash(state), "browser_hash": _hash(browser), "expires_at": now + LIFE}
    connection.execute(insert(oauth_states), row)
    return True


def use_state(connection: Connection, _keyring: object, state: str, browser: str, now: datetime) -> bool:
    """Use a state up; whether it was this browser's and still good. Of two users of one state, one gets True.

    A state that another browser brings stays: nobody can spoil somebody else's installation.
    """
    held = connection.execute(HELD, {"state": _hash(state)}).first()
    if held is None or not hmac.compare_digest(bytes(held.browser_hash), _hash(browser)):
        return False
    used = connection.execute(USE, {"state": _hash(state)}).rowcount == 1
    return used and held.expires_at > now


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
