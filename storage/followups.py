"""Composing what is said after a contact was logged: remarks about it, its deletion, its coming back."""

from collections.abc import Callable
from datetime import datetime

from bot.messages import Message
from bot.messages import remarks as words
from bot.rules.views import Fact
from storage.database import Db
from storage.outbox import Owed
from storage.reading import find_fact, leaders_of
from storage.threads import writer_of


def _of_remark(
    say: Callable[[Fact, str], Message], *, to_leader: bool
) -> Callable[[Db, Owed, datetime], Message | None]:
    """A message about one remark, which its key names; nothing once it was taken back."""

    def compose(db: Db, owed: Owed, _now: datetime) -> Message | None:
        fact = _standing(db, owed, to_leader=to_leader)
        who = writer_of(db, int(owed.key.rpartition(":")[2]))
        return say(fact, who) if fact and who else None

    return compose


def _of_contact(say: Callable[[Fact], Message]) -> Callable[[Db, Owed, datetime], Message | None]:
    """A message to a leader about a contact that stands."""

    def compose(db: Db, owed: Owed, _now: datetime) -> Message | None:
        fact = _standing(db, owed, to_leader=True)
        return say(fact) if fact else None

    return compose


def _standing(db: Db, owed: Owed, *, to_leader: bool) -> Fact | None:
    """The contact, unless it was taken back or is no longer about the leader it is for."""
    fact = find_fact(db, owed.subject_id or 0)
    if fact is None or fact.removed or (to_leader and owed.person_id not in leaders_of(db, fact.id)):
        return None
    return fact


def _deleted(db: Db, owed: Owed, _now: datetime) -> Message | None:
    fact = find_fact(db, owed.subject_id or 0)
    return words.deleted(fact) if fact and fact.removed else None


FOLLOW_UPS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {
    "added_note": _of_remark(words.added, to_leader=False),
    "questioned_note": _of_remark(words.questioned, to_leader=False),
    "answered_note": _of_remark(words.answered, to_leader=True),
    "corrected_note": _of_contact(words.corrected),
    "deleted_note": _deleted,
    "restored_note": _of_contact(words.restored),
}
