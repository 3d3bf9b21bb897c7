"""Questions fall due once each, on open days, with one reminder; nothing is made up for, and nobody else is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.frameworks import prompts
from bot.rules.prompts import AFTER_SESSIONS, NEVER
from storage.asking import ask_another, set_rhythm, skip
from storage.nudges import nudges
from storage.preferences import NewKinds, preferences
from storage.programmes import closures
from storage.reflecting import open_question, why
from storage.reflections import reflections
from storage.wishing import save_kinds
from tests.storage.contacting import LEADER
from tests.storage.reflecting import ASK, Asking

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def run(asking: Asking, until: datetime, step: timedelta = HOUR) -> None:
    """Let the clock run, the duty looking every step."""
    while asking.now < until:
        asking.now = min(asking.now + step, until)
        asking.plan()


def sent(asking: Asking, kind: str = "prompt", user: str = "ULEAD") -> list[datetime]:
    """When nudges of a kind were said to somebody."""
    mine = (nudges.c.person_id == asking.program.people[user], nudges.c.kind == kind, nudges.c.state == "sent")
    return [row.sent_at for row in asking.program.db.all(select(nudges.c.sent_at).where(*mine).order_by(nudges.c.id))]


def close(asking: Asking, first: date, last: date) -> None:
    asking.program.db.add(closures, programme_id=asking.program.id, day=first, until=last, name="Closed")


def prefer(asking: Asking, **wanted: object) -> None:
    values = {"kinds_off": [], "text_only": False, "changed_at": asking.now, **wanted}
    asking.program.db.add(preferences, person_id=asking.program.people["ULEAD"], **values)


def test_a_question_is_asked_once_on_its_wednesday_at_half_past_three(asking: Asking) -> None:
    run(asking, ASK - timedelta(minutes=2))
    assert sent(asking) == []
    assert open_question(asking.program.db, asking.program.people["ULEAD"]) is None
    run(asking, ASK + 5 * HOUR)
    (at,) = sent(asking)
    assert timedelta() <= at - ASK < HOUR
    assert open_question(asking.program.db, asking.program.people["ULEAD"]) is not None
    assert len(asking.questions()) == 1


def test_after_a_gap_nothing_is_made_up_for(asking: Asking) -> None:
    asking.plan()
    asking.now = ASK + 13 * DAY
    asking.plan()
    assert sent(asking) == []
    assert [one.state for one in asking.questions()] == ["void", "open"]
    run(asking, ASK + 14 * DAY + HOUR)
    assert len(sent(asking)) == 1
    assert [one.state for one in asking.questions()] == ["void", "open"]


def test_where_school_is_closed_or_she_is_away_it_waits_for_the_first_open_day(asking: Asking) -> None:
    close(asking, date(2026, 11, 25), date(2026, 11, 26))
    prefer(asking, away_from=date(2026, 11, 27), away_until=date(2026, 11, 27))
    run(asking, ASK + 6 * DAY, timedelta(hours=3))
    (at,) = sent(asking)
    assert at.date() == date(2026, 11, 30)


@pytest.mark.parametrize("wanted", [{"kinds_off": ["prompt"]}, {"prompt_weeks": NEVER}])
def test_who_wants_no_questions_gets_none(asking: Asking, wanted: dict[str, object]) -> None:
    prefer(asking, **wanted)
    run(asking, ASK + DAY, timedelta(hours=6))
    assert sent(asking) == []
    assert asking.questions() == []


def test_there_is_one_reminder_and_then_it_ends_without_a_word(asking: Asking) -> None:
    reflection = asking.asked()
    run(asking, ASK + 49 * HOUR, timedelta(hours=4))
    first, again = sent(asking)
    assert timedelta(hours=48) <= again - first < timedelta(hours=52)
    _, second = (one for one in asking.owed("nudges") if one.person_id == asking.program.people["ULEAD"])
    assert "Still open, if you have a minute" in asking.compose(second).text
    run(asking, ASK + 6 * DAY, timedelta(hours=12))
    assert len(sent(asking)) == 2
    assert asking.questions()[0].state == "expired"
    assert asking.questions()[0].id == reflection


@pytest.mark.parametrize("how", ["answered", "skipped"])
def test_what_is_answered_or_skipped_is_not_asked_again(asking: Asking, how: str) -> None:
    reflection = asking.asked()
    asking.plan()
    if how == "answered":
        asking.say()
    else:
        skip(asking.program.db, LEADER, asking.now, reflection)
    run(asking, ASK + 3 * DAY, timedelta(hours=6))
    assert len(sent(asking)) == 1
    assert asking.questions()[0].state == how
    if how == "answered":
        with pytest.raises(Refusal):
            skip(asking.program.db, LEADER, asking.now, reflection)


def test_another_question_is_another_one_and_a_replayed_press_turns_nothing_away(asking: Asking) -> None:
    reflection = asking.asked()
    db, seen = asking.program.db, [asking.questions()[0].prompt]
    seen += [ask_another(db, LEADER, asking.now, reflection, press).prompt for press in ("a", "b", "b")]
    assert seen[2] == seen[3]
    assert len(set(seen)) == 3
    for press in range(len(prompts()) - 3):
        ask_another(db, LEADER, asking.now, reflection, f"more {press}")
    with pytest.raises(Refusal, match="no other question left"):
        ask_another(db, LEADER, asking.now, reflection, "last")
    assert len({row.prompt for row in asking.questions()}) == len(prompts())
    assert why(db, LEADER, asking.now, reflection)[2] == "act"


def test_two_that_went_by_offer_another_rhythm_once_and_to_her_alone(asking: Asking) -> None:
    asking.asked()
    run(asking, ASK + 34 * DAY, timedelta(hours=6))
    assert [one.state for one in asking.questions()] == ["expired", "expired", "expired"]
    assert len(sent(asking, "rhythm")) == 1
    for user in ("UCOACH", "UCOORD"):
        assert not {row.kind for row in asking.program.db.all(select(nudges)) if _is_for(asking, row, user)} & {
            "prompt",
            "rhythm",
        }
    set_rhythm(asking.program.db, LEADER, asking.now, 4)
    run(asking, datetime(2027, 3, 1, tzinfo=UTC), timedelta(hours=12))
    assert len(asking.questions()) <= 6


def _is_for(asking: Asking, row: object, user: str) -> bool:
    return getattr(row, "person_id", 0) == asking.program.people[user]


def test_a_new_rhythm_takes_back_what_isnt_sent_yet_and_comes_back_to_it(asking: Asking) -> None:
    db = asking.program.db
    asking.plan()
    assert len(asking.questions()) == 1
    set_rhythm(db, LEADER, asking.now, NEVER)
    run(asking, ASK - HOUR)
    assert [one.state for one in asking.questions()] == ["void"]
    set_rhythm(db, LEADER, asking.now, 1)
    run(asking, ASK + HOUR, HOUR / 2)
    assert len(sent(asking)) == 1
    run(asking, ASK + 8 * DAY, timedelta(hours=2))
    assert len(sent(asking)) >= 2
    assert len({row.occurrence for row in asking.questions()}) == len(asking.questions())


def test_settings_take_back_a_question_that_isnt_sent_as_the_choice_of_a_rhythm_does(asking: Asking) -> None:
    db = asking.program.db
    asking.plan()
    save_kinds(db, LEADER, asking.now, NewKinds(kinds=("prompt",), prompt_weeks=2))
    assert [one.state for one in asking.questions()] == ["open"]
    save_kinds(db, LEADER, asking.now, NewKinds(kinds=("prompt",), prompt_weeks=NEVER))
    assert [one.state for one in asking.questions()] == ["void"]


def test_after_a_session_a_question_comes_at_most_once_a_week(asking: Asking) -> None:
    prefer(asking, prompt_weeks=AFTER_SESSIONS)
    run(asking, ASK, timedelta(hours=6))
    assert sent(asking) == []
    asking.program.log("session", asking.now, kind="session", day=asking.now.date())
    run(asking, ASK + DAY, timedelta(hours=2))
    assert len(sent(asking)) == 1
    asking.program.log("another", asking.now, kind="session", day=asking.now.date())
    run(asking, ASK + 3 * DAY, timedelta(hours=6))
    assert len({row.occurrence for row in asking.questions()}) == 1


def test_over_a_year_no_question_comes_twice_in_six_weeks(asking: Asking) -> None:
    prefer(asking, prompt_weeks=1)
    run(asking, ASK + 200 * DAY, DAY)
    mine = [(row.prompt, row.asked_at) for row in asking.questions() if row.state != "void"]
    assert len(mine) >= 25
    for prompt, at in mine:
        assert not [one for one, other in mine if one == prompt and timedelta() < abs(other - at) < timedelta(weeks=6)]
    assert asking.program.db.value(select(reflections.c.id).where(reflections.c.answer.is_not(None))) is None
