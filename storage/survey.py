"""A whole program at a glance, for those who coordinate it: counts never words."""

from datetime import date

from sqlalchemy import ColumnElement, bindparam, case, distinct, func, or_, select

from storage.contacts import attendances, contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.people import people, roles

hers = engagements.alias("hers")
main = engagements.alias("main")
_MADE = (contacts.c.removed_at.is_(None), contacts.c.made)
_IN_DAYS = (contacts.c.day >= bindparam("first"), contacts.c.day <= bindparam("last"), *_MADE)
# A group's contact counts once as a contact, and its minutes for each leader who was there.
_further = (
    select(hers.c.leader_id, contacts.c.id, contacts.c.minutes)
    .join_from(attendances, hers, hers.c.id == attendances.c.engagement_id)
    .join(contacts, contacts.c.id == attendances.c.contact_id)
    .join(main, main.c.id == contacts.c.engagement_id)
    .where(hers.c.programme_id == bindparam("programme"), main.c.leader_id != hers.c.leader_id)
    .where(contacts.c.counts, *_IN_DAYS)
    .distinct()
    .subquery("further")
)
MONTH = tenant(
    select(
        func.coalesce(func.sum(func.coalesce(contacts.c.amount, 1)), 0),
        func.coalesce(func.sum(contacts.c.minutes).filter(contacts.c.counts), 0),
        select(func.coalesce(func.sum(_further.c.minutes), 0)).scalar_subquery(),
    ).where(contacts.c.programme_id == bindparam("programme"), *_IN_DAYS)
)
RUNS = (
    engagements.c.programme_id == bindparam("programme"),
    engagements.c.starts_on <= bindparam("today"),
    func.coalesce(engagements.c.ends_on, bindparam("today")) >= bindparam("today"),
)
_OF_PAIR = (contacts.c.engagement_id == engagements.c.id, *_MADE)


def happened(*when: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the pair had contact then: one of its own, or a group's in which its leader was present."""
    own = select(contacts.c.id).where(*_OF_PAIR, *when).correlate(engagements).exists()
    return or_(own, _THERE.where(*_MADE, *when).correlate(engagements).exists())


_THERE = (
    select(contacts.c.id)
    .join_from(attendances, contacts, contacts.c.id == attendances.c.contact_id)
    .where(attendances.c.engagement_id == engagements.c.id)
)
_REACHED = happened(contacts.c.day >= bindparam("first"), contacts.c.day <= bindparam("last"))
PAIRS = tenant(
    select(
        func.count(distinct(engagements.c.leader_id)),
        func.count(distinct(engagements.c.coach_id)),
        func.count(distinct(case((_REACHED, engagements.c.leader_id)))),
    ).where(*RUNS)
)


def last_contact(*when: ColumnElement[bool]) -> ColumnElement[date]:
    """The day of the newest contact that a pair had then: of its own, or of a group's."""
    own = (
        select(contacts.c.day)
        .where(*_OF_PAIR, *when)
        .order_by(contacts.c.day.desc())
        .limit(1)
        .correlate(engagements)
        .scalar_subquery()
    )
    newest = _THERE.with_only_columns(func.max(contacts.c.day)).where(*_MADE, *when)
    there = newest.correlate(engagements).scalar_subquery()
    return case((func.coalesce(own, date.min) < there, there), else_=own)


LAST_CONTACT = last_contact()
UNMATCHED = tenant(
    select(people.c.name, people.c.email)
    .join_from(people, roles, roles.c.person_id == people.c.id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        people.c.slack_user_id.is_(None),
        people.c.deactivated_at.is_(None),
    )
    .distinct()
    .order_by(people.c.name, people.c.email)
)


def month_sums(db: Db, programme: int, first: date, last: date) -> tuple[int, int]:
    """How many contacts, e-mails and texts by their number; the minutes that count, of each leader who was there."""
    row = db.first(MONTH, programme=programme, first=first, last=last)
    count, minutes, further = map(int, tuple(row) if row else (0, 0, 0))
    return count, minutes + further


def pair_counts(db: Db, programme: int, today: date, first: date, last: date) -> tuple[int, int, int]:
    """Leaders coached today, their coaches, and the leaders who had a contact from the first to the last day."""
    row = db.first(PAIRS, programme=programme, today=today, first=first, last=last)
    leaders, coaches, reached = tuple(row) if row else (0, 0, 0)
    return leaders, coaches, reached


def unmatched_in(db: Db, programme: int) -> list[str]:
    """The people of a program whom nobody in Slack is matched to, by name."""
    return [f"{row.name} ({row.email})" for row in db.all(UNMATCHED, programme=programme)]
