"""Reading one person's week: visits, proposals, free pairs, closures; in a handful of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select

from bot.rules.commitments import COACH as OWNER
from bot.rules.commitments import Ledger
from bot.rules.contacts import brief
from bot.rules.dates import is_zone, local_day
from bot.rules.visits import LIVE, Visit
from bot.rules.weeks import COACH, GUEST, LEADER, WEEKS_AHEAD, WEEKS_BACK, Free, Row, Week, is_shifted, monday_of
from storage.database import Db, tenant
from storage.engagements import Engagement, coach_engagements, engagements, leader_engagements
from storage.ledger import ledger_of
from storage.moments import one_moment
from storage.people import Actor, Person, find_person
from storage.programmes import closures, list_programmes
from storage.reading import last_visits
from storage.schools import schools
from storage.series import series
from storage.visitrows import OF_COACH, OF_LEADER, WAITING, with_guests

SHIFTS = timedelta(weeks=4)  # in which visits that weren't held as planned are counted
WEEK = timedelta(days=7)
OWED = 60

CLOSED = tenant(
    select(closures.c.day, closures.c.until, closures.c.name, closures.c.school_id, schools.c.name.label("school"))
    .distinct()
    .join_from(closures, engagements, engagements.c.programme_id == closures.c.programme_id)
    .join(schools, schools.c.id == engagements.c.school_id)
    .where(
        engagements.c.id.in_(bindparam("pairs", expanding=True)),
        closures.c.until >= bindparam("first"),
        closures.c.day <= bindparam("last"),
        or_(closures.c.school_id.is_(None), closures.c.school_id == schools.c.id),
        or_(closures.c.district_id.is_(None), closures.c.district_id == schools.c.district_id),
    )
    .order_by(closures.c.day, closures.c.name, schools.c.name)
)
# The pairs whose weekly visits skip weeks, so that a free week is as it should be.
SPARSE = tenant(
    select(series.c.engagement_id).where(
        series.c.engagement_id.in_(bindparam("pairs", expanding=True)),
        series.c.every_weeks > 1,
        or_(series.c.until_day.is_(None), series.c.until_day >= bindparam("first")),
    )
)


@one_moment
def week_of(db: Db, actor: Actor, now: datetime, turned: int = 0) -> Week | None:
    """The actor's week, by so many weeks from this one; None for who is neither coach nor leader here."""
    person = find_person(db, actor)
    if person is None or not person.is_any("coach", "leader"):
        return None
    zone = zone_of(db, person)
    today = local_day(now, zone)
    monday = monday_of(today) + max(-WEEKS_BACK, min(WEEKS_AHEAD, turned)) * WEEK
    return this_week(db, now, monday, known_of(db, person, zone, today))


def zone_of(db: Db, person: Person) -> str:
    """The zone in which a person's weeks are: their own, or the program's."""
    if person.zone and is_zone(person.zone):
        return person.zone
    programmes = list_programmes(db)
    return programmes[0].zone if programmes else "UTC"


@dataclass(frozen=True, slots=True)
class Known:
    """What a week's reader has of a person already: the pairs on either side, and what those they coach have open."""

    person: Person
    zone: str
    coached: Sequence[Engagement] = ()
    led: Sequence[Engagement] = ()
    ledger: Ledger = field(default_factory=Ledger)


def known_of(db: Db, person: Person, zone: str, today: date) -> Known:
    """All of it, read anew."""
    coached = coach_engagements(db, person.id, today) if person.is_any("coach") else []
    led = leader_engagements(db, person.id, today) if person.is_any("leader") else []
    return Known(person, zone, coached, led, ledger_of(db, [one.id for one in coached], today, "coach"))


def this_week(db: Db, now: datetime, monday: date, known: Known) -> Week:
    """The week from a Monday."""
    person, today = known.person, local_day(now, known.zone)
    mine = _visits(db, now, monday, known)
    rows = _coachs(db, mine.coached, (monday, today), known) if known.coached else []
    rows += [Row(one, _side(one, person)) for one in mine.led]
    ids = [one.id for one in (*known.coached, *known.led)]
    return Week(
        monday,
        now,
        known.zone,
        tuple(sorted(rows, key=lambda one: (one.visit.at, one.visit.id))),
        tuple(_free(db, known.coached, rows, monday)) if monday >= monday_of(today) else (),
        tuple(Row(one, _side(one, person)) for one in mine.waiting),
        tuple(_closed(db, ids, monday)) if ids else (),
        coaches=person.is_any("coach"),
        pairs=len(ids),
    )


@dataclass(frozen=True, slots=True)
class _Visits:
    coached: Sequence[Visit]
    led: Sequence[Visit]
    waiting: Sequence[Visit]


def _visits(db: Db, now: datetime, monday: date, known: Known) -> _Visits:
    """A coach's visits of this week and the four before, a leader's of this week, and what waits for an answer."""
    who, sunday = known.person.id, monday + 6 * _DAY
    coached = db.all(OF_COACH, person=who, first=monday - SHIFTS, last=sunday) if known.coached else []
    led = db.all(OF_LEADER, person=who, first=monday, last=sunday) if known.led else []
    waiting = db.all(WAITING, person=who, now=now) if known.coached or known.led else []
    found = {one.id: one for one in with_guests(db, [*coached, *led, *waiting])}
    return _Visits(*([found[row.id] for row in rows] for rows in (coached, led, waiting)))


_DAY = timedelta(days=1)


def _side(visit: Visit, person: Person) -> str:
    return {visit.coach_id: COACH, visit.leader_id: LEADER}.get(person.id, GUEST)


def _coachs(db: Db, visits: Sequence[Visit], days: tuple[date, date], known: Known) -> list[Row]:
    monday, today = days
    last, owed = last_visits(db, known.person.id, today), _owed(known.ledger)
    before: dict[int, list[Visit]] = defaultdict(list)
    rows = []
    for one in visits:
        before[one.engagement_id].append(one)
        if one.day >= monday:
            pair = one.engagement_id
            rows.append(Row(one, COACH, last.get(pair), _shifts(before[pair]), owed.get(pair, "")))
    return rows


def _shifts(visits: Sequence[Visit]) -> int:
    """How many of a pair's newest visits of a series in a row weren't held as planned."""
    count = 0
    for one in reversed([one for one in visits if one.series_id]):
        if not is_shifted(one):
            break
        count += 1
    return count


def _owed(ledger: Ledger) -> dict[int, str]:
    """What the coach promised first of all, by pair."""
    found: dict[int, str] = {}
    for one in ledger.open:
        if one.owner == OWNER and one.pair not in found:
            short = one.what if len(one.what) <= OWED else f"{one.what[: OWED - 1]}…"
            found[one.pair] = f"{short} ({brief(one.due_on)})" if one.due_on else short
    return found


def _free(db: Db, pairs: Sequence[Engagement], rows: Sequence[Row], monday: date) -> list[Free]:
    """The pairs that have nothing this week, though they should; one whose visit was closed or skipped is listed so."""
    booked = {one.visit.engagement_id for one in rows if one.visit.state in LIVE or one.visit.series_id}
    without = [one for one in pairs if one.id not in booked]
    if not without:
        return []
    sparse = {row.engagement_id for row in db.all(SPARSE, pairs=[one.id for one in without], first=monday)}
    return [Free(one.id, one.school, one.leader) for one in without if one.id not in sparse]


def _closed(db: Db, pairs: Sequence[int], monday: date) -> list[tuple[date, date, str]]:
    rows = db.all(CLOSED, pairs=list(pairs), first=monday, last=monday + 6 * _DAY)
    said = [(row.day, row.until, f"{row.name} ({row.school})" if row.school_id else row.name) for row in rows]
    return list(dict.fromkeys(said))
