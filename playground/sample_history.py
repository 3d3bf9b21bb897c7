"""What coaches of the sample programme have recorded so far, made from a seed, so that nobody's Home is empty.

85 % of planned visits are held, 8 % moved, 7 % missed; three contacts of other kinds go with each visit. A log follows
after 9 hours in the middle, and within 52 for nine of ten. Three pairs have gone quiet.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from playground.sample_roster import CLOSURES, SEED, Pairing, pairings, principal
from playground.sample_words import Agreed, words_of

ZONE = ZoneInfo("America/New_York")
HELD, MOVED = 0.85, 0.08  # of planned visits; the rest is missed
LAG_HOURS, LAG_SPREAD = 2.197, 1.369  # of a lognormal: median 9 hours, 90th percentile 52
QUIET = {principal(22): 16, principal(36): 23, principal(57): 32}  # days since the last contact
ACTIVITIES = tuple(f"A{number}" for number in range(1, 12))
OTHERS_A_WEEK = (1, 2, 3, 3, 3, 4, 5)
OTHER_KINDS = (("email", 45), ("text", 20), ("call", 20), ("video", 8), ("team_meeting", 5), ("other", 2))
MINUTES = {"call": (8, 40), "video": (20, 60), "team_meeting": (45, 90), "other": (15, 60)}
PRESENCE = (("yes", 64), ("partly", 20), ("no", 16))
WITH_PRESENCE = ("visit", "team_meeting", "other")
WITH_ACTIVITIES = ("visit", "team_meeting", "other")
MISSED = 5
AFTER_SCHOOL = ("15:15", "15:30", "15:45", "16:00", "16:15")


@dataclass(frozen=True, slots=True)
class PastContact:
    """A contact that a coach recorded. The first five fields are the engagement's key; start is local "HH:MM"."""

    leader_email: str
    coach_email: str
    district: str
    school: str
    starts_on: date
    kind: str
    day: date
    start: str | None
    minutes: int
    count: int | None
    activities: tuple[str, ...]
    presence: str | None
    recorded_at: datetime
    made: bool = True
    note: str | None = None
    focus: tuple[str, ...] = ()
    agreed: tuple[Agreed, ...] = ()


def generate_history(now: datetime, seed: int = SEED, weeks: int = 8) -> list[PastContact]:
    """All that was recorded in the weeks before now, oldest record first. now: aware."""
    today = now.astimezone(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    found: list[PastContact] = []
    for row in pairings(seed):
        rng = random.Random(f"{seed} {row.leader_email} {row.coach_email} {row.starts_on}")  # noqa: S311 - a sample, not a secret
        for week in range(weeks, -1, -1):
            found += _week(rng, row, monday - timedelta(weeks=week))
    known = [_told(one, today) for one in found if one.day <= _last_day(one, today) and one.recorded_at <= now]
    return sorted(known, key=lambda one: (one.recorded_at, one.leader_email, one.kind))


def _told(one: PastContact, today: date) -> PastContact:
    """A visit with its words; of the calls, every fifth was only an attempt."""
    if one.kind == "visit":
        note, focus, agreed = words_of(one, one.day, today)
        return replace(one, note=note, focus=focus, agreed=agreed)
    missed = one.kind == "call" and one.day.toordinal() % MISSED == 0
    return replace(one, made=False, minutes=1) if missed else one


def _last_day(one: PastContact, today: date) -> date:
    return today - timedelta(days=QUIET.get(one.leader_email, 0))


def _week(rng: random.Random, row: Pairing, monday: date) -> Iterator[PastContact]:
    """One week of one pair."""
    fate = rng.random()
    if fate < HELD:
        yield from _visit(rng, row, monday + timedelta(days=row.visit_day), row.visit_start)
    elif fate < HELD + MOVED:
        yield from _visit(rng, row, monday + timedelta(days=(row.visit_day + rng.randint(1, 4)) % 5), "10:30")
    for _ in range(rng.choice(OTHERS_A_WEEK)):
        yield from _other(rng, row, monday + timedelta(days=rng.randrange(5)))


def _visit(rng: random.Random, row: Pairing, day: date, start: str) -> Iterator[PastContact]:
    minutes = round(min(180, max(45, rng.gauss(row.visit_minutes, 20))) / 5) * 5
    yield from _contact(rng, row, "visit", day, start, minutes)


def _other(rng: random.Random, row: Pairing, day: date) -> Iterator[PastContact]:
    kind = _one_of(rng, OTHER_KINDS)
    if kind in MINUTES:
        yield from _contact(rng, row, kind, day, rng.choice(AFTER_SCHOOL), rng.randint(*MINUTES[kind]))
    else:
        yield from _contact(rng, row, kind, day, None, rng.choice((0, 5, 10, 15)), rng.choice((1, 1, 1, 2, 3)))


def _contact(
    rng: random.Random, row: Pairing, kind: str, day: date, start: str | None, minutes: int, count: int | None = None
) -> Iterator[PastContact]:
    """The contact, unless the engagement doesn't run or the school is closed on that day."""
    activities = tuple(sorted(rng.sample(ACTIVITIES, rng.randint(1, 3)), key=ACTIVITIES.index))
    presence = _one_of(rng, PRESENCE)
    lag = timedelta(hours=min(rng.lognormvariate(LAG_HOURS, LAG_SPREAD), 14 * 24))
    if not row.starts_on <= day <= row.ends_on or _closed(row, day):
        return
    begun = datetime.combine(day, time.fromisoformat(start or "12:00"), ZONE)
    yield PastContact(
        leader_email=row.leader_email,
        coach_email=row.coach_email,
        district=row.district,
        school=row.school,
        starts_on=row.starts_on,
        kind=kind,
        day=day,
        start=start,
        minutes=minutes,
        count=count,
        activities=activities if kind in WITH_ACTIVITIES else (),
        presence=presence if kind in WITH_PRESENCE else None,
        recorded_at=(begun + timedelta(minutes=minutes) + lag).astimezone(UTC).replace(microsecond=0),
    )


def _closed(row: Pairing, day: date) -> bool:
    scopes = ("programme", row.district, row.school)
    return any(one.day <= day <= one.until and one.scope in scopes for one in CLOSURES)


def _one_of(rng: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]
