"""How each promise about visits is broken on purpose, for tests of `coachlog verify`."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import delete, select, update

from storage.engagements import engagements
from storage.visiting import NewSeries, add_series
from storage.visits import visit_guests, visits
from tests.storage.small import COACH, NOW, Small

TUESDAY = date(2026, 11, 24)


def promise(town: Small) -> None:
    """The pair has a weekly series."""
    add_series(town.db, COACH, NOW, NewSeries(engagement=town.pair, weekday=1, start="09:00", minutes=90))


def visit(**values: object) -> Callable[[Small], None]:
    """The first visit of a series, changed behind everyone's back."""

    def change(town: Small) -> None:
        promise(town)
        town.connection.execute(update(visits).where(visits.c.occurs_on == TUESDAY).values(**values))

    return change


def other_usual(town: Small) -> None:
    promise(town)
    town.connection.execute(update(engagements).values(visit_start="10:00"))


def one_contact_twice(town: Small) -> None:
    promise(town)
    town.connection.execute(update(visits).values(contact_id=town.contact, state="held"))


def own_guest(town: Small) -> None:
    promise(town)
    first = town.connection.execute(select(visits.c.id).order_by(visits.c.id).limit(1)).scalar_one()
    town.db.add(visit_guests, visit_id=first, engagement_id=town.pair)


def lost_visit(town: Small) -> None:
    promise(town)
    town.connection.execute(delete(visits).where(visits.c.occurs_on == TUESDAY))


VISIT_BREAKS: dict[str, Callable[[Small], object]] = {
    "the_usual_visit_is_that_of_a_series": other_usual,
    "visits_are_where_their_series_put_them": visit(day=TUESDAY + timedelta(days=1)),
    "visits_say_why_they_are_off": visit(state="skipped"),
    "a_contact_stands_for_one_visit_of_its_pair": one_contact_twice,
    "guests_are_of_the_same_coach": own_guest,
    "visits_keep_their_hour": visit(start="10:00"),
    "no_planned_visit_is_missing": lost_visit,
}
