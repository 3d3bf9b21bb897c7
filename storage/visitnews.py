"""What the other person of a pair is told when a visit changes, and whose Home follows."""

from datetime import datetime

from bot.rules.visits import Visit
from storage.database import Db
from storage.outbox import NewOwed, owe_once
from storage.retouching import ABOUT
from storage.visitrows import guests_of

PROPOSAL = "proposal"  # to the one who is asked, with the buttons to answer
ANSWERED = "proposal_answered"  # to the one who asked
CHANGED = "visit_changed"  # to the other person, and to guests: how the visit stands now


def tell_of_visit(db: Db, now: datetime, visit: Visit, by: int, kind: str) -> None:
    """Owe the other person of the pair a message about a visit. by: the person who acted.

    It is composed from the visit as it stands when it is sent; subject_id is the visit.
    """
    to = {visit.coach_id, visit.leader_id} - {by}
    if kind == CHANGED:
        to |= {person for _, _, person in guests_of(db, [visit.id]).get(visit.id, ())} - {by}
    for person in sorted(to):
        key = f"{kind}:{visit.id}:{visit.sequence}:{person}"
        owe_once(db, now, NewOwed(kind, key, person_id=person, subject_id=visit.id))


def settle_asked(db: Db, now: datetime, visit: Visit) -> None:
    """Owe a correction of the message that asked for an answer to a proposal. visit: as it stood until now."""
    asked = {visit.coach_id, visit.leader_id} - {visit.asked_by}
    keys = [f"{kind}:{visit.id}:{visit.sequence}:{person}" for kind in (PROPOSAL, CHANGED) for person in asked]
    for row in db.all(ABOUT, keys=keys):
        key = f"retouch:{row.id}:{visit.sequence}:{now.timestamp()}"
        owe_once(db, now, NewOwed("retouch", key, row.person_id, row.channel, row.id))


def refresh_pair(db: Db, now: datetime, visit: Visit) -> None:
    """Owe both people of a visit's pair, and its guests, a fresh Home."""
    guests = {person for _, _, person in guests_of(db, [visit.id]).get(visit.id, ())}
    for person in sorted({visit.coach_id, visit.leader_id} | guests):
        owe_once(db, now, NewOwed("home", f"home:visit:{visit.id}:{now.timestamp()}:{person}", person_id=person))
