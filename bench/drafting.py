"""The figure of the status report: drafting one for a coach with 40 schools, with its commit, and drafting it again."""

import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from statistics import median

from bench import digesting, seed
from bench.databases import Databases
from bench.servers import KEYS
from bot.rules.periods import Period, previous
from storage.database import Db
from storage.drafting import draft_report
from storage.keys import Keyring
from storage.programmes import list_programmes
from storage.store import open_engine

SCHOOLS = 40
SIZE = seed.Size(4, 4 * SCHOOLS)
DRAFTS = 6  # periods of each coach, one report each
FIRST = Period(digesting.TODAY.replace(month=10, day=16), digesting.TODAY.replace(month=10, day=31))
LIMIT_MS = 300


class Drafted:
    """Milliseconds, the middle of many: of a report's first draft, and of one that is brought up to date."""

    def __init__(self, url: str) -> None:
        self._url = url
        reports = [(coach, period) for period in _periods() for coach in range(1, SIZE.coaches + 1)]
        self.many = len(reports)
        times = [self._took(*one) for one in reports]
        self.first, self.worst = median(times), max(times)
        self.again = median(self._took(*one) for one in reports)

    def _took(self, coach: int, period: Period) -> float:
        engine, now = open_engine(self._url), datetime.combine(period.last - timedelta(days=2), clock(14), UTC)
        with engine.connect() as connection:
            began = time.perf_counter()
            with connection.begin():
                db = Db(connection, 1, Keyring([KEYS]))
                if not draft_report(db, now, list_programmes(db)[0].id, coach, period):
                    raise LookupError("a coach without a report")
            took = time.perf_counter() - began
        engine.dispose()
        return took * 1000


def _periods() -> list[Period]:
    periods = [FIRST]
    for _ in range(DRAFTS - 1):
        periods.append(previous(periods[-1]))
    return periods


def draft(databases: Databases) -> Drafted:
    """Fill a fresh database with a year of some coaches with 40 schools each, and draft their reports."""
    url = databases.make()
    seed.roster(url, SIZE)
    seed.fill(url, digesting.tables(SIZE, reports=False))
    return Drafted(url)
