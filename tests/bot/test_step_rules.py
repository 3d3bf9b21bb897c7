"""The day a next step starts with."""

from datetime import date

import pytest

from bot.rules.steps import guess_due

TUESDAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("visit_day", "closures", "due"),
    [
        (1, [], date(2026, 11, 24)),
        (3, [], date(2026, 11, 19)),
        (1, [(date(2026, 11, 23), date(2026, 11, 27))], date(2026, 12, 1)),
        (None, [], date(2026, 11, 24)),
        (None, [(date(2026, 11, 23), date(2026, 11, 27))], date(2026, 11, 30)),
        (5, [], date(2026, 11, 24)),
    ],
)
def test_a_step_is_likely_due_on_the_next_visit_that_is_held(
    visit_day: int | None, closures: list[tuple[date, date]], due: date
) -> None:
    assert guess_due(visit_day, TUESDAY, TUESDAY, closures) == due


def test_of_an_older_contact_the_guess_is_after_today_and_within_its_reach() -> None:
    assert guess_due(1, date(2026, 11, 3), TUESDAY, []) == date(2026, 11, 24)
    assert guess_due(1, date(2026, 7, 1), TUESDAY, []) is None
