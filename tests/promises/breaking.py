"""Makes the k-th call of the database fail, wherever it is made."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from storage.statements import Prepared

ALWAYS = 10**9


@dataclass
class Breaker:
    """Counts the calls made while it is on; the k-th fails, and all after it when it fails for good."""

    k: int = ALWAYS
    for_good: bool = False
    seen: int = 0
    on: bool = False
    _one: threading.Lock = field(default_factory=threading.Lock)

    def start(self, k: int = ALWAYS, *, for_good: bool = False) -> None:
        """Count anew from here on."""
        self.k, self.for_good, self.seen, self.on = k, for_good, 0, True

    def stop(self) -> int:
        """Let everything work again; how many calls there were."""
        self.on = False
        return self.seen

    def call(self) -> None:
        """One call of the database; the test's own, made on its own thread, never fail."""
        if threading.current_thread() is threading.main_thread():
            return
        with self._one:
            self.seen += self.on
            fails = self.on and (self.seen == self.k or (self.for_good and self.seen >= self.k))
        if fails:
            raise OperationalError("statement", None, sqlite3.OperationalError("disk I/O error"))

    def before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function that may fail in place of the real one."""

        def broken(*args: Any, **kwargs: Any) -> Any:
            self.call()
            return real(*args, **kwargs)

        return broken

    def after(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function that does what the real one does, and may then fail all the same: a lost answer."""

        def broken(*args: Any, **kwargs: Any) -> Any:
            done = real(*args, **kwargs)
            self.call()
            return done

        return broken


def break_database(patch: pytest.MonkeyPatch) -> Breaker:
    """Put a breaker between the app and every statement, every beginning and both sides of every commit."""
    breaker = Breaker()
    for owner, name in ((Prepared, "run"), (Connection, "execute"), (Connection, "_begin_impl")):
        patch.setattr(owner, name, breaker.before(getattr(owner, name)))
    commit = Connection._commit_impl
    patch.setattr(Connection, "_commit_impl", breaker.after(breaker.before(commit)))
    return breaker
