"""Readers with several queries that must all see the same moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from storage.statements import end, execute

F = TypeVar("F", bound=Callable[..., Any])

BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def one_moment(work: F) -> F:
    """Mark a unit of work whose queries would say something wrong if anything were saved between them.

    It costs PostgreSQL two round trips; on SQLite every unit sees one moment.
    """
    work.__dict__["one_moment"] = True
    return work


def wants_one_moment(work: Callable[..., Any]) -> bool:
    """Whether a unit of work is marked."""
    return getattr(work, "one_moment", False)


@contextmanager
def moment_of(connection: Connection) -> Iterator[None]:
    """A transaction on a connection that is in autocommit."""
    execute(connection, BEGIN).close()
    try:
        yield
    finally:
        end(connection, commit=False)
