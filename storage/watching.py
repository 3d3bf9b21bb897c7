"""What needs a person: counted for the operator's line, said once a day and only where there is something."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from bot.messages import Message
from bot.messages.troubles import Needs, ops_line
from bot.rules.dates import local_time
from storage.database import Db, tenant
from storage.inbox import inbox
from storage.outbox import NewOwed, Owed, outbox, owe_once
from storage.programmes import list_programmes
from storage.runs import first_run
from storage.selfcheck import found_lately
from storage.status import late_duties
from storage.ticks import PROCESS, ticks
from storage.troubles import open_troubles

DUTY, KIND = "watch", "ops_line"
SAY_IT = {DUTY, "deliver"}  # what plans and sends the line runs
HOUR = 8  # in the program's own zone
A_DAY = timedelta(days=1)

STATES = tenant(
    select(outbox.c.state, func.count().label("times"))
    .where(outbox.c.state.in_(("unknown", "failed")), outbox.c.due_at > bindparam("after"))
    .group_by(outbox.c.state)
)
EVENTS = tenant(select(func.count()).select_from(inbox).where(inbox.c.state == "failed"))


def needs_of(db: Db, now: datetime) -> Needs:
    """What happened in the last day, or goes on now, that somebody should look at."""
    ends: dict[str, int] = {row.state: row.times for row in db.all(STATES, after=now - A_DAY)}
    return Needs(
        unknown=ends.get("unknown", 0),
        failed=ends.get("failed", 0),
        unreached=len(open_troubles(db)),
        events=db.value(EVENTS),
        late=late(db, now),
        broken=found_lately(db, now),
    )


def late(db: Db, now: datetime) -> tuple[str, ...]:
    """The duties that haven't ended well for hours."""
    beats = {row.duty: row.at for row in db.all(select(ticks.c.duty, ticks.c.at)) if not row.duty.startswith(PROCESS)}
    return tuple(duty for duty, _ in late_duties(beats, now) if duty not in SAY_IT)


def owe_ops_lines(db: Db, now: datetime) -> int:
    """Owe each program's ops channel its line of the day, where there is something to say; how many."""
    owed = 0
    for programme in list_programmes(db):
        here, channel = local_time(now, programme.zone), programme.rules.channels.ops
        if not channel or here.hour < HOUR or not first_run(db, f"{DUTY}:{programme.id}", str(here.date()), now):
            continue
        if needs_of(db, now):
            key = f"{KIND}:{programme.id}:{here.date()}"
            line = NewOwed(KIND, key, channel=channel, subject_id=programme.id, expires_at=now + A_DAY)
            owed += owe_once(db, now, line)
    return owed


def _line(db: Db, _owed: Owed, now: datetime) -> Message | None:
    needs = needs_of(db, now)
    return ops_line(needs) if needs else None


LINES = {KIND: _line}
