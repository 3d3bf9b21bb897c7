"""Break-glass: an administrator reads a pair's log for an hour, with a reason, of which both are told at once.

It opens what the pair share and nothing that is one person's alone (bot/rules/sharing, GLASS). It ends by itself, and
both are told then what was read. Each reading is in the audit log, as everybody's is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Column, Index, Row, String, Table, UniqueConstraint, bindparam, select, update

from bot.errors import Denied
from bot.rules.dates import local_day
from bot.rules.views import Fact, Record
from storage import audit
from storage.contacts import contacts
from storage.database import Db, Instant, Sealed, key_column, metadata, reference, tenant, workspace_column
from storage.engagements import Engagement, find_engagement
from storage.insert import insert_once
from storage.outbox import NewOwed, outbox, owe
from storage.people import Actor, Person, find_person, people, roles
from storage.programmes import list_programmes
from storage.reading import FACT, fact_of
from storage.records import read_behind_glass
from storage.rostersearch import MOST_PAIRS, PAIRS, Hit, likes, pair_hits

HOUR = timedelta(hours=1)
OPENED, ENDED = "log_opened", "log_closed"  # of the outbox
REASON_MIN, REASON_MAX = 20, 500
SHOWN = 10
VERB = audit.LOG_OPENED
OVER = "The hour is over, and both were told. Open the log again if you still need it, with a reason."

# reason: in the administrator's words, which both are shown; until: when it ends by itself; ended_at: ended before
# that; intent: the filling-in of the form.
openings = Table(
    "openings",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id", index=True),
    reference("person_id", "people.id"),
    Column("reason", Sealed, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("intent", String(40), nullable=False),
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_openings_person", "workspace_id", "person_id", "until"),
)

_ADMIN = (people.c.deactivated_at.is_(None), people.c.slack_user_id == bindparam("user"), roles.c.role == "admin")
ADMINISTERED = tenant(
    select(roles.c.programme_id).join_from(roles, people, people.c.id == roles.c.person_id).where(*_ADMIN).distinct()
)
_ROW = select(openings, people.c.name).join_from(openings, people, people.c.id == openings.c.person_id)
ONE = tenant(_ROW.where(openings.c.id == bindparam("opening")))
BY_INTENT = tenant(_ROW.where(openings.c.intent == bindparam("intent_key")))
OPEN = tenant(
    _ROW.where(
        openings.c.person_id == bindparam("person"), openings.c.until > bindparam("now"), openings.c.ended_at.is_(None)
    ).order_by(openings.c.id)
)
REACHED = tenant(
    select(people.c.id).where(
        people.c.id.in_(bindparam("both", expanding=True)),
        people.c.slack_user_id.is_not(None),
        people.c.deactivated_at.is_(None),
    )
)
TELL_NOW = tenant(
    update(outbox)
    .where(outbox.c.kind == ENDED, outbox.c.subject_id == bindparam("opening"), outbox.c.state == "pending")
    .values(due_at=bindparam("now"))
)
OF_PAIR = tenant(
    FACT.where(contacts.c.engagement_id == bindparam("pair"), contacts.c.removed_at.is_(None))
    .order_by(contacts.c.day.desc(), contacts.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
END = tenant(
    update(openings)
    .where(openings.c.id == bindparam("opening"), openings.c.ended_at.is_(None), openings.c.until > bindparam("now"))
    .values(ended_at=bindparam("now"))
)
READ = tenant(
    select(audit.audit.c.object_id)
    .join_from(audit.audit, contacts, contacts.c.id == audit.audit.c.object_id)
    .where(
        audit.READINGS,
        contacts.c.engagement_id == bindparam("pair"),
        audit.audit.c.actor == bindparam("user"),
        audit.audit.c.at >= bindparam("since"),
        audit.audit.c.at <= bindparam("until"),
    )
    .distinct()
    .order_by(audit.audit.c.object_id)
)
USER = tenant(select(people.c.slack_user_id).where(people.c.id == bindparam("person")))


class NewOpening(BaseModel):
    """The form as submitted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pair: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=REASON_MIN, max_length=REASON_MAX)]


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening. by: the administrator's name; reason: theirs; until: when it ends, or ended; unreached: who of the
    pair isn't in Slack, and so hears of it once they are."""

    id: int
    pair: Engagement
    person_id: int
    by: str
    reason: str
    opened_at: datetime
    until: datetime
    unreached: tuple[str, ...] = ()

    def holds(self, now: datetime) -> bool:
        """Whether it is open now."""
        return self.opened_at <= now < self.until


def administers(db: Db, actor: Actor) -> frozenset[int]:
    """The programs the acting person administers."""
    return frozenset(row[0] for row in db.all(ADMINISTERED, user=actor.user_id))


def find_openable(db: Db, actor: Actor, now: datetime, typed: str) -> list[Hit]:
    """Pairs of the administrator's programs by school, leader or coach. Raises Denied."""
    mine = administers(db, actor)
    if not mine:
        raise Denied(VERB)
    found = []
    for programme in (one for one in list_programmes(db) if one.id in mine):
        today = local_day(now, programme.zone)
        rows = db.all(PAIRS, programme=programme.id, **likes(typed), most=MOST_PAIRS, today=today)
        found += pair_hits(rows)
    return found[:MOST_PAIRS]


def open_log(db: Db, actor: Actor, now: datetime, intent: str, new: NewOpening) -> Opening:
    """Open a pair's log for an hour, and owe both of them the news; once per intent. Raises Denied."""
    person, pair = _administrator(db, actor, int(new.pair))
    values = {"engagement_id": pair.id, "person_id": person.id, "opened_at": now, "until": now + HOUR}
    made = insert_once(db, openings, intent=intent, reason=db.seal(openings.c.reason, new.reason), **values)
    if made is None:
        return _opening(db, db.first(BY_INTENT, intent_key=intent), person)
    audit.note(db, now, actor.user_id, VERB, pair.id)
    both = (pair.coach_id, pair.leader_id)
    told = [NewOwed(OPENED, f"{OPENED}:{made}:{one}", one, subject_id=made) for one in both]
    told += [NewOwed(ENDED, f"{ENDED}:{made}:{one}", one, subject_id=made, due_at=now + HOUR) for one in both]
    owe(db, now, told)
    return _opening(db, db.first(ONE, opening=made), person)


def _administrator(db: Db, actor: Actor, engagement: int) -> tuple[Person, Engagement]:
    person, pair = find_person(db, actor), find_engagement(db, engagement)
    if person is None or pair is None or pair.programme_id not in administers(db, actor):
        raise Denied(VERB, "pair")
    return person, pair


def _opening(db: Db, row: Row[Any] | None, person: Person | None = None) -> Opening:
    """A row as a value. Raises Denied where it is another one's."""
    pair = find_engagement(db, row.engagement_id) if row else None
    if row is None or pair is None or (person and row.person_id != person.id):
        raise Denied(VERB)
    reason, both = (
        db.unseal(openings.c.reason, row.reason) or "",
        {pair.coach_id: pair.coach, pair.leader_id: pair.leader},
    )
    there = {one.id for one in db.all(REACHED, both=sorted(both))}
    unreached = tuple(name for one, name in both.items() if one not in there)
    return Opening(row.id, pair, row.person_id, row.name, reason, row.opened_at, row.ended_at or row.until, unreached)


def find_opening(db: Db, opening: int) -> Opening:
    """One opening, for what is told of it."""
    return _opening(db, db.first(ONE, opening=opening))


def own_opening(db: Db, actor: Actor, now: datetime, opening: int) -> Opening:
    """The acting administrator's opening while it holds. Raises Denied once it ended, or they aren't one any longer."""
    found = _opening(db, db.first(ONE, opening=opening), find_person(db, actor))
    _administrator(db, actor, found.pair.id)
    if not found.holds(now):
        raise Denied(VERB, sentence=OVER)
    return found


def open_now(db: Db, actor: Actor, now: datetime) -> list[Opening]:
    """The acting administrator's openings that hold, so that who closed the page finds it again. Raises Denied."""
    person, mine = find_person(db, actor), administers(db, actor)
    if person is None or not mine:
        raise Denied(VERB)
    found = [_opening(db, row) for row in db.all(OPEN, person=person.id, now=now)]
    return [one for one in found if one.pair.programme_id in mine]


def opened_contacts(db: Db, actor: Actor, now: datetime, opening: int, skip: int) -> tuple[Opening, list[Fact], bool]:
    """Ten contacts of the pair, the newest first, and whether there are more. Raises Denied."""
    found = own_opening(db, actor, now, opening)
    rows = db.all(OF_PAIR, pair=found.pair.id, most=SHOWN + 1, skip=skip)
    return found, [fact_of(row) for row in rows[:SHOWN]], len(rows) > SHOWN


def read_opened(db: Db, actor: Actor, now: datetime, opening: int, contact: int) -> Record:
    """One contact of the pair with what both share, and the reading is written down. Raises Denied."""
    found = own_opening(db, actor, now, opening)
    record = read_behind_glass(db, contact, found.pair.id)
    audit.note(db, now, actor.user_id, audit.READ, contact)
    return record


def end_opening(db: Db, actor: Actor, now: datetime, opening: int) -> bool:
    """End an own opening before its hour is over, and tell both what was read; False once it was. Raises Denied."""
    person = find_person(db, actor)
    if person is None:
        raise Denied(VERB)
    _opening(db, db.first(ONE, opening=opening), person)
    if db.change(END, opening=opening, now=now) == 0:
        return False
    audit.note(db, now, actor.user_id, "log.closed", opening)
    db.owed = db.change(TELL_NOW, opening=opening, now=now) > 0 or db.owed
    return True


def read_in(db: Db, opening: Opening) -> list[int]:
    """The contacts that were read in an opening."""
    user = db.value(USER, person=opening.person_id) or ""
    span = {"since": opening.opened_at, "until": opening.until}
    return [row[0] for row in db.all(READ, pair=opening.pair.id, user=user, **span)]
