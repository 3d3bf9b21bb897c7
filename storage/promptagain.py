"""A message that asks a question, as it should stand after somebody did something about it."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.messages import Message
from bot.messages import reflections as words
from bot.messages.nudges import Piece, bundle
from bot.rules.nudges import QUESTIONS, Nudge
from bot.rules.reflecting import OPEN, SKIPPED
from storage.answers import ONE
from storage.database import Db, tenant
from storage.nudgecomposing import nudges_of
from storage.nudgepieces import PIECES
from storage.outbox import outbox
from storage.people import Actor, people
from storage.reflecting import asked_of, own_row

MESSAGE_AT = tenant(
    select(outbox.c.id)
    .join(people, people.c.id == outbox.c.person_id)
    .where(people.c.slack_user_id == bindparam("user"), outbox.c.sent_ts == bindparam("ts"))
)


def message_at(db: Db, actor: Actor, ts: str) -> int | None:
    """The message of ours to the actor that has this ts in Slack."""
    found: int | None = db.value(MESSAGE_AT, user=actor.user_id, ts=ts)
    return found


def question_again(db: Db, actor: Actor, now: datetime, reflection: int, message: int) -> Message | None:
    """The message as it stands now, with all else that it said. message: its row in the outbox. None where that
    message asks another question. Raises Denied."""
    own_row(db, actor, reflection)
    told = nudges_of(db, message)
    if reflection not in {one.subject_id for one in told if one.kind in QUESTIONS}:
        return None
    pieces = [piece for one in told if (piece := _piece(db, one, now))]
    return bundle(message, pieces) if pieces else None


def _piece(db: Db, one: Nudge, now: datetime) -> Piece | None:
    if one.kind not in QUESTIONS:
        composer = PIECES.get(one.kind)
        return composer(db, one, now) if composer else None
    row = db.first(ONE, reflection=one.subject_id or 0)
    if row is None:
        return None
    asked = asked_of(row)
    if row.state == OPEN:
        return words.prompt_piece(asked, again=False)
    return words.skipped_piece(asked) if row.state == SKIPPED else words.answered_piece(asked)
