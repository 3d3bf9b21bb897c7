"""What the pair is told about sharing, composed when it is sent: nothing, once it is no longer so."""

from collections.abc import Callable
from datetime import datetime

from bot.messages import Message
from bot.messages import sharing as words
from bot.rules.sharing import both_agree
from bot.rules.views import Fact, Keys
from storage.database import Db
from storage.outbox import Owed
from storage.reading import fact_of
from storage.records import ONE, state_of


def _told(db: Db, owed: Owed, _now: datetime) -> Message | None:
    row = db.first(ONE, contact=owed.subject_id or 0)
    if row is None:
        return None
    state, keys = state_of(db, row)
    fact = fact_of(row)
    other = fact.leader if owed.person_id == row.coach_id else fact.coach
    asked = int(owed.key.split(":")[1])
    return None if state.removed or keys.request != asked else WORDS[owed.kind](fact, keys, other)


def _asked(fact: Fact, keys: Keys, other: str) -> Message | None:
    return None if keys.ended or both_agree(keys) else words.asked(fact, other)


def _asked_anew(fact: Fact, keys: Keys, _other: str) -> Message | None:
    return None if keys.ended or both_agree(keys) else words.asked_anew(fact)


def _agreed(fact: Fact, keys: Keys, other: str) -> Message | None:
    return words.agreed(fact, other) if both_agree(keys) else None


def _ended(fact: Fact, keys: Keys, other: str) -> Message | None:
    return words.ended(fact, other) if keys.ended else None


WORDS: dict[str, Callable[[Fact, Keys, str], Message | None]] = {
    "share_asked": _asked,
    "share_again": _asked_anew,
    "share_agreed": _agreed,
    "share_ended": _ended,
}
SHARED_NOTES: dict[str, Callable[[Db, Owed, datetime], Message | None]] = dict.fromkeys(WORDS, _told)
