"""Who coordinates a program: given and taken in Slack, never from the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.errors import FieldErrors
from bot.rules.slackpeople import SlackPerson
from storage import audit
from storage.database import Db, tenant
from storage.inbox import first_time
from storage.outbox import NewOwed, owe, owe_once
from storage.people import Actor, people, roles
from storage.setup import ensure_person, give_role, refresh_homes, require_authority
from storage.welcoming import plan_welcomes

COORDINATOR = "coordinator"
FIELD = "people"
MOST = 25

HOLDERS = tenant(
    select(people.c.id, people.c.name, people.c.slack_user_id, roles.c.role)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.role.in_((COORDINATOR, "admin")),
        people.c.deactivated_at.is_(None),
    )
    .order_by(people.c.name, people.c.id)
)
TAKE = tenant(
    delete(roles).where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.person_id == bindparam("person"),
        roles.c.role == COORDINATOR,
    )
)


@dataclass(frozen=True, slots=True)
class Coordinator:
    """An active coordinator. user: the Slack user, or None while nobody in Slack has their e-mail."""

    person_id: int
    name: str
    user: str | None


def list_coordinators(db: Db, actor: Actor, programme: int) -> list[Coordinator]:
    """The active coordinators of a program, by name. Raises Denied."""
    require_authority(db, actor, "coordinators.read", programme)
    return _holders(db, programme)


def _holders(db: Db, programme: int) -> list[Coordinator]:
    rows = db.all(HOLDERS, programme=programme)
    return [Coordinator(row.id, row.name, row.slack_user_id) for row in rows if row.role == COORDINATOR]


def is_coordinator(db: Db, programme: int, person: int) -> bool:
    """Whether this person coordinates the program now."""
    return any(one.person_id == person for one in _holders(db, programme))


def set_coordinators(
    db: Db,
    actor: Actor,
    now: datetime,
    programme: int,
    chosen: Sequence[SlackPerson],
    seen: Sequence[int],
    form: str = "",
) -> tuple[int, int]:
    """Give the role to everybody chosen who lacks it, and take it from those seen in the form and not chosen now.

    seen: person ids of the coordinators the form began with, so that one added meanwhile stays. form: its mark, so
    that a replay changes nothing back. How many were added and removed. Raises FieldErrors when somebody can't be
    one or nobody would be left, and Denied.
    """
    if form and not first_time(db, now, f"form:{form}"):
        return 0, 0
    require_authority(db, actor, "coordinators.change", programme)
    if problems := [one.problem for one in chosen if one.problem]:
        raise FieldErrors({FIELD: " ".join(problems[:3])})
    before = _holders(db, programme)
    kept = {one.user_id for one in chosen}
    gone = [one for one in before if one.user and one.user not in kept and one.person_id in seen]
    new = [one for one in chosen if one.user_id not in {held.user for held in before}]
    if not new and not any(one.user and one not in gone for one in before):
        raise FieldErrors({FIELD: "Somebody has to coordinate. Choose at least one person."})
    added = [_add(db, actor, now, programme, one) for one in new]
    for one in gone:
        db.change(TAKE, programme=programme, person=one.person_id)
        audit.note(db, now, actor.user_id, f"role.removed:{COORDINATOR}", one.person_id)
    if added or gone:
        _tell(db, now, programme, added, [one.person_id for one in gone])
    return len(added), len(gone)


def _add(db: Db, actor: Actor, now: datetime, programme: int, who: SlackPerson) -> int:
    person = ensure_person(db, now, actor.user_id, who)
    if person is None:
        sentence = f"{who.name}'s e-mail belongs to somebody else in the program. Correct it in the people file first."
        raise FieldErrors({FIELD: sentence})
    give_role(db, now, actor.user_id, programme, person, COORDINATOR)
    return person


def _tell(db: Db, now: datetime, programme: int, added: Sequence[int], gone: Sequence[int]) -> None:
    refresh_homes(db, now, programme, f"coordinators:{programme}")
    at: Any = now.timestamp()
    owe(db, now, [NewOwed("home", f"home:left:{programme}:{at}:{person}", person_id=person) for person in gone])
    plan_welcomes(db, now)
    for person in added:
        key = f"made_coordinator:{programme}:{person}:{at}"
        owe_once(db, now, NewOwed("made_coordinator", key, person_id=person, subject_id=programme))
