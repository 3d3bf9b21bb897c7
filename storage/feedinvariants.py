"""What the database shows of calendar links: each person has one at most, and one that ended is nowhere to be read."""

from sqlalchemy import func, or_, select, tuple_

from storage.feeds import feeds
from storage.people import people
from storage.verify import Found, Look


def ended_links_are_gone(look: Look) -> Found:
    """A calendar link that was ended isn't kept, and a live one is."""
    return look.rows(feeds, feeds.c.ended_at.is_not(None) == feeds.c.token.is_not(None))


def everybody_has_one_link(look: Look) -> Found:
    """Nobody has two live calendar links, and nobody who is gone from Slack has one."""
    live = feeds.c.ended_at.is_(None)
    several = (
        select(feeds.c.workspace_id, feeds.c.person_id)
        .where(live)
        .group_by(feeds.c.workspace_id, feeds.c.person_id)
        .having(func.count() > 1)
    )
    gone = select(people.c.id).where(people.c.deactivated_at.is_not(None))
    twice = tuple_(feeds.c.workspace_id, feeds.c.person_id).in_(several)
    return look.rows(feeds, live, or_(twice, feeds.c.person_id.in_(gone)))


FEED_INVARIANTS = (ended_links_are_gone, everybody_has_one_link)
