"""Doing a duty for one after the other, so that whoever it can't be done for keeps none of the others waiting."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from bot.errors import NotSavedYet
from bot.logs import where

log = logging.getLogger("coachlog.duties")

T = TypeVar("T")


class NotForEach(Exception):
    """It couldn't be done for some, each of which the log names; for all others it was."""


async def each_apart(duty: str, wanted: Iterable[T], work: Callable[[T], Awaitable[int]]) -> int:
    """Do the work for each; what it comes to together. Raises NotForEach at the end where it failed for some.

    A database that is away is away for all: that ends it at once.
    """
    done, failed = 0, False
    for one in wanted:
        try:
            done += await work(one)
        except NotSavedYet:
            raise
        except Exception as problem:  # noqa: BLE001 - one bad row never delays another
            failed = True
            said = {"duty": duty, "error": type(problem).__name__, "where": where(problem)}
            log.error("not done for one", extra=said)  # noqa: TRY400 - no content
    if failed:
        raise NotForEach
    return done
