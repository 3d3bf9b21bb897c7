"""Matching e-mails to Slack people, and what follows: Homes appear, coordinators see who is left."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.dates import is_zone
from storage.database import Db
from storage.outbox import NewOwed, owe_once
from storage.people import Actor, find_person, match_people, match_person, unmatched_people
from storage.programmes import list_programmes
from storage.setup import refresh_homes


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
    return True


def _show(db: Db, now: datetime, matched: Sequence[int]) -> None:
    for person in matched:
        owe_once(db, now, NewOwed("home", f"home:matched:{person}:{now.timestamp()}", person_id=person))
    for programme in list_programmes(db):
        refresh_homes(db, now, programme.id, "matched")
