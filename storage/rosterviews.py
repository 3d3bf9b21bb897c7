"""Pages of the roster: one pair, one person, what was changed lately; for who oversees the program."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select

from bot.errors import Denied
from bot.rules.contacts import brief
from bot.rules.dates import local_day, month_of
from bot.rules.desk import Act, PairPage, PersonPage
from bot.rules.roster import byhand
from bot.rules.sharing import Reader, Thing, may
from bot.rules.visits import PLANNED
from storage.database import Db, tenant
from storage.engagements import Engagement, coach, engagements, find_engagement, leader
from storage.moments import one_moment
from storage.monthhours import pair_sums
from storage.people import Actor, active_user, find_person, people
from storage.programmes import Programme
from storage.rosteracts import roster_acts
from storage.rosterhand import programme_of
from storage.rosternews import weeklies_of
from storage.rosterstands import roles_of
from storage.schools import districts, schools
from storage.setup import authority, own_programmes
from storage.survey import LAST_CONTACT
from storage.visits import visits

A_DAY = timedelta(days=1)
LATELY = timedelta(days=14)
OVERSEES = frozenset({"coordinator", "lead_coach", "office", "admin"})
PAIRS_MAX = 8

_COMING = (
    select(func.min(visits.c.day))
    .where(visits.c.engagement_id == engagements.c.id, visits.c.state == PLANNED, visits.c.at > bindparam("now"))
    .correlate(engagements)
    .scalar_subquery()
)
PAIR = tenant(
    select(
        engagements.c.id,
        engagements.c.programme_id,
        engagements.c.supervisor_email,
        districts.c.name.label("district"),
        active_user(coach).label("coach_user"),
        active_user(leader).label("leader_user"),
        LAST_CONTACT.label("last"),
        _COMING.label("coming"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(districts, districts.c.id == schools.c.district_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(engagements.c.id == bindparam("pair"))
)
PERSON = tenant(
    select(people, districts.c.name.label("district"))
    .outerjoin_from(people, districts, districts.c.id == people.c.district_id)
    .where(people.c.id == bindparam("person"))
)
THEIRS = tenant(
    select(
        engagements.c.id,
        engagements.c.coach_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
    )
    .join_from(engagements, schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        or_(engagements.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person")),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
    )
    .order_by(schools.c.name, engagements.c.id)
)
ACTS = tenant(
    select(roster_acts, people.c.name.label("who"))
    .join_from(roster_acts, people, people.c.id == roster_acts.c.person_id)
    .where(roster_acts.c.programme_id == bindparam("programme"), roster_acts.c.at >= bindparam("since"))
    .order_by(roster_acts.c.id.desc())
    .limit(bindparam("most"))
)
ACT = tenant(
    select(roster_acts, people.c.name.label("who"))
    .join_from(roster_acts, people, people.c.id == roster_acts.c.person_id)
    .where(roster_acts.c.id == bindparam("act"))
)


@one_moment
def read_pair(db: Db, actor: Actor, now: datetime, pair: int) -> PairPage:
    """A pair, for those who oversee its program. Raises Denied."""
    found, row, person = find_engagement(db, pair), db.first(PAIR, pair=pair, now=now), find_person(db, actor)
    if found is None or row is None or person is None:
        raise Denied("roster.pair")
    held = set(roles_of(db, found.programme_id, person.id)) & OVERSEES
    if not held:
        raise Denied("roster.pair")
    return _page(db, actor, now, found, row, may(Reader(frozenset(held)), Thing("contact_facts")))


def _page(db: Db, actor: Actor, now: datetime, found: Engagement, row: Row[Any], lists: bool) -> PairPage:
    today = local_day(now, found.zone)
    first, last = month_of(today)
    contacts, minutes = pair_sums(db, found, first, last)
    mine = authority(db, actor)
    return PairPage(
        found.id, found.programme_id, found.school, row.district, found.leader, found.coach, found.coach_id,
        found.leader_id, row.coach_user, row.leader_user, found.starts_on, found.ends_on,
        weeklies_of(db, found, max(today, found.starts_on)), row.last if lists else None, row.coming if lists else None,
        today, contacts, minutes, row.supervisor_email,
        mine is not None and mine.over(found.programme_id), lists,
    )  # fmt: skip


@one_moment
def read_pair_form(db: Db, actor: Actor, now: datetime, pair: int) -> tuple[PairPage, Engagement]:
    """A pair with its columns, for a form that changes it. Raises Denied for who may not."""
    page, found = read_pair(db, actor, now, pair), find_engagement(db, pair)
    if found is None or not page.changes:
        raise Denied("roster.change")
    return page, found


@one_moment
def read_roster_person(db: Db, actor: Actor, now: datetime, programme: int, person: int) -> PersonPage:
    """A person of a program, for those who may change its roster; 0: the first of theirs the person is in."""
    programme = programme or next((one for one, _ in own_programmes(db, actor) if roles_of(db, one, person)), 0)
    held = programme_of(db, actor, programme)
    row, roles = db.first(PERSON, person=person), roles_of(db, programme, person)
    if row is None or not roles:
        raise Denied("roster.person")
    pairs = db.all(THEIRS, programme=programme, person=person, today=local_day(now, held.zone))
    said = tuple(
        (one.id, f"{one.school} · {one.leader if one.coach_id == person else 'with ' + one.coach}") for one in pairs
    )
    return PersonPage(
        row.id, programme, row.name, row.email, row.slack_user_id, row.zone, row.district or "", row.district_id,
        row.phone, roles, said, row.deactivated_at is not None,
    )  # fmt: skip


def recent_acts(db: Db, now: datetime, programme: Programme, most: int) -> tuple[Act, ...]:
    """What was changed by hand in the last two weeks, newest first; the caller says who reads it."""
    rows = db.all(ACTS, programme=programme.id, since=now - LATELY, most=most)
    return tuple(_act(db, row, now, programme.zone) for row in rows)


@one_moment
def read_acts(db: Db, actor: Actor, now: datetime, programme: int, most: int) -> tuple[Act, ...]:
    """The same, for those who may change the roster. Raises Denied."""
    return recent_acts(db, now, programme_of(db, actor, programme), most)


def read_act(db: Db, actor: Actor, now: datetime, act: int) -> Act:
    """One change. Raises Denied."""
    row = db.first(ACT, act=act)
    if row is None:
        raise Denied("roster.act")
    return _act(db, row, now, programme_of(db, actor, row.programme_id).zone)


def _act(db: Db, row: Row[Any], now: datetime, zone: str) -> Act:
    undone = row.undone_at is not None
    undo = not undone and now - row.at <= A_DAY
    return Act(row.id, row.act, row.who, row.at, zone, _about(db, row), undone, undo)


def _about(db: Db, row: Row[Any]) -> str:
    """What was changed, by the names of today."""
    if row.act in {byhand.PERSON_ADDED, byhand.PERSON_CHANGED}:
        person = db.first(PERSON, person=row.after.get("known_person") or row.subject_id)
        name = person.name if person else "Somebody"
        return f"{name} was {'added' if row.act == byhand.PERSON_ADDED else 'changed'}."
    old = find_engagement(db, row.after.get("old_pair") or row.subject_id)
    new = find_engagement(db, row.after["new_pair"]) if row.after.get("new_pair") else None
    return _SAYS[row.act](old, new)


def _names(pair: Engagement | None) -> str:
    return f"{pair.leader}, {pair.school}" if pair else "A pair that is no more"


def _from(pair: Engagement | None) -> str:
    return f" from {brief(pair.starts_on)} on" if pair else ""


_SAYS: dict[str, Callable[[Engagement | None, Engagement | None], str]] = {
    byhand.ADDED: lambda old, new: f"{_names(new or old)}: added, with {new.coach if new else 'a coach'}.",
    byhand.CHANGED: lambda old, _new: f"{_names(old)}: changed.",
    byhand.ENDED: lambda old, _new: f"{_names(old)}: ended.",
    byhand.REASSIGNED: lambda old, new: (
        f"{_names(old)}: from {old.coach if old else '–'} to {new.coach if new else 'another coach'}{_from(new)}."
    ),
    byhand.MOVED: lambda old, new: f"{_names(old)}: moved to {new.school if new else 'another school'}{_from(new)}.",
}
