"""What is likely where a line said nothing: always a guess, and never in place of what was said."""

from dataclasses import replace
from datetime import date

from bot.rules.likely import Likely, with_likely
from bot.rules.lines import Draft, Promised, Read

TUESDAY = date(2026, 11, 17)
NOTHING = Draft(
    kind=Read("visit"), pairs=Read((1,)), day=Read(TUESDAY), start=None, minutes=None, count=None,
    activities=Read(()), presence=None, steps=(), note="", unread=(), zone="America/New_York",
)  # fmt: skip
LIKELY = Likely(1, "09:00", 90, ("practices:P5",), date(2026, 11, 24))


def test_a_visit_on_its_usual_day_is_likely_at_its_usual_hour() -> None:
    draft = with_likely(NOTHING, LIKELY)
    assert (draft.start, draft.minutes, draft.focus) == (
        Read("09:00", True), Read(90, True), Read(("practices:P5",), True),
    )  # fmt: skip


def test_what_was_said_stays() -> None:
    said = replace(NOTHING, start=Read("14:00"), minutes=Read(45), focus=Read(("cpsel:2B",)))
    assert with_likely(said, LIKELY) == said


def test_another_day_or_kind_has_no_usual_hour() -> None:
    for draft in (replace(NOTHING, day=Read(date(2026, 11, 18))), replace(NOTHING, kind=Read("team_meeting"))):
        assert with_likely(draft, LIKELY).start is None
    assert with_likely(replace(NOTHING, kind=Read("call")), LIKELY).focus == Read(())


def test_a_length_that_cannot_be_read_is_asked_for_and_not_guessed() -> None:
    draft = with_likely(replace(NOTHING, unread=("2-3 hours",)), LIKELY)
    assert (draft.start, draft.minutes) == (None, None)


def test_an_attempt_and_a_line_without_a_kind_get_nothing() -> None:
    for draft in (replace(NOTHING, made=Read("attempted")), replace(NOTHING, kind=None)):
        assert with_likely(draft, LIKELY) == draft


def test_a_step_without_a_day_is_likely_due_at_the_next_visit() -> None:
    steps = (Promised("coach", "Bring samples", None, False, "I bring samples"),)
    dated = (Promised("leader", "Draft it", TUESDAY, False, "she drafts it today"),)
    draft = with_likely(replace(NOTHING, steps=steps + dated), LIKELY)
    assert [(one.due_on, one.guessed) for one in draft.steps] == [(date(2026, 11, 24), True), (TUESDAY, False)]
    assert with_likely(replace(NOTHING, steps=steps), replace(LIKELY, due=None)).steps == steps
