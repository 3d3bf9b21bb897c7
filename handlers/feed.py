"""Calendar feeds over HTTP: whoever holds a live link gets its owner's visits; every other link is simply not there.

A link is a secret, so nothing here writes an address down.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.exports.icsfile import ics_file, mark_of
from bot.messages.calendars import PATH
from storage.calendars import meetings_of
from storage.feeds import Owner, find_owner, hash_of
from storage.store import Storage

log = logging.getLogger("coachlog.feed")

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
SPAN = timedelta(minutes=10)
OF_A_FEED, OF_A_WORKSPACE, UNKNOWN = 60, 6_000, 600  # readings within the span, in one process
REMEMBERED = 20_000
QUIET = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex, nofollow"}
# Kept by nobody without asking again, so that a link that was ended shows nothing from then on.
FOUND = {
    **QUIET,
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="coachlog.ics"',
    "Content-Type": "text/calendar; charset=utf-8",
}
NOT_FOUND = {**QUIET, "Cache-Control": "no-store"}
AWAY = {**NOT_FOUND, "Retry-After": "60"}


class Counter:
    """How often each of many was read in the span that runs; it remembers the latest of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: OrderedDict[Hashable, tuple[datetime, int]] = OrderedDict()

    def wait(self, key: Hashable, now: datetime) -> int:
        """Seconds until it may be read again; 0 when it may."""
        since, count = self._counts.get(key, (now, 0))
        left = (since + SPAN - now).total_seconds()
        return max(int(left), 1) if count >= self._most and 0 < left <= SPAN.total_seconds() else 0

    def count(self, key: Hashable, now: datetime) -> None:
        """One reading more."""
        since, count = self._counts.pop(key, (now, 0))
        fresh = timedelta() <= now - since < SPAN
        self._counts[key] = (since, count + 1) if fresh else (now, 1)
        if len(self._counts) > REMEMBERED:
            self._counts.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        """It is there no more."""
        self._counts.pop(key, None)


@dataclass(slots=True)
class Feeds:
    """The calendars of all workspaces. Links that nobody has share one limit, which no owner's link falls under."""

    storage: Storage
    now: Callable[[], datetime]
    _feeds: Counter = field(default_factory=lambda: Counter(OF_A_FEED))
    _workspaces: Counter = field(default_factory=lambda: Counter(OF_A_WORKSPACE))
    _unknown: Counter = field(default_factory=lambda: Counter(UNKNOWN))

    async def read(self, request: Request) -> Response:
        """One calendar, as it stands now."""
        token = str(request.path_params["token"])
        if not TOKEN.fullmatch(token):
            return _not_found()
        try:
            return await self._answer(hash_of(token), request.headers.get("if-none-match", ""))
        except Exception as problem:  # noqa: BLE001 - whatever it is, no traceback may carry the link
            log.error("calendar not read", extra={"error": type(problem).__name__})  # noqa: TRY400 - likewise
            return PlainTextResponse("not now", 503, AWAY)

    async def _answer(self, mark: bytes, seen: str) -> Response:
        now = self.now()
        if wait := self._feeds.wait(mark, now):
            return _too_often(wait)
        owner = await self.storage.survey(find_owner, mark)
        if owner is None:
            return self._missed(mark, now)
        self._feeds.count(mark, now)
        if wait := self._workspaces.wait(owner.workspace, now):
            return _too_often(wait)
        self._workspaces.count(owner.workspace, now)
        return await self._calendar(owner, now, seen)

    def _missed(self, mark: bytes, now: datetime) -> Response:
        """What a link gets that nobody has: it was looked up, so that a flood of guesses keeps no owner out."""
        self._feeds.forget(mark)
        if wait := self._unknown.wait(None, now):
            return _too_often(wait)
        self._unknown.count(None, now)
        return _not_found()

    async def _calendar(self, owner: Owner, now: datetime, seen: str) -> Response:
        meetings = await self.storage.workspace(owner.workspace).read(meetings_of, owner.person, now)
        content = await asyncio.to_thread(ics_file, meetings)
        headers = {**FOUND, "ETag": mark_of(content)}
        if mark_of(content) in seen:
            return Response(None, 304, headers)
        return Response(content, 200, headers)


def _not_found() -> Response:
    """The same whether there never was such a link or it was ended."""
    return PlainTextResponse("not found", 404, NOT_FOUND)


def _too_often(wait: int) -> Response:
    return PlainTextResponse("too often", 429, {**NOT_FOUND, "Retry-After": str(wait)})


def feed_routes(feeds: Feeds) -> list[Route]:
    """The one address of all calendars."""
    return [Route(PATH, feeds.read, methods=["GET"])]
