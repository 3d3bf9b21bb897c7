"""The nightly self-check (J21): what `coachlog verify` looks at, without opening any words; said in the ops line."""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from storage.database import Db, tenant
from storage.invariants import INVARIANTS
from storage.runs import first_run, runs
from storage.verify import Look, check, name_of

CHECK, BROKEN = "self_check", "broken"
DAY = timedelta(days=1)
NAME_MAX = 28
# Left to `coachlog verify`: one opens every word there is, and the others may be late for good reason while the first
# round after a standstill is made; what stays late is in the status and in the same line.
LEFT_OUT = frozenset(
    {
        "sealed_words_open",
        "nothing_due_is_left_lying",
        "no_lease_outlives_its_sender",
        "no_nudge_outlives_its_use",
        "every_event_is_applied",
        "the_usual_visit_is_that_of_a_series",
        "no_planned_visit_is_missing",
    }
)
DONE = tenant(select(runs.c.id).where(runs.c.duty == CHECK, runs.c.period == bindparam("period")))
FOUND = tenant(select(runs.c.period).where(runs.c.duty == BROKEN, runs.c.at > bindparam("since")))


def check_due(db: Db, day: date) -> bool:
    """Whether a day's check wasn't made yet."""
    return db.first(DONE, period=str(day)) is None


def broken_promises(db: Db) -> tuple[str, ...]:
    """The names of the promises that some row of this workspace breaks."""
    look = Look(db.connection, db.keyring, db.workspace_id)
    return tuple(name_of(one) for one in INVARIANTS if name_of(one) not in LEFT_OUT and check(look, one))


def note_check(db: Db, now: datetime, day: date, broken: tuple[str, ...]) -> None:
    """Note that a day's check was made, and what it found."""
    if first_run(db, CHECK, str(day), now):
        for name in broken:
            first_run(db, BROKEN, f"{day}:{name[:NAME_MAX]}", now)


def found_lately(db: Db, now: datetime) -> int:
    """How many promises the newest check found broken."""
    return len(db.all(FOUND, since=now - DAY))
