"""How the process is doing, in counts and ages; never in words."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.engine import Connection

from storage.digesting import KIND as DIGEST
from storage.digesting import PART as DIGEST_PART
from storage.inbox import inbox
from storage.keys import Keyring
from storage.outbox import outbox
from storage.ticks import ALIVE, last_beats, processes
from storage.troubles import TOKEN, troubles
from storage.workspaces import look_at_all, workspaces

UNKNOWNS_MAX = 1000
LATE = SKEW = 60  # seconds; Slack's signatures are good for 300
STALE = timedelta(hours=3)
UNPOSTED_SAID, OF_USE = timedelta(days=3), timedelta(days=7)  # after a digest came to nothing; at most, before it does


@dataclass(frozen=True, slots=True)
class Unknown:
    """One message of which nobody knows whether it was sent. since: when that became so, at the latest."""

    id: int
    kind: str
    workspace: str
    since: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """One place to which no message gets. code: Slack's; count: how often it was tried; since: from when on."""

    place: str
    workspace: str
    code: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """last_tick_seconds: since the clock last ended a duty well; oldest_due_seconds: how late the oldest message is.

    processes: how many serve. unknowns: the newest thousand; their whole number stands in outbox.
    shut: the workspaces whose token can't be opened, for which nothing is done; dead: those whose token Slack refuses.
    troubles: the places that take no messages. unposted: the workspaces in which a digest came to nothing lately.
    duties: when each last ended well. problems: what isn't well, in words.
    """

    last_tick_seconds: float | None
    oldest_due_seconds: float
    outbox: dict[str, int]
    inbox: dict[str, int]
    unknowns: tuple[Unknown, ...]
    duties: dict[str, datetime]
    processes: int
    shut: tuple[str, ...]
    dead: tuple[str, ...]
    troubles: tuple[Refused, ...]
    unposted: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def beside(self, skew: float) -> "Status":
        """The same, with what only a running process knows: how many seconds its clock is off Slack's."""
        if abs(skew) <= SKEW:
            return self
        return replace(self, problems=(*self.problems, f"this machine's clock is {skew:+.0f} seconds off Slack's"))

    def as_json(self) -> dict[str, Any]:
        """As `coachlog status` prints it."""
        plain = asdict(self)
        plain["unknowns"] = [{**one, "since": one["since"].isoformat()} for one in plain["unknowns"]]
        plain["troubles"] = [{**one, "since": one["since"].isoformat()} for one in plain["troubles"]]
        plain["duties"] = {duty: at.isoformat() for duty, at in self.duties.items()}
        return plain

    def metrics(self) -> list[str]:
        """As a monitoring system reads it: a type and a value for each name."""
        lines = _gauge("coachlog_last_tick_seconds", -1 if self.last_tick_seconds is None else self.last_tick_seconds)
        lines += _gauge("coachlog_oldest_due_seconds", self.oldest_due_seconds)
        lines += _gauge("coachlog_processes", self.processes)
        lines += _gauge("coachlog_shut_workspaces", len(self.shut))
        lines += _gauge("coachlog_dead_tokens", len(self.dead))
        lines += _gauge("coachlog_troubles", len(self.troubles))
        lines += _gauge("coachlog_problems", len(self.problems))
        return lines + _gauges("coachlog_outbox", self.outbox) + _gauges("coachlog_inbox", self.inbox)


def _gauge(name: str, value: float) -> list[str]:
    return [f"# TYPE {name} gauge", f"{name} {value}"]


def _gauges(name: str, by_state: dict[str, int]) -> list[str]:
    return [f"# TYPE {name} gauge", *(f'{name}{{state="{state}"}} {n}' for state, n in sorted(by_state.items()))]


def read_status(connection: Connection, keyring: Keyring, now: datetime, workspace: int | None = None) -> Status:
    """Read the figures, over all workspaces or of one, whose token then is known to open."""
    beats = last_beats(connection, None)
    mine = _mine(outbox.c.workspace_id, workspace)
    states = connection.execute(select(outbox.c.state, func.count()).where(mine).group_by(outbox.c.state))
    received = connection.execute(
        select(inbox.c.state, func.count()).where(_mine(inbox.c.workspace_id, workspace)).group_by(inbox.c.state)
    )
    oldest = connection.execute(
        select(outbox.c.due_at).where(outbox.c.state == "pending", mine).order_by(outbox.c.due_at).limit(1)
    ).scalar()
    refused = _refused(connection, workspace)
    found = Status(
        last_tick_seconds=max(0.0, (now - max(beats.values())).total_seconds()) if beats else None,
        oldest_due_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        outbox={str(state): int(count) for state, count in states},
        inbox={str(state): int(count) for state, count in received},
        unknowns=_unknowns(connection, mine),
        duties=dict(sorted(beats.items())),
        processes=len(processes(connection, None, now)),
        shut=tuple(look_at_all(connection, keyring).shut) if workspace is None else (),
        dead=tuple(one.workspace for one in refused if one.place == TOKEN),
        troubles=tuple(one for one in refused if one.place != TOKEN),
        unposted=_unposted(connection, mine, now),
    )
    return replace(found, problems=tuple(_problems(found, now)))


def _problems(found: Status, now: datetime) -> Iterator[str]:
    """What isn't well, each with its cause, as an alert would name it."""
    silence = found.last_tick_seconds
    if silence is None or silence > ALIVE.total_seconds():
        yield "the clock doesn't tick" if silence is None else f"the clock hasn't ticked for {silence:.0f} seconds"
    if found.oldest_due_seconds > LATE:
        yield f"messages wait: the oldest for {found.oldest_due_seconds:.0f} seconds"
    yield from (f"Slack refuses the token of {team}" for team in found.dead)
    yield from (f"the token of {team} can't be opened" for team in found.shut)
    yield from (f"the digest, or a part of its thread, wasn't posted in {team}" for team in found.unposted)
    yield from (f"{duty} hasn't ended well since {at:%b %d %H:%M} UTC" for duty, at in late_duties(found.duties, now))


def late_duties(duties: dict[str, datetime], now: datetime) -> list[tuple[str, datetime]]:
    """The duties that haven't ended well for hours: the rarest is begun every hour."""
    return [(duty, at) for duty, at in sorted(duties.items()) if at < now - STALE]


def _refused(connection: Connection, workspace: int | None) -> list[Refused]:
    found = connection.execute(
        select(troubles.c.place, workspaces.c.team_id, troubles.c.code, troubles.c.count, troubles.c.since)
        .join_from(troubles, workspaces, workspaces.c.id == troubles.c.workspace_id)
        .where(troubles.c.over_at.is_(None), _mine(troubles.c.workspace_id, workspace))
        .order_by(troubles.c.id)
    )
    return [Refused(*tuple(row)) for row in found]


def _unposted(connection: Connection, mine: ColumnElement[bool], now: datetime) -> tuple[str, ...]:
    found = connection.execute(
        select(workspaces.c.team_id)
        .join_from(outbox, workspaces, workspaces.c.id == outbox.c.workspace_id)
        .where(
            outbox.c.kind.in_((DIGEST, DIGEST_PART)),
            outbox.c.state.in_(("failed", "expired")),
            outbox.c.due_at > now - OF_USE - UNPOSTED_SAID,  # an index has it
            outbox.c.expires_at > now - UNPOSTED_SAID,
            mine,
        )
        .distinct()
        .order_by(workspaces.c.team_id)
    )
    return tuple(found.scalars())


def _mine(column: ColumnElement[int], workspace: int | None) -> ColumnElement[bool]:
    return true() if workspace is None else column == workspace


def _unknowns(connection: Connection, mine: ColumnElement[bool]) -> tuple[Unknown, ...]:
    found = connection.execute(
        select(outbox.c.id, outbox.c.kind, workspaces.c.team_id, outbox.c.due_at, outbox.c.reason)
        .join_from(outbox, workspaces, workspaces.c.id == outbox.c.workspace_id)
        .where(and_(outbox.c.state == "unknown", mine))
        .order_by(outbox.c.id.desc())
        .limit(UNKNOWNS_MAX)
    )
    return tuple(Unknown(*tuple(row)) for row in found)


class DatabaseFile:
    """The file of an embedded database. Removed or replaced, writing into the old one would go on unnoticed."""

    def __init__(self, url: str) -> None:
        self._path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
        self._inode = self._path.stat().st_ino if self._path and self._path.exists() else None

    def stands(self) -> bool:
        """Whether the file that was opened is still the one at its path; true where there is no file."""
        if self._path is None or self._inode is None:
            return True
        return self._path.exists() and self._path.stat().st_ino == self._inode
