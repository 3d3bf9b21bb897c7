"""A small program in one workspace, with one contact recorded, told about and applied events: all promises kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.engine import Connection

from bot.rules.programme import Channels, Rules
from storage.claiming import claim
from storage.contacts import NewContact, NewStep
from storage.database import Db
from storage.engagements import engagements
from storage.inbox import finish_event, receive_event, waiting_events
from storage.keys import Keyring, new_key
from storage.outbox import mark
from storage.people import Actor, people, roles
from storage.programmes import programmes
from storage.recording import Intent, record_contact
from storage.schools import districts, schools
from storage.store import open_engine
from storage.ticks import beat
from storage.workspaces import NewWorkspace, install

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)
COACH = Actor("UCOACH")
INTENT = "intent-of-the-first-form"


@dataclass(frozen=True, slots=True)
class Small:
    """What was made: the ids of a workspace's rows."""

    db: Db
    programme: int
    district: int
    pair: int
    coach: int
    leader: int
    contact: int

    @property
    def connection(self) -> Connection:
        """The transaction it was made in."""
        return self.db._connection


def make(connection: Connection, keyring: Keyring, team: str = "T1") -> Small:
    """One workspace with a pair; its coach has logged a visit, and everyone was told."""
    db = Db(connection, install(connection, keyring, NewWorkspace(team, team, f"xoxb-{team}", "UBOT"), NOW), keyring)
    rules = Rules(channels=Channels(coordinators="CCOORD")).model_dump(mode="json", by_alias=True)
    year = {"year_from": date(2026, 8, 31), "year_to": date(2027, 6, 18)}
    programme = db.add(programmes, code="assoc", name="Association", zone="America/New_York", rules=rules, **year)
    district = db.add(districts, programme_id=programme, name="District 1")
    coach = db.add(people, email="coach@example.org", name="Coach C", slack_user_id="UCOACH")
    leader = db.add(people, email="principal@example.org", name="Principal 14", slack_user_id="ULEAD")
    db.add(roles, programme_id=programme, person_id=coach, role="coach")
    school = db.add(schools, district_id=district, name="Lincoln Elementary")
    ids = {"programme_id": programme, "school_id": school, "leader_id": leader, "coach_id": coach}
    pair = db.add(engagements, starts_on=date(2026, 9, 1), **ids)
    contact = record_contact(db, COACH, NOW, Intent(INTENT, NOW), visit(pair)).id
    tell(db)
    apply(db)
    beat(connection, None, "tidy", NOW)
    return Small(db, programme, district, pair, coach, leader, contact)


def visit(pair: int, note: str = "Exit tickets are weak.") -> NewContact:
    """A visit with words in every place."""
    step = NewStep(what="Bring the data", owner="leader", due_on=date(2026, 11, 24))
    return NewContact(
        engagement=pair,
        kind="visit",
        day=date(2026, 11, 17),
        minutes=90,
        presence="yes",
        others="Two teachers",
        note=note,
        private_note="Seems tired.",
        next_steps=(step,),
    )


def tell(db: Db) -> None:
    """Send everything that is owed."""
    for one in claim(db, NOW, "sender"):
        sent = (
            {} if one.kind == "home" else {"channel": one.channel or "D1", "ts": f"{NOW.timestamp():.0f}.{one.id:06d}"}
        )
        mark(db, "sender", one.id, "sent", **sent)


def apply(db: Db) -> None:
    """Receive an event and apply it."""
    receive_event(db, NOW, "Ev1", "user_change", {"user": {"id": "U9"}})
    for event in waiting_events(db, NOW + timedelta(seconds=1)):
        finish_event(db, event.id)


@contextmanager
def opened(url: str, keyring: Keyring | None = None) -> Iterator[Small]:
    """A small program, committed at the end of the block; foreign keys aren't watched, so that it can be broken."""
    engine = open_engine(url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            yield make(connection, keyring or Keyring([new_key()]))
