"""The history of a contact: what changed, when, by whom, and who may read how much of it."""

from datetime import timedelta
from typing import Any

from bot.rules.changes import Version
from storage.changes import history_of
from storage.recording import Target, change_contact
from tests.storage.contacting import COACH, NOW, Program, later


def change(program: Program, contact: int, days: float = 0.1, **changes: Any) -> None:
    """Change a contact so many days after it was logged."""
    at = NOW + timedelta(days=days)
    change_contact(program.db, COACH, at, Target(contact, at), program.visit(**changes))


def history(program: Program, contact: int, user: str) -> tuple[Version, ...]:
    """What one of the two reads."""
    return history_of(program.db, contact, program.people[user], author=user == "UCOACH")


def said(version: Version) -> list[tuple[str, str, str]]:
    """What a version changed."""
    return [(one.label, one.before, one.after) for one in version.changes]


def test_each_change_says_what_it_was_and_became_newest_first(program: Program) -> None:
    contact = program.log(note="Old words", start="09:00").id
    change(program, contact, note="New words", start="09:30", presence="partly")
    change(program, contact, 25, note="New words", start="09:30", presence="partly", minutes=60, reason="Typed wrong.")
    newest, oldest = history(program, contact, "UCOACH")
    assert (newest.who, newest.amended, newest.reason) == ("Coach C", True, "Typed wrong.")
    assert said(newest) == [("Minutes", "90", "60")]
    assert (oldest.amended, oldest.reason) == (False, "")
    assert said(oldest) == [
        ("Start", "9:00 AM", "9:30 AM"),
        ("Principal present", "Yes", "Partly"),
        ("Note for the two of you", "Old words", "New words"),
    ]
    assert history(program, contact, "ULEAD") == (newest, oldest)


def test_next_steps_and_kinds_are_told_in_words(program: Program) -> None:
    contact = program.log().id
    change(program, contact, kind="session", medium="video", next_steps=({"owner": "leader", "what": "Draft it"},))
    told = {label: (before, after) for label, before, after in said(history(program, contact, "ULEAD")[0])}
    assert told["Kind"] == ("On-site visit", "Coaching session")
    assert told["Medium"] == ("On site", "Video")
    assert told["Focus"][1].startswith("CPSEL 2B")
    assert told["Next steps"] == ("–", "Leader: Draft it – by Tue, Nov 24")


def test_changes_of_the_private_note_are_its_authors_alone(program: Program) -> None:
    contact = program.log(private_note="Mine").id
    change(program, contact, private_note="Still mine")
    assert [said(one) for one in history(program, contact, "UCOACH")] == [[("Private note", "Mine", "Still mine")]]
    assert history(program, contact, "ULEAD") == ()


def test_a_leader_reads_nothing_of_what_it_said_about_somebody_else(program: Program) -> None:
    second = program.engage("Pine Street", "ULEAD2", "UCOACH")
    contact = program.log(note="About Lincoln").id
    change(program, contact, engagement=second, note="About Pine Street")
    (theirs,) = history(program, contact, "ULEAD2")
    assert theirs.apart
    assert theirs.changes == ()
    assert said(history(program, contact, "UCOACH")[0])[0] == (
        "School and leader",
        "Lincoln Elementary, Principal 14",
        "Pine Street, Principal 15",
    )


def test_what_was_never_changed_has_no_history(program: Program) -> None:
    assert history(program, program.log(at=later(0)).id, "UCOACH") == ()
