"""What the set-up shows of one program."""

from sqlalchemy import bindparam, distinct, func, select

from bot.errors import Denied
from bot.rules.views import SetupFacts
from storage.coordinators import list_coordinators
from storage.database import Db, tenant
from storage.people import Actor, people, roles
from storage.programmeform import stored_values
from storage.programmes import closures
from storage.schools import districts, schools
from storage.setup import own_programmes
from storage.survey import unmatched_in

ROLES = tenant(
    select(roles.c.role, func.count(distinct(roles.c.person_id)))
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(roles.c.programme_id == bindparam("programme"), people.c.deactivated_at.is_(None))
    .group_by(roles.c.role)
)
SCHOOLS = tenant(
    select(func.count(schools.c.id))
    .join_from(schools, districts, districts.c.id == schools.c.district_id)
    .where(districts.c.programme_id == bindparam("programme"))
)
CLOSURES = tenant(select(func.count(closures.c.id)).where(closures.c.programme_id == bindparam("programme")))


def setup_facts(db: Db, actor: Actor, programme: int | None = None) -> SetupFacts:
    """One program as the set-up shows it; None: the first that is the actor's to set up. Raises Denied."""
    own = own_programmes(db, actor)
    if not own:
        raise Denied("setup.read")
    chosen = programme if programme is not None else own[0][0]
    counts: dict[str, int] = {role: count for role, count in map(tuple, db.all(ROLES, programme=chosen))}
    return SetupFacts(
        chosen,
        stored_values(db, actor, chosen),
        tuple((one.name, one.user) for one in list_coordinators(db, actor, chosen)),
        counts.get("leader", 0),
        counts.get("coach", 0),
        int(db.value(SCHOOLS, programme=chosen)),
        int(db.value(CLOSURES, programme=chosen)),
        tuple(unmatched_in(db, chosen)),
        tuple(one for one in own if one[0] != chosen),
    )


def read_unmatched(db: Db, actor: Actor, programme: int) -> tuple[str, ...]:
    """The people of a program whom nobody in Slack is matched to, for somebody who may set it up. Raises Denied."""
    stored_values(db, actor, programme)
    return tuple(unmatched_in(db, programme))
