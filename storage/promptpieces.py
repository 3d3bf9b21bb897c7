"""What is sent about questions and answers, composed when it is sent: the question, the offer of another rhythm, the
quiet line under an answer, and to the coach that one was shared."""

from collections.abc import Callable
from datetime import datetime

from bot.messages import Message
from bot.messages import reflections as words
from bot.messages.nudges import Piece
from bot.rules.nudges import Nudge
from bot.rules.reflecting import ANSWERED, OPEN, REMOVED
from storage.answers import GIVEN, LINE, ONE, opened
from storage.database import Db
from storage.outbox import Owed
from storage.reflecting import asked_of, weeks_of
from storage.retouching import Posted


def prompt_piece(db: Db, nudge: Nudge, _now: datetime) -> Piece | None:
    """The question; nothing, once it is answered, skipped or over."""
    row = db.first(ONE, reflection=nudge.subject_id or 0)
    if row is None or row.state != OPEN:
        return None
    return words.prompt_piece(asked_of(row), again=nudge.rung > 0)


def rhythm_piece(db: Db, nudge: Nudge, _now: datetime) -> Piece | None:
    """The offer of another rhythm; nothing where none is kept any more."""
    weeks = weeks_of(db, nudge.person_id)
    return words.rhythm_piece(weeks) if weeks else None


def _line(db: Db, owed: Owed, _now: datetime) -> Message | None:
    return kept_line(db, owed.subject_id or 0)


def kept_line(db: Db, reflection: int) -> Message | None:
    """The quiet line, as the answer stands; in the thread it was written in."""
    row = db.first(ONE, reflection=reflection)
    if row is None or row.state not in {ANSWERED, REMOVED}:
        return None
    said = words.kept_line(asked_of(row, opened(db, row)))
    return Message(said.text, said.blocks, row.thread_ts or "")


def kept_again(db: Db, posted: Posted, _now: datetime) -> Message | None:
    """The quiet line, corrected."""
    return kept_line(db, posted.contact)


def _given(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """That an answer was shared; nothing, once it isn't."""
    row = db.first(ONE, reflection=owed.subject_id or 0)
    if row is None or row.shared_at is None or owed.person_id != row.coach_id:
        return None
    return words.shared_note(asked_of(row))


REFLECTIONS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {LINE: _line, GIVEN: _given}
REFLECTIONS_AGAIN: dict[str, Callable[[Db, Posted, datetime], Message | None]] = {LINE: kept_again}
