"""What the tests of the set-up share: Slack people, and a program made of a whole form."""

from sqlalchemy import select, update

from bot.rules.slackpeople import SlackPerson, slack_person
from storage.audit import audit
from storage.database import Db
from storage.drafts import Sent
from storage.outbox import outbox
from storage.people import Actor, people, roles
from storage.programmeform import begin_programme, finish_programme, keep_step
from storage.setup import enter_setup
from storage.workspaces import workspaces
from tests.bot.test_setup_rules import GIVEN
from tests.storage.rostering import NOW

FIRST = Sent(1)
ADMIN, OTHER = Actor("UADMIN"), Actor("UOTHER")


def in_slack(user: str, **more: object) -> SlackPerson:
    """A person as Slack describes them; their e-mail is made of their id."""
    profile = {"real_name": user.title(), "email": f"{user.lower()}@example.org"}
    return slack_person({"id": user, "tz": "America/Chicago", "profile": profile, "team_id": "T1", **more}, "T1")


def founder(user: str = "UADMIN") -> SlackPerson:
    """An admin of the Slack."""
    return in_slack(user, is_admin=True)


def make_programme(db: Db, actor: Actor = ADMIN, code: str = "assoc") -> int:
    """Enter the set-up and go through every step of the form; the program's id."""
    enter_setup(db, actor, NOW, founder(actor.user_id))
    draft = begin_programme(db, actor, NOW, "America/New_York").id
    for part, filled in GIVEN.items():
        keep_step(db, actor, NOW, draft, part, filled | ({"code": code} if part == "basics" else {}), FIRST)
    return finish_programme(db, actor, NOW, draft)


def installed_by(db: Db, user: str) -> None:
    """As OAuth leaves it."""
    db.run(update(workspaces).where(workspaces.c.id == db.workspace_id).values(installer=user))


def verbs(db: Db) -> list[str]:
    """What the audit log holds, oldest first."""
    return list(db.run(select(audit.c.verb).order_by(audit.c.id)).scalars())


def owed(db: Db, kind: str) -> list[int]:
    """Whom messages of a kind are owed to."""
    return list(db.run(select(outbox.c.person_id).where(outbox.c.kind == kind).order_by(outbox.c.id)).scalars())


def person_id(db: Db, user: str) -> int:
    """A person by their Slack user."""
    return int(db.value(select(people.c.id).where(people.c.slack_user_id == user)))


def held(db: Db, programme: int) -> set[tuple[str | None, str]]:
    """(Slack user, role) of everybody in a program."""
    rows = db.all(
        select(people.c.slack_user_id, roles.c.role)
        .join_from(roles, people, people.c.id == roles.c.person_id)
        .where(roles.c.programme_id == programme)
    )
    return {(row.slack_user_id, row.role) for row in rows}
