"""Nudges in whole conversations: one message in the morning, its footer, and what others can't do with it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.errors import UNAVAILABLE
from bot.messages.nudges import SNOOZE, STOP, UNDO_SNOOZE, UNDO_STOP, WHY, Piece
from bot.rules.nudges import KINDS, SNOOZED, Nudge
from playground.people import Person
from playground.records import Message
from schedules import JOBS
from storage import nudgecomposing
from storage.audit import audit
from storage.database import Db
from storage.nudges import nudges
from storage.nudging import NewNudge, plan_nudges
from storage.people import Actor, find_person
from tests.flows.coachlogging import answers, modal, says
from tests.flows.conftest import NOW, Town

pytestmark = pytest.mark.unasked

SAID = {"step_due": "Two samples, due today", "quiet_pair": "No contact with Principal 14 for 14 days"}

OWN = [f"{kind}:1" for kind in SAID]  # others are planned by the day's round


@pytest.fixture(autouse=True)
def speaking(monkeypatch: pytest.MonkeyPatch) -> None:
    def piece(_db: Db, one: Nudge, _now: datetime) -> Piece:
        return Piece(SAID[one.kind])

    monkeypatch.setattr(nudgecomposing, "PIECES", dict.fromkeys(SAID, piece))


def planned(db: Db, user: str, kinds: tuple[str, ...]) -> None:
    person = find_person(db, Actor(user))
    assert person
    due, until = NOW - timedelta(hours=3), NOW + timedelta(days=5)  # 7:35 AM
    plan_nudges(db, NOW, [NewNudge(kind, person.id, 1, f"{kind}:1", due, until) for kind in kinds])


async def nudged(town: Town, *kinds: str) -> Message:
    """What Coach C is told this morning."""
    await town.store.write(planned, "UCOACH", kinds)
    await next(job for job in JOBS if job.name == "nudge").run(town.app.duties)
    coach = town.person("UCOACH")
    return await town.world.wait_for(lambda: next((one for one in coach.dm() if WHY in str(one.blocks)), None))


async def answered(town: Town, person: Person, words: str) -> Message:
    return (await answers(town, person, person.im, words))[0]


async def states(town: Town) -> list[tuple[str, str, str | None]]:
    def read(db: Db) -> list[tuple[str, str, str | None]]:
        rows = db.all(select(nudges).order_by(nudges.c.id))
        own = [one for one in rows if one.occurrence in OWN or one.occurrence.startswith(SNOOZED)]
        return [(one.kind, one.state, one.act) for one in own]

    return await town.store.read(read)


async def test_one_message_says_all_and_tells_why_and_what_follows(town: Town) -> None:
    coach = town.person("UCOACH")
    message = await nudged(town, "step_due", "quiet_pair")
    assert message.text == "Two samples, due today\n\nNo contact with Principal 14 for 14 days"
    await coach.click(message, WHY)
    page = says(await modal(town, coach, "Why this came"))
    assert KINDS["step_due"].why in page
    assert "This one: Two school days before the day.\nNext, unless it is settled: On the day." in page
    assert "It can't be stopped: Your program's rule" in page
    assert "At most 3 messages a week beyond your visits and what you ask for." in page


async def test_later_with_one_choice_and_undone_with_one_press(town: Town) -> None:
    coach = town.person("UCOACH")
    message = await nudged(town, "step_due")
    await coach.click(message, SNOOZE, value="Monday")
    answer = await answered(town, coach, "Mon, Nov 23, 8:30 AM")
    assert await states(town) == [("step_due", "sent", "snoozed"), ("step_due", "pending", None)]
    await coach.click(answer, UNDO_SNOOZE)
    await answered(town, coach, "Undone.")
    assert await states(town) == [("step_due", "sent", None), ("step_due", "void", None)]
    await coach.click(answer, UNDO_SNOOZE)
    await answered(town, coach, "There is nothing to undo")


async def test_a_day_of_ones_own_choice_is_asked_for(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await nudged(town, "step_due"), SNOOZE, value="Another day…")
    await modal(town, coach, "Later")
    await coach.fill(None, {"day": "2026-11-17"})
    assert (await coach.submit()).errors == {"day": "Choose a day after today, within two months."}
    await coach.fill(None, {"day": "2026-11-19"})
    await coach.submit()
    assert "Thu, Nov 19, 8:30 AM" in says(await modal(town, coach, "again on"))


async def test_a_kind_is_stopped_after_a_question_and_started_again(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await nudged(town, "step_due", "quiet_pair"), STOP)
    view = await modal(town, coach, "Stop this kind")
    assert "Stop “Next steps you promised”?" in says(view)
    assert "No contact for a while can't be stopped." in says(view)
    await coach.submit()
    done = await modal(town, coach, "Stopped: “Next steps you promised”.")
    assert await states(town) == [("step_due", "sent", "stopped"), ("quiet_pair", "sent", None)]
    await coach.click(done, UNDO_STOP)
    await modal(town, coach, "On again: “Next steps you promised”.")
    assert (await states(town))[0] == ("step_due", "sent", None)


async def test_a_kind_that_cannot_be_stopped_says_why(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await nudged(town, "quiet_pair"), STOP)
    view = await modal(town, coach, "can't be stopped")
    assert "no leader goes long without a contact" in says(view)


async def test_others_can_do_nothing_with_it_and_every_attempt_is_kept(town: Town) -> None:
    leader, message = town.person("ULEAD"), await nudged(town, "step_due")
    for count, action in enumerate((WHY, SNOOZE, UNDO_SNOOZE, STOP, UNDO_STOP), 1):
        copy = copied(town, leader, message, action)
        await leader.click(copy, action, value="Monday" if action == SNOOZE else None)
        await answers(town, leader, leader.im, UNAVAILABLE, count=count)

    def denials(db: Db) -> list[str]:
        return [row.verb for row in db.all(select(audit.c.verb)) if row.verb.startswith("denied")]

    assert await town.store.read(denials) == ["denied:nudge"] * 5
    assert await states(town) == [("step_due", "sent", None)]


def copied(town: Town, person: Person, message: Message, action: str) -> Message:
    """The message as if it were somebody else's, with a button of this id."""
    row = message.blocks[-1]["elements"][0]["value"]
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Press"}, "value": row}
    footer = message.blocks[-1] if action == SNOOZE else {"type": "actions", "block_id": "copy", "elements": [button]}
    team = town.world.workspaces[town.team]
    channel, ts = team.channels[person.im], town.world.new_ts(team)
    app = town.world.app.app_id
    channel.messages[ts] = Message(ts, channel.id, "Copy", bot_id=message.bot_id, app_id=app, blocks=[footer])
    return channel.messages[ts]
