"""People of the workspace whom no program knows: who is told about them, and how often."""

from datetime import datetime

from bot.rules.dates import local_day
from storage.database import Db
from storage.outbox import NewOwed, owe_once
from storage.people import Actor
from storage.programmes import list_programmes


def tell_about_stranger(db: Db, actor: Actor, now: datetime) -> bool:
    """Owe the coordinators' channels one line a day about this person; False when there is no such channel."""
    told = False
    for programme in list_programmes(db):
        channel = programme.rules.channels.coordinators
        if channel:
            key = f"stranger:{programme.id}:{actor.user_id}:{local_day(now, programme.zone)}"
            owe_once(db, now, NewOwed("stranger", key, channel=channel))
            told = True
    return told


def stranger_of(key: str) -> str:
    """The Slack user a stranger message is about."""
    return key.split(":")[2]
