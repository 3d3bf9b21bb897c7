"""Heartbeats: one row for each duty, whoever beats first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from sqlalchemy import Engine

from storage.ticks import beat, last_beats
from tests.storage.rostering import NOW, opened

AT_ONCE = 4


def test_replicas_may_beat_for_the_first_time_at_the_same_moment(database_url: str) -> None:
    with opened(database_url) as engine, ThreadPoolExecutor(AT_ONCE) as pool:
        barrier = Barrier(AT_ONCE)

        def first(number: int) -> None:
            _beat(engine, barrier, NOW + timedelta(seconds=number))

        list(pool.map(first, range(AT_ONCE)))
        with engine.begin() as connection:
            assert list(last_beats(connection, None)) == ["tidy"]


def _beat(engine: Engine, barrier: Barrier, now: datetime) -> None:
    with engine.connect() as connection:
        barrier.wait(30)
        with connection.begin():
            beat(connection, None, "tidy", now)


def test_a_beat_replaces_the_one_before(database_url: str) -> None:
    with opened(database_url) as engine, engine.begin() as connection:
        for number in range(3):
            beat(connection, None, "tidy", NOW + timedelta(seconds=number))
        assert last_beats(connection, None) == {"tidy": NOW + timedelta(seconds=2)}
