"""Questions to coaches about their own coaching: every other Friday, in the weekly limit, and theirs alone for good."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.errors import Denied
from bot.frameworks import prompts
from bot.messages import reflections as words
from storage.answering import evidence_choices, preview_sharing, remove, share
from storage.asking import ask_another, skip, write_answer
from storage.nudges import nudges
from storage.preferences import NewKinds
from storage.reflecting import own_reflections, read_reflection, why
from storage.reflections import NewAnswer
from storage.wishing import save_kinds
from tests.storage.contacting import COACH, COORDINATOR, LEADER, OTHER
from tests.storage.reflecting import ANSWER, THREAD, Asking
from tests.storage.test_prompting import DAY, HOUR, run, sent

FRIDAY = datetime(2026, 11, 27, 20, 31, tzinfo=UTC)  # 3:31 PM in New York


def asked(asking: Asking) -> int:
    """The question of Coach C, posted."""
    asking.now = FRIDAY - 6 * HOUR
    run(asking, FRIDAY, 3 * HOUR)
    row = asking.questions("UCOACH")[0]
    asking.posted(row.id, THREAD)
    return int(row.id)


def test_a_coach_is_asked_every_other_friday_and_never_reminded(asking: Asking) -> None:
    run(asking, FRIDAY, 3 * HOUR)
    run(asking, FRIDAY + 6 * DAY, 6 * HOUR)
    assert [(one.day, one.hour) for one in sent(asking, "craft", "UCOACH")] == [(27, 20)]
    assert asking.questions("UCOACH")[0].prompt in prompts("coach")
    run(asking, FRIDAY + 16 * DAY, 6 * HOUR)
    assert [one.day for one in sent(asking, "craft", "UCOACH")] == [27, 11]
    assert sent(asking, "rhythm", "UCOACH") == []


def test_stopping_the_kind_ends_them(asking: Asking) -> None:
    save_kinds(asking.program.db, COACH, asking.now, NewKinds(kinds=("brief",)))
    run(asking, FRIDAY, 6 * HOUR)
    assert sent(asking, "craft", "UCOACH") == []
    assert len(sent(asking, "craft", "UOTHER")) == 1


def test_an_answer_in_the_thread_is_kept_and_removed_like_a_leaders(asking: Asking) -> None:
    reflection, db = asked(asking), asking.program.db
    asking.say(user="UCOACH", channel="DCOACH")
    assert read_reflection(db, COACH, reflection).words == ANSWER
    assert asking.line() == "Kept, only for you."
    write_answer(db, COACH, asking.now, reflection, NewAnswer(answer="And more."))
    assert read_reflection(db, COACH, reflection).words == f"{ANSWER}\n\nAnd more."
    found, _ = own_reflections(db, COACH)
    assert [(one.id, one.craft) for one in found] == [(reflection, True)]
    remove(db, COACH, asking.now, reflection)
    assert asking.line().startswith("Removed: nothing of it is kept here.")


def test_nobody_else_reads_it_and_it_cannot_be_shared(asking: Asking) -> None:
    reflection, db = asked(asking), asking.program.db
    asking.say(user="UCOACH", channel="DCOACH")
    for actor in (LEADER, OTHER, COORDINATOR):
        with pytest.raises(Denied):
            read_reflection(db, actor, reflection)
    for act in (preview_sharing, evidence_choices):
        with pytest.raises(Denied):
            act(db, COACH, reflection)
    with pytest.raises(Denied):
        share(db, COACH, asking.now, reflection, "")
    assert ANSWER not in asking.all_owed()
    labels = [one["text"]["text"] for one in words.kept_buttons(own_reflections(db, COACH)[0][0])]
    assert labels == ["Open", "All of them", "Remove"]


def test_it_is_skipped_or_turned_away_for_another_of_the_coachs_own(asking: Asking) -> None:
    reflection, db = asked(asking), asking.program.db
    first = asking.questions("UCOACH")[0].prompt
    another = ask_another(db, COACH, asking.now, reflection)
    assert another.prompt in prompts("coach").keys() - {first}
    lines = words.why_words(*why(db, COACH, asking.now, reflection))
    assert "every other Friday" in lines[0]
    assert skip(db, COACH, asking.now, reflection).state == "skipped"
    states = db.all(select(nudges.c.state).where(nudges.c.kind == "craft", nudges.c.subject_id == reflection))
    assert {row.state for row in states} == {"sent"}
