"""How the process is doing, in counts and ages; never in words."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from storage.inbox import inbox
from storage.outbox import outbox
from storage.ticks import last_beats


@dataclass(frozen=True, slots=True)
class Status:
    """last_tick_seconds: since the clock last ended a duty well; oldest_due_seconds: how late the oldest message is."""

    last_tick_seconds: float | None
    oldest_due_seconds: float
    outbox: dict[str, int]
    inbox: dict[str, int]
    unknowns: int
    duties: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """As `coachlog status` prints it."""
        return asdict(self)

    def metrics(self) -> list[str]:
        """As lines of NAME VALUE."""
        lines = [
            f"coachlog_last_tick_seconds {-1 if self.last_tick_seconds is None else self.last_tick_seconds}",
            f"coachlog_oldest_due_seconds {self.oldest_due_seconds}",
        ]
        lines += [f'coachlog_outbox{{state="{state}"}} {count}' for state, count in sorted(self.outbox.items())]
        return lines + [f'coachlog_inbox{{state="{state}"}} {count}' for state, count in sorted(self.inbox.items())]


def read_status(connection: Connection, _keyring: object, now: datetime) -> Status:
    """Read the figures over all workspaces."""
    beats = last_beats(connection, None)
    states = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    counts = {str(state): int(count) for state, count in states.tuples()}
    received = connection.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))
    oldest = connection.execute(
        select(outbox.c.due_at).where(outbox.c.state == "pending").order_by(outbox.c.due_at).limit(1)
    ).scalar()
    return Status(
        last_tick_seconds=max(0.0, (now - max(beats.values())).total_seconds()) if beats else None,
        oldest_due_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        outbox=counts,
        inbox={str(state): int(count) for state, count in received.tuples()},
        unknowns=counts.get("unknown", 0),
        duties={duty: at.isoformat() for duty, at in sorted(beats.items())},
    )
