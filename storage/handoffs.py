"""What a new coach finds of the pair before: its agreement, when the two met, the weekly time; never their notes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.errors import Denied, Refusal
from bot.messages.agreements import Names
from bot.rules.agreements import Agreement
from bot.rules.contacts import spell
from bot.rules.dates import local_day
from bot.rules.roster.byhand import HANDS_OVER
from bot.rules.sharing import Reader, Thing, bare, may
from bot.rules.views import Fact
from storage import audit
from storage.agreementrows import editions_of, opened
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import find_engagement
from storage.handing import STEPS
from storage.monthhours import pair_sums
from storage.people import Actor
from storage.planaccess import ONE
from storage.planrows import counts_of
from storage.reading import FACT, fact_of
from storage.rosteracts import roster_acts
from storage.rosternews import weeklies_of

SUCCESSOR = Reader(frozenset({"next"}))
SHOWN = 10

ACT = tenant(
    select(roster_acts.c.id, roster_acts.c.after)
    .where(
        roster_acts.c.programme_id == bindparam("programme"),
        roster_acts.c.act.in_(HANDS_OVER),
        roster_acts.c.undone_at.is_(None),
        roster_acts.c.after["new_pair"].as_integer() == bindparam("pair"),
    )
    .order_by(roster_acts.c.id.desc())
    .limit(1)
)
_HERS = (contacts.c.engagement_id == bindparam("pair"), contacts.c.removed_at.is_(None), contacts.c.made)
FACTS = tenant(FACT.where(*_HERS).order_by(contacts.c.day.desc(), contacts.c.id.desc()).limit(SHOWN))
ENTRIES = tenant(select(func.count(contacts.c.id)).where(*_HERS))


@dataclass(frozen=True, slots=True)
class Handoff:
    """What goes on. names: of the pair before; pair: the one that follows, whose plan and open steps these are now.

    contacts: by their number; entries: how many there are to list, an e-mail's being one.
    """

    pair: int
    names: Names
    new_school: str
    since: date
    agreement: Agreement | None
    goals: int
    steps: int
    weekly: tuple[str, ...]
    facts: tuple[Fact, ...]
    contacts: int
    minutes: int
    entries: int


def read_handoff(db: Db, actor: Actor, now: datetime, pair: int) -> Handoff:
    """What went before a pair, for its coach, from its first day on; written down. Raises Denied for anyone else."""
    new, before = db.first(ONE, pair=pair), None
    if new is None or not new.coach_user or new.coach_user != actor.user_id:
        raise Denied("handoff")
    act = db.first(ACT, programme=new.programme_id, pair=pair)
    before = db.first(ONE, pair=int(act.after["old_pair"])) if act else None
    if before is None:
        raise Refusal("That handover was taken back, so there is nothing to show anymore.")
    if new.starts_on > local_day(now, new.zone):
        raise Refusal(f"This opens on {spell(new.starts_on)}, the day on which you begin.")
    audit.note(db, now, actor.user_id, audit.HANDOFF_READ, before.id)
    return _handoff(db, now, new, before)


def _handoff(db: Db, now: datetime, new: Row[Any], before: Row[Any]) -> Handoff:
    found, old = find_engagement(db, new.id), find_engagement(db, before.id)
    facts = db.all(FACTS, pair=before.id) if may(SUCCESSOR, Thing("contact_facts")) else ()
    return Handoff(
        new.id,
        Names(before.school, before.leader, before.coach),
        new.school,
        before.starts_on,
        _in_force(db, before),
        counts_of(db, [new.id]).get(new.id, (0, None))[0],
        len(db.all(STEPS, pair=new.id)),
        weeklies_of(db, found, local_day(now, new.zone)) if found else (),
        tuple(bare(fact_of(row)) for row in facts),
        *(pair_sums(db, old) if old else (0, 0)),
        int(db.value(ENTRIES, pair=before.id) or 0),
    )


def _in_force(db: Db, before: Row[Any]) -> Agreement | None:
    """The agreement that was in force when the pair ended."""
    row = next((one for one in editions_of(db, before.id) if one.state == "in_force"), None)
    return opened(db, row, before, SUCCESSOR) if row else None
