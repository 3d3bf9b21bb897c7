"""What the tests of contacts share: a small program of two pairs, and forms filled in for it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.rules.concerns import CODES
from bot.rules.programme import Channels, Rules
from storage.audit import audit
from storage.contacts import NewContact
from storage.database import Db
from storage.engagements import engagements
from storage.outbox import outbox
from storage.people import Actor, people, roles
from storage.programmes import programmes
from storage.recording import Intent, Saved, record_contact
from storage.schools import districts, schools

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)  # Tuesday, 10:35 AM in New York
TODAY = date(2026, 11, 17)
CHANNEL = "CCOORD"
PEOPLE: tuple[dict[str, Any], ...] = (
    {"id": "UADMIN", "name": "Admin A", "email": "admin@example.org", "admin": True},
    {"id": "UCOACH", "name": "Coach C", "email": "coach.c@example.org"},
    {"id": "UOTHER", "name": "Coach D", "email": "coach.d@example.org"},
    {"id": "ULEAD", "name": "Principal 14", "email": "principal.14@example.org"},
    {"id": "ULEAD2", "name": "Principal 15", "email": "principal.15@example.org"},
    {"id": "UCOORD", "name": "Coordinator 1", "email": "coordinator.1@example.org"},
    {"id": "USTRANGE", "name": "Guest G", "email": "guest@example.org"},
)
ROLES = {"UCOACH": "coach", "UOTHER": "coach", "ULEAD": "leader", "ULEAD2": "leader", "UCOORD": "coordinator"}
PAIRS = (("Lincoln Elementary", "ULEAD", "UCOACH"), ("Harbor Middle", "ULEAD2", "UOTHER"))
COACH, OTHER, LEADER, LEADER2, COORDINATOR, STRANGER = map(
    Actor, ("UCOACH", "UOTHER", "ULEAD", "ULEAD2", "UCOORD", "USTRANGE")
)


@dataclass(frozen=True)
class Program:
    """The small program in one transaction. people: ids by Slack user; pairs: engagement ids by school."""

    db: Db
    id: int
    people: dict[str, int]
    pairs: dict[str, int]

    @property
    def pair(self) -> int:
        """The engagement of Coach C and Principal 14."""
        return self.pairs["Lincoln Elementary"]

    def log(self, intent: str = "one", at: datetime = NOW, actor: Actor = COACH, **changes: Any) -> Saved:
        """Record a visit of the pair."""
        return record_contact(self.db, actor, at, Intent(intent, at, confirmed=CODES), self.visit(**changes))

    def visit(self, **changes: Any) -> NewContact:
        """A visit of the pair as the form gives it."""
        return a_visit(**{"engagement": self.pair, **changes})

    def owed(self, state: str = "pending") -> list[str]:
        """The keys of messages in a state, oldest first."""
        return list(self.db.run(select(outbox.c.key).where(outbox.c.state == state).order_by(outbox.c.id)).scalars())

    def verbs(self) -> list[str]:
        """What the audit log holds, oldest first."""
        return list(self.db.run(select(audit.c.verb).order_by(audit.c.id)).scalars())

    def engage(self, school: str, leader: str, coach: str, **changes: Any) -> int:
        """One more engagement; the school is new."""
        district = self.db.value(select(districts.c.id))
        place = self.db.add(schools, district_id=district, name=school)
        values = {"starts_on": date(2026, 9, 1), "visit_day": 1, "visit_start": "09:00", "visit_minutes": 90, **changes}
        pair = {"leader_id": self.people[leader], "coach_id": self.people[coach]}
        return self.db.add(engagements, programme_id=self.id, school_id=place, **pair, **values)


SESSION = {"focus": ("cpsel:2B",), "no_steps": True, "next_open": True}


def a_visit(engagement: int, **changes: Any) -> NewContact:
    """A visit as the form gives it; a session with what it asks beside; steps are due in a week unless they say."""
    if changes.get("kind") == "session":
        changes = SESSION | changes
    if steps := changes.get("next_steps"):
        day = changes.get("day", TODAY)
        changes["next_steps"] = tuple({"due_on": day + timedelta(days=7), **one} for one in steps)
    filled = {"engagement": engagement, "kind": "visit", "day": TODAY, "minutes": 90, "presence": "yes", **changes}
    return NewContact.model_validate(filled)


def log_visits(db: Db, engagement: int, count: int) -> None:
    """Record so many visits of Coach C's in one transaction, so that no Home shows some of them."""
    for place in range(count):
        record_contact(db, COACH, NOW, Intent(f"i{place}", NOW, confirmed=CODES), a_visit(engagement))


def settle(db: Db, channel: str | None = CHANNEL) -> Program:
    """Put the small program into the database."""
    rules = Rules(channels=Channels(coordinators=channel)).model_dump(mode="json", by_alias=True)
    year = {"year_from": date(2026, 8, 31), "year_to": date(2027, 6, 18)}
    name, zone = "Association program", "America/New_York"
    programme = db.add(programmes, code="assoc", name=name, zone=zone, rules=rules, **year)
    db.add(districts, programme_id=programme, name="District 1")
    known = [one for one in PEOPLE if one["id"] != STRANGER.user_id]
    ids = {one["id"]: add_person(db, one["id"], one["name"], one["email"]) for one in known}
    for user, role in ROLES.items():
        db.add(roles, programme_id=programme, person_id=ids[user], role=role)
    made = Program(db, programme, ids, {})
    made.pairs.update({school: made.engage(school, leader, coach) for school, leader, coach in PAIRS})
    return made


def add_person(db: Db, user: str | None, name: str, email: str) -> int:
    """A person of the roster; user None: nobody in Slack has their e-mail yet."""
    return db.add(people, email=email, name=name, slack_user_id=user, zone="America/New_York")


def later(minutes: float) -> datetime:
    """So many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)
