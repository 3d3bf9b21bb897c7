"""What a person should look at once more before a contact is saved, worked out in the transaction that saves it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.errors import Unsure
from bot.rules.concerns import STUDENTS, Beside, Concern, concerns_of
from bot.rules.dates import local_day
from bot.rules.students import look
from storage import audit
from storage.contacts import NewContact, contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.pairs import Pair, names_of
from storage.people import Actor
from storage.schools import schools

IDENTIFIES = "Some words may tell who a student is. Please look at them before you save."

BESIDE = tenant(
    select(
        contacts.c.id,
        contacts.c.kind,
        contacts.c.start,
        contacts.c.minutes,
        contacts.c.engagement_id,
        schools.c.name.label("school"),
    )
    .join_from(contacts, engagements, engagements.c.id == contacts.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(
        contacts.c.coach_id == bindparam("coach"),
        contacts.c.day == bindparam("day"),
        contacts.c.removed_at.is_(None),
        contacts.c.intent != bindparam("but"),
    )
    .order_by(contacts.c.id)
    .limit(50)
)


def look_once_more(
    db: Db, actor: Actor, now: datetime, pair: Pair, new: NewContact, confirmed: Collection[str], intent: str = ""
) -> None:
    """Raise Unsure for what the person has not confirmed. intent: of a new contact, so that it isn't its own twin.

    What may identify a student and is kept nevertheless is counted in the audit log, without a word of it.
    """
    found = _beside(db, now, pair, new, intent) if intent else []
    if texts_of(new) and _identifies(db, pair, new):
        found.append(Concern(STUDENTS, IDENTIFIES))
    open_ones = tuple((one.code, one.sentence) for one in found if one.code not in confirmed)
    if open_ones:
        raise Unsure(open_ones)
    if any(one.code == STUDENTS for one in found):
        audit.note(db, now, actor.user_id, "guard.kept", pair.id)


def _beside(db: Db, now: datetime, pair: Pair, new: NewContact, intent: str) -> list[Concern]:
    rows = db.all(BESIDE, coach=pair.coach_id, day=new.day, but=intent)
    beside = [
        Beside(row.id, row.kind, row.start, row.minutes, row.school, row.engagement_id == pair.id) for row in rows
    ]
    today: date = local_day(now, pair.zone)
    return concerns_of(new.kind, new.day, new.start, new.minutes or 0, today, beside)


def texts_of(new: NewContact) -> tuple[str, ...]:
    """Every text of a contact that anyone may ever read, its author's private note included."""
    said = (new.note, new.check_in, new.successes, new.obstacles, new.next_focus, new.resources, new.others)
    steps = (one.what for one in new.next_steps)
    return tuple(words for words in (*said, new.private_note, *steps) if words)


def _identifies(db: Db, pair: Pair, new: NewContact) -> bool:
    """The pair's own names are asked for only where something was found without them."""
    texts = texts_of(new)
    if not any(look(one) for one in texts):
        return False
    known = names_of(db, pair.id)
    return any(look(one, known) for one in texts)
