"""Whatever is wrong in what people type or press: one clear sentence, nothing lost, nothing half written."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from playground.records import Message
from tests.flows.badinput import (
    FILLED,
    MARKUP,
    TRANSPORTS,
    WORDS,
    change_pair,
    coaches,
    engage_many,
    hand_over,
    marked,
    opened,
    refused,
    rows,
    saved,
    whispered,
    whole_form,
)
from tests.flows.coachlogging import says
from tests.promises.inside import Hamlet
from tests.promises.village import CHANNEL

MINUTES = "Enter the minutes, from 1 to 600."
WHOLE = "Please enter a whole number."
DAY = "Please choose a day."
DUE = "Choose a day from the contact's own to 120 days after it."
COMING = "That day is still to come. Choose today or an earlier day."
BEGAN = "This engagement began on Tue, Sep 1, 2026. Choose that day or a later one."
ENDED = "This engagement ended on Fri, Nov 13, 2026. Choose that day or an earlier one."
NO_LEADER = "You have no leader to log for right now. Once your coordinator matches you, the form opens here."
STRANGER = "I don't have you in a coaching program yet. I've told the coordinators."
NOT_YOURS = "This isn't one of your schools now. Choose another one in the list."


@pytest.fixture(params=TRANSPORTS)
async def made(request: pytest.FixtureRequest) -> AsyncIterator[Hamlet]:
    """Two coaches with a leader each, over both transports."""
    async with coaches(request, request.param) as hamlet:
        yield hamlet


def too_long(most: str) -> str:
    return f"This has 3,001 characters. Please keep it to {most}."


LONG = {"note": "1,000", "private_note": "3,000", "others": "200", "next_steps.0.what": "200"}
WRONG: dict[str, list[tuple[str, str, str]]] = {
    "minutes": [("minutes", value, MINUTES) for value in ("0", "601", "-5", "9" * 40)],
    "no number": [("minutes", value, WHOLE) for value in ("ninety", "90.5", "NaN")],
    "day": [("day", value, said) for value, said in (("2026-11-18", COMING), ("2026-08-31", BEGAN), ("soon", DAY))],
    "text": [(field, "x" * 3001, too_long(most)) for field, most in LONG.items()],
    "next step": [("next_steps.0.due_on", "2026-11-16", DUE)],
}


@pytest.mark.parametrize("kind", WRONG)
async def test_a_wrong_value_is_said_under_its_field(made: Hamlet, kind: str) -> None:
    coach = made.people[0]
    view = await whole_form(made, coach)
    for field, value, sentence in WRONG[kind]:
        right = view.state[field]["value"]
        await coach.fill(view, {field: value})
        await refused(made, coach, {field: sentence})
        view.state[field]["value"] = right
    stored = await saved(made, coach)
    assert (stored["note"], stored["minutes"]) == (FILLED["note"], 90)


async def test_several_wrong_values_are_said_at_once(made: Hamlet) -> None:
    coach = made.people[0]
    await whole_form(made, coach)
    await coach.fill(None, {"note": "x" * 1001, "minutes": "ninety"})
    said = {"note": "This has 1,001 characters. Please keep it to 1,000.", "minutes": WHOLE}
    await refused(made, coach, said)


async def test_an_unknown_person_gets_their_words_back(made: Hamlet) -> None:
    stranger, before = made.world.person("T1", "USTRANGE"), rows(made.app)
    await stranger.command("/coachlog", f"90m {MARKUP}")
    answer = await whispered(made, stranger)
    assert says(answer).startswith(f"{STRANGER}\n")
    assert f"90m {MARKUP}" in says(answer)
    assert stranger.modal is None
    assert rows(made.app) == before.plus(outbox=1)
    await made.settled()
    assert len(made.world.person("T1", "UCOORD").messages(CHANNEL)) == 1


async def test_after_the_end_the_days_before_it_can_still_be_logged(made: Hamlet) -> None:
    coach = made.people[0]
    change_pair(made, 1, ends_on=date(2026, 11, 13))
    await whole_form(made, coach)
    await coach.fill(None, {"day": "2026-11-14"})
    await refused(made, coach, {"day": ENDED})
    assert (await saved(made, coach, day="2026-11-13"))["day"] == date(2026, 11, 13)


async def test_two_weeks_after_the_end_no_form_opens_and_the_words_come_back(made: Hamlet) -> None:
    coach, before = made.people[0], rows(made.app)
    change_pair(made, 1, ends_on=date(2026, 11, 2))
    await coach.command("/coachlog", "90m at School 1")
    answer = await whispered(made, coach)
    assert says(answer).startswith(f"{NO_LEADER}\n")
    assert "90m at School 1" in says(answer)
    assert coach.modal is None
    assert rows(made.app) == before


async def test_a_form_that_was_open_when_the_engagement_ended_is_not_lost(made: Hamlet) -> None:
    coach = made.people[0]
    await whole_form(made, coach)
    change_pair(made, 1, ends_on=date(2026, 11, 6))
    await refused(made, coach, {"day": ENDED.replace("Nov 13", "Nov 6")})
    await saved(made, coach, day="2026-11-06")


@pytest.mark.parametrize("value", ["2", "999"])
async def test_a_leader_who_was_never_offered_is_refused_and_audited(made: Hamlet, value: str) -> None:
    coach = made.people[0]
    view = await whole_form(made, coach)
    own = view.state["engagement"]["value"]["selected_option"]
    view.state["engagement"]["value"]["selected_option"] = {**own, "value": value}
    await refused(made, coach, {"engagement": NOT_YOURS}, audited=1)
    view.state["engagement"]["value"]["selected_option"] = own
    await saved(made, coach)


async def test_a_leader_who_has_another_coach_by_now_is_refused_under_the_school(made: Hamlet) -> None:
    coach = made.people[0]
    await whole_form(made, coach)
    hand_over(made)
    await refused(made, coach, {"engagement": NOT_YOURS}, audited=1)


async def test_markup_in_every_text_is_read_as_typed_and_nothing_in_it_is_live(made: Hamlet) -> None:
    coach, leader = made.people[0], made.world.person("T1", "UL1")
    await whole_form(made, coach)
    await saved(made, coach, note=MARKUP, **dict.fromkeys(WORDS, MARKUP))
    for person, times in ((coach, 4), (leader, 3)):
        message = person.dm()[0]
        await person.click(message, "contact.open")
        assert says(await opened(made, person)).count(MARKUP) == times
    (line,) = made.world.person("T1", "UCOORD").messages(CHANNEL)
    for message in (line, coach.dm()[0], leader.dm()[0]):
        inert(message)
    assert "channel" not in line.text + leader.dm()[0].text


def inert(message: Message) -> None:
    """No mention or link in what Slack reads as markup, and no words in it but our own."""
    assert "<" not in message.text
    assert not [one for one in marked(message.blocks) if "bold" in one or "<" in one]


async def test_a_school_found_among_101_stays_chosen_and_is_saved(made: Hamlet) -> None:
    coach = made.people[0]
    await engage_many(made, 100)
    view = await whole_form(made, coach)
    await coach.fill(view, {"engagement": "School 77 North · Principal 1"})
    assert len(await coach.options(view, "engagement", "")) == 100
    assert await coach.options(view, "engagement", "nowhere") == []
    await coach.fill(None, {"minutes": "0"})
    await refused(made, coach, {"minutes": MINUTES})
    await saved(made, coach, minutes=90)
    assert "· School 77 North ·" in coach.dm()[0].text
