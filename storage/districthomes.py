"""What a district's liaison has on Home: this month's answers to what liaisons may ask, and the newest digest."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.rules.digests import DISTRICT, Month
from bot.rules.questions import DISTRICT as VIEW
from bot.rules.questions import Reading
from bot.rules.views import DistrictHome
from storage.database import Db, tenant
from storage.digesting import DIGEST
from storage.digests import digests
from storage.people import Actor, people
from storage.questionanswers import answer_of
from storage.questionscope import scope_of
from storage.schools import districts

NEWEST = tenant(
    DIGEST.where(
        digests.c.kind == DISTRICT,
        digests.c.programme_id.in_(bindparam("programs", expanding=True)),
        digests.c.about.in_(bindparam("districts", expanding=True)),
    )
    .order_by(digests.c.as_of.desc(), digests.c.id.desc())
    .limit(1)
)

NAME = tenant(
    select(districts.c.name)
    .join_from(people, districts, districts.c.id == people.c.district_id)
    .where(people.c.slack_user_id == bindparam("user"), people.c.deactivated_at.is_(None))
)


def district_home(db: Db, actor: Actor, now: datetime) -> DistrictHome | None:
    """The month of a liaison's own district, as the questions that liaisons may ask are answered.

    None for somebody who oversees the program, and so sees all of it.
    """
    scope = scope_of(db, actor, now)
    if scope is None or not scope.pairs:
        return DistrictHome(str(db.value(NAME, user=actor.user_id) or ""), now.date())
    if scope.view != VIEW:
        return None
    hours, pace = (answer_of(db, scope, Reading(one)) for one in ("hours", "pace"))
    programs, own = {one.programme_id for one in scope.pairs}, {one.district_id for one in scope.pairs}
    row = db.first(NEWEST, programs=sorted(programs), districts=sorted(own))
    last = Month.kept(row.figures) if row else None
    return DistrictHome(
        district=scope.pairs[0].district,
        today=scope.today,
        leaders=len({one.leader_id for one in scope.pairs if one.runs(scope.today)}),
        minutes=hours.amount or 0,
        by_leader=tuple((one.key, one.amount) for one in hours.parts),
        behind=pace.amount or 0,
        counted=pace.of or 0,
        digest=row.id if row and last else 0,
        last=last,
    )
