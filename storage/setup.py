"""Who may set up programs, and the first person who does."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from bot.errors import Denied
from bot.rules.slackpeople import SlackPerson
from storage import audit
from storage.database import WORKSPACE, Db, tenant
from storage.insert import insert_once
from storage.outbox import NewOwed, owe_once
from storage.people import Actor, match_person, people, roles, set_active
from storage.programmes import list_programmes
from storage.workspaces import workspaces

IN_CHARGE = ("coordinator", "admin")
ADMIN = "admin"  # who may open a pair's log (storage/openings.py)
NO_ADMIN = (
    "Only an administrator of this program can make somebody an administrator. Leave that role out, or ask one of them."
)

_CHARGE = (roles.c.role.in_(IN_CHARGE), people.c.deactivated_at.is_(None))
_HELD = select(roles.c.programme_id).join_from(roles, people, people.c.id == roles.c.person_id)
MINE = tenant(_HELD.where(*_CHARGE, people.c.slack_user_id == bindparam("user")))
ANYBODYS = tenant(_HELD.where(*_CHARGE).limit(1))
LED_BY = tenant(
    select(people.c.id)
    .join_from(people, roles, roles.c.person_id == people.c.id)
    .where(*_CHARGE, roles.c.programme_id == bindparam("programme"), people.c.slack_user_id.is_not(None))
    .distinct()
    .order_by(people.c.id)
)
ADMINS = tenant(
    select(people.c.id, people.c.slack_user_id, people.c.deactivated_at)
    .join_from(people, roles, roles.c.person_id == people.c.id)
    .where(roles.c.programme_id == bindparam("programme"), roles.c.role == ADMIN)
)
INSTALLER = tenant(select(workspaces.c.installer).where(workspaces.c.id == bindparam(WORKSPACE)))
GONE = tenant(
    select(people.c.id).where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_not(None))
)
CLAIM = tenant(
    update(workspaces)
    .where(
        workspaces.c.id == bindparam(WORKSPACE),
        or_(workspaces.c.installer.is_(None), workspaces.c.installer == bindparam("before")),
    )
    .values(installer=bindparam("user"))
)
BY_USER = tenant(select(people.c.id).where(people.c.slack_user_id == bindparam("user")))
BY_EMAIL = tenant(select(people.c.id, people.c.slack_user_id).where(people.c.email == bindparam("address")))


@dataclass(frozen=True, slots=True)
class Authority:
    """What the actor may set up: these programs; with founding, any, because nobody is in charge yet."""

    programmes: frozenset[int]
    founding: bool = False

    def over(self, programme: int | None) -> bool:
        """Whether this program, or with None a new one, is theirs to set up."""
        return self.founding or (bool(self.programmes) if programme is None else programme in self.programmes)


def authority(db: Db, actor: Actor) -> Authority | None:
    """What the actor may set up now, or None.

    Coordinators and admins may, each in their own program. While nobody is either, the installer may.
    """
    mine = frozenset(db.run(MINE, {"user": actor.user_id}).scalars())
    if mine:
        return Authority(mine)
    if db.value(ANYBODYS) is None and db.value(INSTALLER) == actor.user_id:
        return Authority(frozenset(), founding=True)
    return None


def may_set_up(db: Db, actor: Actor) -> bool:
    """Whether the actor may open the set-up now."""
    return authority(db, actor) is not None


def require_authority(db: Db, actor: Actor, what: str, programme: int | None = None) -> Authority:
    """The actor's authority over a program, or with None over a new one. Raises Denied."""
    found = authority(db, actor)
    if found is None or not found.over(programme):
        raise Denied(what)
    return found


def admins_of(db: Db, programme: int | None) -> frozenset[int]:
    """The people who administer a program."""
    return frozenset(row.id for row in db.all(ADMINS, programme=programme)) if programme else frozenset()


def may_make_admins(db: Db, actor: Actor, programme: int) -> bool:
    """Whether the actor may let others administer a program: who only coordinates it may not, or they could make
    themselves somebody who may open what pairs keep."""
    rows = db.all(ADMINS, programme=programme)
    return any(row.slack_user_id == actor.user_id and row.deactivated_at is None for row in rows)


def vacant(db: Db) -> bool:
    """Whether nobody is in charge here and no installer is known who could be: then an admin of the Slack may."""
    if db.value(ANYBODYS) is not None:
        return False
    installer = db.value(INSTALLER)
    return installer is None or db.value(GONE, user=installer) is not None


def enter_setup(db: Db, actor: Actor, now: datetime, who: SlackPerson | None) -> Authority:
    """The actor's authority, taken up where it is vacant by the first admin of the Slack who comes.

    who: the actor as Slack describes them, asked for when they have no authority or are founding. They become a
    person of this workspace, so that saving the first program can make them its admin. Raises Denied.
    """
    if who is not None and who.user_id != actor.user_id:
        raise Denied("setup.open")
    found = authority(db, actor)
    if found is None and who is not None and who.owner and vacant(db):
        before = db.value(INSTALLER)
        if db.change(CLAIM, user=actor.user_id, before=before) == 1:
            audit.note(db, now, actor.user_id, "workspace.claimed", db.workspace_id)
            found = authority(db, actor)
    if found is None:
        raise Denied("setup.open")
    if found.founding and who is not None:
        ensure_person(db, now, actor.user_id, who)
    return found


def ensure_person(db: Db, now: datetime, by: str, who: SlackPerson) -> int | None:
    """The person behind a Slack user, added if there is none.

    None without an e-mail, or when that e-mail is somebody else's in the program.
    """
    row = db.first(BY_USER, user=who.user_id)
    if row is not None:
        set_active(db, who.user_id, True, now)
        return int(row.id)
    if who.email is None:
        return None
    known = db.first(BY_EMAIL, address=who.email)
    if known is not None:
        if not match_person(db, who.user_id, who.email, who.zone):
            return None
        audit.note(db, now, by, "person.matched", known.id)
        return int(known.id)
    person = db.add(people, email=who.email, name=who.name, slack_user_id=who.user_id, zone=who.zone)
    audit.note(db, now, by, "person.added", person)
    return person


def give_role(db: Db, now: datetime, by: str, programme: int, person: int, role: str) -> bool:
    """Let a person hold a role in a program; whether that is new."""
    if insert_once(db, roles, programme_id=programme, person_id=person, role=role) is None:
        return False
    audit.note(db, now, by, f"role.added:{role}", person)
    return True


def keep_in_charge(db: Db, actor: Actor, now: datetime, programme: int) -> None:
    """Make whoever brought a program here its admin, unless they are in charge of it already."""
    if programme in frozenset(db.run(MINE, {"user": actor.user_id}).scalars()):
        return
    row = db.first(BY_USER, user=actor.user_id)
    if row is not None:
        give_role(db, now, actor.user_id, programme, row.id, "admin")


def refresh_homes(db: Db, now: datetime, programme: int, why: str) -> None:
    """Owe everybody in charge of a program a fresh Home. why: makes the key, with the moment."""
    for person in db.run(LED_BY, {"programme": programme}).scalars():
        owe_once(db, now, NewOwed("home", f"home:{why}:{now.timestamp()}:{person}", person_id=person))


def own_programmes(db: Db, actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the programs the actor may set up, oldest first."""
    found = require_authority(db, actor, "setup.open")
    return [(one.id, one.name) for one in list_programmes(db) if found.over(one.id)]
