"""The roster: checking files against what is stored, and importing them as one transaction.

`check_roster` and `import_roster` take the files as (name, bytes) pairs, or what `read_roster` made of them
beforehand, outside the transaction. Both work out the same plan; only the import writes it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from bot.rules.dates import local_day
from bot.rules.roster.checks import problems_of
from bot.rules.roster.known import Known
from bot.rules.roster.plan import Plan, plan_of
from bot.rules.roster.reading import read_roster
from bot.rules.roster.report import Report, notes_of, unmatched_after
from bot.rules.roster.rows import Roster
from storage.database import Db
from storage.rosterstate import load_known
from storage.rosterwrite import carry_out, hold_imports

Files: TypeAlias = Sequence[tuple[str, bytes]]


def check_roster(db: Db, now: datetime, files: Files | Roster) -> Report:
    """What an import of these files would do, or everything that is wrong with them. Writes nothing."""
    return _work_out(db, now, files)[0]


def import_roster(db: Db, actor: str, now: datetime, files: Files | Roster) -> Report:
    """Import roster files, all or nothing; with any problem nothing is written and the report says why.

    actor: the Slack user id, or the name of the command, for the audit log. Importing the same files again
    changes nothing. Nobody is removed. A cell left empty leaves what is stored.
    """
    hold_imports(db)
    report, plan, known = _work_out(db, now, files)
    if plan is None:
        return report
    if not plan.idle:
        carry_out(db, actor, now, plan, known)
    return Report((), True, report.counts, report.notes, report.unmatched)


def _work_out(db: Db, now: datetime, files: Files | Roster) -> tuple[Report, Plan | None, Known]:
    roster = files if isinstance(files, Roster) else read_roster(files)
    known = load_known(db, roster.programme.value.code if roster.programme else None)
    zone = roster.programme.value.zone if roster.programme else known.programme.zone if known.programme else "UTC"
    if problems := problems_of(roster, known, local_day(now, zone)):
        return Report(tuple(problems)), None, known
    plan = plan_of(roster, known)
    unmatched = unmatched_after(plan, roster, known)
    return Report((), False, plan.counts(), notes_of(plan, roster), unmatched), plan, known
