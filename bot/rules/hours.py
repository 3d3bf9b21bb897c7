"""The hours bank of one leader: the minutes that count in a month, what the month will come to, and what is missing.

Amounts are whole minutes, days are days of the calendar: no change of the clock can matter. What counts is decided
when a contact is recorded: its kind is one the program counts, and it took place (domain rules 3 and 4); a group
contact counts once for each leader who was there. The forecast of the running month is the sum of

- what is logged in the month;
- the visits to come: each that is booked and not held yet, and where none are booked each usual day that is a school
  day, for its planned length, or else the median length of the last visits, times the share held of late;
- the usual rest: minutes beside the visits that counted of late, for each school day, times the school days to come.

"Of late" is eight weeks, less where the pair or its log is younger.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from statistics import median

from bot.rules.contacts import HOURS_STEP
from bot.rules.dates import month_of
from bot.rules.programme import Dose
from bot.rules.schooldays import is_school_day, school_days

OF_LATE = timedelta(days=56)
LAST_VISITS = 5  # whose median is the usual length
USUAL_MINUTES = 60  # of a visit, where neither the plan nor the log tells
ENOUGH_PLANNED = 4  # visits, to tell a share from
PACE_DAYS = 20  # school days: a first call isn't taken for the beginning of one a day
PART_MAX = 90  # minutes of one make-up
LONGEST = 240  # minutes of one, where few days are left
LONGER_MAX = 120  # minutes by which one visit may be lengthened
ROUND_TO = 5
CHOICES = 3
UNCAPPED = 24 * 60
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Logged:
    """What is logged with a leader on one day. minutes: that count; visit: of them, in visits; visits: how many.

    A visit is also a coaching session, as everywhere where a planned visit is looked for.
    """

    day: date
    minutes: int
    visit: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to come."""

    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit that is planned on its own day, or was held. missed: it was skipped instead."""

    day: date
    minutes: int
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A pair's visits. weekday: of the usual one, 0 is Monday, None for none; minutes: None where it has no length.

    booked: single visits, wherever they were moved; since: the day from which they tell all, None where none does.
    closed: no school days.
    """

    weekday: int | None
    minutes: int | None
    starts_on: date
    ends_on: date | None = None
    closed: frozenset[date] = frozenset()
    booked: tuple[Booked, ...] = ()
    since: date | None = None

    def days(self, first: date, last: date) -> list[date]:
        """The days from first to last for which a visit was planned, held or not."""
        return [*self._usual(first, last), *(one.day for one in self.booked if first <= one.day <= last)]

    def visits(self, first: date, last: date) -> list[tuple[date, int | None]]:
        """The visits from first to last that weren't skipped: their days and lengths."""
        single = [(one.day, one.minutes) for one in self.booked if first <= one.day <= last and not one.missed]
        return [*((day, self.minutes) for day in self._usual(first, last)), *single]

    def _usual(self, first: date, last: date) -> list[date]:
        if self.weekday is None:
            return []
        start = max(first, self.starts_on)
        ends = [last, *([self.ends_on] if self.ends_on else []), *([self.since - DAY] if self.since else [])]
        day = start + timedelta(days=(self.weekday - start.weekday()) % 7)
        weeks = range((min(ends) - day).days // 7 + 1)
        return [one for week in weeks if is_school_day(one := day + timedelta(weeks=week), self.closed)]


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A way to reach the month's goal. missing: minutes.

    lengthen: a planned visit with the length that would do, or None. part: minutes of each of so many further contacts
    (parts) on school days without a visit, none where no such day is left; days: to choose from. still: minutes that
    would be missing all the same. by: the last school day left, None when none is.
    """

    missing: int
    lengthen: Visit | None
    parts: int
    part: int
    days: tuple[date, ...]
    still: int
    by: date | None


@dataclass(frozen=True, slots=True)
class Month:
    """The month so far: today, its last day, and the school days of the leader that aren't. cap: minutes a day."""

    today: date
    last: date
    closed: frozenset[date] = frozenset()
    cap: int | None = None

    @property
    def left(self) -> list[date]:
        """The school days after today."""
        return school_days(self.today + timedelta(days=1), self.last, self.closed)


@dataclass(frozen=True, slots=True)
class Account:
    """All there is of one leader in one program. logged: by day, since eight weeks ago or the month's first day.

    earlier: minutes that count in the school year before that; plans: her weekly visits, () where visits don't count.
    """

    logged: tuple[Logged, ...] = ()
    earlier: int = 0
    plans: tuple[Plan, ...] = ()
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Bank:
    """One leader's hours in a month and in the school year. last: the month's last day.

    expected: minutes by the month's end, None unless the month runs; make_up: None unless they fall short of the goal.
    """

    last: date
    minutes: int
    goal_hours: float
    band_hours: float | None
    year_minutes: int
    year_hours: float
    expected: int | None = None
    make_up: "MakeUp | None" = None

    @property
    def month(self) -> str:
        """The month's name."""
        return f"{self.last:%B}"

    @property
    def over(self) -> bool:
        """Whether the month is above what is usual: nothing is wrong with it."""
        band = self.band_hours
        return band is not None and band >= self.goal_hours and quarters(self.minutes) > quarters(band * 60)


def bank_of(dose: Dose, year: tuple[date, date], account: Account, day: date, today: date) -> Bank:
    """The bank of the month that day is in, and of the school year (its first and last day) until now."""
    cap = dose.minutes_per_day_cap
    first, last = month_of(day)
    found = Bank(
        last,
        banked(account.logged, first, last, cap),
        dose.hours_per_month,
        dose.hours_per_month_band,
        account.earlier + banked(account.logged, *year, cap),
        dose.hours_per_year,
    )
    if not first <= today <= last:
        return found
    month = Month(today, last, account.closed, cap)
    expected = forecast(account.plans, account.logged, month)
    visits = visits_to_come(account.plans, account.logged, month)
    return replace(found, expected=expected, make_up=make_up(dose.hours_per_month, expected, visits, month))


def banked(logged: Iterable[Logged], first: date, last: date, cap: int | None = None) -> int:
    """Minutes that count from first to last, at most cap of each day."""
    return sum(min(one.minutes, cap or UNCAPPED) for one in logged if first <= one.day <= last)


def visits_to_come(plans: Sequence[Plan], logged: Sequence[Logged], month: Month) -> list[Visit]:
    """The planned visits from today to the month's end that aren't held yet, the next first.

    A visit held on another day of this week stands for the planned one; one held today isn't to come.
    """
    monday = month.today - timedelta(days=month.today.weekday())
    sunday = monday + timedelta(days=6)
    held = sum(one.visits for one in logged if monday <= one.day <= month.today)
    seen_today = any(one.visits for one in logged if one.day == month.today)
    found = [
        Visit(day, _length(minutes, logged, month))
        for plan in plans
        for day, minutes in plan.visits(monday, month.last)
    ]
    found.sort(key=lambda one: (one.day, one.minutes))
    this_week = sum(one.day <= sunday for one in found)
    ahead = [one for one in found if one.day > month.today or (one.day == month.today and not seen_today)]
    near = [one for one in ahead if one.day <= sunday]
    keep = max(0, this_week - held)
    return [*near[max(0, len(near) - keep) :], *(one for one in ahead if one.day > sunday)]


def _length(planned: int | None, logged: Sequence[Logged], month: Month) -> int:
    lengths = [round(one.visit / one.visits) for one in sorted(logged, key=lambda one: one.day) if one.visits]
    usual = round(median(lengths[-LAST_VISITS:])) if lengths else USUAL_MINUTES
    return min(planned or usual, month.cap or UNCAPPED)


def held_share(plans: Sequence[Plan], logged: Sequence[Logged], today: date) -> float:
    """The share of the visits planned of late, before today, that were held; 1 where too few were to tell."""
    since, yesterday = _since(logged, today), today - timedelta(days=1)
    planned = sum(len(plan.days(since, yesterday)) for plan in plans)
    held = sum(one.visits for one in logged if since <= one.day <= yesterday)
    return min(1.0, held / planned) if planned >= ENOUGH_PLANNED else 1.0


def _since(logged: Sequence[Logged], today: date) -> date:
    """The first day of what is of late: that of the first contact logged since eight weeks ago."""
    return min((one.day for one in logged if one.day >= today - OF_LATE), default=today)


def usual_rest(logged: Sequence[Logged], month: Month, *, planned: bool) -> int:
    """Minutes beside the visits to expect of the school days left. planned: visits come by themselves, by plan."""
    since = _since(logged, month.today)
    late = [one for one in logged if since <= one.day <= month.today]
    minutes = sum(min(one.minutes - (one.visit if planned else 0), month.cap or UNCAPPED) for one in late)
    of_late = max(PACE_DAYS, len(school_days(since, month.today, month.closed)))
    return round(minutes * len(month.left) / of_late)


def forecast(plans: Sequence[Plan], logged: Sequence[Logged], month: Month) -> int:
    """The minutes that the running month will come to, by the formula above; never less than is logged."""
    first = month.last.replace(day=1)
    to_come = sum(one.minutes for one in visits_to_come(plans, logged, month))
    share = held_share(plans, logged, month.today)
    rest = usual_rest(logged, month, planned=bool(plans))
    return banked(logged, first, month.last, month.cap) + round(share * to_come) + rest


def quarters(minutes: float) -> int:
    """Minutes in quarters of an hour, as people read hours."""
    return round(minutes / 60 / HOURS_STEP)


def missing(goal_hours: float, expected: int) -> int:
    """Minutes between what is expected and the goal, up to the next five; 0 where both read the same in quarters."""
    goal = goal_hours * 60
    if quarters(expected) >= quarters(goal):
        return 0
    return ceil((goal - expected) / ROUND_TO) * ROUND_TO


def make_up(goal_hours: float, expected: int, visits: Sequence[Visit], month: Month) -> MakeUp | None:
    """How the goal can still be reached where the forecast is below it; None where it isn't.

    Lengthen the next visit, by at most two hours; or add contacts of at most 90 minutes (where few days are left, four
    hours) on school days without a visit, of which some are named, spread over those that are left.
    """
    short = missing(goal_hours, expected)
    if not short:
        return None
    room = month.cap or UNCAPPED
    ahead = [one for one in visits if one.day > month.today and one.minutes + short <= room]
    longer = Visit(ahead[0].day, ahead[0].minutes + short) if ahead and short <= LONGER_MAX else None
    taken = {one.day for one in visits}
    free = [day for day in month.left if day not in taken]
    parts = min(ceil(short / min(PART_MAX, room)), len(free))
    part = min(ceil(short / parts / ROUND_TO) * ROUND_TO, LONGEST, room) if parts else 0
    days, by = _spread(free, max(parts, CHOICES)), month.left[-1] if month.left else None
    return MakeUp(short, longer, parts, part, days, max(0, short - parts * part), by)


def _spread(found: Sequence[date], many: int) -> tuple[date, ...]:
    """So many of the days, from the first to the last."""
    if len(found) <= many:
        return tuple(found)
    return tuple(found[round(place * (len(found) - 1) / (many - 1))] for place in range(many))
