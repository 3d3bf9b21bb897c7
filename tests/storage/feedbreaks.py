"""How each promise about calendar links is broken on purpose, for tests of `coachlog verify`."""

from collections.abc import Callable

from sqlalchemy import update

from storage.feeds import end_feed, feeds, make_feed
from storage.people import people
from tests.storage.small import COACH, NOW, Small


def kept_after_its_end(town: Small) -> None:
    make_feed(town.db, COACH, NOW)
    town.connection.execute(update(feeds).values(ended_at=NOW))


def of_somebody_gone(town: Small) -> None:
    make_feed(town.db, COACH, NOW)
    end_feed(town.db, COACH, NOW)
    make_feed(town.db, COACH, NOW)
    town.connection.execute(update(people).values(deactivated_at=NOW))


FEED_BREAKS: dict[str, Callable[[Small], object]] = {
    "ended_links_are_gone": kept_after_its_end,
    "everybody_has_one_link": of_somebody_gone,
}
