"""Who is told that messages don't arrive: the partner and the coordinators, once, and at most one line an hour."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select

from bot.messages import Message
from bot.messages.troubles import Unreached, unreached, unreached_list
from bot.rules.dates import local_day
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.outbox import NewOwed, Owed, owe_once
from storage.people import people, roles
from storage.programmes import Programme, list_programmes
from storage.troubles import TOKEN, Trouble, find_trouble, note_trouble, open_troubles

ONE, LIST = "trouble", "troubles"
USE = timedelta(days=3)  # a line that can't be said for so long is of no use

PERSON = tenant(
    select(people.c.id, people.c.name).where(
        or_(people.c.id == bindparam("person"), people.c.slack_user_id == bindparam("user"))
    )
)
PAIRS = tenant(
    select(engagements.c.leader_id, engagements.c.coach_id, engagements.c.programme_id).where(
        or_(engagements.c.leader_id == bindparam("person"), engagements.c.coach_id == bindparam("person")),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
    )
)
THEIRS = tenant(select(roles.c.programme_id).where(roles.c.person_id == bindparam("person")))
COORDINATORS = tenant(
    select(roles.c.person_id).where(roles.c.programme_id == bindparam("programme"), roles.c.role == "coordinator")
)


def person_gone(db: Db, now: datetime, user: str) -> None:
    """A person's Slack account was deactivated: whoever works with them is told before anything fails."""
    if db.first(PERSON, person=None, user=user) is None:
        return
    new = note_trouble(db, now, user, "user_disabled", db.value(PERSON, person=None, user=user), times=2)
    if new:
        tell_of_trouble(db, now, new)


def tell_of_trouble(db: Db, now: datetime, trouble_id: int) -> None:
    """Owe a plain status to those who can act."""
    found = find_trouble(db, trouble_id)
    if found is None or found.place == TOKEN:
        return
    person = _person(db, found)
    if person is not None:
        _tell_partners(db, now, found, person)
    for programme in list_programmes(db):
        if person is None or programme.id in _programmes_of(db, now, person):
            _tell_coordinators(db, now, found, programme)


def _person(db: Db, found: Trouble) -> int | None:
    if found.place[:1] in "CG":
        return None
    row = db.first(PERSON, person=found.person_id, user=found.place)
    return row.id if row else None


def _programmes_of(db: Db, now: datetime, person: int) -> set[int]:
    pairs = db.all(PAIRS, person=person, today=local_day(now, "UTC"))
    return {row.programme_id for row in pairs} | {row.programme_id for row in db.all(THEIRS, person=person)}


def _tell_partners(db: Db, now: datetime, found: Trouble, person: int) -> None:
    pairs = db.all(PAIRS, person=person, today=local_day(now, "UTC"))
    partners = {row.coach_id if row.leader_id == person else row.leader_id for row in pairs}
    for partner in sorted(partners):
        _owe(db, now, found, partner)


def _owe(db: Db, now: datetime, found: Trouble, person: int) -> None:
    key = f"{ONE}:{found.id}:{person}"
    owe_once(db, now, NewOwed(ONE, key, person_id=person, subject_id=found.id, expires_at=now + USE))


def _tell_coordinators(db: Db, now: datetime, found: Trouble, programme: Programme) -> None:
    """A line in their channel; where it is that channel that takes none, or there is none, each of them directly."""
    channel = programme.rules.channels.coordinators
    if not channel or channel == found.place:
        for row in db.all(COORDINATORS, programme=programme.id):
            _owe(db, now, found, row.person_id)
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    for due in (now, hour + timedelta(hours=1)):
        key = f"{LIST}:{programme.id}:{due:%Y%m%d%H}"
        line = NewOwed(LIST, key, channel=channel, subject_id=programme.id, due_at=due, expires_at=due + USE)
        if owe_once(db, now, line):
            return


def _named(db: Db, found: Trouble) -> Unreached:
    row = None if found.place[:1] in "CG" else db.first(PERSON, person=found.person_id, user=found.place)
    return Unreached(found.place, row.name if row else "", found.code)


def _one(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """Nothing, once it is over."""
    found = find_trouble(db, owed.subject_id or 0)
    return unreached(_named(db, found)) if found else None


def _list(db: Db, owed: Owed, now: datetime) -> Message | None:
    found = [one for one in open_troubles(db).values() if one.place != TOKEN]
    mine = [one for one in found if _concerns(db, now, one, owed.subject_id or 0)]
    return unreached_list([_named(db, one) for one in mine]) if mine else None


def _concerns(db: Db, now: datetime, found: Trouble, programme: int) -> bool:
    person = _person(db, found)
    return person is None or programme in _programmes_of(db, now, person)


TROUBLES = {ONE: _one, LIST: _list}
