"""The roster: checking files against what is stored, and importing them as one transaction.

`check_roster` and `import_roster` take the files as (name, bytes) pairs, or what `read_roster` made of them
beforehand, outside the transaction. Both work out the same plan; only the import writes it. `propose_import` works it
out beforehand, so that the import has only to see whether it still holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from bot.rules.dates import local_day
from bot.rules.roster.checks import problems_of
from bot.rules.roster.known import Known
from bot.rules.roster.plan import Plan, plan_of
from bot.rules.roster.reading import read_roster
from bot.rules.roster.report import Report, notes_of, unmatched_after
from bot.rules.roster.rows import Roster
from storage.database import Db
from storage.rosterstate import State, known_of, load_state
from storage.rosterwrite import carry_out, hold_imports

Files: TypeAlias = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import of a roster would do, worked out on one day against what was stored. plan: None with problems."""

    roster: Roster
    state: State
    today: date
    known: Known
    report: Report
    plan: Plan | None


def check_roster(db: Db, now: datetime, files: Files | Roster) -> Report:
    """What an import of these files would do, or everything that is wrong with them. Writes nothing."""
    return propose_import(db, now, files).report


def propose_import(db: Db, now: datetime, files: Files | Roster) -> Proposal:
    """Work out an import beforehand, as a long read, so that it keeps the writer for a shorter time."""
    roster = files if isinstance(files, Roster) else read_roster(files)
    return _work_out(db, now, roster, load_state(db, _code(roster)))


def import_roster(db: Db, actor: str, now: datetime, files: Files | Roster | Proposal) -> Report:
    """Import roster files, all or nothing; with any problem nothing is written and the report says why.

    files: or what was worked out of them beforehand; it is worked out anew if anything stored changed meanwhile.
    actor: the Slack user id, or the name of the command, for the audit log. Importing the same files again
    changes nothing. Nobody is removed. A cell left empty leaves what is stored.
    """
    hold_imports(db)
    found = _renewed(db, now, files) if isinstance(files, Proposal) else propose_import(db, now, files)
    report, plan = found.report, found.plan
    if plan is None:
        return report
    if not plan.idle:
        carry_out(db, actor, now, plan, found.known)
    return Report((), True, report.counts, report.notes, report.unmatched)


def _renewed(db: Db, now: datetime, before: Proposal) -> Proposal:
    """The proposal itself while all that it rests on is as it was; otherwise a new one."""
    state = load_state(db, _code(before.roster))
    if state == before.state and _today(before.roster, state, now) == before.today:
        return before
    return _work_out(db, now, before.roster, state)


def _work_out(db: Db, now: datetime, roster: Roster, state: State) -> Proposal:
    known, today = known_of(db, state), _today(roster, state, now)
    if problems := problems_of(roster, known, today):
        return Proposal(roster, state, today, known, Report(tuple(problems)), None)
    plan = plan_of(roster, known)
    unmatched = unmatched_after(plan, roster, known)
    report = Report((), False, plan.counts(), notes_of(plan, roster, known), unmatched)
    return Proposal(roster, state, today, known, report, plan)


def _code(roster: Roster) -> str | None:
    return roster.programme.value.code if roster.programme else None


def _today(roster: Roster, state: State, now: datetime) -> date:
    """The day it is in the programme's zone."""
    if roster.programme:
        return local_day(now, roster.programme.value.zone)
    return local_day(now, state.programme.zone if state.programme else "UTC")
