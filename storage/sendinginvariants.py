"""What sending promises: nothing due is left lying, nothing is planned or said twice, one trouble a place."""

from datetime import timedelta

from sqlalchemy import and_, func, or_, select, tuple_

from bot.rules.nudges import PENDING, SENT
from bot.rules.pace import LIMITS
from storage.nudges import nudges
from storage.outbox import outbox
from storage.places import AWAY_AFTER, places
from storage.troubles import TOKEN, troubles
from storage.verify import Found, Look

LATE = timedelta(hours=1)
FORGOTTEN = timedelta(hours=6)  # who can't be reached is looked at again so often


def nothing_due_is_left_lying(look: Look) -> Found:
    """A message that was due is sent, put off or closed within an hour of the clock's ticking, while Slack answers."""
    if (ticked := look.ticked) is None:
        return ()
    dead = select(troubles.c.id).where(
        troubles.c.workspace_id == outbox.c.workspace_id, troubles.c.place == TOKEN, troubles.c.over_at.is_(None)
    )
    methods = or_(*(places.c.place == name for name in LIMITS))
    away = select(places.c.id).where(
        places.c.workspace_id == outbox.c.workspace_id,
        methods,
        or_(places.c.failures >= AWAY_AFTER, places.c.held_until > ticked),
    )
    waits = and_(outbox.c.state == "pending", outbox.c.due_at < ticked - LATE)
    return look.rows(outbox, waits, ~dead.exists(), ~away.exists())


def nudges_are_planned_once(look: Look) -> Found:
    """No two nudges of a workspace share their occurrence."""
    several = (
        select(nudges.c.workspace_id, nudges.c.occurrence)
        .group_by(nudges.c.workspace_id, nudges.c.occurrence)
        .having(func.count() > 1)
    )
    return look.rows(nudges, tuple_(nudges.c.workspace_id, nudges.c.occurrence).in_(several))


def nudges_are_said_to_their_person(look: Look) -> Found:
    """A nudge that was said stands in a message to the person it is for."""
    other = select(outbox.c.id).where(outbox.c.id == nudges.c.outbox_id, outbox.c.person_id != nudges.c.person_id)
    return look.rows(nudges, nudges.c.state == SENT, or_(nudges.c.outbox_id.is_(None), other.exists()))


def no_nudge_outlives_its_use(look: Look) -> Found:
    """A nudge that is of no use any more is ended within hours of the clock's ticking."""
    if (ticked := look.ticked) is None:
        return ()
    return look.rows(nudges, nudges.c.state == PENDING, nudges.c.until < ticked - FORGOTTEN, nudges.c.due_at < ticked)


def a_place_has_one_trouble(look: Look) -> Found:
    """A place that takes no messages is listed once until it is well again."""
    several = (
        select(troubles.c.workspace_id, troubles.c.place)
        .where(troubles.c.over_at.is_(None))
        .group_by(troubles.c.workspace_id, troubles.c.place)
        .having(func.count() > 1)
    )
    return look.rows(
        troubles, troubles.c.over_at.is_(None), tuple_(troubles.c.workspace_id, troubles.c.place).in_(several)
    )
