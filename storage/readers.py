"""Who read my records: readings by others of what a person is one of the two in, from the audit log, newest first.

Contacts, agreements and goals, status reports, handovers, logs that were opened, and goals as a district reads them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, bindparam, literal_column, or_, select

from bot.errors import Denied
from bot.rules.exports import span_words
from bot.rules.sharing import OVERSEE, Thing, may
from bot.rules.views import Reading
from storage.audit import (
    AGREEMENT_READ,
    FURTHER_READINGS,
    GOALS_READ,
    HANDOFF_READ,
    LOG_OPENED,
    READINGS,
    REPORT_READ,
    audit,
)
from storage.contacts import contacts
from storage.database import Db, Scoped, tenant
from storage.digests import digests
from storage.engagements import engagements
from storage.people import Actor, find_person, people, roles
from storage.records import ONE, THERE, reader_of
from storage.reports import report_sections, reports
from storage.schools import schools

PAGE = 10
ROLES = (*OVERSEE, "admin", "liaison")  # in which somebody reads, the one that entitles most first

_NOBODY: ColumnElement[int] = literal_column("0")
_PAIR = (engagements.c.coach_id, engagements.c.leader_id, engagements.c.programme_id, engagements.c.supervisor_email)
_THEIRS = or_(engagements.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person"))
_OWN_DISTRICTS = (
    select(schools.c.district_id)
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .where(_THEIRS)
    .scalar_subquery()
)


def _readings(of: FromClause, columns: Sequence[Any], *where: ColumnElement[bool]) -> Scoped:
    """Readings by others, the newest first. of: the audit log with what was read; columns: of what was read."""
    return tenant(
        select(
            audit.c.id,
            audit.c.at,
            audit.c.verb,
            audit.c.object_id,
            people.c.id.label("person"),
            people.c.name,
            people.c.email,
            *columns,
        )
        .select_from(of.join(people, people.c.slack_user_id == audit.c.actor, isouter=True))
        .where(audit.c.actor != bindparam("user"), *where)
        .distinct()
        .order_by(audit.c.id.desc())
        .limit(bindparam("most"))
    )


def _is(*verbs: str) -> ColumnElement[bool]:
    return and_(FURTHER_READINGS, audit.c.verb.in_(verbs))


_CONTACTS = audit.join(contacts, contacts.c.id == audit.c.object_id).join(
    engagements, engagements.c.id == contacts.c.engagement_id
)
_OF_CONTACT = (
    contacts.c.coach_id, engagements.c.leader_id, contacts.c.programme_id, engagements.c.supervisor_email
)  # fmt: skip
_REPORTS = audit.join(reports, reports.c.id == audit.c.object_id)
_OF_REPORT = (
    reports.c.coach_id, _NOBODY.label("leader_id"), reports.c.programme_id, reports.c.first, reports.c.last
)  # fmt: skip
OF_CONTACT = _readings(_CONTACTS, _OF_CONTACT, READINGS, audit.c.object_id == bindparam("contact"))
OF_PERSON = (
    _readings(
        _CONTACTS,
        _OF_CONTACT,
        READINGS,
        or_(contacts.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person")),
    ),
    _readings(
        audit.join(engagements, engagements.c.id == audit.c.object_id).join(
            schools, schools.c.id == engagements.c.school_id
        ),
        (*_PAIR, schools.c.name.label("school")),
        _is(AGREEMENT_READ, HANDOFF_READ, LOG_OPENED),
        _THEIRS,
    ),
    _readings(_REPORTS, _OF_REPORT, _is(REPORT_READ), reports.c.coach_id == bindparam("person")),
    _readings(
        _REPORTS.join(report_sections, report_sections.c.report_id == reports.c.id).join(
            engagements, engagements.c.id == report_sections.c.engagement_id
        ),
        _OF_REPORT,
        _is(REPORT_READ),
        engagements.c.leader_id == bindparam("person"),
    ),
    _readings(
        audit.join(digests, digests.c.id == audit.c.object_id),
        (_NOBODY.label("coach_id"), _NOBODY.label("leader_id"), digests.c.programme_id),
        _is(GOALS_READ),
        digests.c.about.in_(_OWN_DISTRICTS),
    ),
)
HELD = tenant(
    select(roles.c.person_id, roles.c.programme_id, roles.c.role).where(
        and_(roles.c.person_id.in_(bindparam("people", expanding=True)), roles.c.role.in_(ROLES))
    )
)


def readings_of(db: Db, actor: Actor, contact: int | None, skip: int = 0) -> tuple[tuple[Reading, ...], bool, str]:
    """Ten readings by others of one contact, or of all the actor is one of the two in; whether there are older ones;
    and the zone to tell the times in. Raises Denied for a contact that isn't theirs."""
    person = find_person(db, actor)
    if person is None:
        raise Denied("readers")
    asked = {"user": actor.user_id, "most": skip + PAGE + 1}
    if contact is None:
        found = {row.id: row for one in OF_PERSON for row in db.all(one, **asked, person=person.id)}
    else:
        _own(db, actor, contact)
        found = {row.id: row for row in db.all(OF_CONTACT, **asked, contact=contact)}
    rows = [found[one] for one in sorted(found, reverse=True)][skip:]
    return _named(db, rows[:PAGE]), len(rows) > PAGE, person.zone or "UTC"


def _own(db: Db, actor: Actor, contact: int) -> None:
    row = db.first(ONE, contact=contact)
    if row is None or row.removed_at is not None:
        raise Denied("readers")
    if not may(reader_of(db, actor, row, db.all(THERE, contact=contact)), Thing("readers")):
        raise Denied("readers")


def _named(db: Db, rows: Sequence[Row[Any]]) -> tuple[Reading, ...]:
    held: dict[tuple[int, int], set[str]] = {}
    known = sorted({one.person for one in rows if one.person})
    for row in db.all(HELD, people=known) if known else ():
        held.setdefault((row.person_id, row.programme_id), set()).add(row.role)
    return tuple(_reading(row, held) for row in rows)


def _reading(row: Row[Any], held: dict[tuple[int, int], set[str]]) -> Reading:
    who, role = row.name or "", _role(row, held)
    if row.verb not in _ABOUT:
        return Reading(row.object_id, who, role, row.at)
    return Reading(0, who, role, row.at, row.verb, _ABOUT[row.verb](row))


def _role(row: Row[Any], held: dict[tuple[int, int], set[str]]) -> str:
    if row.verb == HANDOFF_READ:
        return "next"
    if row.person and row.person == row.leader_id:
        return "leader"
    if row.person and row.person == row.coach_id:
        return "coach"
    if row.verb == LOG_OPENED:
        return "admin"
    roles_held = held.get((row.person or 0, row.programme_id), set())
    found = next((role for role in ROLES if role in roles_held), "")
    above = str(getattr(row, "supervisor_email", None) or "").lower()
    return found or ("supervisor" if row.email and row.email.lower() == above else "")


_ABOUT: dict[str, Callable[[Row[Any]], str]] = {
    AGREEMENT_READ: lambda row: str(row.school),
    HANDOFF_READ: lambda row: str(row.school),
    LOG_OPENED: lambda row: str(row.school),
    REPORT_READ: lambda row: span_words(row.first, row.last),
    GOALS_READ: lambda _row: "",
}
