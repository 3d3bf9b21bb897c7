"""The figure of the ticker: looking for what is due, with nothing due and a million rows; and saying a great deal."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Table, insert, select

from bench import seed
from bench.databases import Databases
from bench.servers import KEYS, NOW
from storage.claiming import claim
from storage.database import Db
from storage.keys import Keyring
from storage.nudges import nudges
from storage.nudgesending import due_people, send_to
from storage.outbox import outbox
from storage.people import people
from storage.store import open_engine

SIZE = seed.Size(500, 5_000)
ROWS, DUE = 1_000_000, 5_000
DOUBLINGS, OF_WHICH_WAIT = 6, 20
LOOKS = 101
BATCH = 50
LIMIT_MS = 20


class Ticked:
    """Milliseconds of a look with nothing due, at the nudges and at the outbox; seconds to say so much that is due."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        with self._engine.connect() as connection, connection.begin():
            self._people = list(connection.execute(select(people.c.id).order_by(people.c.id)).scalars())
        self._fill()
        self.look = self._median(lambda db: due_people(db, NOW, BATCH))
        self.claim = self._median(lambda db: claim(db, NOW, "bench", BATCH))
        self.said, self.seconds = self._say()
        self._engine.dispose()

    def _median(self, look: Callable[[Db], object]) -> float:
        times = []
        for _ in range(LOOKS):
            with self._engine.connect() as connection, connection.begin():
                db = Db(connection, 1, Keyring([KEYS]))
                began = time.perf_counter()
                look(db)
                times.append(time.perf_counter() - began)
        return statistics.median(times) * 1000

    def _fill(self) -> None:
        """Almost all was sent long ago; some waits for the coming weeks."""
        old = NOW - timedelta(days=60)
        first = range(ROWS >> DOUBLINGS)
        self._insert(nudges, [self._nudge(one, "pending" if one % OF_WHICH_WAIT == 0 else "sent") for one in first])
        self._insert(outbox, [_message(one, old) for one in first])
        for step in range(DOUBLINGS):
            self._double(nudges, "occurrence", f"-{step}")
            self._double(outbox, "key", f"-{step}")
        with self._engine.connect() as connection, connection.begin():
            Db(connection, 1, Keyring([KEYS])).count_anew((nudges, outbox))

    def _double(self, table: Table, key: str, ending: str) -> None:
        others = [one for one in table.c if one.name not in ("id", key)]
        again = select(table.c[key] + ending, *others)
        with self._engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.execute(insert(table).from_select([key, *(one.name for one in others)], again))

    def _insert(self, table: Table, rows: list[dict[str, object]]) -> None:
        with self._engine.connect() as connection, connection.begin():
            connection.execute(insert(table), rows)

    def _nudge(self, number: int, state: str) -> dict[str, object]:
        due = NOW + timedelta(minutes=number + 1) if state == "pending" else NOW - timedelta(days=60)
        return self._row(f"bench:{number}", due, state, "step_due", number)

    def _row(self, occurrence: str, due: object, state: str, kind: str, number: int) -> dict[str, object]:
        person = self._people[number % len(self._people)]
        times = {"due_at": due, "first_due_at": due, "until": NOW + timedelta(days=90), "changed_at": NOW}
        return {
            **{"workspace_id": 1, "kind": kind, "person_id": person, "subject_id": number, "rung": 0},
            **{"occurrence": occurrence, "state": state, "sent_at": due if state == "sent" else None, **times},
        }

    def _say(self) -> tuple[int, float]:
        due = NOW - timedelta(minutes=1)
        self._insert(nudges, [self._row(f"due:{one}", due, "pending", "card", one) for one in range(DUE)])
        said, began = 0, time.perf_counter()
        for _ in range(DUE):
            with self._engine.connect() as connection, connection.begin():
                db = Db(connection, 1, Keyring([KEYS]))
                found = due_people(db, NOW, BATCH)
                if not found:
                    break
                said += send_to(db, NOW, found)
        return said, time.perf_counter() - began


def _message(number: int, at: object) -> dict[str, object]:
    return {
        **{"workspace_id": 1, "kind": "nudges", "key": f"bench:{number}", "state": "sent", "due_at": at},
        **{"attempt": 1, "created_at": at, "sent_channel": "D1", "sent_ts": f"1.{number}"},
    }


def tick(databases: Databases) -> Ticked:
    """Fill a fresh database with a million nudges and messages, and look."""
    url = databases.make()
    seed.roster(url, SIZE)
    return Ticked(url)
