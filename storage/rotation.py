"""A new key for everything that is sealed: each row anew, in batches, the old key kept until every row is done."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal, or_, select, update
from sqlalchemy.engine import Connection

from storage import audit
from storage.connecting import connected
from storage.database import Db
from storage.keys import Keyring
from storage.sealed import BATCH, SealedTable, sealed_tables
from storage.ticks import processes
from storage.workspaces import workspaces

ACTOR = "keys rotate"


def count_stale(url: str, keyring: Keyring) -> int:
    """How many rows hold something that the newest key didn't seal."""
    with connected(url, read_only=True) as connection, connection.begin():
        return sum(
            connection.execute(
                select(func.count()).select_from(one.table).where(_stale(one, keyring.current_prefix))
            ).scalar_one()
            for one in sealed_tables()
        )


def reseal(url: str, keyring: Keyring, done: Callable[[int], None]) -> int:
    """Seal every row with the newest key, a few hundred rows a transaction; how many rows were changed.

    Ended half-way it goes on where it stopped the next time. What somebody changes meanwhile is left as they made
    it. Raises Unreadable when a row doesn't open with any of the keys; the rows before it are done.
    """
    changed = 0
    with connected(url) as connection:
        for one in sealed_tables():
            last = 0
            while True:
                with connection.begin():
                    rows = _next(connection, one, keyring.current_prefix, last)
                    changed += sum(_reseal(connection, keyring, one, row) for row in rows)
                if not rows:
                    break
                last = rows[-1].id
                done(len(rows))
    return changed


def _stale(one: SealedTable, prefix: bytes) -> Any:
    """Whether a column begins with another key's mark."""
    size = len(prefix)
    return or_(*(func.substr(column, 1, size) != literal(prefix, column.type) for column in one.columns))


def _next(connection: Connection, one: SealedTable, prefix: bytes, last: int) -> Sequence[Row[Any]]:
    owner = one.table.c.team_id if one.table is workspaces else one.table.c.workspace_id
    wanted = select(one.table.c.id, owner, *one.columns).where(one.table.c.id > last, _stale(one, prefix))
    return connection.execute(wanted.order_by(one.table.c.id).limit(BATCH)).all()


def _reseal(connection: Connection, keyring: Keyring, one: SealedTable, row: Row[Any]) -> int:
    changed = 0
    for column in one.columns:
        blob = row._mapping[column.name]
        if blob is None or keyring.is_current(bytes(blob)):
            continue
        context = one.context(row, column)
        anew = keyring.seal(keyring.open(bytes(blob), context), context)
        here = update(one.table).where(one.table.c.id == row.id, column == blob)
        changed += connection.execute(here.values({column.name: anew})).rowcount
    return min(changed, 1)


def behind_with_keys(url: str, keyring: Keyring, now: datetime) -> list[str]:
    """The running processes that seal with another key than the newest."""
    with connected(url, read_only=True) as connection, connection.begin():
        return [one.name for one in processes(connection, None, now) if one.key != keyring.newest]


def note_rotation(url: str, keyring: Keyring, now: datetime) -> None:
    """Put the rotation into each workspace's audit log."""
    with connected(url) as connection, connection.begin():
        for workspace in connection.execute(select(workspaces.c.id)).scalars().all():
            audit.note(Db(connection, workspace, keyring), now, ACTOR, "keys.rotated")
