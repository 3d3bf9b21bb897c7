"""Digests that somebody asks for: the newest, the week so far, and any day's as it stood then. They are the asker's."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete

from bot.errors import Refusal
from bot.rules.dates import local_day
from bot.rules.digestlists import reads_digests
from bot.rules.digests import ASKED, WEEK, Digest, Figures
from bot.rules.ladders import midnight_after
from storage.database import Db, tenant
from storage.digesting import LATEST, digest_in, find_digest
from storage.digestlists import reader_of
from storage.digests import digests
from storage.people import Actor, find_person
from storage.programmes import Programme, list_programmes

KEPT = timedelta(days=7)  # of one that was asked for
SEVEN = timedelta(days=7)
NOT_YOURS = "Digests are for a program's coordinators and lead coaches. Your Home shows what is yours."
TO_COME = "That day is still to come. Ask for one that is over, or for /coachlog digest week."
TOO_EARLY = "The school year had not begun on that day. Ask for a day since {day}."

FORGET = tenant(
    delete(digests).where(
        digests.c.kind == ASKED, digests.c.about == bindparam("person"), digests.c.period < bindparam("before")
    )
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be read for somebody. at: the instant it is told of, None for now."""

    programme: int
    person: int
    monday: date
    at: datetime | None = None


def programme_of(db: Db, actor: Actor, wanted: int = 0) -> Programme:
    """The program whose digests somebody reads: the one that is wanted, or the first. Raises Refusal where none is."""
    for one in list_programmes(db):
        if wanted in {0, one.id} and reads_digests(reader_of(db, actor, one.id)):
            return one
    raise Refusal(NOT_YOURS)


def newest_digest(db: Db, actor: Actor, now: datetime, wanted: int = 0) -> Digest | None:
    """The last digest that was made of a program; None where there is none yet."""
    programme = programme_of(db, actor, wanted)
    row = db.first(LATEST, programme=programme.id, kind=WEEK, until=now)
    return digest_in(db, row) if row else None


def question_of(db: Db, actor: Actor, now: datetime, day: date | None) -> Question:
    """What to read for the week so far, or with a day for the week before it, as all stood at its end."""
    programme, person = programme_of(db, actor), find_person(db, actor)
    today = local_day(now, programme.zone)
    if day and day > today:
        raise Refusal(TO_COME)
    if day and day < programme.year_from:
        raise Refusal(TOO_EARLY.format(day=f"{programme.year_from:%b} {programme.year_from.day}"))
    told = day or today
    monday = told - timedelta(days=told.weekday())
    at = min(midnight_after(day, programme.zone) - timedelta(seconds=1), now) if day else None
    return Question(
        programme.id, person.id if person else 0, max(monday - SEVEN, _monday(programme)) if day else monday, at
    )


def _monday(programme: Programme) -> date:
    return programme.year_from - timedelta(days=programme.year_from.weekday())


def keep_asked(db: Db, actor: Actor, now: datetime, asked: Question, figures: Figures) -> Digest:
    """Keep what was read for its asker, so that the lists behind it can be opened; older ones are forgotten.

    Not with the practices: of two that are asked for around a single contact, they would tell what that was about.
    """
    if not reads_digests(reader_of(db, actor, asked.programme)):
        raise Refusal(NOT_YOURS)
    db.change(FORGET, person=asked.person, before=_moment(now - KEPT))
    row = db.add(
        digests,
        programme_id=asked.programme,
        kind=ASKED,
        about=asked.person,
        period=_moment(now),
        number=0,
        as_of=asked.at or now,
        figures=figures.model_copy(update={"practices": ()}).model_dump(mode="json"),
    )
    found = find_digest(db, row)
    if found is None:
        raise LookupError("a digest that was just kept")
    return found


def _moment(at: datetime) -> str:
    """When a digest was asked for, as rows name it: in order, and no two presses the same."""
    return f"{int(at.timestamp() * 100_000):012x}"
