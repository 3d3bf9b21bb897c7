"""How each promise about how rows stood is broken on purpose, for tests of `coachlog verify`."""

from collections.abc import Callable

from sqlalchemy import delete, update

from storage.contacts import contacts
from storage.past import past
from tests.storage.small import NOW, Small


def without_its_trigger(town: Small) -> None:
    """As a migration may leave SQLite that copies a table."""
    where = " ON visits" if town.db.dialect == "postgresql" else ""
    town.connection.exec_driver_sql(f"DROP TRIGGER past_visits_update{where}")


def forgotten(town: Small) -> None:
    town.connection.execute(update(contacts).values(removed_at=NOW))
    town.connection.execute(delete(past))


PAST_BREAKS: dict[str, Callable[[Small], object]] = {
    "the_database_keeps_how_counted_rows_stood": without_its_trigger,
    "contacts_taken_back_are_remembered": forgotten,
}
