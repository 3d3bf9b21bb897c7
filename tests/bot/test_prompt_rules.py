"""Which question is asked and when: none twice in six weeks, the same again for the same seed, on an open day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.frameworks import elements, practices_near, prompts
from bot.rules import prompts as rules
from bot.rules.prompts import Scene, ask_at, choose, due_day, phase_on, skipped_in_a_row, wednesdays, weight

BANK = tuple(prompts().values())
DAY = date(2026, 11, 18)
STANCES = {"instructional", "facilitative", "collaborative", "consultative", "transformational"}
days = st.dates(date(2026, 8, 1), date(2028, 7, 31))
scenes = st.builds(
    Scene,
    st.text(max_size=20),
    st.just(DAY),
    st.sampled_from(sorted(rules.PHASES)),
    st.frozensets(st.sampled_from(sorted(elements())), max_size=3),
    st.dictionaries(st.sampled_from([one.id for one in BANK]), st.dates(date(2025, 9, 1), DAY)),
)


def test_the_bank_holds_enough_questions_each_tagged_and_none_twice() -> None:
    coaches = prompts("coach").values()
    assert len(BANK) >= 60
    assert len(coaches) >= 15
    assert {one.code for one in BANK} == {*(f"P{one}" for one in range(1, 11)), *(f"G{one}" for one in range(1, 7))}
    assert {one.phase for one in BANK} <= {*rules.PHASES, "any"}
    assert {one.stance for one in (*BANK, *coaches)} <= STANCES
    said = [one.words for one in (*BANK, *coaches)]
    assert len(set(said)) == len(said)
    assert all(20 < len(one) <= 140 and one.rstrip(".").count("  ") == 0 and "!" not in one for one in said)
    assert all(len(one.id) <= 20 for one in (*BANK, *coaches))


def test_each_practice_is_near_to_elements_that_there_are() -> None:
    assert practices_near().keys() <= elements().keys()
    assert practices_near()["cpsel:2B"] == {"P4", "P5"}
    assert practices_near()["goals:G3"] == {"G3"}


@given(scenes)
def test_no_question_comes_twice_within_six_weeks_and_the_same_seed_gives_the_same_one(scene: Scene) -> None:
    found = choose(BANK, scene)
    put = scene.asked or {}
    open_ = [one for one in BANK if one.id not in put or DAY - put[one.id] >= rules.SIX_WEEKS]
    assert (found is None) == (not open_)
    assert found is None or found in open_
    assert choose(tuple(reversed(BANK)), scene) == found


@given(scenes)
def test_another_question_is_always_a_different_one(scene: Scene) -> None:
    first = choose(BANK, scene)
    if first:
        asked = {**(scene.asked or {}), first.id: DAY}
        second = choose(BANK, Scene(f"{scene.seed}:1", DAY, scene.phase, scene.focus, asked))
        assert second is None or second.id != first.id


def test_what_fits_comes_more_often_and_everything_comes() -> None:
    fits = frozenset({"practices:P5"})
    found = Counter(one.code for number in range(3000) if (one := choose(BANK, Scene(str(number), DAY, "act", fits))))
    usual = sum(found.values()) / len(found)
    assert found["P5"] > 2 * usual
    assert len(found) == 16
    near = next(one for one in BANK if one.code == "P5" and one.phase == "act")
    assert weight(near, Scene("", DAY, "act", fits)) == 6.0
    assert weight(near, Scene("", DAY, "act", fits, {near.id: DAY - timedelta(days=90)})) == 1.5


@given(days, st.sampled_from([1, 2, 4]), days, st.frozensets(st.integers(0, 60)))
def test_a_question_is_asked_once_for_each_wednesday_of_the_rhythm_on_the_first_open_day(
    began: date, weeks: int, day: date, closed: frozenset[int]
) -> None:
    shut = {day + timedelta(days=one - 10) for one in closed}

    def is_open(one: date) -> bool:
        return one.weekday() < 5 and one not in shut

    found = due_day(began, weeks, day, is_open)
    if found is None:
        return
    wednesday, asked = found
    assert wednesday.weekday() == 2
    assert (wednesday - began).days >= 0
    assert (wednesday - wednesdays(began, weeks, began, wednesday)[0]).days % (7 * weeks) == 0
    assert is_open(asked)
    assert asked >= day
    window = [wednesday + timedelta(days=one) for one in range((asked - wednesday).days)]
    assert not any(map(is_open, window))
    assert (asked - wednesday).days <= rules.SHIFT


def test_a_closed_wednesday_shifts_and_a_closed_week_is_left_out() -> None:
    began, closed = date(2026, 9, 1), {date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)}

    def is_open(one: date) -> bool:
        return one.weekday() < 5 and one not in closed

    assert due_day(began, 2, date(2026, 11, 24), is_open) == (date(2026, 11, 25), date(2026, 11, 30))
    assert due_day(began, 2, date(2026, 11, 30), is_open) == (date(2026, 11, 25), date(2026, 11, 30))
    closed |= {date(2026, 11, 30), date(2026, 12, 1)}
    assert due_day(began, 2, date(2026, 11, 24), is_open) == (date(2026, 12, 9), date(2026, 12, 9))
    assert due_day(began, rules.NEVER, began, is_open) is None
    assert due_day(began, 2, began, lambda _day: False) is None


def test_a_program_that_begins_to_use_this_on_a_tuesday_waits_for_a_wednesday() -> None:
    assert due_day(date(2026, 9, 1), 2, date(2026, 11, 17), lambda day: day.weekday() < 5) == (
        date(2026, 11, 25),
        date(2026, 11, 25),
    )


@pytest.mark.parametrize(
    ("day", "zone", "hour"), [(date(2026, 10, 28), "America/New_York", 19), (date(2026, 11, 4), "America/New_York", 20)]
)
def test_the_hour_is_the_persons_own_before_and_after_the_clocks_change(day: date, zone: str, hour: int) -> None:
    assert ask_at(day, zone).astimezone(UTC) == datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)


def test_where_the_coaching_is() -> None:
    began, end = date(2026, 9, 1), date(2027, 6, 18)
    weeks = [phase_on(began + timedelta(weeks=one), began, end) for one in (0, 2, 4, 6, 8, 10, 12)]
    assert weeks == ["assess", "review", "target", "act", "partners", "check", "act"]
    assert phase_on(date(2027, 6, 1), began, end) == "reassess"


@pytest.mark.parametrize(
    ("states", "count"),
    [
        ([], 0),
        (["skipped", "expired", "answered"], 2),
        (["answered", "skipped", "skipped"], 0),
        (["expired", "removed"], 1),
    ],
)
def test_skipped_questions_are_counted_since_the_last_answer(states: list[str], count: int) -> None:
    assert skipped_in_a_row(states) == count
