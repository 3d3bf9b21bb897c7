"""Calendar files on request: put down as exports are, built and sent by the same exporter."""

import json
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.errors import Denied, Refusal
from bot.exports.icsfile import ics_file
from bot.rules import exports as rules
from bot.rules.exports import CALENDAR, ICS, VISIT, Wanted
from storage import audit
from storage.calendars import meeting_of, meetings_of
from storage.database import Db, tenant
from storage.exports import HOLD, HOUR, exports
from storage.insert import insert_once
from storage.moments import one_moment
from storage.people import Actor, find_person

# These have no rows to count, which tells them from exports of contacts.
LATELY = tenant(
    select(func.count(exports.c.id)).where(
        exports.c.person_id == bindparam("person"), exports.c.asked_at > bindparam("since"), exports.c.total == 0
    )
)


def ask_calendar_file(db: Db, actor: Actor, now: datetime, intent: str, visit: int | None = None) -> None:
    """Put down that the acting person wants one visit, or all of theirs, as a calendar file; once per intent.

    Raises Denied for a visit that isn't theirs, and Refusal above the hour's number.
    """
    person = find_person(db, actor)
    if person is None or (visit is not None and meeting_of(db, person.id, visit) is None):
        raise Denied("calendar.file")
    db.value(HOLD, person=person.id)
    if db.value(LATELY, person=person.id, since=now - HOUR) >= rules.CALENDARS_PER_HOUR:
        raise Refusal(rules.TOO_OFTEN.format(most=rules.CALENDARS_PER_HOUR))
    wanted = Wanted(CALENDAR if visit is None else f"{VISIT}{visit}", ICS.id, now.date(), now.date())
    made = insert_once(
        db,
        exports,
        intent=intent[:40],
        person_id=person.id,
        params=db.seal(exports.c.params, json.dumps(asdict(wanted), default=str)),
        state="waiting",
        **dict.fromkeys(("attempt", "done", "total"), 0),
        **dict.fromkeys(("asked_at", "changed_at"), now),
    )
    if made is not None:
        audit.note(db, now, actor.user_id, "calendar.asked", made)


@one_moment
def calendar_file(db: Db, person: int, wanted: Wanted, now: datetime) -> bytes:
    """The file, of what is this person's now. Raises Denied when the visit isn't, or is there no more."""
    if wanted.visit is None:
        return ics_file(meetings_of(db, person, now))
    found = meeting_of(db, person, wanted.visit)
    if found is None:
        raise Denied("calendar.file")
    return ics_file([found])
