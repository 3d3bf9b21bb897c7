"""Month sheets for the portfolio (J9): on the 1st, offered to the coach of each pair that something was logged for."""

from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select

from bot.errors import Denied
from bot.messages.exports import sheet_offer
from bot.messages.nudges import Piece
from bot.rules import ladders
from bot.rules.dates import month_of
from bot.rules.exports import FORMATS, Wanted
from bot.rules.nudges import Nudge
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.engagements import engagements, find_engagement
from storage.exporting import COUNTS, scope_of
from storage.nudges import nudges
from storage.nudging import NewNudge, nudge_of
from storage.people import Actor, people
from storage.programmes import Programme

SHEET = "month_sheet"
GOOD_FOR = timedelta(days=7)
PAIRS = tenant(
    select(engagements.c.id, engagements.c.coach_id)
    .where(
        engagements.c.programme_id == bindparam("programme"),
        engagements.c.starts_on <= bindparam("last"),
        or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("first")),
    )
    .order_by(engagements.c.id)
)
OWN = tenant(
    select(nudges)
    .join(people, people.c.id == nudges.c.person_id)
    .where(
        nudges.c.id == bindparam("nudge"),
        nudges.c.kind == SHEET,
        people.c.slack_user_id == bindparam("user"),
        people.c.deactivated_at.is_(None),
    )
)


def sheets_to_offer(db: Db, programme: Programme, today: date, closed: ClosedDays) -> list[NewNudge]:
    """On the 1st, last month's sheet of each pair, where logs are portfolio items.

    Once the year is over, that of its last month still comes, on the first weekday, whatever is closed then.
    """
    first, last = month_of(month_of(today)[0] - timedelta(days=1))
    days = frozenset() if today > programme.year_to else closed.everywhere
    if not programme.rules.portfolio_logs or ladders.hours_rung(today, days) != ladders.HOURS_OVER:
        return []
    if last < programme.year_from or first > programme.year_to:
        return []
    due = ladders.instant(today, "00:00", programme.zone)
    until = ladders.midnight_after(today + GOOD_FOR, programme.zone)
    return [
        NewNudge(SHEET, row.coach_id, row.id, f"{SHEET}:{row.id}:{row.coach_id}:{first}", due, until)
        for row in db.all(PAIRS, programme=programme.id, first=first, last=last)
    ]


def sheet_piece(db: Db, nudge: Nudge, _now: datetime) -> Piece | None:
    """The offer; nothing for a month in which nothing is logged, or once another coaches there."""
    wanted, pair = _wanted(nudge), find_engagement(db, nudge.subject_id or 0)
    try:
        scope = scope_of(db, nudge.person_id, wanted)
    except Denied:
        return None
    count = int(db.value(COUNTS[scope.whose], **scope.values(wanted)))
    return sheet_offer(nudge.id, wanted, pair.school, pair.leader, count) if pair and count else None


def offered_sheet(db: Db, actor: Actor, nudge: int) -> Wanted:
    """The sheet that a message offers, for the person it was sent to. Raises Denied for anyone else."""
    row = db.first(OWN, nudge=nudge, user=actor.user_id)
    if row is None:
        raise Denied("export.sheet")
    return _wanted(nudge_of(row))


def _wanted(nudge: Nudge) -> Wanted:
    first, last = month_of(date.fromisoformat(nudge.planned_as.rpartition(":")[2]))
    printed = next(one.id for one in FORMATS.values() if one.printed)
    return Wanted(str(nudge.subject_id), printed, first, last)
