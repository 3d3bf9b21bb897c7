"""Reading status reports: one, as its reader may see it; a coach's; a program's of a period.

Coordinators and lead coaches read what was submitted. While a report is with its coach they see that it is, and
nothing of it; a leader sees her own section once it was shown to her, without flag and closing words.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select

from bot.errors import Denied
from bot.rules import reports as rules
from bot.rules.counted import counted_of
from bot.rules.periods import Period
from bot.rules.reports import Line, Report, Section
from bot.rules.sharing import Reader, Thing, may
from storage.database import Db, tenant
from storage.engagements import engagements, leader
from storage.moments import one_moment
from storage.people import Actor, find_person, people, roles
from storage.programmes import programmes
from storage.reports import report_lines, report_sections, reports
from storage.schools import schools

READ = (rules.SUBMITTED, rules.ACCEPTED)  # the states in which others than its coach read it
REPORT = Thing("status_report")

coach = people.alias("coach")
decider = people.alias("decider")
pair, place = engagements.alias("pair"), schools.alias("place")  # which a report is about, where each has its own

HEAD = (
    select(
        reports,
        coach.c.name.label("coach"),
        decider.c.name.label("decider"),
        place.c.name.label("school"),
        programmes.c.zone,
        programmes.c.rules,
    )
    .join_from(reports, coach, coach.c.id == reports.c.coach_id)
    .join(programmes, programmes.c.id == reports.c.programme_id)
    .outerjoin(decider, decider.c.id == reports.c.decided_by)
    .outerjoin(pair, pair.c.id == reports.c.unit)
    .outerjoin(place, place.c.id == pair.c.school_id)
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
ONE = tenant(HEAD.where(reports.c.id == bindparam("report")))
OF_PROGRAMME = tenant(
    HEAD.where(reports.c.programme_id == bindparam("programme"), reports.c.first == bindparam("first")).order_by(
        coach.c.name, reports.c.id
    )
)
OWN = tenant(
    HEAD.where(coach.c.slack_user_id == bindparam("user"), coach.c.deactivated_at.is_(None))
    .order_by(reports.c.first.desc(), reports.c.unit)
    .limit(bindparam("most"))
)
_SECTION = (
    select(
        report_sections,
        engagements.c.starts_on,
        engagements.c.ends_on,
        engagements.c.leader_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
    )
    .join_from(report_sections, engagements, engagements.c.id == report_sections.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
)
SECTIONS = tenant(_SECTION.where(report_sections.c.report_id == bindparam("report")).order_by(schools.c.name))
LINES = tenant(
    select(report_lines)
    .where(report_lines.c.section_id.in_(_IDS))
    .order_by(report_lines.c.section_id, report_lines.c.place, report_lines.c.id)
)
HELD = tenant(
    select(roles.c.role).where(roles.c.programme_id == bindparam("programme"), roles.c.person_id == bindparam("person"))
)
SECTION_OF = tenant(select(report_sections.c.report_id).where(report_sections.c.id == bindparam("section")))
LINE_OF = tenant(select(report_lines.c.section_id).where(report_lines.c.id == bindparam("line")))


@one_moment
def find_report(db: Db, actor: Actor, now: datetime, report_id: int) -> Report:
    """A report as the acting person may see it. Raises Denied for everyone else."""
    row = db.first(ONE, report=report_id)
    person = find_person(db, actor)
    if row is None or person is None:
        raise Denied("report.read")
    sections = read_sections(db, row, now)
    return seen_by(opened(db, row), person.id, parts_of(db, row, person.id), sections)


def find_section(db: Db, actor: Actor, now: datetime, section_id: int) -> tuple[Report, Section]:
    """A section with its report, as the acting person may see both. Raises Denied for everyone else."""
    report = find_report(db, actor, now, int(db.value(SECTION_OF, section=section_id) or 0))
    found = next((one for one in report.sections if one.id == section_id), None)
    if found is None:
        raise Denied("report.section")
    return report, found


def section_of_line(db: Db, line_id: int) -> int:
    """The section a line belongs to; 0 for none."""
    return int(db.value(LINE_OF, line=line_id) or 0)


def list_reports(db: Db, actor: Actor, programme_id: int, period: Period) -> list[Report]:
    """A program's reports of a period by coach, without their sections, for who may read them. Raises Denied."""
    person = find_person(db, actor)
    held = roles_in(db, programme_id, person.id) if person else frozenset()
    if not may(Reader(held), REPORT):
        raise Denied("report.list")
    reads = "coordinator" if "coordinator" in held else "lead_coach"
    rows = db.all(OF_PROGRAMME, programme=programme_id, first=period.first)
    return [replace(opened(db, row), reads=reads, comment=None, workload=None, note=None) for row in rows]


def own_reports(db: Db, actor: Actor, most: int = 12) -> list[Report]:
    """The acting coach's own reports in all programs, the newest first, without their sections."""
    return [opened(db, row) for row in db.all(OWN, user=actor.user_id, most=most)]


def parts_of(db: Db, row: Row[Any], person: int) -> frozenset[str]:
    """The parts a person has in a report, leaders aside: as bot/rules/sharing names them."""
    own = {"coach", "author"} if row.coach_id == person else set()
    return frozenset(own | roles_in(db, row.programme_id, person))


def roles_in(db: Db, programme: int, person: int) -> frozenset[str]:
    """Roles that oversee; a coach's or leader's role alone gives no part in somebody else's report."""
    held = {row.role for row in db.all(HELD, programme=programme, person=person)}
    return frozenset(held - {"coach", "leader"})


def seen_by(report: Report, person: int, parts: frozenset[str], sections: Sequence[Section]) -> Report:
    """What of a report a person may see. Raises Denied where that is nothing."""
    if "coach" in parts:
        return replace(report, sections=tuple(sections))
    if may(Reader(parts), REPORT):
        return _overseen(report, parts, sections)
    own = [one for one in sections if one.leader_id == person and one.shown_at is not None]
    if not own or not may(Reader(frozenset({"leader"})), REPORT, "preview"):
        raise Denied("report.read")
    shown = tuple(replace(one, concern="none", concern_text=None, held=False) for one in own)
    return replace(report, reads="leader", sections=shown, comment=None, workload=None, note=None)


def _overseen(report: Report, parts: frozenset[str], sections: Sequence[Section]) -> Report:
    reads = "coordinator" if "coordinator" in parts else "lead_coach"
    if report.state not in READ:
        return replace(report, reads=reads, sections=(), workload=None, note=None)
    return replace(report, reads=reads, sections=tuple(shown_sections(sections)))


def shown_sections(sections: Iterable[Section]) -> list[Section]:
    """Sections of a report that was submitted, as those who oversee read them."""
    return [_as_read(one) for one in sections]


def _as_read(one: Section) -> Section:
    """Without what was taken out, and without words that wait for the leader."""
    lines = tuple(line for line in one.live if not (one.held and line.words))
    return replace(one, lines=lines)


def opened(db: Db, row: Row[Any], sections: Iterable[Section] = ()) -> Report:
    """A row of HEAD as a value, opened, as its coach sees it."""
    submitted = row.state in READ
    return Report(
        id=row.id,
        programme_id=row.programme_id,
        coach_id=row.coach_id,
        coach=row.coach,
        unit=row.unit,
        school=row.school or "",
        period=Period(row.first, row.last),
        state=row.state,
        due_at=row.due_at,
        zone=row.zone,
        edition=row.edition,
        drafted_at=row.drafted_at,
        changed_at=row.changed_at,
        times=row.times,
        submitted_at=row.submitted_at,
        first_submitted_at=row.first_submitted_at,
        decided_at=row.decided_at,
        decided_by=row.decider,
        decided_by_id=row.decided_by,
        comment=None if row.state == rules.ACCEPTED else db.unseal(reports.c.comment, row.comment),
        workload=row.workload,
        note=db.unseal(reports.c.note, row.note),
        two_keys=row.two_keys if submitted else row.rules.get("report_two_keys", "none"),
        sections=tuple(sections),
    )


def read_sections(db: Db, row: Row[Any], now: datetime) -> list[Section]:
    """Every section of a report, opened, with all of its lines."""
    rows = db.all(SECTIONS, report=row.id)
    lines = lines_of(db, [one.id for one in rows])
    submitted = row.state in READ
    two_keys = row.two_keys if submitted else row.rules.get("report_two_keys", "none")
    return [section_in(db, one, Period(row.first, row.last), lines.get(one.id, ()), two_keys, now) for one in rows]


def lines_of(db: Db, section_ids: Collection[int]) -> Mapping[int, list[Line]]:
    """The lines of some sections, those taken out as well."""
    found: dict[int, list[Line]] = defaultdict(list)
    for row in db.all(LINES, ids=sorted(section_ids)) if section_ids else ():
        text = db.unseal(report_lines.c.text, row.text) or ""
        cites, removed = tuple(row.cites), row.removed_at is not None
        found[row.section_id].append(Line(row.id, row.kind, text, cites, row.origin, removed, row.place))
    return found


def section_in(db: Db, row: Row[Any], period: Period, lines: Sequence[Line], two_keys: str, now: datetime) -> Section:
    """A row of a section as a value, opened."""
    return Section(
        id=row.id,
        engagement_id=row.engagement_id,
        school=row.school,
        leader=row.leader,
        leader_id=row.leader_id,
        first=max(period.first, row.starts_on),
        last=min(period.last, row.ends_on or period.last),
        figures=counted_of(row.figures),
        focus=tuple(row.focus.split()),
        progress=row.progress,
        barriers=tuple(row.barriers.split()),
        concern=row.concern,
        concern_text=db.unseal(report_sections.c.concern_text, row.concern_text),
        leader_seen=row.leader_seen,
        shown_at=row.shown_at,
        leader_said=row.leader_said,
        said_at=row.said_at,
        typed=frozenset(row.typed.split()),
        lines=tuple(lines),
        held=rules.words_wait(two_keys, row.shown_at, row.leader_said, now),
    )
