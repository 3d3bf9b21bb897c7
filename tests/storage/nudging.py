"""What tests of nudges share: planning some, and one tick of saying what is due."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.messages.nudges import Piece
from bot.rules.nudges import KINDS, Nudge
from storage import nudgecomposing
from storage.database import Db
from storage.nudges import nudges
from storage.nudgesending import due_people, send_to
from storage.nudging import NewNudge, plan_nudges
from storage.outbox import outbox
from tests.storage.contacting import NOW, Program

NEW_YORK = "America/New_York"
DAY = timedelta(days=1)


def said(_db: Db, one: Nudge, _now: datetime) -> Piece:
    """A piece that says which nudge it is."""
    return Piece(f"{one.kind} {one.subject_id} rung {one.rung}")


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind has something to say, but the greeting of those who were away."""
    monkeypatch.setattr(nudgecomposing, "PIECES", dict.fromkeys(KINDS.keys() - {"back"}, said))


def local(day: date, hhmm: str, zone: str = NEW_YORK) -> datetime:
    """A wall time as an instant."""
    return datetime.combine(day, time.fromisoformat(hhmm), ZoneInfo(zone)).astimezone(UTC)


def new(person: int, kind: str = "step_due", due_at: datetime = NOW, days: float = 3, **more: Any) -> NewNudge:
    """A nudge that is of use for some days."""
    given = {"subject_id": 1, "occurrence": f"{kind}:{due_at}:{person}", **more}
    return NewNudge(kind, person, due_at=due_at, until=due_at + days * DAY, **given)


def plan(program: Program, user: str = "UCOACH", at: datetime = NOW, **more: Any) -> int:
    """Plan one for somebody of the small program."""
    return plan_nudges(program.db, at, [new(program.people[user], **more)])


def tick(db: Db, now: datetime) -> int:
    """One look at what is due."""
    wanted = due_people(db, now, 50)
    return send_to(db, now, wanted) if wanted else 0


def rows(db: Db) -> list[Any]:
    """All nudges as they are stored, oldest first."""
    return list(db.all(select(nudges).order_by(nudges.c.id)))


def messages(db: Db) -> list[Any]:
    """All messages of nudges, oldest first."""
    return list(db.all(select(outbox).where(outbox.c.kind == "nudges").order_by(outbox.c.id)))
