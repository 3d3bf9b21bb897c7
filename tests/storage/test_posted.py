"""`coachlog verify --journal`: what Slack saw against what is stored."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import BadSetting
from storage.contacts import contacts
from storage.keys import Keyring, new_key
from storage.outbox import outbox
from storage.posted import check_journal, read_journal
from storage.verify import looking
from tests.storage.small import INTENT, Small, opened

KEYS = Keyring([new_key()])
AT = "2026-11-17T15:35:00+00:00"
LATER = "2026-11-17T15:36:00+00:00"


def post(owed: int | None, ts: str, team: str = "T1") -> dict[str, Any]:
    metadata = {} if owed is None else {"metadata": {"event_type": "e", "event_payload": {"outbox_id": owed}}}
    call = {"type": "call", "team_id": team, "method": "chat.postMessage", "args": metadata, "ok": True}
    return {**call, "at": AT, "answer": {"ok": True, "ts": ts}}


def form(pair: int, note: str, outcome: str, *, intent: str = INTENT, contact: int | None = None, at: str = AT) -> Any:
    """A submission of form F16 as Slack delivers it."""
    given: dict[str, Any] = {
        "engagement": {"type": "static_select", "selected_option": {"value": str(pair)}},
        "kind": {"type": "static_select", "selected_option": {"value": "visit"}},
        "day": {"type": "datepicker", "selected_date": "2026-11-17"},
        "minutes": {"type": "number_input", "value": "90"},
        "presence": {"type": "radio_buttons", "selected_option": {"value": "yes"}},
        "others": {"type": "plain_text_input", "value": "Two teachers"},
        "note": {"type": "plain_text_input", "value": note},
        "private_note": {"type": "plain_text_input", "value": "Seems tired."},
        "next_steps.0.owner": {"type": "radio_buttons", "selected_option": {"value": "leader"}},
        "next_steps.0.what": {"type": "plain_text_input", "value": "Bring the data"},
        "next_steps.0.due_on": {"type": "datepicker", "selected_date": "2026-11-24"},
        "next_steps.1.owner": {"type": "radio_buttons", "selected_option": {"value": "coach"}},
    }
    metadata = json.dumps({"i": intent, "n": 1, "p": 1, "c": contact}) + ".signature"
    state = {"values": {block: {"value": element} for block, element in given.items()}}
    view = {"callback_id": "contact.form", "private_metadata": metadata, "state": state}
    line = {"type": "delivery", "at": at, "team_id": "T1", "kind": "view_submission", "outcome": outcome}
    return {**line, "payload": {"view": view}}


NOTE = "Exit tickets are weak."


def whole(town: Small) -> list[dict[str, Any]]:
    """The journal of what the small program says happened."""
    rows = town.connection.execute(select(outbox.c.id, outbox.c.sent_ts).where(outbox.c.kind != "home"))
    return [form(town.pair, NOTE, "accepted"), *(post(row.id, row.sent_ts) for row in rows)]


def names(url: str, folder: Path, entries: list[dict[str, Any]]) -> set[str]:
    """What a check of these lines reports."""
    path = folder / "journal.jsonl"
    path.write_text("".join(json.dumps({"seq": number, **one}) + "\n" for number, one in enumerate(entries, 1)))
    journal = read_journal(path)
    with looking(url, KEYS) as look:
        return {one.invariant for one in check_journal(look, journal, read_journal(path))}


@contextmanager
def town_at(url: str) -> Iterator[Small]:
    with opened(url, KEYS) as town:
        yield town


def test_a_journal_that_says_the_same_as_the_database_has_no_violation(database_url: str, tmp_path: Path) -> None:
    with town_at(database_url) as town:
        entries = whole(town)
    assert names(database_url, tmp_path, entries) == set()


def test_a_sent_message_that_slack_never_saw_is_reported(database_url: str, tmp_path: Path) -> None:
    with town_at(database_url) as town:
        entries = whole(town)[:-1]
    assert names(database_url, tmp_path, entries) == {"sent_messages_were_posted"}


def test_a_message_that_slack_saw_twice_is_reported(sqlite_url: str, tmp_path: Path) -> None:
    with town_at(sqlite_url) as town:
        entries = whole(town)
    assert names(sqlite_url, tmp_path, [*entries, entries[-1]]) == {"messages_are_posted_once"}


def test_a_message_of_unknown_end_may_be_seen_twice_and_no_more(sqlite_url: str, tmp_path: Path) -> None:
    with town_at(sqlite_url) as town:
        entries = whole(town)
        town.connection.execute(update(outbox).values(attempt=1))
    assert names(sqlite_url, tmp_path, [*entries, entries[-1]]) == set()
    assert names(sqlite_url, tmp_path, [*entries, entries[-1], entries[-1]]) == {"messages_are_posted_once"}


@pytest.mark.parametrize("state", ["failed", "void", "pending", "expired"])
def test_a_message_that_was_not_sent_must_not_be_seen(sqlite_url: str, tmp_path: Path, state: str) -> None:
    with town_at(sqlite_url) as town:
        entries = whole(town)
        town.connection.execute(update(outbox).where(outbox.c.kind == "leader_note").values(state=state))
    assert names(sqlite_url, tmp_path, entries) == {"messages_are_posted_once"}


@pytest.mark.parametrize("owed", [None, 999])
def test_a_post_that_nothing_owes_is_reported(sqlite_url: str, tmp_path: Path, owed: int | None) -> None:
    with town_at(sqlite_url) as town:
        entries = whole(town)
    assert names(sqlite_url, tmp_path, [*entries, post(owed, "1.000009")]) == {"posts_are_owed"}
    assert names(sqlite_url, tmp_path, [*entries, post(owed, "1.000009", team="T9")]) == set()


def test_an_accepted_form_without_a_record_is_reported(database_url: str, tmp_path: Path) -> None:
    with town_at(database_url) as town:
        entries = [*whole(town), form(town.pair, NOTE, "accepted", intent="another")]
        edit = form(town.pair, NOTE, "accepted", intent="edit", contact=999)
    assert names(database_url, tmp_path, entries) == {"accepted_forms_are_stored"}
    assert names(database_url, tmp_path, [*entries[:-1], edit]) == {"accepted_forms_are_stored"}


def test_a_record_that_says_something_else_is_reported(database_url: str, tmp_path: Path) -> None:
    with town_at(database_url) as town:
        entries = [form(town.pair, "Other words", "accepted"), *whole(town)[1:]]
    assert names(database_url, tmp_path, entries) == {"records_say_what_was_accepted"}


def test_a_record_says_the_last_text_that_was_accepted(sqlite_url: str, tmp_path: Path) -> None:
    with town_at(sqlite_url) as town:
        accepted, *posts = whole(town)
        before, after = (
            form(town.pair, "Other words", "accepted", at=at) for at in (AT[:11] + "15:30:00+00:00", LATER)
        )
    assert names(sqlite_url, tmp_path, [before, accepted, *posts]) == set()
    assert names(sqlite_url, tmp_path, [accepted, after, *posts]) == {"records_say_what_was_accepted"}


def test_a_refused_form_leaves_nothing_or_what_it_said(sqlite_url: str, tmp_path: Path) -> None:
    with town_at(sqlite_url) as town:
        _, *posts = whole(town)
        same, other = (form(town.pair, note, "errors") for note in (NOTE, "Other words"))
        never = form(town.pair, NOTE, "timeout", intent="never stored")
    assert names(sqlite_url, tmp_path, [same, never, *posts]) == set()
    assert names(sqlite_url, tmp_path, [other, *posts]) == {"refused_forms_leave_nothing_else"}


def test_an_edit_that_was_accepted_is_what_the_record_says(sqlite_url: str, tmp_path: Path) -> None:
    with town_at(sqlite_url) as town:
        first, *posts = whole(town)
        entries = [form(town.pair, "Before the edit", "accepted"), *posts]
        edit = form(town.pair, NOTE, "accepted", intent="edit", contact=town.contact, at=LATER)
        wrong = form(town.pair, "Lost edit", "accepted", intent="edit", contact=town.contact, at=LATER)
    assert names(sqlite_url, tmp_path, [*entries, edit]) == set()
    assert names(sqlite_url, tmp_path, [first, *posts, wrong]) == {"records_say_what_was_accepted"}


def test_a_contact_taken_back_is_compared_no_more(sqlite_url: str, tmp_path: Path) -> None:
    with town_at(sqlite_url) as town:
        entries = [form(town.pair, "Other words", "accepted"), *whole(town)[1:]]
        town.connection.execute(update(contacts).values(removed_at=contacts.c.recorded_at))
    assert names(sqlite_url, tmp_path, entries) == set()


def test_a_line_still_being_written_is_left_out(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(json.dumps({"seq": 1, **post(7, "1.1")}) + "\n" + '{"seq": 2, "type": "ca')
    assert read_journal(path).posts == {("T1", 7): ["1.1"]}


@pytest.mark.parametrize("text", ["not JSON\n", "[]\n", '{"seq": 1}\n', '"word"\n'])
def test_a_file_that_is_no_journal_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(text)
    with pytest.raises(BadSetting, match="isn't a journal"):
        read_journal(path)
    with pytest.raises(BadSetting, match="can't be read"):
        read_journal(tmp_path / "nowhere.jsonl")
