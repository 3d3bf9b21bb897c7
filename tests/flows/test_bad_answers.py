"""A submission twice, replayed or unsigned, a locked database, a Slack that doesn't answer: it is done once or said."""

import asyncio
import copy
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.errors import NotSavedYet
from handlers.coachlog.opening import TYPED
from handlers.errors import BUSY, SLACK_REFUSED
from playground.deliver import http
from playground.deliver.carry import deliver
from playground.deliver.http import Prepared
from playground.deliver.submissions import TROUBLE
from playground.people import Person
from tests.flows.badinput import FILLED, TRANSPORTS, coaches, opened, rows, saved, whispered, whole_form
from tests.flows.coachlogging import says
from tests.patience import hang_up
from tests.promises.inside import Hamlet, locked
from tests.promises.requests import resigned
from tests.promises.village import CHANNEL

Fail = Callable[[str, str], None]

NOT_SAVED = {"engagement": NotSavedYet().sentence}
WORDS = "Nothing of it <!channel>"
FAILURES: dict[str, dict[str, Any]] = {
    "429": {"effect": "status", "status": 429, "retry_after": 30},
    "500": {"effect": "status", "status": 500},
    "an error code": {"effect": "error", "error": "internal_error"},
    "nothing": {"effect": "silence"},
}


@pytest.fixture(params=TRANSPORTS)
async def made(request: pytest.FixtureRequest) -> AsyncIterator[Hamlet]:
    """Two coaches with a leader each, over both transports."""
    async with coaches(request, request.param) as hamlet:
        yield hamlet


@pytest.fixture
def fail(made: Hamlet, monkeypatch: pytest.MonkeyPatch) -> Fail:
    """`fail(method, failure)`: the next call of a method fails; nobody waits ten seconds for one without an answer."""

    def add(method: str, failure: str) -> None:
        made.world.faults.add(method, **FAILURES[failure])
        if failure == "nothing":
            hang_up(monkeypatch, made.world, method)

    return add


async def told_once(made: Hamlet) -> None:
    """The coach, the leader and the coordinators each have one message."""
    await made.settled()
    people = (made.people[0], made.world.person("T1", "UL1"))
    assert [len(one.dm()) for one in people] == [1, 1]
    assert len(made.world.person("T1", "UCOORD").messages(CHANNEL)) == 1


async def test_two_presses_at_once_are_one_contact(made: Hamlet) -> None:
    coach = made.people[0]
    view, before = await whole_form(made, coach), rows(made.app)
    verdicts = await asyncio.gather(coach.submit(view), coach.submit(view))
    assert {one.meaning for one in verdicts} == {"closed"}
    assert rows(made.app) == before.after_a_visit
    await told_once(made)


async def test_a_second_press_after_a_lost_answer_is_the_same_contact(made: Hamlet) -> None:
    coach = made.people[0]
    view, before = await whole_form(made, coach), rows(made.app)
    held = copy.deepcopy(view.state)
    made.world.faults.add("view_submission", "lost_answer")
    assert (await coach.submit()).meaning == "trouble"
    assert coach.trouble == TROUBLE
    assert view.state == held
    assert (await coach.submit()).meaning == "closed"
    assert rows(made.app) == before.after_a_visit
    await told_once(made)


@pytest.mark.parametrize("together", [False, True])
async def test_a_submission_that_comes_four_times_is_one_contact(made: Hamlet, together: bool) -> None:
    coach = made.people[0]
    await whole_form(made, coach)
    before = rows(made.app)
    made.world.faults.add("view_submission", "redeliver", times=3, together=together)
    assert (await coach.submit()).meaning == "closed"
    assert rows(made.app) == before.after_a_visit
    await told_once(made)


async def replay(made: Hamlet, coach: Person) -> None:
    """Deliver the first submission again; nothing comes of it."""
    sent, before = made.world.journal.deliveries("view_submission")[0]["payload"], rows(made.app)
    assert (await deliver(made.world, coach._actor.install, "view_submission", sent)).accepted
    assert rows(made.app) == before


async def test_a_replay_changes_nothing_and_takes_no_newer_words_away(made: Hamlet) -> None:
    coach = made.people[0]
    await whole_form(made, coach)
    await saved(made, coach)
    await replay(made, coach)
    await coach.click(coach.dm()[0], "contact.edit")
    await opened(made, coach)
    await coach.fill(None, {"note": "Better now."})
    assert (await coach.submit()).meaning == "closed"
    await replay(made, coach)
    assert [row["note"] for row in made.count().contacts] == ["Better now."]
    await told_once(made)


async def test_newer_words_from_the_same_form_win(made: Hamlet) -> None:
    coach = made.people[0]
    await whole_form(made, coach)
    made.world.faults.add("view_submission", "lost_answer")
    assert (await coach.submit()).meaning == "trouble"
    await coach.fill(None, {"note": "Better now."})
    assert (await coach.submit()).meaning == "closed"
    await replay(made, coach)
    assert [row["note"] for row in made.count().contacts] == ["Better now."]
    await told_once(made)


def stale(made: Hamlet, sent: Prepared) -> Prepared:
    stamp = int(sent.headers["X-Slack-Request-Timestamp"]) - 301
    return resigned(made.world, sent.body, str(stamp))


def unsigned(_made: Hamlet, sent: Prepared) -> Prepared:
    return Prepared(sent.body, {name: one for name, one in sent.headers.items() if name != "X-Slack-Signature"})


def wrongly_signed(_made: Hamlet, sent: Prepared) -> Prepared:
    return Prepared(sent.body + b"&x=y", sent.headers)


@pytest.mark.parametrize("spoil", [stale, unsigned, wrongly_signed])
async def test_a_submission_that_slack_did_not_sign_now_is_turned_away(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Hamlet, Prepared], Prepared]
) -> None:
    honest = http.prepare
    async with coaches(request, "http") as made:
        coach = made.people[0]
        view = await whole_form(made, coach)
        before, held = rows(made.app), copy.deepcopy(view.state)
        monkeypatch.setattr(http, "prepare", lambda *given: spoil(made, honest(*given)))
        assert (await coach.submit()).meaning == "trouble"
        assert made.world.journal.deliveries()[-1]["status"] == 401
        assert (view.state, rows(made.app)) == (held, before)
        monkeypatch.setattr(http, "prepare", honest)
        await saved(made, coach)


@pytest.mark.parametrize(
    ("database", "transport", "presses"),
    [
        ("sqlite_url", "http", 7),
        ("sqlite_url", "socket", 2),
        ("postgres_url", "http", 2),
        ("postgres_url", "socket", 2),
    ],
)
async def test_a_locked_database_keeps_the_form_until_a_press_saves_it_once(
    request: pytest.FixtureRequest, database: str, transport: str, presses: int
) -> None:
    """SQLite makes each press wait for one and a half seconds: seven of them last the ten of the promise."""
    async with coaches(request, transport, database) as made:
        coach = made.people[0]
        view = await whole_form(made, coach)
        before, held = rows(made.app), copy.deepcopy(view.state)
        with locked(made.url):
            for _ in range(presses):
                assert (await coach.submit()).meaning == "errors"
                assert coach.errors == NOT_SAVED
                assert view.state == held
        assert rows(made.app) == before
        assert (await saved(made, coach))["note"] == FILLED["note"]
        await told_once(made)


async def test_a_locked_database_gives_back_what_was_typed_after_the_command(request: pytest.FixtureRequest) -> None:
    async with coaches(request, "socket", "postgres_url") as made:
        coach, before = made.people[0], rows(made.app)
        with locked(made.url):
            await coach.command("/coachlog", WORDS)
            answer = await whispered(made, coach)
        assert says(answer).splitlines() == [BUSY, TYPED, WORDS]
        assert rows(made.app) == before


@pytest.mark.parametrize("failure", FAILURES)
async def test_slack_that_does_not_open_the_form_costs_no_word(made: Hamlet, fail: Fail, failure: str) -> None:
    coach, before = made.people[0], rows(made.app)
    fail("views.open", failure)
    await coach.command("/coachlog", WORDS)
    answer = await whispered(made, coach)
    assert says(answer).splitlines() == [SLACK_REFUSED, TYPED, WORDS]
    assert (coach.modal, rows(made.app)) == (None, before)
    await coach.command("/coachlog", WORDS)
    assert WORDS in str((await opened(made, coach)).blocks)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("method", ["chat.postMessage", "views.publish"])
async def test_slack_that_does_not_take_a_message_gets_it_later_and_once(
    made: Hamlet, fail: Fail, failure: str, method: str
) -> None:
    coach = made.people[0]
    await whole_form(made, coach)
    before = rows(made.app)
    fail(method, failure)
    assert (await coach.submit()).meaning == "closed"
    assert rows(made.app) == before.after_a_visit
    await told_once(made)
    assert rows(made.app) == before.after_a_visit
    assert "L-0001" in says(await made.world.wait_for(coach.home))


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_home_that_slack_does_not_take_comes_later_by_itself(made: Hamlet, fail: Fail, failure: str) -> None:
    coach, before = made.people[0], rows(made.app)
    fail("views.publish", failure)
    await coach.open_home()
    await made.app.tasks.drain(30)
    assert not coach.modals
    await made.settled()
    assert "Nothing logged yet" in says(await made.world.wait_for(coach.home))
    assert rows(made.app).contacts == before.contacts
