"""When a person may be written to, and whether at all: hours, days, quiet, away, school closed, three a week, one hour
for all that can wait. Plain values and `now`; whoever asks knows the rows.

A person's hours are wall times where they are now, so a journey changes when something is said, never how often.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.rules.dates import is_zone, local_time, minute_of
from bot.rules.ladders import instant
from bot.rules.nudges import EXPIRED, KINDS, STOPPED, Kind, Nudge, kinds_for

HOURS = ("07:00", "18:00")
DAYS = frozenset(range(5))
BUNDLE_AT = "08:30"
CAP = 3
WEEK = 7  # days, the one in question included
AHEAD = 60  # days in which the next hour is looked for
SPREAD_MOST = 900  # seconds over which a crowd is spread
LAST_RESORT = "UTC"
DAY = timedelta(days=1)
MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Manners:
    """How one person wants to be written to, with what is usual filled in.

    hours, quiet: from and to as local "HH:MM", the end not included; days: weekdays, 0 is Monday; away: first and
    last day; closed: days without school for them; off: kinds they stopped; cap: messages a week; spread: seconds
    after the hour, so that a crowd isn't written to at once; kept: how many of the week's messages are for what comes
    first.
    """

    zone: str
    hours: tuple[str, str] = HOURS
    days: frozenset[int] = DAYS
    quiet: tuple[str, str] | None = None
    bundle_at: str = BUNDLE_AT
    away: tuple[date, date] | None = None
    off: frozenset[str] = frozenset()
    closed: frozenset[date] = frozenset()
    cap: int = CAP
    spread: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a nudge now. at: put off until then; state: dropped as this; neither: it is said."""

    at: datetime | None = None
    state: str = ""

    @property
    def now(self) -> bool:
        """Whether it is said now."""
        return self.at is None and not self.state


SAY = Decision()


def zone_of(*names: str | None) -> str:
    """The first of these that is a zone: a person's own choice, Slack's, their program's."""
    return next((name for name in names if name and is_zone(name)), LAST_RESORT)


def spread_of(person: int, people: int) -> int:
    """Seconds after the hour at which a person is written to: always the same, and at most one a second."""
    return person * 2_654_435_761 % 2**32 % max(min(people, SPREAD_MOST), 1)


def decide(nudge: Nudge, manners: Manners, sent: Collection[date], now: datetime) -> Decision:
    """Whether a nudge is said now, later or never. sent: the local days of the messages that counted, lately."""
    kind = KINDS.get(nudge.kind)
    if kind is None or now >= nudge.until:
        return Decision(state=EXPIRED)
    if kind.id in manners.off and not kind.locked:
        return Decision(state=STOPPED)
    at = _moment(nudge, kind, manners, now)
    if at is not None and kind.counts and not nudge.asked:
        at = _within_cap(at, nudge, kind, manners, sent)
    if at is None or at >= nudge.until:
        return Decision(state=EXPIRED)
    return SAY if at <= now else Decision(at)


def may_ride(nudge: Nudge, manners: Manners, now: datetime) -> bool:
    """Whether what waits for another hour may be said in a message that goes now anyway."""
    kind = KINDS.get(nudge.kind)
    if kind is None or (kind.timed and nudge.due_at > now) or (kind.id in manners.off and not kind.locked):
        return False
    return nudge.first_due_at <= now < nudge.until and welcome(kind, manners, now)


def welcome(kind: Kind, manners: Manners, at: datetime) -> bool:
    """Whether a person may be written to at an instant about this kind, leaving the weekly limit aside."""
    here = local_time(at, manners.zone)
    minute = here.hour * 60 + here.minute
    return _open_day(here.date(), kind, manners) and any(first <= minute < last for first, last in _windows(manners))


def next_welcome(kind: Kind, manners: Manners, at: datetime) -> datetime | None:
    """The first instant from then on at which a person may be written to about this kind."""
    if welcome(kind, manners, at):
        return at
    for day in _days_from(at, manners):
        if _open_day(day, kind, manners):
            starts = (instant(day, _hhmm(first), manners.zone) for first, _ in _windows(manners))
            found = next((one for one in starts if one >= at and welcome(kind, manners, one)), None)
            if found:
                return found
    return None


def next_bundle(kind: Kind, manners: Manners, at: datetime) -> datetime | None:
    """The first time from then on at which what can wait is said together."""
    for day in _days_from(at, manners):
        if _open_day(day, kind, manners):
            found = _bundle_on(day, manners)
            if found and found >= at and welcome(kind, manners, found):
                return found
    return None


def together(kind: Kind, manners: Manners, at: datetime, until: datetime) -> datetime | None:
    """With the next bundle; where that is too late, as soon as may be."""
    found = next_bundle(kind, manners, at)
    return found if found and found < until else next_welcome(kind, manners, at)


def _moment(nudge: Nudge, kind: Kind, manners: Manners, now: datetime) -> datetime | None:
    """When it should be said: at its own hour or with the bundle; now, where that is past and now is fine."""
    if kind.timed and not nudge.asked:
        first = nudge.first_due_at + timedelta(seconds=manners.spread if kind.counts else 0)
        if not welcome(kind, manners, first):
            return together(kind, manners, max(first, now), nudge.until)
    else:
        soonest = together(kind, manners, nudge.first_due_at, nudge.until)
        if soonest is None:
            return None
        first = soonest
    if first > now or welcome(kind, manners, now):
        return max(first, now)
    return together(kind, manners, now, nudge.until)


def _within_cap(at: datetime, nudge: Nudge, kind: Kind, manners: Manners, sent: Collection[date]) -> datetime | None:
    """That time, or the first bundle on a day when the week isn't full."""
    limit = _limit(kind, manners)
    for _ in range(AHEAD):
        day = local_time(at, manners.zone).date()
        if sum(day - WEEK * DAY < one <= day for one in sent) < limit:
            return at
        later = next_bundle(kind, manners, instant(day + DAY, "00:00", manners.zone))
        if later is None or later >= nudge.until:
            return None
        at = later
    return None


def _limit(kind: Kind, manners: Manners) -> int:
    """How many of a week's messages there may be with this one among them.

    What comes first and has an hour of its own may be the last of them. All else leaves what is kept for that, and what
    can wait leaves one besides, unless it comes first; but one message a week is always left for all of it together.
    """
    if kind.comes_first and kind.timed:
        return manners.cap
    if manners.kept or kind.timed or kind.comes_first:
        return max(manners.cap - manners.kept, min(manners.cap, 1))
    return min(manners.cap, max(manners.cap - 1, 1))


def kept_for(
    roles: Collection[str], off: Collection[str], said: Collection[str], today: date, planned: Collection[str] = ()
) -> int:
    """How many of a week's messages are kept for what comes to people with these roles each week.

    said: the kinds they got in the week that ends today; off: those they stopped; planned: those with an hour of their
    own that come first and are planned already.
    """
    weekly = {
        one.id
        for one in kinds_for(frozenset(roles))
        if one.kept is not None and today.weekday() <= one.kept and one.id not in said
    }
    return sum(bool(KINDS[one].locked) or one not in off for one in weekly | set(planned))


def _open_day(day: date, kind: Kind, manners: Manners) -> bool:
    if manners.away and manners.away[0] <= day <= manners.away[1]:
        return False
    return day.weekday() in manners.days and not (kind.counts and day in manners.closed)


def _windows(manners: Manners) -> Sequence[tuple[int, int]]:
    """The local minutes of a day, from and to, in which a person may be written to."""
    first, last = (minute_of(one) for one in manners.hours)
    if manners.quiet is None:
        return ((first, last),)
    begin, end = (minute_of(one) for one in manners.quiet)
    parts = (
        ((first, min(last, begin)), (max(first, end), last)) if begin < end else ((max(first, end), min(last, begin)),)
    )
    return tuple((one, other) for one, other in parts if one < other)


def _bundle_on(day: date, manners: Manners) -> datetime | None:
    """The person's hour on a day, or the nearest in their hours, with their own seconds after it."""
    windows = _windows(manners)
    if not windows:
        return None
    wanted = minute_of(manners.bundle_at)
    first, last = next((one for one in windows if wanted < one[1]), windows[-1])
    start = max(first, wanted) if wanted < last else first
    offset = manners.spread % ((last - start) * 60)
    return instant(day, _hhmm(start), manners.zone) + timedelta(seconds=offset)


def _days_from(at: datetime, manners: Manners) -> Iterator[date]:
    today = local_time(at, manners.zone).date()
    return (today + DAY * place for place in range(AHEAD))


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
