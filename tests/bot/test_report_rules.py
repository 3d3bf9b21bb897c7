"""What a status report counts, guesses and still needs; how late it is; whose word its words wait for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.reportlines import lines_of
from bot.messages.reportstates import stands
from bot.rules import reports as rules
from bot.rules.contacts import KINDS
from bot.rules.counted import Counted, counted_of
from bot.rules.periods import period_of
from bot.rules.reportdrafts import Logged, Planned, Sources, Step, draft_of
from bot.rules.reports import Line, Report, Section, is_late, may_become, problems_of, words_wait
from bot.rules.visits import REASONS

NOW = datetime(2026, 11, 17, 22, 0, tzinfo=UTC)
HERE = period_of(date(2026, 11, 3))
HOURS = timedelta(hours=1)
DAY = timedelta(days=1)
NINETY = Logged(1, "visit", 90, True)


def planned(day: int, state: str, **changes: Any) -> Planned:
    values = {"start": "09:00", "kind": "visit", **changes}
    return Planned(date(2026, 11, 1) + (day - 1) * DAY, state=state, **values)


def drafted(*visits: Planned, logged: tuple[Logged, ...] = (), steps: tuple[Step, ...] = ()) -> dict[str, str]:
    found = lines_of(draft_of(HERE, Sources(visits, logged, steps)))
    return {kind: words for kind, (words, _) in found.items()}


@pytest.mark.parametrize(("visits", "logged", "line"), [
    ((), (), "No visit planned or held."),
    ((planned(3, "held", contact=1), planned(10, "held", contact=2)), (NINETY, replace(NINETY, id=2)),
     "2 of 2 visits held, 3.0 h."),
    ((planned(3, "held", moved=True),), (), "1 of 1 visit held. 1 moved."),
    ((planned(3, "held", kind="call", contact=1),), (Logged(1, "call", 30, False),),
     "1 of 1 visit held. 1 by phone or video."),
    ((planned(3, "skipped", reason="illness"), planned(10, "closed", reason="event")), (),
     "0 of 2 visits held. 2 missed: 1 school event, 1 illness."),
    ((planned(3, "planned"),), (), "0 of 1 visit held. 1 not accounted for."),
    ((planned(3, "planned", over=False),), (), "0 of 1 visit held."),
    ((planned(3, "closed", reason="calendar"),), (), "No visit planned or held. 1 fell on a closed day."),
    ((), (Logged(1, "session", 60, True),), "1 visit held, none planned, 1.0 h."),
    ((planned(3, "planned"),), (NINETY,),
     "0 of 1 visit held, and 1 not planned, 1.5 h. 1 not accounted for."),
    ((planned(20, "held"), planned(3, "held", kind="cohort")), (), "No visit planned or held."),
])  # fmt: skip
def test_a_line_says_what_became_of_the_visits(
    visits: tuple[Planned, ...], logged: tuple[Logged, ...], line: str
) -> None:
    assert drafted(*visits, logged=logged)["visits"] == line


def test_other_lines_are_there_only_where_there_is_something_to_say() -> None:
    logged = (
        Logged(1, "email", 10, False, amount=3), Logged(2, "call", 20, False), Logged(3, "call", 0, False, made=False),
        Logged(4, "session", 60, True, activities=("A2", "A3"), focus=("cpsel:2B", "practices:P5")),
        Logged(5, "session", 60, True, activities=("A3",), focus=("cpsel:2B",)),
    )  # fmt: skip
    steps = (
        Step(4, "open", True, False, False, "time"),
        Step(5, "done", True, True, False),
        Step(1, "moved", False, False, True),
    )
    coming = (planned(16, "planned"), *(planned(day, "planned", over=False) for day in (17, 24, 29, 30, 31)))
    found = drafted(*coming, logged=logged, steps=steps)
    assert found == {
        "visits": "2 visits held, none planned, 2.0 h.",
        "contacts": "1 phone call, 3 e-mails (30 min); 1 attempt without an answer.",
        "focus": "CPSEL 2B Curriculum and instruction, P5 Monitor classrooms, useful feedback; Data team, Walkthrough",
        "steps": "2 agreed, 1 done, 1 overdue.",
        "next": "Visits Tue, Nov 17, 9:00 AM; Tue, Nov 24, 9:00 AM; Sun, Nov 29, 9:00 AM.",
    }
    assert set(drafted()) == {"visits"}
    meeting = planned(18, "planned", over=False, kind="cohort")
    assert drafted(meeting)["next"] == "Booked for Wed, Nov 18, 9:00 AM."


@given(st.lists(st.builds(
    Logged, st.integers(1, 999), st.sampled_from(sorted(KINDS)), st.integers(0, 600), st.booleans(), st.booleans(),
    st.one_of(st.none(), st.integers(1, 99)),
), unique_by=lambda one: one.id), st.lists(st.builds(
    planned, st.integers(1, 40), st.sampled_from(("planned", "held", "closed", "skipped")),
    reason=st.sampled_from(sorted(REASONS)), moved=st.booleans(), over=st.booleans(),
)))  # fmt: skip
def test_no_contact_is_cited_twice_and_every_one_that_was_made_is(logged: list[Logged], visits: list[Planned]) -> None:
    draft = draft_of(HERE, Sources(visits, logged))
    assert sorted((*draft.met, *draft.beside)) == sorted(one.id for one in logged if one.made)
    figures = draft.figures
    assert (
        figures.held
        - sum(one.made and one.kind in ("visit", "session") for one in logged)
        + figures.missed
        + figures.unexplained
        <= figures.planned
    )
    assert counted_of({**figures.plain(), "of_later": 1}) == figures
    assert all(len(words) <= rules.LINE_MAX for words, _ in lines_of(draft).values())


def section(*lines: Line, **changes: Any) -> Section:
    return replace(Section(1, 1, "S", "L", HERE.first, HERE.last, lines=lines), **changes)


def test_a_section_says_what_it_needs_also_without_a_contact() -> None:
    assert set(problems_of(section())) == {"progress", "evidence", "next"}
    assert problems_of(section())["evidence"] == "There was no contact. Say in one line why."
    met = section(figures=Counted(contacts={"visit": 1}), progress="stuck")
    assert set(problems_of(met)) == {"focus", "evidence", "next"}
    lines = (Line(1, "evidence", "E"), Line(2, "next", "N"))
    assert problems_of(replace(met, focus=("cpsel:2B",), lines=lines)) == {}
    worked = Line(3, "focus", "Data team", origin="drafted")
    assert problems_of(replace(met, lines=(*lines, worked))) == {}, "the log says what was worked on"
    assert set(problems_of(replace(met, lines=(*lines, replace(worked, removed=True))))) == {"focus"}
    assert problems_of(replace(met, figures=Counted(contacts={"call": 2, "email": 3}), lines=lines)) == {}
    assert set(problems_of(section(*(replace(one, removed=True) for one in lines), progress="done"))) == {
        "evidence",
        "next",
    }


def report(**changes: Any) -> Report:
    made = Report(1, 1, 2, "Coach C", 0, HERE, "drafted", NOW, "America/New_York", 1, NOW - DAY, NOW)
    return replace(made, **changes)


@pytest.mark.parametrize(("changes", "late"), [
    ({}, False),
    ({"state": "submitted", "first_submitted_at": NOW - HOURS}, False),
    ({"state": "returned", "first_submitted_at": NOW - HOURS}, False),  # the first time counts
    ({"state": "accepted", "first_submitted_at": NOW + HOURS}, True),
    ({"state": "excused"}, False),
    ({"drafted_at": NOW + 2 * DAY}, True),  # as it was before anybody began it
])  # fmt: skip
def test_late_is_what_first_came_after_its_due_time(changes: dict[str, Any], late: bool) -> None:
    assert is_late(report(**changes), NOW - timedelta(minutes=1)) == (late and "first_submitted_at" in changes)
    assert is_late(report(**changes), NOW + 3 * DAY) == (late or changes == {})


def test_a_report_goes_only_where_its_state_lets_it() -> None:
    ways = {(one, other) for one in rules.STATES for other in rules.STATES if may_become(one, other)}
    assert ways == {
        ("drafted", "submitted"), ("drafted", "excused"), ("submitted", "drafted"), ("submitted", "returned"),
        ("submitted", "accepted"), ("returned", "submitted"), ("returned", "excused"), ("excused", "returned"),
    }  # fmt: skip


@given(st.sampled_from(sorted(rules.TWO_KEYS)), st.sampled_from(("", "ok", "objected")), st.integers(0, 200))
def test_an_objection_holds_words_back_and_silence_does_unless_the_program_says_otherwise(
    rule: str, said: str, hours: int
) -> None:
    waits = words_wait(rule, NOW, said, NOW + hours * HOURS)
    silent = rule == "objection_72h" and said == "" and hours >= 72
    assert waits == (rule != "none" and said != "ok" and not silent)
    assert words_wait(rule, None, "", NOW) == (rule != "none")


def test_who_did_it_and_when_is_said_to_everybody_in_their_words() -> None:
    done = report(state="accepted", decided_at=NOW, decided_by="Coordinator 2", decided_by_id=9)
    assert stands(done, 2) == "That report was accepted on Nov 17 by Coordinator 2."
    assert stands(done, 9) == "You accepted that report on Nov 17."
    assert stands(report(), 9) == "That report is with its coach. You can read it once it is submitted."
