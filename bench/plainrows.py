"""The rows of one logged contact, inserted with sqlite3 and psycopg as their manuals say: the same tables, columns,
indexes, number of rows and number of bytes as ours. What we encrypt is here only as long as if it were.
"""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import psycopg

Writer: TypeAlias = Callable[[dict[str, Any]], None]

SEALING = bytes(33)  # version, key id, nonce and tag of our sealed bytes
CONTACT = (
    "workspace_id, intent, request, programme_id, engagement_id, coach_id, kind, day, start, minutes, amount, counts, "
    "activities, presence, others, note, private_note, sent_at, recorded_at, changed_at, removed_at"
)
AUDIT = "workspace_id, at, actor, verb, object_id"
OWED = "workspace_id, kind, key, person_id, channel, subject_id, state, due_at, expires_at, attempt, created_at"
# kind, key, whether for a person, whether about the contact
MESSAGES = (
    ("confirmation", "confirmation:{}", True, True),
    ("leader_note", "leader_note:{}", True, True),
    ("home", "home:{}:coach", True, False),
    ("home", "home:{}:leader", True, False),
    ("channel_line", "channel_line:{}", False, True),
)


def _insert(table: str, columns: str, mark: str) -> str:
    marks = ", ".join([mark] * len(columns.split(",")))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - constants of this file


def _contact(new: dict[str, Any], now: Any) -> tuple[Any, ...]:
    words = SEALING + new["note"].encode()
    pair = (new["intent"], new["request"], 1, new["engagement"], 1)
    counted = (new["kind"], new["day"], new["start"], new["minutes"], None, True, new["activities"], new["presence"])
    return (1, *pair, *counted, None, words, None, now, now, None, None)


def _owed(contact: int, now: Any) -> list[tuple[Any, ...]]:
    return [
        (
            1,
            kind,
            key.format(contact),
            1 if person else None,
            None if person else "CCOORD",
            contact if about else None,
            "sent",  # so that nobody sends them
            now,
            None,
            0,
            now,
        )
        for kind, key, person, about in MESSAGES
    ]


def sqlite_writer(url: str) -> Writer:
    """One connection for one thread; WAL and a full sync at each commit."""
    local = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768"):
                local.connection.execute(f"PRAGMA {pragma}")
        held: sqlite3.Connection = local.connection
        return held

    contact, audit, owed = (
        _insert(table, columns, "?") for table, columns in (("contacts", CONTACT), ("audit", AUDIT), ("outbox", OWED))
    )

    def write(new: dict[str, Any]) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        database = connection()
        database.execute("BEGIN IMMEDIATE")
        number = database.execute(contact, _contact(new, now)).lastrowid or 0
        database.execute(audit, (1, now, "UPLAIN", "contact.recorded", number))
        database.executemany(owed, _owed(number, now))
        database.execute("COMMIT")

    return write


def postgres_writer(url: str) -> Writer:
    """One connection for each thread of a small pool."""
    local = threading.local()
    contact, audit, owed = (
        _insert(table, columns, "%s") for table, columns in (("contacts", CONTACT), ("audit", AUDIT), ("outbox", OWED))
    )

    def write(new: dict[str, Any]) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url)
        now = datetime.now(UTC)
        with local.connection.transaction(), local.connection.cursor() as cursor:
            number = cursor.execute(contact + " RETURNING id", _contact(new, now)).fetchone()[0]
            cursor.execute(audit, (1, now, "UPLAIN", "contact.recorded", number))
            cursor.executemany(owed, _owed(number, now))

    return write
