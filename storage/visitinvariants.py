"""What visits and series promise and the database can show: part of INVARIANTS, each saying what it promises."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, tuple_

from bot.rules import visits as rules
from bot.rules.dates import is_zone
from storage.contacts import contacts
from storage.engagements import engagements
from storage.series import series
from storage.verify import Found, Look
from storage.visits import visit_guests, visits
from storage.workspaces import workspaces

DAY = timedelta(days=1)  # what zones and an hour of planning make of today


def the_usual_visit_is_that_of_a_series(look: Look) -> Found:
    """A pair that has a weekly series on site has it as its usual visit: weekday, time and length."""
    ticked = look.ticked
    if ticked is None:
        return ()
    today = ticked.date()
    mine = and_(series.c.engagement_id == engagements.c.id, series.c.kind == rules.ON_SITE)
    runs = or_(series.c.until_day.is_(None), series.c.until_day > today + DAY)
    ran = or_(series.c.until_day.is_(None), series.c.until_day >= today - DAY)
    same = and_(
        series.c.weekday == engagements.c.visit_day,
        series.c.start == engagements.c.visit_start,
        series.c.minutes == func.coalesce(engagements.c.visit_minutes, series.c.minutes),
    )
    live = select(series.c.id).where(mine, runs).exists()
    equal = select(series.c.id).where(mine, ran, same).exists()
    return look.rows(engagements, live, ~equal)


def visits_are_where_their_series_put_them(look: Look) -> Found:
    """A visit of a series that wasn't moved is on the day its series gave it, and is of its series' pair."""
    foreign = select(series.c.id).where(
        series.c.id == visits.c.series_id, series.c.engagement_id != visits.c.engagement_id
    )
    strayed = and_(~visits.c.moved, visits.c.day != visits.c.occurs_on)
    return look.rows(visits, visits.c.series_id.is_not(None), or_(strayed, foreign.exists()))


def visits_say_why_they_are_off(look: Look) -> Found:
    """A visit that is closed or skipped says why, a proposal says who asked, and only then; a logged one was held."""
    off = visits.c.state.in_((rules.CLOSED, rules.SKIPPED))
    return look.rows(
        visits,
        or_(
            off != visits.c.reason.is_not(None),
            and_(visits.c.state == rules.PROPOSED, visits.c.asked_by.is_(None)),
            and_(visits.c.contact_id.is_not(None), visits.c.state != rules.HELD),
            visits.c.ends_at <= visits.c.at,
        ),
    )


def a_contact_stands_for_one_visit_of_its_pair(look: Look) -> Found:
    """A visit's contact is of the same pair and isn't taken back, and stands for that visit alone."""
    wrong = or_(contacts.c.engagement_id != visits.c.engagement_id, contacts.c.removed_at.is_not(None))
    about = select(contacts.c.id).where(contacts.c.id == visits.c.contact_id, wrong)
    twice = (
        select(visits.c.workspace_id, visits.c.contact_id)
        .where(visits.c.contact_id.is_not(None), *look.mine(visits.c.workspace_id))
        .group_by(visits.c.workspace_id, visits.c.contact_id)
        .having(func.count() > 1)
    )
    return look.rows(visits, or_(about.exists(), tuple_(visits.c.workspace_id, visits.c.contact_id).in_(twice)))


def guests_are_of_the_same_coach(look: Look) -> Found:
    """Who is invited to a meeting is a further leader of the same coach."""
    hosts, theirs = engagements.alias("hosts"), engagements.alias("theirs")
    wrong = (
        select(visits.c.id)
        .join_from(visits, hosts, hosts.c.id == visits.c.engagement_id)
        .join(theirs, theirs.c.id == visit_guests.c.engagement_id)
        .where(visits.c.id == visit_guests.c.visit_id)
        .where(or_(hosts.c.coach_id != theirs.c.coach_id, hosts.c.id == theirs.c.id))
    )
    return look.rows(visit_guests, wrong.exists())


def visits_keep_their_hour(look: Look) -> Found:
    """A visit to come is at its wall time in its zone, and ends after its length."""
    ticked = look.ticked
    if ticked is None:
        return
    wanted = select(
        visits.c.id, visits.c.day, visits.c.start, visits.c.zone, visits.c.minutes, visits.c.at, visits.c.ends_at
    ).add_columns(workspaces.c.team_id)
    rows = look.connection.execute(
        wanted.join_from(visits, workspaces, workspaces.c.id == visits.c.workspace_id)
        .where(visits.c.at > ticked, visits.c.state.in_(rules.LIVE), *look.mine(visits.c.workspace_id))
        .order_by(visits.c.id)
    )
    for row in rows:
        if is_zone(row.zone) and rules.span_of(row.day, row.start, row.zone, row.minutes) != (row.at, row.ends_at):
            yield row.team_id, visits.name, row.id


def no_planned_visit_is_missing(look: Look) -> Found:
    """Each week in which a series is held has its visit, as far ahead as the series is planned."""
    ticked = look.ticked
    if ticked is None:
        return
    today = ticked.date() + DAY
    there: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for one, day in look.connection.execute(
        select(visits.c.series_id, visits.c.occurs_on).where(
            visits.c.series_id.is_not(None),
            visits.c.occurs_on > today - rules.WEEK,
            visits.c.state != rules.WITHDRAWN,
        )
    ):
        there[one].add(_week(day))
    for row in _planned(look):
        ends = [day for day in (row.until_day, row.ends_on, row.planned_until) if day]
        days = rules.occurrences(rules.Weekly(row.weekday, row.every_weeks, row.from_day), today, min(ends))
        if is_zone(row.zone) and any(_week(day) not in there[row.id] for day in days):
            yield row.team_id, series.name, row.id


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _planned(look: Look) -> Iterator[Row[Any]]:
    wanted = select(series, engagements.c.ends_on, workspaces.c.team_id)
    joined = wanted.join_from(series, engagements, engagements.c.id == series.c.engagement_id)
    yield from look.connection.execute(
        joined.join(workspaces, workspaces.c.id == series.c.workspace_id)
        .where(series.c.planned_until.is_not(None), *look.mine(series.c.workspace_id))
        .order_by(series.c.id)
    )


VISIT_INVARIANTS = (
    the_usual_visit_is_that_of_a_series,
    visits_are_where_their_series_put_them,
    visits_say_why_they_are_off,
    a_contact_stands_for_one_visit_of_its_pair,
    guests_are_of_the_same_coach,
    visits_keep_their_hour,
    no_planned_visit_is_missing,
)
