"""What the database and the playground's journal hold, counted without the code that wrote it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from playground.state import World
from storage.audit import audit
from storage.contacts import contacts, next_steps
from storage.invariants import INVARIANTS
from storage.keys import Keyring
from storage.outbox import outbox
from storage.posted import check_journal, read_journal
from storage.verify import looking, verify

DONE = ("sent", "void")


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection of the test's own."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@dataclass(frozen=True)
class Counted:
    """Everything stored, as plain values."""

    contacts: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    outbox: list[dict[str, Any]]
    audit: list[dict[str, Any]]

    @property
    def notes(self) -> Counter[str]:
        """How often each note stands in a contact that wasn't taken back."""
        return Counter(row["note"] for row in self.contacts if row["removed_at"] is None)

    @property
    def verbs(self) -> Counter[str]:
        """How often each verb was audited."""
        return Counter(row["verb"] for row in self.audit)

    @property
    def waiting(self) -> list[str]:
        """The keys of messages that are neither sent nor void."""
        return [row["key"] for row in self.outbox if row["state"] not in DONE]


def count(url: str, key: str) -> Counted:
    """Read the database, notes opened."""
    keyring = Keyring([key])
    with connected(url) as connection:
        found = [
            [dict(row._mapping) for row in connection.execute(select(table))]
            for table in (contacts, next_steps, outbox, audit)
        ]
    for row in found[0]:
        row["note"] = row["note"] and keyring.open(bytes(row["note"]), f"{row['workspace_id']}:contacts.note")
    return Counted(*found)


def broken_promises(url: str, key: str, journal: Path) -> list[str]:
    """What `coachlog verify --journal` finds."""
    before = read_journal(journal)
    with looking(url, Keyring([key])) as look:
        found = [*verify(look, INVARIANTS, lambda _: None), *check_journal(look, before, read_journal(journal))]
    return [one.line() for one in found]


def told(world: World) -> Counter[tuple[str, int]]:
    """How often each message of the outbox reached Slack: (workspace, outbox id)."""
    posted = (call for call in world.journal.calls("chat.postMessage") if call["ok"])
    return Counter((call["team_id"], _outbox_id(call["args"])) for call in posted)


def _outbox_id(args: dict[str, Any]) -> int:
    return int(args["metadata"]["event_payload"]["outbox_id"])


def violations(counted: Counted) -> list[str]:
    """What contradicts the promises in the database itself."""
    found = [f"note twice: {note}" for note, times in counted.notes.items() if note and times > 1]
    keys = Counter(row["key"] for row in counted.outbox)
    recorded = Counter(row["object_id"] for row in counted.audit if row["verb"] == "contact.recorded")
    for row in counted.contacts:
        wanted = [f"{kind}:{row['id']}" for kind in ("confirmation", "leader_note", "channel_line")]
        found += [f"{keys[key]} times {key}" for key in wanted if keys[key] != 1]
        if recorded[row["id"]] != 1:
            found.append(f"contact {row['id']} audited {recorded[row['id']]} times")
    return found
