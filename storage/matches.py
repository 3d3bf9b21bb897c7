"""Matching e-mails to Slack people, and what follows: Homes appear, coordinators see who is left."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rules.dates import is_zone
from storage.database import Db
from storage.outbox import NewOwed, owe_once
from storage.people import Actor, find_person, match_people, match_person, unmatched_people
from storage.programmes import list_programmes
from storage.setup import LED_BY
from storage.welcoming import plan_welcomes

SETTLED = timedelta(seconds=10)  # what began within the minute is stored by then


def match_users(db: Db, users: Sequence[tuple[str, str, str | None]], now: datetime) -> int:
    """Match Slack users, (user id, e-mail, zone) each, by e-mail, and owe their Homes; how many were matched."""
    before = {person for person, _, _ in unmatched_people(db)}
    if not before or not match_people(db, users, now):
        return 0
    matched = before - {person for person, _, _ in unmatched_people(db)}
    _show(db, now, sorted(matched))
    return len(matched)


def match_user(db: Db, now: datetime, user_id: str, email: str, zone: str | None) -> bool:
    """Match one Slack user who joined or changed; whether it did."""
    if not match_person(db, user_id, email, zone if zone and is_zone(zone) else None):
        return False
    person = find_person(db, Actor(user_id))
    _show(db, now, [person.id] if person else [])
    plan_welcomes(db, now)
    return True


def _show(db: Db, now: datetime, matched: Sequence[int]) -> None:
    shown = set(matched)
    for programme in list_programmes(db):
        shown.update(db.run(LED_BY, {"programme": programme.id}).scalars())
    for person in sorted(shown):
        _owe_home(db, now, person)


def _owe_home(db: Db, now: datetime, person: int) -> None:
    """Owe a fresh Home, one a minute: the first at once, and one after the minute for all that follows in it."""
    minute = now.replace(second=0, microsecond=0)
    if not owe_once(db, now, NewOwed("home", f"home:matched:{person}:{minute.timestamp():.0f}", person_id=person)):
        later = minute + timedelta(minutes=1)
        key = f"home:matched:{person}:{later.timestamp():.0f}"
        owe_once(db, now, NewOwed("home", key, person_id=person, due_at=later + SETTLED))
