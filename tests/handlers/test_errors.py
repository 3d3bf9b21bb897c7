"""Every failure becomes words in the right place: under a field, in a message, or on a page."""

import asyncio
import logging
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import Denied, FieldErrors, NotSavedYet, Refusal
from bot.messages import Message
from handlers import errors
from handlers.errors import guard, in_background, show, tell, under_fields
from tests.handlers.turns import Heard, a_turn, a_view

SUBMISSION: dict[str, Any] = {"type": "view_submission", "view": a_view("day", "note")}
COMMAND: dict[str, Any] = {"command": "/coachlog", "text": "", "response_url": "https://slack.example.org/r"}
BUTTON: dict[str, Any] = {"type": "block_actions", "actions": [{}], "response_url": "https://slack.example.org/r"}
IN_MODAL: dict[str, Any] = {"type": "block_actions", "actions": [{}], "view": a_view(), "trigger_id": "1.1"}
SHORTCUT: dict[str, Any] = {"type": "shortcut", "trigger_id": "1.1"}


def failing(problem: Exception) -> Any:
    async def listener(_turn: object) -> None:
        raise problem

    return listener


async def after(problem: Exception, body: dict[str, Any], heard: Heard | None = None) -> Heard:
    """What was answered after a listener failed like this."""
    heard = heard or Heard()
    await guard(failing(problem), a_turn(heard, body))
    return heard


def slack_says(code: str) -> SlackApiError:
    return SlackApiError("no", {"ok": False, "error": code})


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Refusal("Not this day.", "day"), {"day": "Not this day."}),
        (Refusal("Something else."), {"day": "Something else."}),
        (Refusal("Not shown.", "minutes"), {"day": "Not shown."}),
        (FieldErrors({"note": "Too long.", "day": "Not yet."}), {"note": "Too long.", "day": "Not yet."}),
        (FieldErrors({"day": "Not yet.", "count": "How many?"}), {"day": "Not yet. How many?"}),
        (NotSavedYet(), {"day": "Not saved yet, your text is still here. Please press the button again in a moment."}),
        (ValueError("canary"), {"day": errors.SORRY_FORM}),
        (SlackApiError("no", {"ok": False, "error": "internal_error"}), {"day": errors.SORRY_FORM}),
    ],
)
async def test_a_form_says_it_under_the_field_and_stays_open(problem: Exception, said: dict[str, str]) -> None:
    heard = await after(problem, SUBMISSION)
    assert heard.calls == [("ack", {"response_action": "errors", "errors": said})]


async def test_a_form_without_fields_says_it_on_a_page_above() -> None:
    heard = await after(Refusal("Not now."), {**SUBMISSION, "view": a_view()})
    (answer,) = heard.of("ack")
    assert answer["response_action"] == "push"
    assert "Not now." in str(answer["view"])


def test_what_belongs_to_no_field_goes_under_the_first() -> None:
    turn = a_turn(Heard(), SUBMISSION)
    assert under_fields(turn, FieldErrors({"a": "One.", "note": "Two.", "b": "Three."})) == {
        "note": "Two.",
        "day": "One. Three.",
    }


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Refusal("Not <now> & here."), "Not &lt;now&gt; &amp; here."),
        (NotSavedYet(), errors.BUSY),
        (Denied("contact.read"), "That isn't available to you. Open Coachlog's Home to see what is."),
        (ValueError("canary"), errors.SORRY),
    ],
)
async def test_a_command_is_answered_for_one_person_only(problem: Exception, said: str) -> None:
    assert (await after(problem, COMMAND)).calls == [("ack", {"text": said})]


async def test_a_button_of_a_message_is_answered_beside_it() -> None:
    heard = await after(Refusal("Not now."), BUTTON)
    (answer,) = heard.of("respond")
    assert (answer["text"], answer["response_type"], answer["replace_original"]) == ("Not now.", "ephemeral", False)


@pytest.mark.parametrize(("body", "method"), [(SHORTCUT, "views_open"), (IN_MODAL, "views_push")])
async def test_where_no_message_can_be_shown_a_page_says_it(body: dict[str, Any], method: str) -> None:
    (opened,) = (await after(Refusal("Not now."), body)).of(method)
    assert "Not now." in str(opened["view"])


async def test_a_type_ahead_that_fails_offers_nothing() -> None:
    heard = await after(ValueError("x"), {"type": "block_suggestion", "view": a_view()})
    assert heard.calls == [("ack", {"options": []})]


async def test_an_event_that_fails_is_not_answered_so_that_slack_delivers_it_again() -> None:
    heard = Heard()
    for problem in (NotSavedYet(), ValueError("x")):
        with pytest.raises(type(problem)):
            await guard(failing(problem), a_turn(heard, {"type": "event_callback", "event": {"type": "message"}}))
    assert heard.calls == []


async def test_a_denied_attempt_is_kept_and_a_refusal_is_not() -> None:
    assert (await after(Denied("contact.read"), COMMAND)).denials == ["contact.read"]
    assert (await after(Refusal("No."), COMMAND)).denials == []


async def test_with_the_database_away_a_denied_attempt_is_logged_and_answered(caplog: pytest.LogCaptureFixture) -> None:
    heard = await after(Denied("contact.read"), COMMAND, Heard(away=True))
    assert len(heard.of("ack")) == 1
    assert "denial not audited" in caplog.messages


async def test_the_log_names_the_failure_and_not_its_words(caplog: pytest.LogCaptureFixture) -> None:
    await after(ValueError("canary"), COMMAND)
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.__dict__["error"] == "ValueError"
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("expired_trigger_id", [errors.LATE]),
        ("exchanged_trigger_id", [errors.LATE]),
        ("internal_error", [errors.SLACK_REFUSED]),
        ("not_found", []),
    ],
)
async def test_what_slack_refuses_is_said_where_it_can_be(code: str, said: list[str]) -> None:
    heard = await after(slack_says(code), BUTTON)
    assert [one["text"] for one in heard.of("respond")] == said


async def test_after_the_answer_a_failure_is_still_told() -> None:
    heard = Heard()
    turn = a_turn(heard, COMMAND)
    in_background(turn, failing(Refusal("Not now.")))
    await asyncio.wait_for(turn.tasks.drain(5), 10)
    assert heard.calls == [("respond", {"text": "Not now.", "response_type": "ephemeral"})]


async def test_a_message_is_told_as_itself_or_on_a_page() -> None:
    said = Message("Hello", ({"type": "divider"},))
    heard = Heard()
    await tell(a_turn(heard, BUTTON), said)
    await tell(a_turn(heard, SHORTCUT), said)
    assert heard.of("respond")[0]["blocks"] == [{"type": "divider"}]
    assert heard.of("views_open")[0]["view"]["blocks"] == [{"type": "divider"}]


async def test_a_page_opens_above_a_modal_and_else_by_itself() -> None:
    heard = Heard()
    for body in (IN_MODAL, SHORTCUT, {**IN_MODAL, "view": a_view(kind="home")}):
        await show(a_turn(heard, body), {})
    assert [name for name, _ in heard.calls] == ["views_push", "views_open", "views_open"]


async def test_above_three_pages_a_fourth_takes_the_place_of_the_third_unless_something_is_typed_there() -> None:
    third = {"root_view_id": "V9", "previous_view_id": "V8"}
    heard = Heard()
    for view in (a_view(**third), a_view("note", **third), a_view(root_view_id="V9", previous_view_id="V9")):
        await show(a_turn(heard, {**IN_MODAL, "view": view}), {})
    assert [name for name, _ in heard.calls] == ["views_update", "views_push", "views_push"]
    heard = await after(Refusal("Not now."), {**SUBMISSION, "view": a_view(**third)})
    assert heard.of("ack")[0]["response_action"] == "update"
