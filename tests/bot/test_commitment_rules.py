"""What may become of a next step, which is most urgent, how late it is, and how much each side kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import commitments as rules
from bot.rules.commitments import Due, Kept
from tests.bot.facts import DAY, agreed

STATES = (rules.OPEN, rules.MOVED, rules.DONE, rules.DROPPED)


def test_what_is_closed_is_only_opened_again() -> None:
    for closed in rules.CLOSED:
        assert rules.FOLLOW[closed] == set(rules.LIVE)
        assert not any(rules.may_become(closed, other) for other in rules.CLOSED)
    assert all(rules.may_become(live, closed) for live in rules.LIVE for closed in rules.CLOSED)
    assert set(rules.FOLLOW) == set(STATES) == {*rules.LIVE, *rules.CLOSED}


def test_a_live_step_is_moved_where_its_day_is_not_the_first() -> None:
    assert rules.live_state(DAY, DAY) == rules.OPEN
    assert rules.live_state(DAY + timedelta(days=1), DAY) == rules.MOVED
    assert rules.live_state(None, None) == rules.OPEN


def test_urgent_first_and_the_long_overdue_last() -> None:
    days = {"a month ago": -30, "longer ago": -31, "much longer ago": -90, "today": 0, "soon": 2, "undated": None}
    steps = [
        agreed(id=place, what=what, due_on=None if back is None else DAY + timedelta(days=back))
        for place, (what, back) in enumerate(days.items())
    ]
    found = [one.what for one in sorted(reversed(steps), key=lambda one: rules.urgency(one, DAY))]
    assert found == ["a month ago", "today", "soon", "longer ago", "much longer ago", "undated"]


@pytest.mark.parametrize(
    ("due", "late"),
    [(17, 0), (18, 0), (16, 1), (13, 2), (10, 4)],  # of November 17, a Tuesday; the 11th is a holiday
)
def test_lateness_is_counted_in_school_days(due: int, late: int) -> None:
    assert rules.days_overdue(date(2026, 11, due), DAY, frozenset({date(2026, 11, 11)})) == late


@given(back=st.integers(0, 400), closed=st.frozensets(st.integers(0, 400), max_size=30))
def test_a_step_is_never_later_in_school_days_than_in_days(back: int, closed: frozenset[int]) -> None:
    shut = frozenset(DAY - timedelta(days=one) for one in closed)
    late = rules.days_overdue(DAY - timedelta(days=back), DAY, shut)
    assert 0 <= late <= back
    assert late <= rules.days_overdue(DAY - timedelta(days=back), DAY, frozenset())


def test_follow_through_counts_what_fell_due_or_is_done() -> None:
    before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    steps = [
        Due("coach", rules.DONE, before, before),
        Due("coach", rules.DONE, before, DAY),
        Due("coach", rules.OPEN, before, None),
        Due("coach", rules.MOVED, after, None),
        Due("coach", rules.DROPPED, before, before),
        Due("coach", rules.DONE, None, before),
        Due("leader", rules.DONE, after, before),
        Due("leader", rules.OPEN, DAY, None),
    ]
    assert rules.follow_through(steps, DAY) == {"coach": Kept(1, 3), "leader": Kept(1, 1)}


def test_every_code_has_words_and_fits_its_column() -> None:
    for codes in (rules.BARRIERS, rules.HELPERS, rules.REASONS):
        assert all(codes.values())
        assert all(len(code) <= 16 for code in codes)
    assert list(rules.BARRIERS) == [
        "time", "staffing", "money", "policy", "data", "skill", "will", "district", "community", "crisis", "other",
    ]  # fmt: skip
