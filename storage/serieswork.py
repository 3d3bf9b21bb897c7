"""Weekly series: added, changed and ended by the pair's coach; the pair's usual visit follows them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from sqlalchemy import Row, bindparam, func, select, update

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules import visits as rules
from bot.rules.contacts import brief, spell
from bot.rules.dates import local_day
from storage import audit
from storage.contacts import Row as Choice
from storage.database import Db, tenant
from storage.insert import insert_once
from storage.meetings import TIME, Place, minutes_problem
from storage.mirroring import LIVE, mirror_usual
from storage.moments import one_moment
from storage.outbox import NewOwed, owe_once
from storage.people import Actor
from storage.planning import plan_series
from storage.series import series
from storage.shut import Shut
from storage.visitchecks import Ours, When, check_pair_day, our_pair, warnings_about, zone_for
from storage.visitrows import visits_of_pair
from storage.visits import visits

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEARS_AHEAD = timedelta(days=5 * 366)

BY_INTENT = tenant(select(series.c.id, series.c.engagement_id).where(series.c.intent == bindparam("intent_key")))
HELD = tenant(select(series).where(series.c.id == bindparam("series")).with_for_update())
CHANGE = tenant(
    update(series)
    .where(series.c.id == bindparam("series"))
    .values(
        weekday=bindparam("to_weekday"),
        start=bindparam("to_start"),
        minutes=bindparam("to_minutes"),
        every_weeks=bindparam("to_every_weeks"),
        zone=bindparam("to_zone"),
        place=bindparam("to_place"),
        from_day=bindparam("to_from_day"),
        until_day=bindparam("to_until_day"),
        changed_at=bindparam("now"),
    )
)
COMING = tenant(
    select(func.count(visits.c.id).label("many"), func.min(visits.c.day).label("first")).where(
        visits.c.series_id == bindparam("series"), visits.c.state == rules.PLANNED, visits.c.at > bindparam("now")
    )
)


class NewPattern(BaseModel):
    """How a series goes, as the form gives it. weekday: 0 is Monday; start: local "HH:MM" in zone, or the program's."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    weekday: Annotated[int, Field(ge=0, le=6)]
    start: Annotated[str, Field(pattern=TIME)]
    minutes: int = 60
    every_weeks: Annotated[int, Field(ge=1, le=rules.EVERY_MAX)] = 1
    place: Place = None
    zone: str | None = None
    from_day: date | None = None
    until_day: date | None = None

    @field_validator("place", "zone", mode="before")
    @classmethod
    def _nothing_is_none(cls, value: Any) -> Any:
        return value or None

    @model_validator(mode="after")
    def _lasts_some_time(self) -> "NewPattern":
        if errors := minutes_problem(self.minutes):
            raise FieldErrors(errors)
        return self


class NewSeries(NewPattern):
    """A new series of a pair. from_day: None is today."""

    engagement: Choice
    kind: str = rules.ON_SITE

    @model_validator(mode="after")
    def _is_a_kind(self) -> "NewSeries":
        if self.kind not in rules.KINDS:
            raise Denied("value", "kind", "Choose one of the kinds in the list.")
        if self.kind == rules.ON_SITE and self.weekday >= rules.SATURDAY:
            raise FieldErrors({"weekday": "Schools are closed on weekends. Choose a day from Monday to Friday."})
        return self


class Series(NamedTuple):
    """A series as it is read. planned_until: the last day for which its visits are there."""

    id: int
    engagement_id: int
    kind: str
    weekday: int
    start: str
    minutes: int
    every_weeks: int
    zone: str
    place: str | None
    from_day: date
    until_day: date | None
    planned_until: date | None


@dataclass(frozen=True, slots=True)
class Promised:
    """What a series came to: how many visits are planned now, and the day of the first; warnings to look at."""

    id: int
    planned: int
    first: date | None
    warnings: tuple[str, ...] = ()
    outcome: str = "new"


def add_series(db: Db, actor: Actor, now: datetime, new: NewSeries, *, intent: str = "") -> Promised:
    """Promise a pair a weekly visit or meeting, by its coach, once per intent; eight weeks of it are planned at once.

    Raises Denied for somebody else's pair, and Refusal for a zone nobody knows, a series out of the engagement's time,
    and one that never takes place.
    """
    ours = our_pair(db, actor, new.engagement, coach_only=True)
    if made := _made_before(db, now, ours, intent):
        return made
    values = _checked(db, now, ours, new, new.from_day or _today(now, ours))
    series_id = insert_once(
        db,
        series,
        engagement_id=ours.row.id,
        kind=new.kind,
        planned_until=None,
        intent=intent or None,
        changed_at=now,
        **values,
    )
    if series_id is None:
        return _made_before(db, now, ours, intent) or _gone()
    return _settled(db, actor, now, ours, series_id, "series.added", "new")


def change_series(db: Db, actor: Actor, now: datetime, series_id: int, new: NewPattern) -> Promised:
    """Change a series from now on; what people did to single visits of it stays. The same again changes nothing."""
    row, ours = _held(db, actor, series_id)
    anew = (new.weekday, new.every_weeks) != (row.weekday, row.every_weeks)
    usual = max(_today(now, ours), row.from_day) if anew else row.from_day
    if row.kind == rules.ON_SITE and new.weekday >= rules.SATURDAY:
        raise FieldErrors({"weekday": "Schools are closed on weekends. Choose a day from Monday to Friday."})
    values = _checked(db, now, ours, new, new.from_day or usual)
    if all(getattr(row, name) == value for name, value in values.items()):
        return _promised(db, now, ours, series_id, "same")
    _write(db, now, series_id, values)
    return _settled(db, actor, now, ours, series_id, "series.changed", "changed")


def end_series(db: Db, actor: Actor, now: datetime, series_id: int, last_day: date | None = None) -> Promised:
    """End a series after a day, or at once; its visits after that are withdrawn, those before stay."""
    row, ours = _held(db, actor, series_id)
    until = last_day or _today(now, ours) - timedelta(days=1)
    if row.until_day is not None and row.until_day <= until:
        return _promised(db, now, ours, series_id, "same")
    values = {name: getattr(row, name) for name in VALUES} | {"until_day": until}
    _write(db, now, series_id, values)
    return _settled(db, actor, now, ours, series_id, "series.ended", "ended")


@one_moment
def series_of_pair(db: Db, actor: Actor, now: datetime, engagement: int) -> list[Series]:
    """The series of a pair that haven't ended, oldest first, for its two people. Raises Denied for anyone else."""
    ours = our_pair(db, actor, engagement)
    rows = db.all(LIVE, engagement=engagement, today=_today(now, ours))
    return [Series._make(getattr(row, name) for name in Series._fields) for row in rows]


VALUES = ("weekday", "start", "minutes", "every_weeks", "zone", "place", "from_day", "until_day")


def _today(now: datetime, ours: Ours) -> date:
    return local_day(now, ours.row.zone)


def _checked(db: Db, now: datetime, ours: Ours, new: NewPattern, from_day: date) -> dict[str, Any]:
    """The columns of a series. Raises Refusal for one that can't be."""
    pair, today = ours.row, _today(now, ours)
    zone = zone_for(pair, new.zone)
    if from_day - today > rules.LONGEST_AHEAD:
        raise Refusal("Choose a first day within a year from now.", "from_day")
    check_pair_day(pair, from_day, "from_day")
    if new.until_day is not None:
        check_pair_day(pair, new.until_day, "until_day")
        if new.until_day < from_day:
            raise Refusal("Choose a last day after the first.", "until_day")
        if new.until_day - today > YEARS_AHEAD:
            raise Refusal("Choose a last day within five years.", "until_day")
    values = {name: getattr(new, name) for name in VALUES} | {"zone": zone, "from_day": from_day}
    _takes_place(db, pair, new, max(from_day, today))
    return values


def _takes_place(db: Db, pair: Row[Any], new: NewPattern, first: date) -> None:
    """Refuse a series that has no day at all, or only days on which the school is closed."""
    last = min([one for one in (new.until_day, pair.ends_on) if one], default=first + rules.LONGEST_AHEAD)
    found = rules.occurrences(rules.Weekly(new.weekday, new.every_weeks, first, last), first, last)
    day = WEEKDAYS[new.weekday]
    if not found:
        raise Refusal(f"No {day} lies from {brief(first)} to {spell(last)}. Choose other days.", "until_day")
    shut = Shut(db, [pair.programme_id], found[0], found[-1]).of(pair.programme_id, pair.district_id, pair.school_id)
    if all(one in shut for one in found):
        raise Refusal(f"The school is closed on every {day} of these. Choose other days.", "until_day")


def _write(db: Db, now: datetime, series_id: int, values: dict[str, Any]) -> None:
    db.change(CHANGE, series=series_id, now=now, **{f"to_{name}": value for name, value in values.items()})


def _held(db: Db, actor: Actor, series_id: int) -> tuple[Row[Any], Ours]:
    row = db.first(HELD, series=series_id)
    if row is None:
        raise Denied("series")
    return row, our_pair(db, actor, row.engagement_id, coach_only=True)


def _made_before(db: Db, now: datetime, ours: Ours, intent: str) -> Promised | None:
    row = db.first(BY_INTENT, intent_key=intent) if intent else None
    if row is None:
        return None
    if row.engagement_id != ours.row.id:
        raise Denied("series.intent")
    return _promised(db, now, ours, row.id, "same")


def _settled(db: Db, actor: Actor, now: datetime, ours: Ours, series_id: int, verb: str, outcome: str) -> Promised:
    """Let the usual visit, the planned visits, Homes and the audit log follow."""
    mirror_usual(db, now, ours.row.id, _today(now, ours))
    plan_series(db, now, [series_id])
    audit.note(db, now, actor.user_id, verb, series_id)
    for person in (ours.row.coach_id, ours.row.leader_id):
        what = f"home:series:{series_id}:{now.timestamp()}:{person}"
        owe_once(db, now, NewOwed("home", what, person_id=person))
    return _promised(db, now, ours, series_id, outcome)


def _promised(db: Db, now: datetime, ours: Ours, series_id: int, outcome: str) -> Promised:
    coming = db.first(COMING, series=series_id, now=now)
    today = _today(now, ours)
    mine = [
        one
        for one in visits_of_pair(db, ours.row.id, today, today + rules.AHEAD)
        if one.series_id == series_id and one.state == rules.PLANNED and one.at > now
    ]
    times = [When(one.day, one.start, one.zone, one.minutes) for one in mine]
    warned = warnings_about(db, ours.row, mine[0].kind, times, but_series=series_id) if mine else ()
    return Promised(series_id, coming.many if coming else 0, coming.first if coming else None, warned, outcome)


def _gone() -> Any:
    raise LookupError("a series that was just written")
