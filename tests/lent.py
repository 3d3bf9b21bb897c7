"""A PostgreSQL database that goes from test to test: emptied after each, which costs a tenth of making one anew.

It is given up for a new one as soon as a test left more than rows: another schema, statistics of its own, or anything
that could not be emptied.
"""

import os
from contextlib import suppress
from itertools import count
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from storage.store import open_engine
from tests import postgres

USES = 100  # then it has grown by the rows that were there
_numbers = count(1)

# Changes with whatever isn't rows: each is read from the catalogs, as their newest version and how many there are.
CATALOGS = ("class", "attribute", "constraint", "trigger", "proc", "type", "namespace", "attrdef", "index", "statistic")
PARTS = (
    "SELECT (SELECT version_num FROM alembic_version), (SELECT sum(reltuples) FROM pg_class WHERE relkind = 'r')",
    *(f"(SELECT (count(*), max(xmin::text::bigint))::text FROM pg_{one})" for one in CATALOGS),  # noqa: S608 - constants
)
SHAPE = ", ".join(PARTS)
ALONE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> ALL(%s)"
)
# Without triggers, of which some refuse, some write, and some look for references; the keys begin at 1 again.
EMPTY = """
    DO $$ DECLARE one regclass; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
        LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
        PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
    END $$
"""


class Lent:
    """The database of this process at the moment."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._keeper: psycopg.Connection | None = None
        self._held: Connection | None = None
        self._name, self._url, self._uses, self._shape = "", "", 0, None

    def fresh(self) -> str:
        """The URL of a database without a row."""
        if self._keeper is None:
            self._name, self._uses = f"coachlog_{os.getpid()}_lent_{next(_numbers)}", 0
            self._url = postgres.create_database(self._server, self._name, self._template)
            self._keeper = psycopg.connect(self._url, autocommit=True)
            self._shape = self._shape_now()
        self._uses += 1
        return self._url

    def connection(self, url: str) -> Connection | None:
        """A connection to the database that is lent, and stays open for the next test; None for another's url.

        What is done on it is rolled back.
        """
        if url != self._url or self._keeper is None:
            return None
        if self._held is None or self._held.closed or self._held.invalidated:
            self._held = open_engine(url).connect()
        return self._held

    def take_back(self) -> None:
        """After a test: empty it, or give it up."""
        if not self._emptied():
            self.give_up()

    def _emptied(self) -> bool:
        if self._keeper is None or self._uses >= USES:
            return False
        try:
            stay = [self._keeper.info.backend_pid]
            if self._held is not None:
                self._held.rollback()
                stay.append(self._held.connection.driver_connection.info.backend_pid)  # type: ignore[union-attr] # psycopg's
                self._held.rollback()
            self._keeper.execute(ALONE, [stay])
            if self._shape_now() != self._shape:
                return False
            self._keeper.execute(EMPTY)
        except (psycopg.Error, SQLAlchemyError):
            return False
        return True

    def _shape_now(self) -> Any:
        return self._keeper.execute(SHAPE).fetchone() if self._keeper else None

    def give_up(self) -> None:
        """Drop it; the next test gets a new one."""
        if self._keeper is None:
            return
        if self._held is not None:
            with suppress(SQLAlchemyError, psycopg.Error):
                self._held.close()
        self._keeper.close()
        self._keeper = self._held = None
        postgres.drop_database(self._server, self._name)
