"""What a message of nudges says, composed when it is sent: what still matters, if its reader may be written to."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.errors import NotNow
from bot.messages import Message
from bot.messages.nudges import Piece, bundle
from bot.rules.etiquette import Manners, together, welcome
from bot.rules.nudges import KINDS, ORDER, SENT, Nudge
from storage.database import Db, tenant
from storage.manners import readers_of
from storage.nudgepieces import PIECES
from storage.nudges import nudges
from storage.nudging import nudge_of
from storage.outbox import Owed

log = logging.getLogger("coachlog.nudges")

BACK = "back"
OF_MESSAGE = tenant(
    select(nudges).where(nudges.c.outbox_id == bindparam("message"), nudges.c.state == SENT).order_by(nudges.c.id)
)


def nudges_of(db: Db, message: int) -> list[Nudge]:
    """The nudges that a message says, in its order: of two about the same thing, the one further up its ladder."""
    found: dict[tuple[str, int | None], Nudge] = {}
    for row in db.all(OF_MESSAGE, message=message):
        one = nudge_of(row)
        known = found.get((one.kind, one.subject_id))
        if one.kind in KINDS and (known is None or known.rung <= one.rung):
            found[one.kind, one.subject_id] = one
    return sorted(found.values(), key=lambda one: (ORDER[one.kind], one.first_due_at, one.id))


def compose_nudges(db: Db, owed: Owed, now: datetime) -> Message | None:
    """The message, or None when nothing of it matters any more. Raises NotNow while its reader wants to be left alone.

    A piece that can't be composed is logged by name and left out.
    """
    reader = readers_of(db, now, [owed.person_id or 0]).get(owed.person_id or 0)
    if reader is None:
        return None
    taken = nudges_of(db, owed.id)
    live = [one for one in taken if one.until > now and _wanted(one, reader.manners)]
    pieces = {one: piece for one in live if (piece := _piece(db, one, now))}
    if not pieces or not _at_a_good_time(live, reader.manners, now):
        return None
    back = any(one.kind == BACK for one in live)
    said = bundle(owed.id, list(pieces.values()), back=back, plainly=reader.text_only)
    return replace(said, unsaid=tuple(one.id for one in taken if one not in pieces and one.kind != BACK))


def _wanted(one: Nudge, manners: Manners) -> bool:
    return one.kind not in manners.off or bool(KINDS[one.kind].locked)


def _at_a_good_time(live: Iterable[Nudge], manners: Manners, now: datetime) -> bool:
    """Whether its reader may be written to now; False when that comes too late. Raises NotNow until it is in time."""
    if any(welcome(KINDS[one.kind], manners, now) for one in live):
        return True
    later = [at for one in live if (at := together(KINDS[one.kind], manners, now, one.until)) and at < one.until]
    if later:
        raise NotNow(min(later))
    return False


def _piece(db: Db, one: Nudge, now: datetime) -> Piece | None:
    composer = PIECES.get(one.kind)
    try:
        return composer(db, one, now) if composer else None
    except Exception as problem:  # noqa: BLE001 - one bad row keeps no other from being said
        told = {"error": type(problem).__name__, "kind": one.kind, "nudge": one.id}
        log.error("nudge failed", extra=told)  # noqa: TRY400 - a traceback may carry words
        return None
