"""Delivery against a Slack that answers late, badly, or not at all: what people get, and what is noted of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from storage.contacts import next_steps
from storage.database import Db
from storage.outbox import NewOwed, owe
from storage.people import people
from tests.schedules.conftest import Office
from tests.storage.contacting import CHANNEL, NOW, STRANGER

TEN_MINUTES = 600


async def test_a_visit_reaches_everyone_once(office: Office) -> None:
    await office.do("log")
    await office.sender().run_once()
    assert [len(office.posted(one)) for one in ("UCOACH", "ULEAD", CHANNEL)] == [1, 1, 1]
    assert set(await office.states()) == {
        "confirmation:1",
        "leader_note:1",
        "channel_line:1",
        "home:1:coach",
        "home:1:leader",
    }
    assert {state for state, _, _ in (await office.states()).values()} == {"sent"}
    assert await office.sender().run_once() == 0


async def test_a_lost_answer_is_tried_once_more_after_ten_minutes_with_the_same_number(office: Office) -> None:
    office.world.faults.add("chat.postMessage", "lost_answer", count=0)
    await office.do("log")
    await office.sender().run_once()
    assert (await office.states())["confirmation:1"] == ("pending", "no answer", 1)
    office.clock.turn(TEN_MINUTES - 1)
    await office.sender().run_once()
    assert len(office.posted("UCOACH")) == 1
    office.clock.turn(2)
    await office.sender().run_once()
    first, second = office.posted("UCOACH")
    assert first.text == second.text
    assert first.text.startswith("Logged L-0001")
    assert (await office.states())["confirmation:1"][0] == "unknown"
    office.clock.turn(24 * 3600)
    await office.sender().run_once()
    assert len(office.posted("UCOACH")) == 2


async def test_what_carries_no_number_is_never_sent_again(office: Office) -> None:
    office.world.faults.add("chat.postMessage", "lost_answer")
    await office.store.write(stranger_came)
    await office.sender().run_once()
    office.clock.turn(24 * 3600)
    await office.sender().run_once()
    assert len(office.posted(CHANNEL)) == 1
    assert [state for state, _, _ in (await office.states()).values()] == ["unknown"]


def stranger_came(db: Db) -> None:
    key = f"stranger:1:{STRANGER.user_id}:2026-11-17"
    owe(db, NOW, [NewOwed("stranger", key, channel=CHANNEL)])


@pytest.mark.parametrize(
    ("effect", "details", "state", "reason"),
    [
        ("status", {"status": 503}, "pending", "internal_error"),
        ("error", {"error": "internal_error"}, "pending", "internal_error"),
        ("error", {"error": "service_unavailable"}, "pending", "service_unavailable"),
        ("error", {"error": "channel_not_found"}, "failed", "channel_not_found"),
        ("error", {"error": "is_archived"}, "failed", "is_archived"),
        ("error", {"error": "not_in_channel"}, "failed", "not_in_channel"),
    ],
)
async def test_what_slack_answers_decides_what_becomes_of_it(
    office: Office, effect: Any, details: dict[str, Any], state: str, reason: str
) -> None:
    office.world.faults.add("chat.postMessage", effect, count=0, **details)
    await office.do("log")
    await office.sender().run_once()
    assert (await office.states())["channel_line:1"][:2] == (state, reason)
    assert (await office.states())["home:1:coach"][0] == "sent"


async def test_after_a_429_nothing_goes_before_its_time_and_then_once(office: Office) -> None:
    office.world.faults.add("chat.postMessage", "status", status=429, retry_after=7)
    await office.do("log")
    await office.sender().run_once()
    office.clock.turn(6)
    await office.sender().run_once()
    assert sum(len(office.posted(one)) for one in ("UCOACH", "ULEAD", CHANNEL)) <= 1  # what was on its way already
    office.clock.turn(2)
    await office.sender().run_once()
    assert [len(office.posted(one)) for one in ("UCOACH", "ULEAD", CHANNEL)] == [1, 1, 1]


async def test_people_without_a_slack_user_are_passed_over(office: Office) -> None:
    await office.store.write(without_slack, "ULEAD", None)
    await office.do("log")
    await office.sender().run_once()
    told = await office.states()
    assert told["leader_note:1"][:2] == told["home:1:leader"][:2] == ("void", "no Slack user")
    assert told["confirmation:1"][0] == "sent"


def without_slack(db: Db, user: str, slack: str | None) -> None:
    db.change(update(people).where(people.c.slack_user_id == user).values(slack_user_id=slack))


async def test_a_channel_gets_one_message_a_second(office: Office) -> None:
    sender = office.sender()
    for intent in ("a", "b", "c"):
        await office.do("log", intent)
    await sender.run_once(50)
    assert len(office.posted(CHANNEL)) == len(office.posted("UCOACH")) == 1
    for sent in (2, 3):
        office.clock.turn(1.1)
        await sender.run_once(50)
        assert len(office.posted(CHANNEL)) == sent


async def test_two_senders_at_the_same_time_send_each_message_once(office: Office) -> None:
    for number in range(6):
        await office.do("log", f"i{number}")
    senders = [office.sender() for _ in range(2)]
    for _ in range(12):
        await asyncio.gather(*(one.run_once() for one in senders))
        office.clock.turn(1.1)
    assert len(office.posted(CHANNEL)) == len({one.text for one in office.posted(CHANNEL)}) == 6
    assert len(office.posted("UCOACH")) == 6


async def test_the_conversation_with_a_person_is_opened_once(office: Office) -> None:
    for intent in ("a", "b"):
        await office.do("log", intent)
        await office.sender().run_once()
        office.clock.turn(2)
    assert office.opened() == 2  # the coach's and the leader's
    assert len(office.posted("UCOACH")) == 2


async def test_with_slack_away_before_the_message_it_was_certainly_not_sent(office: Office) -> None:
    office.world.faults.add("conversations.open", "lost_answer", count=2)
    await office.do("log")
    await office.sender().run_once()
    assert (await office.states())["confirmation:1"][0] == "pending"
    office.clock.turn(31)
    await office.sender().run_once()
    assert [len(office.posted(one)) for one in ("UCOACH", "ULEAD")] == [1, 1]


async def test_a_contact_that_cannot_be_read_delays_no_other(office: Office) -> None:
    await office.do("log", "a", next_steps=[{"what": "x"}])
    await office.store.write(damage)
    await office.do("log", "b")
    await office.sender().run_once(50)
    office.clock.turn(2)
    await office.sender().run_once(50)
    told = await office.states()
    assert told["confirmation:1"][:2] == ("failed", "Unreadable")
    assert told["confirmation:2"][0] == told["leader_note:1"][0] == "sent"


def damage(db: Db) -> None:
    db.change(update(next_steps).values(what=b"\x01damaged"))


async def test_what_expires_before_its_turn_is_dropped(office: Office) -> None:
    def owe_late(db: Db) -> None:
        owe(db, NOW, [NewOwed("stranger", "stranger:1:U9:x", channel=CHANNEL, expires_at=NOW + timedelta(minutes=1))])

    await office.store.write(owe_late)
    office.clock.turn(61)
    await office.sender().run_once()
    await office.sender().tidy()
    assert office.posted(CHANNEL) == []
    assert (await office.states())["stranger:1:U9:x"][0] == "expired"
