"""A coach's weekly visits by form, button or line: set up, changed, ended, undone, and what both people are told."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select

from bot.errors import Denied, Refusal
from bot.messages import Message
from bot.messages import weeklies as words
from bot.messages.weeklies import Weekly
from bot.rules.dates import local_day
from bot.rules.visits import PLANNED
from storage.database import Db, tenant
from storage.drafts import Draft, add_draft, find_draft, keep_draft
from storage.engagements import coach, engagements, leader
from storage.mine import Mine, pairs_of
from storage.moments import one_moment
from storage.outbox import NewOwed, Owed, owe_once
from storage.people import Actor, active_user
from storage.schools import schools
from storage.series import series
from storage.serieswork import NewPattern, NewSeries, Promised, add_series, change_series, end_series
from storage.visitacts import Press
from storage.visits import visits

DONE, NEWS = "series_done", "series_news"
UNDO = "series_undo"
LATER = "These weekly visits were changed since, so there is nothing to undo. Weekly visits shows them."
_VALUES = ("weekday", "start", "minutes", "every_weeks", "place", "zone", "from_day", "until_day")

_ONE = (
    select(
        series,
        engagements.c.coach_id,
        engagements.c.leader_id,
        schools.c.name.label("school"),
        leader.c.name.label("leader"),
        coach.c.name.label("coach"),
        active_user(leader).label("leader_user"),
        active_user(coach).label("coach_user"),
    )
    .join_from(series, engagements, engagements.c.id == series.c.engagement_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .join(leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
)
ONE = tenant(_ONE.where(series.c.id == bindparam("series")))
OF_PAIRS = tenant(
    _ONE.where(
        series.c.engagement_id.in_(bindparam("pairs", expanding=True)),
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("today")),
    ).order_by(series.c.weekday, series.c.start, series.c.id)
)
COMING = tenant(
    select(func.count(visits.c.id).label("many"), func.min(visits.c.day).label("first")).where(
        visits.c.series_id == bindparam("series"), visits.c.state == PLANNED, visits.c.at > bindparam("now")
    )
)


@one_moment
def weeklies_of(db: Db, actor: Actor, now: datetime) -> tuple[Mine, dict[int, list[Weekly]]]:
    """The actor's pairs, and the series of those they coach that haven't ended, by pair."""
    mine = pairs_of(db, actor, now)
    ids = [one.id for one in mine.coached]
    found: dict[int, list[Weekly]] = defaultdict(list)
    for row in db.all(OF_PAIRS, pairs=ids, today=now.date()) if ids else ():
        found[row.engagement_id].append(_weekly(row))
    return mine, found


def find_weekly(db: Db, actor: Actor, series_id: int) -> tuple[int, Weekly]:
    """A series of the actor's own, with its pair's id. Raises Denied for everyone else's."""
    row = db.first(ONE, series=series_id)
    if row is None or row.coach_user is None or row.coach_user != actor.user_id:
        raise Denied("series")
    return row.engagement_id, _weekly(row)


def set_up(db: Db, press: Press, new: NewSeries, intent: str) -> Promised:
    """Promise a pair a weekly visit."""
    made = add_series(db, press.actor, press.at, new, intent=intent)
    return _told(db, press, made, "added", {})


def alter(db: Db, press: Press, series_id: int, new: NewPattern) -> Promised:
    """Change a series from now on."""
    was = _kept(db, series_id)
    return _told(db, press, change_series(db, press.actor, press.at, series_id, new), "changed", was)


def end(db: Db, press: Press, series_id: int) -> Promised:
    """End a series at once."""
    was = _kept(db, series_id)
    return _told(db, press, end_series(db, press.actor, press.at, series_id), "ended", was)


def undo_weekly(db: Db, press: Press, draft: int) -> Promised:
    """Take the newest change of a series back. Raises Refusal where it was changed since."""
    try:
        kept = find_draft(db, press.actor.user_id, UNDO, draft)
    except Denied:
        raise Denied("series.undo", sentence=LATER) from None
    said = kept.filled["series"]
    row = db.first(ONE, series=said["id"])
    if row is None or kept.done_id is not None or row.changed_at.isoformat() != said["changed"]:
        raise Refusal(LATER)
    keep_draft(db, press.at, press.actor.user_id, UNDO, Draft(kept.id, {"series": said}, row.id))
    if not said["was"]:
        made = end_series(db, press.actor, press.at, row.id)
    else:
        made = change_series(db, press.actor, press.at, row.id, NewPattern.model_validate(said["was"]))
    return _told(db, press, made, "undone", None)


def _kept(db: Db, series_id: int) -> dict[str, Any]:
    """What a series is before it is changed, to undo that."""
    row = db.first(ONE, series=series_id)
    values = {name: getattr(row, name) for name in _VALUES} if row else {}
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in values.items()}


def _told(db: Db, press: Press, made: Promised, did: str, was: dict[str, Any] | None) -> Promised:
    """Owe both people a message. was: what undoing brings back; nothing: the series ends; None: it can't be undone."""
    row = db.first(ONE, series=made.id)
    if made.outcome == "same" or row is None:
        return made
    undo = 0
    if was is not None:
        said = {"id": made.id, "changed": row.changed_at.isoformat(), "was": was}
        undo = add_draft(db, press.at, press.actor.user_id, UNDO, {"series": said}).id
    tail = f"{did}:{made.id}:{undo}:{press.at.timestamp()}"
    owe_once(db, press.at, NewOwed(DONE, f"{DONE}:{tail}", person_id=row.coach_id, subject_id=made.id))
    owe_once(db, press.at, NewOwed(NEWS, f"{NEWS}:{tail}", person_id=row.leader_id, subject_id=made.id))
    return made


def _weekly(row: Row[Any], *, live: bool = True, first: date | None = None, planned: int = 0) -> Weekly:
    return Weekly(
        row.id, row.school, row.leader, row.coach, row.kind, row.weekday, row.start, row.minutes, row.every_weeks,
        row.zone, row.place, row.from_day, row.until_day, live, first, planned,
    )  # fmt: skip


def _compose(db: Db, owed: Owed, now: datetime) -> Message | None:
    row = db.first(ONE, series=owed.subject_id or 0)
    if row is None:
        return None
    _, did, _, undo, _ = owed.key.split(":")
    coming = db.first(COMING, series=row.id, now=now)
    live = row.until_day is None or row.until_day >= local_day(now, row.zone)
    one = _weekly(row, live=live, first=coming.first if coming else None, planned=coming.many if coming else 0)
    if owed.kind == NEWS:
        return words.news(one, did)
    return words.done(one, did, undo=int(undo), reached=bool(row.leader_user))


SERIES_WORDS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {DONE: _compose, NEWS: _compose}
