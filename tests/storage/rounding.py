"""What the tests of the round share: a day's round, what is sent at an hour, and what it says."""

from datetime import date, datetime

from sqlalchemy import select, update

from bot.messages import Message
from storage.claiming import claim
from storage.composing import compose
from storage.nudges import nudges
from storage.nudging import plan_nudges
from storage.outbox import Owed, mark, outbox
from storage.programmes import programmes
from storage.rounds import LIST, end_round, plan_of_day, rounds_due
from storage.stalled import end_stretches, stretches_over
from tests.storage.contacting import Program
from tests.storage.nudging import local, tick

MIDNIGHT = "00:05"


def make_round(program: Program, day: date, at: str = MIDNIGHT) -> int:
    """Make a day's round; how many nudges it planned."""
    now = local(day, at)
    planned = 0
    for one in rounds_due(program.db, now):
        end_stretches(program.db, now, stretches_over(program.db, now))
        made = plan_of_day(program.db, now, one)
        planned += plan_nudges(program.db, now, made.nudges)
        end_round(program.db, now, one, made)
    return planned


def heard(program: Program, day: date, at: str) -> dict[str, str]:
    """What everybody gets at an hour of a day, by Slack user; the coordinators' list under "list"."""
    now = local(day, at)
    tick(program.db, now)
    names = {person: user for user, person in program.people.items()}
    found: dict[str, str] = {}
    for one, said in _sent(program, now):
        who = "list" if one.kind == LIST else names[one.person_id or 0]
        found[who] = "\n".join([*([found[who]] if who in found else []), said.text])
    return found


def told(program: Program, user: str, day: date, at: str) -> str:
    """What a person gets at an hour of a day; "" for nothing."""
    return heard(program, day, at).get(user, "")


def _sent(program: Program, now: datetime) -> list[tuple[Owed, Message]]:
    """Send what is due; what was said, without what isn't ours."""
    found = []
    for one in claim(program.db, now, "sender"):
        said = compose(program.db, one, now) if one.kind in {"nudges", LIST} else None
        mark(program.db, "sender", one.id, "sent" if said else "void", channel="D1", ts="1.0")
        if said:
            found.append((one, said))
    return found


def planned(program: Program, *kinds: str) -> list[tuple[str, int]]:
    """The kinds and rungs of what is planned and neither sent nor void, by when it is due."""
    rows = program.db.all(select(nudges).where(nudges.c.state == "pending").order_by(nudges.c.due_at, nudges.c.id))
    return [(row.kind, row.rung) for row in rows if not kinds or row.kind in kinds]


def forget_messages(program: Program) -> None:
    """Close what else is owed, so that only what comes now is seen."""
    program.db.run(outbox.update().where(outbox.c.state == "pending").values(state="void"))


def speak_freely(program: Program) -> None:
    """Let the program say as much a week as its ladders come to."""
    row = program.db.first(select(programmes.c.rules).where(programmes.c.id == program.id))
    rules = {**(row.rules if row else {}), "nudge_caps": {"per_person_per_week": 20}}
    program.db.run(update(programmes).where(programmes.c.id == program.id).values(rules=rules))
