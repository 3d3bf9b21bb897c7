"""T04: half-monthly reports through short and long months, leap years, weekends and the turn of the year."""

from datetime import date, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, rrule

from bot.rules.dates import local_time
from bot.rules.periods import Period, closes_at, draft_day, due_on, following, period_of, previous
from bot.rules.programme import DueRule
from tests.promises.figures import record

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
ZONE = "America/New_York"
RULE = DueRule()


def expected() -> list[tuple[Period, str, date]]:
    """Every period of three years with its label and due day, reckoned by a library instead of our rules."""
    found = []
    for month in range(36):
        first = FIRST + relativedelta(months=month)
        end = first + relativedelta(day=31)
        for start, last in ((first, first + relativedelta(day=15)), (first + relativedelta(day=16), end)):
            days = rrule(DAILY, dtstart=last + timedelta(days=1), count=2, byweekday=(MO, TU, WE, TH, FR))
            found.append((Period(start, last), f"{start:%b} {start.day}–{last.day}", days[1].date()))
    return found


def test_every_period_of_three_years_has_its_label_and_due_day() -> None:
    wanted = expected()
    right = sum(
        period_of(day) == period
        and period_of(period.last) == period
        and period.label == label
        and due_on(period, RULE.business_days) == due
        and local_time(closes_at(period, RULE, ZONE), ZONE).replace(tzinfo=None).isoformat() == f"{due}T17:00:00"
        and draft_day(period) == period.first.replace(day=13 if period.first.day == 1 else 27)
        for period, label, due in wanted
        for day in (period.first,)
    )
    together = all(
        following(one) == other and previous(other) == one for (one, _, _), (other, _, _) in pairwise(wanted)
    )
    days = sum((period.last - period.first).days + 1 for period, _, _ in wanted)
    covered = days == (LAST - FIRST).days + 1
    met = right == len(wanted) == 72 and together and covered
    record("T04", "report periods", tried="3 years", figure=f"{right} of {len(wanted)}", wanted="72 of 72", met=met)
    assert met, (right, len(wanted), together, covered)


def test_the_odd_ones_by_hand() -> None:
    found = {period.label: (period.last, due) for period, _, due in expected() if period.first.year in (2027, 2028)}
    assert due_on(period_of(date(2027, 2, 20)), 2) == date(2027, 3, 2)  # the 28th is a Sunday
    assert due_on(period_of(date(2028, 2, 20)), 2) == date(2028, 3, 2)  # the 29th, a Tuesday
    assert due_on(period_of(date(2026, 12, 20)), 2) == date(2027, 1, 4)  # over a weekend and the year
    assert found["Feb 16–29"][0] == date(2028, 2, 29)
