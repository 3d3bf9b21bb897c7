"""The heartbeat of the timed duties: when each last ended well. Shared by all workspaces.

A running process beats here too, with the id of the key it seals with: a key rotation waits until all have the new one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from storage.database import Instant, metadata
from storage.keys import Keyring

ticks = Table(
    "ticks",
    metadata,
    Column("duty", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
)

PROCESS = "process:"
ALIVE = timedelta(seconds=75)  # two ticks and a half
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Process:
    """A process that serves. key: the id of the key it seals with."""

    name: str
    key: str
    at: datetime


def beat(connection: Connection, _keyring: object, duty: str, now: datetime) -> None:
    """Note that a duty ended well."""
    _mark(connection, duty, now)


def _mark(connection: Connection, duty: str, now: datetime) -> None:
    """Note an instant under a name. Two may do so for the first time at the same moment."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = make(ticks).values(duty=duty, at=now)
    connection.execute(new.on_conflict_do_update(index_elements=[ticks.c.duty], set_={"at": new.excluded.at}))


def beat_process(connection: Connection, keyring: Keyring, name: str, now: datetime) -> None:
    """Note that a process is alive, with the key it now seals with, and forget processes long gone."""
    keyring.refresh()
    mine = ticks.c.duty.startswith(f"{PROCESS}{name}:", autoescape=True)
    gone = ticks.c.duty.startswith(PROCESS, autoescape=True) & (ticks.c.at < now - FORGOTTEN)
    connection.execute(delete(ticks).where(mine | gone))
    _mark(connection, f"{PROCESS}{name}:{keyring.newest}", now)


def end_process(connection: Connection, _keyring: object, name: str) -> None:
    """Forget a process that ends."""
    connection.execute(delete(ticks).where(ticks.c.duty.startswith(f"{PROCESS}{name}:", autoescape=True)))


def last_beats(connection: Connection, _keyring: object) -> dict[str, datetime]:
    """When each duty last ended well."""
    return {row.duty: row.at for row in connection.execute(select(ticks)) if not row.duty.startswith(PROCESS)}


def processes(connection: Connection, _keyring: object, now: datetime) -> list[Process]:
    """The processes that are alive."""
    rows = connection.execute(select(ticks).where(ticks.c.duty.startswith(PROCESS, autoescape=True)))
    return [_process(row.duty, row.at) for row in rows if abs(now - row.at) <= ALIVE]


def _process(duty: str, at: datetime) -> Process:
    name, _, key = duty.removeprefix(PROCESS).partition(":")
    return Process(name, key, at)


def probe(connection: Connection, _keyring: object) -> None:
    """Read one row, so that a database that is gone shows."""
    connection.execute(select(ticks.c.duty).limit(1)).all()
