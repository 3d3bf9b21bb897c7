"""What a contact's form begins with where a planned visit is logged: the visit, as it stood."""

from datetime import datetime
from typing import Any

from bot.errors import Denied, Refusal
from bot.rules.contacts import readable
from bot.rules.dates import local_day
from storage.database import Db
from storage.engagements import Engagement, pairs_of_contact
from storage.people import Actor
from storage.visitrows import ONE, guests_of, visit_in


def visit_to_log(db: Db, actor: Actor, now: datetime, visit_id: int) -> tuple[list[Engagement], dict[str, Any]]:
    """The actor's pairs, and the form's values for one of the actor's visits as a coach.

    Raises Denied for anyone else's, and Refusal for one that is logged or hasn't begun.
    """
    row = db.first(ONE, visit=visit_id)
    if row is None or not row.coach_user or row.coach_user != actor.user_id:
        raise Denied("visit.log")
    visit = visit_in(row)
    if visit.contact_id:
        raise Refusal(f"This visit is logged already, as {readable(visit.contact_id)}.")
    if visit.at > now:
        raise Refusal("This visit hasn't begun yet. You can log it once it has.")
    there = [engagement for _, engagement, _ in guests_of(db, [visit.id]).get(visit.id, ())]
    values: dict[str, Any] = {
        "engagement": visit.engagement_id,
        "kind": visit.kind,
        "day": local_day(visit.at, visit.zone),
        "start": visit.local_start,
        "minutes": visit.minutes,
    }
    return pairs_of_contact(db, actor, now, visit.engagement_id), values | ({"attendees": there} if there else {})
