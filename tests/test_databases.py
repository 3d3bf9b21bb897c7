"""The databases that the tests are given: migrated, empty of others' rows, and gone afterwards."""

from pathlib import Path

import psycopg
import pytest

from storage.store import open_engine
from tests import postgres


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_has_a_migrated_database_of_its_own(database_url: str, time: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        versions = connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar()
        connection.exec_driver_sql("CREATE TABLE left_behind (id INTEGER)")
    engine.dispose()
    assert versions == 1


def test_dropping_a_database_sends_its_guests_away(postgres_server: str) -> None:
    url = postgres.create_database(postgres_server, "coachlog_guests")
    with psycopg.connect(url) as guest:
        postgres.drop_database(postgres_server, "coachlog_guests")
        with pytest.raises(psycopg.OperationalError):
            guest.execute("SELECT 1")


def test_an_address_keeps_its_options_when_the_database_changes() -> None:
    assert postgres.database_of("postgresql://u@h:1/a?host=%2Fx", "b") == "postgresql://u@h:1/b?host=%2Fx"
    assert postgres.database_of("postgresql://u@h/a", "b") == "postgresql://u@h/b"


def test_the_server_lies_outside_homes() -> None:
    assert Path.home() not in postgres.run_folder().parents
