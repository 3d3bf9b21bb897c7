"""The heartbeat of the timed duties: when each last ended well. Shared by all workspaces."""

from datetime import datetime

from sqlalchemy import Column, String, Table, select, update
from sqlalchemy.engine import Connection

from storage.database import Instant, metadata

ticks = Table(
    "ticks",
    metadata,
    Column("duty", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
)


def beat(connection: Connection, _keyring: object, duty: str, now: datetime) -> None:
    """Note that a duty ended well."""
    if connection.execute(update(ticks).where(ticks.c.duty == duty).values(at=now)).rowcount == 0:
        connection.execute(ticks.insert().values(duty=duty, at=now))


def last_beats(connection: Connection, _keyring: object) -> dict[str, datetime]:
    """When each duty last ended well."""
    return {row.duty: row.at for row in connection.execute(select(ticks))}
