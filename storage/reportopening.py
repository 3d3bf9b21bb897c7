"""Which report somebody most likely wants now: a coach's own that is due, a leader's own part, all of a program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.errors import Denied
from bot.frameworks import Element, elements_of
from bot.rules import reports as rules
from bot.rules.dates import local_day
from bot.rules.periods import Period, period_of, previous
from bot.rules.reports import Concern, Report, Section
from bot.rules.sharing import OVERSEE, Reader, bare, may
from bot.rules.views import Fact
from storage import audit
from storage.concernacts import CONCERN, concern_in
from storage.concerns import concerns
from storage.contacts import attendances, contacts
from storage.database import Db, tenant
from storage.drafting import draft_report, see_report
from storage.engagements import coach_engagements, engagements
from storage.people import Actor, Person, find_person, people, roles
from storage.programmes import list_programmes
from storage.reading import FACT, fact_of
from storage.reporting import REPORT, find_section, list_reports, own_reports
from storage.reports import report_sections, reports

KEPT = 60
PREVIEWED = "report.previewed"  # by a leader, of their own section

OVERSEEN = tenant(
    select(roles.c.programme_id).where(
        roles.c.person_id == bindparam("person"),
        roles.c.role.in_([role for role in OVERSEE if may(Reader(frozenset({role})), REPORT)]),
    )
)
coach = people.alias("coach")
SHOWN = tenant(
    select(
        report_sections.c.id,
        report_sections.c.report_id,
        report_sections.c.leader_said,
        reports.c.first,
        reports.c.last,
        coach.c.name.label("coach"),
    )
    .join_from(report_sections, reports, reports.c.id == report_sections.c.report_id)
    .join(engagements, engagements.c.id == report_sections.c.engagement_id)
    .join(coach, coach.c.id == reports.c.coach_id)
    .where(engagements.c.leader_id == bindparam("person"), report_sections.c.shown_at.is_not(None))
    .order_by(reports.c.first.desc(), report_sections.c.id)
    .limit(12)
)


FLAGS = tenant(
    CONCERN.where(
        concerns.c.section_id.in_(bindparam("sections", expanding=True)), concerns.c.ended_at.is_(None)
    ).order_by(concerns.c.id)
)


_THERE = select(attendances.c.contact_id).where(attendances.c.engagement_id == bindparam("engagement"))
BEHIND = tenant(
    FACT.where(
        or_(contacts.c.engagement_id == bindparam("engagement"), contacts.c.id.in_(_THERE)),
        contacts.c.day >= bindparam("first"),
        contacts.c.day <= bindparam("last"),
        contacts.c.removed_at.is_(None),
    ).order_by(contacts.c.day.desc(), contacts.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report that a leader was shown."""

    report: int
    coach: str
    period: Period
    said: str


@dataclass(frozen=True, slots=True)
class Likely:
    """What to open. person: None where no program knows them; reports: own ones; several are listed; programme: whose
    reports they may read; parts: of reports, shown to a leader; begun: whether the period asked for has begun."""

    person: Person | None
    reports: tuple[int, ...] = ()
    programme: int | None = None
    parts: tuple[Part, ...] = ()
    begun: bool = True


def likely_report(db: Db, actor: Actor, now: datetime, period: Period | None = None) -> Likely:
    """What the actor most likely wants, or what of a period is theirs. Drafts an own report that isn't there yet."""
    person = find_person(db, actor)
    if person is None:
        return Likely(None)
    overseen = sorted({row.programme_id for row in db.all(OVERSEEN, person=person.id)})
    own = _own(db, actor, person, now, period)
    parts = [Part(row.report_id, row.coach, Period(row.first, row.last), row.leader_said) for row in _shown(db, person)]
    return Likely(
        person,
        own,
        overseen[0] if overseen else None,
        tuple(one for one in parts if period in {None, one.period}),
        period is None or period.first <= _today(db, person, now),
    )


def _shown(db: Db, person: Person) -> Sequence[Row[Any]]:
    return db.all(SHOWN, person=person.id) if person.is_any("leader") else []


def _today(db: Db, person: Person, now: datetime) -> date:
    programmes = list_programmes(db)
    return local_day(now, programmes[0].zone if programmes else person.zone or "UTC")


def _own(db: Db, actor: Actor, person: Person, now: datetime, period: Period | None) -> tuple[int, ...]:
    if not person.is_any("coach"):
        return ()
    today = _today(db, person, now)
    held = own_reports(db, actor, KEPT)
    if period is None and (due := _unfinished(held, today)):
        return due
    wanted = period or period_of(today)
    if wanted.first > today:
        return ()
    known = {one.programme_id for one in held if one.period == wanted}
    known |= {one.programme_id for one in coach_engagements(db, person.id, min(wanted.last, today))}
    known |= {one.programme_id for one in coach_engagements(db, person.id, wanted.first)}
    return tuple(one for each in sorted(known) for one in draft_report(db, now, each, person.id, wanted))


def _unfinished(held: list[Report], today: date) -> tuple[int, ...]:
    """The oldest period that is over and lately was, of which something isn't submitted; all that is left of it."""
    left = [
        one for one in held if one.state in rules.OPEN and one.period.last < today <= one.period.last + rules.RECENT
    ]
    oldest = min((one.period for one in left), default=None)
    return tuple(one.id for one in left if one.period == oldest)


def open_report(db: Db, actor: Actor, now: datetime, report_id: int) -> Report:
    """A report as the actor may see it; that somebody else than its coach read it is written down. Raises Denied."""
    report = see_report(db, actor, now, report_id)
    if report.reads != "coach" and report.sections:
        verb = PREVIEWED if report.reads == "leader" else audit.REPORT_READ
        audit.note(db, now, actor.user_id, verb, report.id)
    return report


def concerns_of(db: Db, report: Report) -> dict[int, Concern]:
    """The flags raised with a report that its reader may see, by section."""
    ids = [one.id for one in report.sections if one.concern != "none"]
    return {row.section_id: concern_in(row) for row in db.all(FLAGS, sections=ids)} if ids else {}


def elements_for(db: Db, programme_id: int) -> Sequence[Element]:
    """The standards and practices that a program's forms offer."""
    chosen = next((one.rules.frameworks for one in list_programmes(db) if one.id == programme_id), ())
    return elements_of(tuple(chosen))


@dataclass(frozen=True, slots=True)
class Listed:
    """A program's reports of a period. today: the period that runs."""

    programme: int
    period: Period
    today: Period
    reports: Sequence[Report]


def listed_reports(db: Db, actor: Actor, now: datetime, programme_id: int, first: date | None = None) -> Listed:
    """The reports that the actor reads, of a period: None for the one that is due, or was last. Raises Denied."""
    person = find_person(db, actor)
    overseen = [row.programme_id for row in db.all(OVERSEEN, person=person.id)] if person else []
    programme = programme_id or min(overseen, default=0)
    zone = next((one.zone for one in list_programmes(db) if one.id == programme), "UTC")
    today = period_of(local_day(now, zone))
    wanted = period_of(first) if first else previous(today)
    found = list_reports(db, actor, programme, wanted)
    if first is None and not found:
        wanted = today
        found = list_reports(db, actor, programme, wanted)
    return Listed(programme, wanted, today, found)


def contacts_behind(db: Db, actor: Actor, now: datetime, section_id: int) -> tuple[Section, list[Fact]]:
    """A section with the contacts that its numbers count, the newest first, without a word. Raises Denied."""
    report, one = find_section(db, actor, now, section_id)
    if report.reads == "leader":
        raise Denied("report.contacts")
    rows = db.all(BEHIND, engagement=one.engagement_id, first=one.first, last=one.last)
    return one, [bare(fact_of(row)) for row in rows]


def zone_here(db: Db, actor: Actor) -> str:
    """The zone in which the actor's periods are: the program's."""
    programmes = list_programmes(db)
    person = None if programmes else find_person(db, actor)
    return programmes[0].zone if programmes else (person.zone if person and person.zone else "UTC")
