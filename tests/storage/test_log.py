"""What the log keeps beyond a visit: attempts, groups, standards, earlier versions, reasons, and what it asks twice."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Denied, FieldErrors, Refusal, Tampered, Unsure
from storage.contacts import attendances, contacts, next_steps
from storage.outbox import outbox
from storage.programmes import closures, list_programmes
from storage.quietfigures import silences
from storage.reading import find_fact, leader_facts, leaders_of
from storage.recording import Intent, Saved, Target, change_contact, record_contact
from storage.survey import month_sums, pair_counts
from storage.takingback import take_back_contact
from storage.versions import versions
from tests.storage.contacting import COACH, LEADER, LEADER2, NOW, OTHER, SESSION, TODAY, Program, a_visit, later
from tests.storage.sharing import with_portfolio

MONTH_AGO = TODAY - timedelta(days=32)  # in a period that closed
STEP = {"owner": "leader", "what": "Draft an exit ticket", "due_on": date(2026, 11, 20)}


def asked(program: Program, *confirmed: str, **changes: Any) -> set[str]:
    """The concerns that a contact raises."""
    intent = Intent("asked", NOW, confirmed=frozenset(confirmed))
    try:
        record_contact(program.db, COACH, NOW, intent, program.visit(**changes))
    except Unsure as unsure:
        return {code for code, _ in unsure.concerns}
    return set()


def change(program: Program, contact: int, at: float = 5, **changes: Any) -> Saved:
    return change_contact(program.db, COACH, later(at), Target(contact, later(at)), program.visit(**changes))


def steps(program: Program) -> list[tuple[int, str, str]]:
    """The ledger: id, state and words of each step."""
    rows = program.db.all(select(next_steps).order_by(next_steps.c.id))
    return [(row.id, row.state, program.db.unseal(next_steps.c.what, row.what) or "") for row in rows]


def test_an_attempt_needs_no_minutes_and_never_counts(program: Program) -> None:
    saved = program.log(kind="call", made="attempted", minutes=None, presence=None)
    fact = find_fact(program.db, saved.id)
    assert fact is not None
    assert (fact.made, fact.minutes, fact.medium) == (False, 0, "phone")
    program.log("two", made="attempted", minutes=90, presence=None)
    assert set(program.db.run(select(contacts.c.counts)).scalars()) == {False}


def test_a_session_asks_its_focus_its_next_steps_and_the_next_meeting(program: Program) -> None:
    with pytest.raises(FieldErrors) as caught:
        a_visit(program.pair, kind="session", focus=(), no_steps=False, next_open=False)
    assert set(caught.value.errors) == {"focus", "no_steps", "next_on"}
    saved = program.log(kind="session", medium="video", successes="Canary.", stances=("facilitative",))
    row = program.db.first(select(contacts).where(contacts.c.id == saved.id))
    assert row is not None
    assert (row.focus, row.medium, row.stances, row.no_steps, row.next_open) == (
        "cpsel:2B", "video", "facilitative", True, True,
    )  # fmt: skip
    assert b"Canary" not in row.details


@pytest.mark.parametrize(
    "forged", [{"focus": ("cpsel:9Z",)}, {"medium": "pigeon"}, {"stances": ("angry",)}, {"activities": ("A12",)}]
)
def test_what_the_form_does_not_offer_is_refused(program: Program, forged: dict[str, Any]) -> None:
    with pytest.raises(Tampered):
        a_visit(program.pair, kind="session", **{**SESSION, **forged})


def test_a_group_is_told_to_each_leader_and_stands_in_her_list(program: Program) -> None:
    other = program.engage("Pine Street", "ULEAD2", "UCOACH")
    saved = program.log(kind="team_meeting", attendees=(other, program.pair))
    assert leaders_of(program.db, saved.id) == {program.people["ULEAD"], program.people["ULEAD2"]}
    assert f"leader_note:{saved.id}:{other}" in program.owed()
    assert [one.id for one in leader_facts(program.db, program.people["ULEAD2"])] == [saved.id]
    change(program, saved.id, kind="team_meeting")
    assert leader_facts(program.db, program.people["ULEAD2"]) == []
    assert list(program.db.all(select(attendances))) == []


def test_nobody_elses_leader_can_be_said_to_have_been_there(program: Program) -> None:
    with pytest.raises(Denied):
        program.log(kind="cohort", attendees=(program.pairs["Harbor Middle"],))
    ended = program.engage("Pine Street", "ULEAD2", "UCOACH", ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refusal, match="yours on that day"):
        program.log(kind="cohort", attendees=(ended,))
    assert program.log(attendees=(program.pairs["Harbor Middle"],)).outcome == "new"  # a visit is no group: left out
    assert list(program.db.all(select(attendances))) == []


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        (None, "Choose the day it is due."),
        (date(2026, 11, 21), "Sat, Nov 21 is no school day. Choose Fri, Nov 20 or Mon, Nov 23."),
        (date(2026, 11, 26), "Thu, Nov 26 is no school day. Choose Wed, Nov 25 or Mon, Nov 30."),
        (date(2026, 11, 16), "Choose a day from the contact's own to 120 days after it."),
    ],
)
def test_a_next_step_is_due_on_a_school_day(program: Program, due: date | None, sentence: str) -> None:
    break_ = {"day": date(2026, 11, 26), "until": date(2026, 11, 27), "name": "Thanksgiving"}
    program.db.add(closures, programme_id=program.id, district_id=None, school_id=None, **break_)
    with pytest.raises(Refusal) as caught:
        program.log(next_steps=({**STEP, "due_on": due},))
    assert (caught.value.field, caught.value.sentence) == ("next_steps.0.due_on", sentence)


def test_what_may_be_wrong_is_asked_once_and_then_saved(program: Program) -> None:
    program.log(start="09:00")
    program.engage("Pine Street", "ULEAD2", "UCOACH")
    pine = program.db.value(select(contacts.c.engagement_id)) + 2
    assert asked(program, start="09:00") == {"twice"}
    assert asked(program, engagement=pine, start="10:00") == {"overlap"}
    assert asked(program, minutes=400, day=TODAY - timedelta(days=20)) == {"long", "backfill"}
    assert asked(program, "long", minutes=400, day=TODAY - timedelta(days=20)) == {"backfill"}
    assert asked(program, "long", "backfill", minutes=400, day=TODAY - timedelta(days=20)) == set()
    assert program.db.value(select(contacts.c.backfilled).where(contacts.c.intent == "asked")) is True


def test_a_repeat_is_not_its_own_twin(program: Program) -> None:
    assert asked(program) == set()
    assert asked(program) == set()
    assert len(list(program.db.all(select(contacts)))) == 1


def test_words_that_may_tell_who_a_student_is_are_asked_about_and_counted(program: Program) -> None:
    assert asked(program, note="Talked about Marcus, grade 4.") == {"students"}
    assert asked(program, private_note="Talked about Marcus, grade 4.") == {"students"}
    assert asked(program, next_steps=({**STEP, "what": "Call the mother of Marcus"},)) == {"students"}
    assert "guard.kept" not in program.verbs()
    assert asked(program, "students", note="Talked about Marcus, grade 4.") == set()
    assert program.verbs().count("guard.kept") == 1


def test_the_pairs_own_people_are_no_students(program: Program) -> None:
    assert asked(program, note="Principal 14 and Coach C walked Lincoln Elementary, grade 4 rooms.") == set()


def test_a_change_keeps_what_was_said_before(program: Program) -> None:
    saved = program.log(note="First words.", next_steps=(STEP,))
    assert change(program, saved.id, note="Second words.", minutes=60).outcome == "changed"
    (kept,) = program.db.all(select(versions))
    assert (kept.amended, kept.person_id, b"First words" in kept.payload) == (False, program.people["UCOACH"], False)
    said = json.loads(program.db.unseal(versions.c.payload, kept.payload) or "")
    assert (said["note"], said["minutes"], said["next_steps"]) == (
        "First words.", 90, [["leader", "Draft an exit ticket", "2026-11-20"]],
    )  # fmt: skip


def test_saying_the_same_again_keeps_no_version(program: Program) -> None:
    saved = program.log(note="x")
    assert change(program, saved.id, note="x").outcome == "same"
    assert list(program.db.all(select(versions))) == []


def test_after_its_period_has_closed_a_contact_is_amended_with_a_reason(program: Program) -> None:
    saved = program.log(day=MONTH_AGO, at=NOW - timedelta(days=30))
    with pytest.raises(Refusal) as caught:
        change(program, saved.id, day=MONTH_AGO, minutes=60)
    assert caught.value.field == "reason"
    done = change(program, saved.id, day=MONTH_AGO, minutes=60, reason="The clock was wrong.")
    assert done.outcome == "amended"
    (kept,) = program.db.all(select(versions))
    assert kept.amended
    assert program.db.unseal(versions.c.reason, kept.reason) == "The clock was wrong."
    assert program.verbs()[-1] == "contact.amended"


def test_what_was_logged_late_may_still_be_mended_that_day(program: Program) -> None:
    saved = program.log(day=MONTH_AGO)
    assert change(program, saved.id, day=MONTH_AGO, minutes=60).outcome == "changed"
    assert take_back_contact(program.db, COACH, later(60), saved.id, "") is not None


def test_a_contact_of_a_closed_period_is_deleted_with_a_reason(program: Program) -> None:
    saved = program.log(day=MONTH_AGO, at=NOW - timedelta(days=30))
    with pytest.raises(Refusal, match="press Delete"):
        take_back_contact(program.db, COACH, NOW, saved.id, "")
    fact = take_back_contact(program.db, COACH, NOW, saved.id, "", "It was another school.")
    assert fact is not None
    assert fact.removed
    assert program.verbs()[-1] == "contact.deleted"
    sealed = program.db.value(select(contacts.c.removed_reason))
    assert program.db.unseal(contacts.c.removed_reason, sealed) == "It was another school."


@pytest.mark.parametrize("actor", [LEADER, LEADER2, OTHER])
def test_nobody_else_deletes_it(program: Program, actor: Any) -> None:
    saved = program.log(day=MONTH_AGO, at=NOW - timedelta(days=30))
    with pytest.raises(Denied):
        take_back_contact(program.db, actor, NOW, saved.id, "", "I say so.")


def test_a_step_keeps_its_place_in_the_ledger_when_its_contact_changes(program: Program) -> None:
    other = {"owner": "coach", "what": "Bring samples", "due_on": date(2026, 11, 19)}
    saved = program.log(next_steps=(STEP, other))
    first, second = (one for one, _, _ in steps(program))
    program.db.run(next_steps.update().where(next_steps.c.id == first).values(state="done"))
    change(program, saved.id, 5, next_steps=({**other, "due_on": date(2026, 11, 23)}, STEP), note="x")
    assert steps(program) == [(first, "done", "Draft an exit ticket"), (second, "open", "Bring samples")]
    change(program, saved.id, 6, next_steps=({**STEP, "what": "Draft two"},), note="x")
    assert steps(program) == [(first, "done", "Draft two")]
    change(program, saved.id, 7, next_steps=(), note="x")
    assert steps(program) == []


def test_a_link_is_kept_sealed(program: Program) -> None:
    link = "https://example.slack.com/archives/D1/p1700000000000000"
    record_contact(program.db, COACH, NOW, Intent("linked", NOW, link=link), program.visit())
    row = program.db.first(select(contacts))
    assert row is not None
    assert link.encode() not in row.link
    assert program.db.unseal(contacts.c.link, row.link) == link
    assert not any(link in str(one) for one in program.db.all(select(outbox)))


def test_a_leader_who_was_there_has_not_gone_quiet_and_an_attempt_is_no_contact(program: Program) -> None:
    weeks_ago = TODAY - timedelta(days=25)
    program.log("old", day=weeks_ago, engagement=program.pair)
    program.log("try", kind="call", made="attempted", minutes=None, presence=None)
    pine = program.engage("Pine Street", "ULEAD2", "UCOACH")

    def quiet() -> dict[str, Any]:
        found = silences(program.db, list_programmes(program.db)[0], TODAY, 21)
        return {one.row.school: one.row.last for one in found}

    assert quiet() == {"Harbor Middle": None, "Pine Street": None, "Lincoln Elementary": weeks_ago}
    program.log("then", day=weeks_ago + timedelta(days=2), kind="cohort", attendees=(pine,))
    assert quiet()["Pine Street"] == weeks_ago + timedelta(days=2)
    program.log("now", kind="cohort", attendees=(pine,))
    assert quiet() == {"Harbor Middle": None}
    assert month_sums(program.db, program.id, TODAY, TODAY)[0] == 1
    assert pair_counts(program.db, program.id, TODAY, TODAY, TODAY)[2] == 2


def test_an_edit_opens_no_log_that_was_written_before_the_program_declared_them(program: Program) -> None:
    first = program.log("before", kind="session", minutes=45)
    with_portfolio(program)
    change(program, first.id, kind="session", minutes=50)
    second = program.log("after", minutes=30)
    change(program, second.id, 6, kind="session", minutes=30)
    held = {row.id: row.portfolio for row in program.db.all(select(contacts))}
    assert held == {first.id: False, second.id: True}
