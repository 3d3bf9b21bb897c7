"""What both of a pair are told of a break-glass, composed when it is sent."""

from collections.abc import Callable
from datetime import datetime

from bot.messages import Message
from bot.messages import openings as words
from storage.database import Db
from storage.openings import ENDED, OPENED, find_opening, read_in
from storage.outbox import Owed


def _opened(db: Db, owed: Owed, _now: datetime) -> Message:
    found = find_opening(db, owed.subject_id or 0)
    until = words.hour_of(found.until, found.pair.zone)
    return words.opened(found.by, found.pair.school, found.reason, until)


def _closed(db: Db, owed: Owed, _now: datetime) -> Message:
    found = find_opening(db, owed.subject_id or 0)
    return words.closed(found.by, found.pair.school, read_in(db, found))


OPENING_WORDS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {OPENED: _opened, ENDED: _closed}
