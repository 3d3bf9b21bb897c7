"""Reading all that a week's digest says, at one moment: as things stand, or as they stood at an instant."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from bot.rules.dates import local_day, month_of
from bot.rules.digestdays import eight_weeks, week_name
from bot.rules.digestfigures import Runs, before_of, behind_of, held_of, mixes_of, parts_of, short_of
from bot.rules.digests import WEEK as WEEKLY
from bot.rules.digests import Before, Figures, Flag, Quiet
from bot.rules.figures import PairFigures
from bot.rules.ladders import instant
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.digestreports import reports_told
from storage.digests import digests
from storage.digestsums import old_visits, rooms, weeks_held, worked_on
from storage.dosefigures import dose_standing
from storage.figures import pairs_of, visit_figures
from storage.lowhours import far_below
from storage.moments import one_moment
from storage.openfigures import commitment_counts, open_flags
from storage.programmes import Programme, list_programmes
from storage.quietfigures import quiet_figures
from storage.stalled import unbooked
from storage.stalls import LIST_RUNG, Stall

WEEK, DAY = timedelta(days=7), timedelta(days=1)
LOOKED_BACK = 4  # digests, for one that isn't damaged

EARLIER = tenant(
    select(digests.c.figures, digests.c.number)
    .where(
        digests.c.programme_id == bindparam("programme"),
        digests.c.kind == WEEKLY,
        digests.c.period < bindparam("period"),
    )
    .order_by(digests.c.period.desc())
    .limit(LOOKED_BACK)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read. monday: of the week; at: the instant it is told at; day: on which all is looked at, that one or the
    school year's last; as_of: None as things stand."""

    programme: Programme
    monday: date
    day: date
    at: datetime
    now: datetime
    as_of: datetime | None = None


@one_moment
def read_week(
    db: Db, now: datetime, programme_id: int, monday: date, as_of: datetime | None = None, at: datetime | None = None
) -> Figures:
    """All that the digest of a week says, told on the day of now; or as it would have been told at an instant.

    at: it is told of that instant instead, by what is known now.
    """
    programme = next(one for one in list_programmes(db) if one.id == programme_id)
    told = at or as_of or now
    day = local_day(told, programme.zone)
    within = min(day, programme.year_to) if monday <= programme.year_to else day
    asked = Asked(programme, monday, within, told, now, as_of)
    figures = _week(db, asked)
    before = _digest_before(db, asked)
    more: dict[str, Any] = {"before": _since(db, asked, figures, *before)} if before else {}
    more |= _mixes(db, asked, before[0] if before else None)
    if not as_of and (before is None or before[0].day.month != asked.day.month):
        more["low"] = tuple(one.pair for one in far_below(db, programme, asked.day))  # once a month
    return figures.model_copy(update=more)


def _week(db: Db, asked: Asked) -> Figures:
    programme, day, as_of = asked.programme, asked.day, asked.as_of
    week = _visits(db, asked, asked.monday, asked.monday + WEEK - DAY)
    paces = {one.leader: one.missing for one in dose_standing(db, programme, day, as_of)}
    overdue = {pair: one.overdue for pair, one in commitment_counts(db, programme.id, day, as_of).items()}
    ran = pairs_of(db, programme.id, day, day, as_of)
    live = {row[0]: row[3] for row in ran}
    return Figures(
        first=asked.monday,
        day=local_day(asked.at, programme.zone),
        pairs=len(live),
        several=min(len({row[1] for row in ran}), len({*live.values()})),
        visits=held_of(week),
        weeks=weeks_held(db, programme.id, eight_weeks(asked.monday, programme.year_from), as_of),
        short=short_of(week),
        leaders=len(paces),
        on_pace=sum(not missing for missing in paces.values()),
        behind=behind_of(live, paces),
        overdue=sum(overdue.values()),
        districts=parts_of(week, (Runs(*row[:4]) for row in ran), paces, overdue),
        **_open(db, asked),
        **reports_told(db, programme, asked.at, as_of),
    )


def _open(db: Db, asked: Asked) -> dict[str, Any]:
    """What somebody should look after, and the weeks to come."""
    programme, day, as_of = asked.programme, asked.day, asked.as_of
    closed = ClosedDays(db, programme, day)
    return {
        "quiet": tuple(
            Quiet(pair=one.pair, days=one.days, last=one.last) for one in quiet_figures(db, programme, day, as_of)
        ),
        "flags": tuple(
            Flag(concern=one.concern, pair=one.pair, by=one.by, raised_at=one.raised_at, due_at=one.due_at)
            for one in open_flags(db, programme.id, as_of)
        ),
        "free": () if as_of else tuple(one.row.id for one in unbooked(db, programme, day, closed) if _long_free(one)),
        "old": old_visits(db, programme.id, instant(day, "00:00", programme.zone), as_of),
        "rooms": rooms(db, programme, day, closed, as_of),
    }


def _long_free(one: Stall) -> bool:
    """What was said of it is of the nudges, which have no past."""
    return one.rung >= LIST_RUNG


def _mixes(db: Db, asked: Asked, before: Figures | None) -> dict[str, Any]:
    """What was done in the last whole month, told alike by all digests until the next: two of them can't be added up,
    and nothing is left between them."""
    first, last = month_of(month_of(asked.day)[0] - DAY)
    if before and before.mixed == first:
        return {"activities": before.activities, "practices": before.practices, "mixed": first}
    activities, practices = mixes_of(worked_on(db, asked.programme.id, first, last, asked.as_of))
    return {"activities": activities, "practices": practices, "mixed": first}


def _visits(db: Db, asked: Asked, first: date, last: date) -> list[PairFigures]:
    return visit_figures(db, asked.now, asked.programme.id, first, last, asked.as_of)


def _digest_before(db: Db, asked: Asked) -> tuple[Figures, int] | None:
    """The newest digest of an earlier week that can be read, with its number."""
    rows = db.all(EARLIER, programme=asked.programme.id, period=week_name(asked.monday))
    return next(((found, row.number) for row in rows if (found := Figures.kept(row.figures))), None)


def _since(db: Db, asked: Asked, figures: Figures, then: Figures, number: int) -> Before:
    again = held_of(_visits(db, asked, then.first, then.last))
    programme = asked.programme.id
    ran = {row[0] for row in pairs_of(db, programme, then.day, then.day, None)}
    runs = {row[0] for row in pairs_of(db, programme, asked.day, asked.day, asked.as_of)}
    return before_of(then, number, again, figures, (ran, runs))
