"""What people write in the thread of a question: their answer, its edits and deletions. Nothing of it is a log line."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.messages import reflections as words
from bot.rules.nudges import QUESTIONS
from bot.rules.reflecting import Part
from bot.rules.saying import DELETED, WRITTEN, Told, seconds, told_in_thread
from storage.answers import HELD, Place, keep, opened, owe_line, with_part, without_part
from storage.database import Db, tenant
from storage.inbox import Received
from storage.nudges import nudges
from storage.outbox import outbox, owe_answer
from storage.people import people
from storage.reflections import reflections

HELP = "help"
PROMPT = "prompt"
AROUND = timedelta(minutes=15)  # between our sending a question and the ts that Slack gave it

_ASKED = (
    select(reflections.c.id, nudges.c.sent_at, outbox.c.sent_channel, outbox.c.sent_ts)
    .join_from(reflections, people, people.c.id == reflections.c.person_id)
    .join(nudges, nudges.c.subject_id == reflections.c.id)
    .join(outbox, outbox.c.id == nudges.c.outbox_id)
    .where(nudges.c.kind.in_(QUESTIONS))
)
OF_THREAD = tenant(
    _ASKED.where(
        people.c.slack_user_id == bindparam("user"),
        people.c.deactivated_at.is_(None),
        or_(outbox.c.sent_ts == bindparam("thread"), outbox.c.state.in_(("sending", "unknown"))),
    ).order_by(reflections.c.id.desc())
)
POSTS = tenant(_ASKED.where(reflections.c.id == bindparam("reflection")).order_by(outbox.c.id.desc()))
KNOWN_POST = tenant(
    select(outbox.c.id)
    .join(people, people.c.id == outbox.c.person_id)
    .where(people.c.slack_user_id == bindparam("user"), outbox.c.sent_ts == bindparam("thread"))
)


def heard_in_thread(db: Db, now: datetime, received: Received) -> bool:
    """Take what an event says of a question's thread; False where it is about something else."""
    told = told_in_thread(received.event)
    reflection = _question_of(db, told) if told else None
    if told is None or reflection is None:
        return False
    row = db.first(HELD, reflection=reflection)
    if row is None or row.leader_user != told.user:
        return False
    if told.kind == WRITTEN and told.text.casefold() == HELP:
        return False
    _take(db, now, row, told, received.id)
    return True


def _question_of(db: Db, told: Told) -> int | None:
    """The question whose thread it is: of the message that asks it; or, while Slack's answer to that isn't known, of
    the one that was sent at that time."""
    rows = db.all(OF_THREAD, user=told.user, thread=told.thread)
    exact: int | None = next((row.id for row in rows if row.sent_ts == told.thread), None)
    if exact is not None or not rows:
        return exact
    if db.value(KNOWN_POST, user=told.user, thread=told.thread) is not None:
        return None
    began = seconds(told.thread)
    lost = (row.id for row in rows if row.sent_at and abs(row.sent_at.timestamp() - began) < AROUND.total_seconds())
    return next(lost, None)


def _take(db: Db, now: datetime, row: Row[Any], told: Told, event: int) -> None:
    held, place = opened(db, row), Place(told.channel, told.thread)
    if told.kind == DELETED:
        keep(db, now, row, without_part(held, told.ts), place)
        return
    changed = keep(db, now, row, with_part(held, Part(told.ts, told.text, told.at)), place)
    if told.kind == WRITTEN and not told.text:
        said = words.nothing_to_keep(row.id)
        payload = {"text": said.text, "blocks": said.blocks, "thread": told.thread}
        owe_answer(db, now, f"answer:{event}", told.channel, payload)
    elif changed:
        owe_line(db, now, row)


def thread_of(db: Db, reflection: int) -> Place:
    """Where a question was asked, for the line under an answer that was given by a button."""
    row = next((one for one in db.all(POSTS, reflection=reflection) if one.sent_ts), None)
    return Place(row.sent_channel or "", row.sent_ts) if row else Place()
