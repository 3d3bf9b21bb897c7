"""What a coordinator's desk shows of one program, in a few queries that name no more than is shown."""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from bot.errors import Denied
from bot.messages.desk import TITLES, UNEXPLAINED
from bot.rules import reports as rules
from bot.rules.dates import local_day
from bot.rules.desk import Desk, Flag, Silent, Standing
from bot.rules.digests import CALL_DAYS
from bot.rules.ladders import instant
from bot.rules.sharing import Reader, Thing, may
from bot.rules.visits import PLANNED, Visit
from storage.concernacts import CONCERN
from storage.concerns import concerns
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.moments import one_moment
from storage.people import Actor, find_person, people, roles
from storage.programmes import Programme, closures, list_programmes
from storage.quietfigures import silences
from storage.reports import MISSES, reports
from storage.rosterstands import roles_of
from storage.rosterviews import recent_acts
from storage.setup import IN_CHARGE
from storage.visitpieces import unexplained, which_unexplained
from storage.visits import visits

SHOWN = 10
ACTS = 3
AHEAD = timedelta(days=7)
CLOSING = timedelta(days=14)
REPORTS_BACK = timedelta(days=45)

_WAIT = (
    concerns.c.programme_id == bindparam("programme"), concerns.c.answered_at.is_(None), concerns.c.ended_at.is_(None),
)  # fmt: skip
FLAGS = tenant(
    CONCERN.add_columns(func.count().over().label("found"))
    .where(*_WAIT)
    .order_by(concerns.c.due_at, concerns.c.id)
    .limit(bindparam("most"))
)
REPORTS = tenant(
    select(
        reports.c.first,
        reports.c.last,
        func.max(reports.c.due_at).label("due_at"),
        func.count(reports.c.id).label("owed"),
        func.count(reports.c.id).filter(reports.c.state == rules.SUBMITTED).label("to_read"),
        func.count(reports.c.id).filter(reports.c.state == rules.RETURNED).label("returned"),
        func.count(reports.c.id).filter(reports.c.first_submitted_at.is_not(None)).label("there"),
        func.count(reports.c.id).filter(MISSES).label("late"),
    )
    .where(
        reports.c.programme_id == bindparam("programme"),
        reports.c.first >= bindparam("since"),
        reports.c.state != rules.EXCUSED,
    )
    .group_by(reports.c.first, reports.c.last)
    .order_by(reports.c.first.desc())
    .limit(4)
)
UNMATCHED = tenant(
    select(people.c.id, people.c.name, people.c.email, func.count().over().label("found"))
    .join_from(people, roles, roles.c.person_id == people.c.id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        people.c.slack_user_id.is_(None),
        people.c.deactivated_at.is_(None),
    )
    .group_by(people.c.id, people.c.name, people.c.email)
    .order_by(people.c.name, people.c.email)
    .limit(bindparam("most"))
)
COMING = tenant(
    select(func.count(visits.c.id))
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        visits.c.state == PLANNED,
        visits.c.ends_at > bindparam("now"),
        visits.c.at < bindparam("until"),
    )
)
CLOSED = tenant(
    select(closures.c.name, closures.c.day, closures.c.until)
    .where(
        closures.c.programme_id == bindparam("programme"),
        closures.c.until >= bindparam("first"),
        closures.c.day <= bindparam("last"),
    )
    .distinct()
    .order_by(closures.c.day, closures.c.name)
    .limit(bindparam("most"))
)


def desk_of(db: Db, programme: Programme, reader: Reader, now: datetime, today: date) -> Desk:
    """The desk of one program, as far as its reader may see it."""
    lists = may(reader, Thing("contact_facts"))
    changes = not reader.parts.isdisjoint(IN_CHARGE)
    silent, silent_count = _silent(db, programme, today, SHOWN)
    unmatched = db.all(UNMATCHED, programme=programme.id, most=SHOWN)
    flags, flag_count = _flags(db, programme, reader)
    return Desk(
        programme=programme.id,
        now=now,
        zone=programme.zone,
        today=today,
        flags=flags,
        flag_count=flag_count,
        reports=_reports(db, programme, now, today) if may(reader, Thing("status_report")) else (),
        silent=silent if lists else (),
        silent_count=silent_count,
        unexplained=unexplained(db, programme.id, instant(today, "00:00", programme.zone)),
        unmatched=tuple((row.id, row.name, row.email) for row in unmatched),
        unmatched_count=unmatched[0].found if unmatched else 0,
        visits=int(db.value(COMING, programme=programme.id, now=now, until=now + AHEAD) or 0),
        closing=_closing(db, programme, today),
        acts=recent_acts(db, now, programme, ACTS) if changes else (),
        takes="coordinator" in reader.parts,
        changes=changes,
        lists=lists,
    )


def _silent(db: Db, programme: Programme, today: date, most: int, skip: int = 0) -> tuple[tuple[Silent, ...], int]:
    """Some of the pairs that somebody should call, the longest silence first, and how many there are in all."""
    found = silences(db, programme, today, CALL_DAYS)
    shown = found[skip : skip + most]
    return tuple(
        Silent(one.row.id, one.row.school, one.row.leader, one.row.coach, one.row.last, one.days) for one in shown
    ), len(found)


def _flags(db: Db, programme: Programme, reader: Reader) -> tuple[tuple[Flag, ...], int]:
    if not may(reader, Thing("concern_flag")):
        return (), 0
    rows = db.all(FLAGS, programme=programme.id, most=SHOWN)
    found = tuple(
        Flag(row.id, row.engagement_id, row.school, row.leader, row.coach, row.level, row.due_at) for row in rows
    )
    return found, rows[0].found if rows else 0


def _reports(db: Db, programme: Programme, now: datetime, today: date) -> tuple[Standing, ...]:
    rows = db.all(REPORTS, programme=programme.id, now=now, since=today - REPORTS_BACK)
    return tuple(
        Standing(row.first, row.last, row.due_at, row.owed, row.there, row.late, row.to_read, row.returned)
        for row in rows
    )


def _closing(db: Db, programme: Programme, today: date) -> tuple[tuple[str, date, date], ...]:
    rows = db.all(CLOSED, programme=programme.id, first=today, last=today + CLOSING, most=SHOWN)
    return tuple((row.name, row.day, row.until) for row in rows)


@one_moment
def behind_desk(
    db: Db, actor: Actor, now: datetime, programme: int, what: str, skip: int, each: int
) -> tuple[list[Silent] | list[Visit], int]:
    """Some of what is behind a number of the desk, and how many there are; for who may see single pairs.

    what: SILENT or UNEXPLAINED of bot/messages/desk. Raises Denied.
    """
    person = find_person(db, actor)
    held = frozenset(roles_of(db, programme, person.id)) if person else frozenset()
    found = next((one for one in list_programmes(db) if one.id == programme), None)
    if found is None or what not in TITLES or not may(Reader(held - {"coach", "leader"}), Thing("contact_facts")):
        raise Denied("desk.list")
    today = local_day(now, found.zone)
    if what == UNEXPLAINED:
        begins = instant(today, "00:00", found.zone)
        return which_unexplained(db, programme, begins, skip, each), unexplained(db, programme, begins)
    rows, count = _silent(db, found, today, each, skip)
    return list(rows), count
