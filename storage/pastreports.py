"""Bringing in status reports that were written elsewhere: their figures are drafted from the log, nobody is told, and
each stays in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.rules import reports as rules
from bot.rules.periods import period_of
from storage import audit
from storage.concernacts import END, RAISED, due_of
from storage.concerns import concerns
from storage.database import Db, tenant
from storage.drafting import draft_report
from storage.engagements import engagements, leader
from storage.people import people, roles
from storage.reportinvariants import BROUGHT_IN
from storage.reports import report_lines, report_sections, reports

COACHES = tenant(
    select(people.c.id, people.c.email, roles.c.programme_id).join_from(roles, people, people.c.id == roles.c.person_id)
)
SECTIONS = tenant(
    select(
        report_sections.c.id,
        report_sections.c.engagement_id,
        report_sections.c.focus,
        report_sections.c.figures,
        leader.c.email,
    )
    .join_from(report_sections, engagements, engagements.c.id == report_sections.c.engagement_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .where(report_sections.c.report_id == bindparam("report"))
)
BOOKED = tenant(
    select(report_lines.c.section_id)
    .join(report_sections, report_sections.c.id == report_lines.c.section_id)
    .where(report_sections.c.report_id == bindparam("report"), report_lines.c.kind == rules.NEXT)
)
FILL = tenant(
    update(report_sections)
    .where(report_sections.c.id == bindparam("section"))
    .values(
        progress=bindparam("goes"),
        focus=bindparam("worked"),
        concern=bindparam("flag"),
        leader_seen=bindparam("seen"),
        typed="progress",
        changed_at=report_sections.c.changed_at,
    )
)
STAND = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(
        state=bindparam("as_state"),
        drafted_at=bindparam("drafted"),
        submitted_at=bindparam("submitted"),
        first_submitted_at=bindparam("submitted"),
        times=bindparam("count"),
        decided_at=bindparam("decided"),
        decided_by=bindparam("by"),
        comment=bindparam("sealed"),
        workload=bindparam("load"),
        edition=reports.c.edition + 1,
        changed_at=bindparam("changed"),
    )
)


@dataclass(frozen=True, slots=True)
class PastSection:
    """What a coach wrote of one leader. focus: where the log names nothing; next: where nothing is booked."""

    leader_email: str
    progress: str
    evidence: str
    next: str
    focus: tuple[str, ...] = ()
    concern: str = "none"
    leader_seen: bool | None = None


@dataclass(frozen=True, slots=True)
class PastReport:
    """One report of the past, in the state it has come to. first: of the period; decided: by whom, by e-mail, when."""

    coach_email: str
    first: date
    state: str
    drafted_at: datetime
    sections: tuple[PastSection, ...] = ()
    submitted_at: datetime | None = None
    decided: tuple[str, datetime] | None = None
    comment: str | None = None
    workload: str | None = None


def add_reports(db: Db, actor: str, past: Sequence[PastReport]) -> int:
    """Insert reports of known coaches, where the period has none; how many. What nobody wrote about stays a draft's."""
    known = {row.email: (row.programme_id, row.id) for row in db.all(COACHES)}
    return sum(_add(db, actor, one, known) for one in past)


def _add(db: Db, actor: str, one: PastReport, known: Mapping[str, tuple[int, int]]) -> int:
    programme, coach = known[one.coach_email]
    at = one.submitted_at or one.drafted_at
    made = draft_report(db, at, programme, coach, period_of(one.first))
    for report in made:
        _fill(db, one, report, programme, coach)
        by, decided = (known[one.decided[0]][1], one.decided[1]) if one.decided else (None, None)
        db.change(
            STAND, report=report, as_state=one.state, drafted=one.drafted_at, submitted=one.submitted_at,
            count=int(one.submitted_at is not None), decided=decided, by=by, changed=decided or at, load=one.workload,
            sealed=db.seal(reports.c.comment, one.comment),
        )  # fmt: skip
        audit.note(db, decided or at, actor, BROUGHT_IN, report)
    return len(made)


def _fill(db: Db, one: PastReport, report: int, programme: int, coach: int) -> None:
    written = {section.leader_email: section for section in one.sections}
    booked = {row.section_id for row in db.all(BOOKED, report=report)}
    lines: list[dict[str, Any]] = []
    for row in db.all(SECTIONS, report=report):
        said = written.get(row.email)
        if said is None:
            continue
        worked = row.focus or " ".join(said.focus)
        db.change(FILL, section=row.id, goes=said.progress, worked=worked, flag=said.concern, seen=said.leader_seen)
        lines.append(_line(db, one, row.id, rules.EVIDENCE, said.evidence))
        if row.id not in booked:
            lines.append(_line(db, one, row.id, rules.NEXT, said.next))
        if said.concern != "none" and one.submitted_at:
            _flag(db, programme, coach, row, said.concern, one.submitted_at)
    db.add_many(report_lines, lines)


def _line(db: Db, one: PastReport, section: int, kind: str, text: str) -> dict[str, Any]:
    return {
        "section_id": section,
        "kind": kind,
        "place": len(rules.DRAFTED_KINDS),
        "text": db.seal(report_lines.c.text, text),
        "cites": [],
        "origin": rules.BY_COACH,
        "removed_at": None,
        "changed_at": one.submitted_at or one.drafted_at,
    }


def _flag(db: Db, programme: int, coach: int, row: Any, level: str, at: datetime) -> None:
    """A flag of then. One pair has one at a time: the later of two that were never lowered stands."""
    known = next(iter(db.all(RAISED, pairs=[row.engagement_id], coach=coach)), None)
    if known is not None and known.raised_at < at:
        db.change(END, concern=known.id, now=at)
    ended = known.raised_at if known is not None and known.raised_at >= at else None
    due = due_of(db, programme, at)
    whose = {"programme_id": programme, "engagement_id": row.engagement_id, "section_id": row.id, "raised_by": coach}
    db.add(concerns, level=level, raised_at=at, due_at=due, ended_at=ended, changed_at=ended or at, **whose)
