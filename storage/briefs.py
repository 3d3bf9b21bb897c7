"""The brief before a visit: what both promised, how long ago the last contact was, what was worked on, a question."""

from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.errors import Denied
from bot.frameworks import Prompt, elements, practices_near, prompts
from bot.rules.commitments import SIDES, Commitment
from bot.rules.dates import local_day
from bot.rules.rounds import Brief
from bot.rules.visits import Visit
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.ledger import ledger_of
from storage.people import Actor
from storage.planrows import is_stale, live_focus
from storage.visitrows import ONE as ONE_VISIT
from storage.visitrows import with_guests

EACH = 3  # next steps of each side
RECENT = 12

NEWEST = tenant(
    select(contacts.c.day, contacts.c.focus)
    .where(contacts.c.engagement_id == bindparam("pair"), contacts.c.made, contacts.c.removed_at.is_(None))
    .order_by(contacts.c.day.desc(), contacts.c.id.desc())
    .limit(RECENT)
)


def see_brief(db: Db, actor: Actor, now: datetime, visit_id: int) -> Brief:
    """The brief of one of the actor's own visits as a coach. Raises Denied for anyone else's."""
    row = db.first(ONE_VISIT, visit=visit_id)
    if row is None or not row.coach_user or row.coach_user != actor.user_id:
        raise Denied("visit.brief")
    return brief_of(db, with_guests(db, [row])[0], now)


def brief_of(db: Db, visit: Visit, now: datetime) -> Brief:
    """The brief of a visit, for its coach; the caller says that it is for them."""
    today = local_day(now, visit.zone)
    ledger = ledger_of(db, [visit.engagement_id], today, "coach")
    shown = _of_both(ledger.open)
    rows = db.all(NEWEST, pair=visit.engagement_id)
    focus = next((tuple(row.focus.split()) for row in rows if row.focus), ())
    named = tuple(elements()[one].words for one in focus if one in elements())
    last: date | None = rows[0].day if rows else None
    more = len(ledger.open) - len(shown) + ledger.more
    goals = live_focus(db, visit.engagement_id)
    about = tuple(elements()[one].words for one in goals if one in elements())
    stale = is_stale(db, visit.engagement_id, today) if goals else None
    return Brief(visit, today, shown, more, last, named, question_for(focus or goals, visit.id), about, stale)


def _of_both(steps: tuple[Commitment, ...]) -> tuple[Commitment, ...]:
    """The most urgent of each side, the coach's own first."""
    return tuple(one for side in SIDES for one in [step for step in steps if step.owner == side][:EACH])


def question_for(focus: tuple[str, ...], visit_id: int) -> str:
    """A question near to what the pair worked on last, another one for each visit; "" where nothing was named."""
    near = {practice for code in focus for practice in practices_near().get(code, ())}
    fitting = [one for one in prompts().values() if one.code in near and _askable(one)]
    return fitting[visit_id % len(fitting)].words if fitting else ""


def _askable(one: Prompt) -> bool:
    """Whether it can be asked face to face: a number from 1 to 5 is for writing."""
    return not one.scale
