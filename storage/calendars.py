"""What a person's calendar shows: their visits as coach, as leader, and as one of several at a meeting."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from bot.errors import Denied
from bot.rules.calendars import BACK, HEARD, MOST, Desk, Meeting
from bot.rules.visits import GONE
from storage.database import Db, tenant
from storage.engagements import coach, engagements, leader
from storage.feeds import find_feed
from storage.moments import one_moment
from storage.people import Actor, find_person, people
from storage.programmes import list_programmes
from storage.schools import schools
from storage.visits import visit_guests, visits
from storage.workspaces import team_of

_guest_pairs = engagements.alias("guest_pairs")
_guest = people.alias("guest")
_ROWS = (
    select(
        visits.c.id, visits.c.kind, visits.c.state, visits.c.place, visits.c.at, visits.c.ends_at, visits.c.sequence,
        visits.c.changed_at, schools.c.name.label("school"), leader.c.name.label("leader"),
        coach.c.name.label("coach"), engagements.c.coach_id,
    )
    .join_from(visits, engagements, engagements.c.id == visits.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .order_by(visits.c.at.desc(), visits.c.id)
    .limit(bindparam("most"))
)  # fmt: skip
_MINE = select(engagements.c.id).where(
    or_(engagements.c.coach_id == bindparam("person"), engagements.c.leader_id == bindparam("person"))
)
_INVITED = select(visit_guests.c.visit_id).join_from(
    visit_guests, _guest_pairs, _guest_pairs.c.id == visit_guests.c.engagement_id
).where(_guest_pairs.c.leader_id == bindparam("person"))  # fmt: skip


def _of_person(narrowed: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    """The visits of a person's own pairs, and those of other pairs that they are a guest of."""
    return (
        _ROWS.where(visits.c.engagement_id.in_(_MINE), narrowed),
        _ROWS.where(visits.c.id.in_(_INVITED), narrowed),
    )


_SHOWN = and_(
    visits.c.at > bindparam("since"),
    or_(visits.c.state.not_in(GONE), visits.c.changed_at > bindparam("off_since")),
)
LATELY = tuple(tenant(one) for one in _of_person(_SHOWN))
ONE = tuple(tenant(one) for one in _of_person(visits.c.id == bindparam("visit")))
GUESTS = tenant(
    select(visit_guests.c.visit_id, _guest.c.name)
    .join_from(visit_guests, visits, visits.c.id == visit_guests.c.visit_id)
    .join(engagements, engagements.c.id == visits.c.engagement_id)
    .join(_guest_pairs, _guest_pairs.c.id == visit_guests.c.engagement_id)
    .join(_guest, _guest.c.id == _guest_pairs.c.leader_id)
    .where(engagements.c.coach_id == bindparam("person"), visits.c.at > bindparam("since"))
    .order_by(visit_guests.c.visit_id, _guest.c.name)
)


@one_moment
def meetings_of(db: Db, person: int, now: datetime) -> list[Meeting]:
    """A person's visits of the last weeks and all that are planned, in their order; the latest where there are many.

    What was called off is shown as that for two weeks more.
    """
    since = now - BACK
    asked = {"person": person, "since": since, "off_since": now - HEARD, "most": MOST}
    rows = [row for one in LATELY for row in db.all(one, **asked)]
    return _meetings(db, person, rows, since)


@one_moment
def calendar_desk(db: Db, actor: Actor, now: datetime) -> Desk:
    """What the acting person's calendar page shows. Raises Denied for somebody the program doesn't know."""
    feed, person = find_feed(db, actor), find_person(db, actor)
    if person is None:
        raise Denied("calendar")
    programmes = list_programmes(db)
    zone = person.zone or (programmes[0].zone if programmes else "UTC")
    return Desk((feed.id, feed.token) if feed else None, tuple(meetings_of(db, person.id, now)), zone)


@one_moment
def meeting_of(db: Db, person: int, visit: int) -> Meeting | None:
    """One visit, where it is this person's; None where it is somebody else's, or not there."""
    rows = [row for asked in ONE for row in db.all(asked, person=person, visit=visit, most=1)]
    found = _meetings(db, person, rows, rows[0].at - BACK) if rows else []
    return found[0] if found else None


def _meetings(db: Db, person: int, rows: Iterable[Any], since: datetime) -> list[Meeting]:
    kept = {row.id: row for row in rows}
    guests: dict[int, list[str]] = {}
    if any(row.coach_id == person for row in kept.values()):
        for row in db.all(GUESTS, person=person, since=since):
            guests.setdefault(row.visit_id, []).append(row.name)
    team = team_of(db)
    found = [_meeting(row, team, person, guests.get(row.id, [])) for row in kept.values()]
    return sorted(found, key=lambda one: (one.at, one.id))[-MOST:]


def _meeting(row: Any, team: str, person: int, guests: list[str]) -> Meeting:
    """A coach reads who comes; a leader reads her coach, never who else is there."""
    who = tuple(dict.fromkeys((row.leader, *guests))) if row.coach_id == person else (row.coach,)
    return Meeting(
        team, row.id, row.kind, row.state, row.school, row.place or "", who, row.at, row.ends_at, row.sequence,
        row.changed_at,
    )  # fmt: skip
