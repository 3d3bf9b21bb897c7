"""Messages of nudges that are posted already, corrected when what they ask about was done elsewhere."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.messages import Message
from bot.messages import nudges as words
from bot.messages import visitnudges as visitwords
from bot.messages.nudges import Piece
from bot.rules.nudges import Nudge
from bot.rules.plainkinds import REVIEW, UNREVIEWED, UNSIGNED
from bot.rules.visits import PLANNED
from storage.database import Db, tenant
from storage.nudgecomposing import nudges_of
from storage.nudgepieces import PIECES
from storage.nudges import nudges
from storage.retouching import Posted
from storage.stalled import QUIET_PAIR, UNBOOKED
from storage.stepnudges import BARRIER, STEP_DUE
from storage.visitnudges import BRIEF, CARD, TILE, UNLOGGED
from storage.visitrows import find_visit

MESSAGE = tenant(select(nudges.c.outbox_id).where(nudges.c.id == bindparam("nudge")))


def compose_nudges_again(db: Db, posted: Posted, now: datetime) -> Message | None:
    """What a posted message of nudges should say now: what is still open, and in a line each what is settled."""
    message = db.value(MESSAGE, nudge=posted.contact)
    if message is None:
        return None
    live: list[Piece] = []
    settled: list[str] = []
    for one in nudges_of(db, int(message)):
        piece = PIECES[one.kind](db, one, now) if one.kind in PIECES else None
        if piece:
            live.append(piece)
        elif line := _settled(db, one):
            settled.append(line)
    if live:
        return words.bundle(int(message), [*live, *map(Piece, settled)])
    return visitwords.all_settled(settled) if settled else None


def _settled(db: Db, one: Nudge) -> str:
    visit = find_visit(db, one.subject_id or 0) if one.kind in {BRIEF, CARD, UNLOGGED} else None
    if visit and visit.state == PLANNED and not visit.contact_id and not visit.moved:
        return ""  # it is asked about further down, or its hour is past
    return visitwords.settled(visit) if visit else SETTLED.get(one.kind, "This is settled.")


SETTLED = {
    TILE: "Every visit of the list is logged or explained.",
    STEP_DUE: "What was due is done, moved or dropped.",
    BARRIER: "Somebody has taken care of it.",
    UNBOOKED: "Something is booked again.",
    QUIET_PAIR: "There was a contact since.",
    UNSIGNED: "The agreement is signed by both.",
    UNREVIEWED: "The plan was looked at since.",
    REVIEW: "The agreement was looked at since.",
}
