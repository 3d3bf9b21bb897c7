"""What was posted about a contact is corrected when it changes, moves or is taken back; nothing is posted anew."""

from typing import Any

from sqlalchemy import update

from bot.messages.contacts import leader_note
from storage.database import Db
from storage.outbox import outbox
from storage.reading import find_fact
from storage.recording import Target, change_contact
from storage.takingback import take_back_contact
from tests.schedules.conftest import Office
from tests.storage.contacting import CHANNEL, COACH, NOW, Program, later


def edit(db: Db, /, at: float, **changes: Any) -> None:
    program = Program(db, 1, {}, {"Lincoln Elementary": 1})
    change_contact(db, COACH, later(at), Target(1, later(at)), program.visit(**changes))


async def test_an_edit_corrects_what_was_posted_and_sends_nothing_new(office: Office) -> None:
    await office.do("log")
    await office.sender().run_once()
    await office.store.write(edit, 1, minutes=60)
    office.clock.turn(61)
    await office.sender().run_once()
    for where in ("UCOACH", "ULEAD", CHANNEL):
        (message,) = office.posted(where)
        assert "(60 min)" in message.text


async def test_what_is_not_posted_yet_says_the_new_and_is_not_corrected(office: Office) -> None:
    await office.do("log")
    await office.store.write(edit, 1, minutes=60)
    office.clock.turn(61)
    await office.sender().run_once(50)
    assert "(60 min)" in office.posted("ULEAD")[0].text
    assert not [key for key in await office.states() if key.startswith("retouch")]


async def test_a_correction_waits_for_a_message_that_is_in_hand(office: Office) -> None:
    await office.do("log")
    await office.sender().run_once()
    await office.store.write(set_states, "sending")
    await office.store.write(take_back_contact, COACH, NOW, 1, "")
    await office.sender().run_once(50)
    assert {one for one in (await office.states()).values() if one[1] == "just being sent"} != set()
    await office.store.write(set_states, "sent")
    office.clock.turn(6)
    await office.sender().run_once(50)
    assert office.posted(CHANNEL)[0].text.startswith("Coach C took back L-0001")


def set_states(db: Db, state: str) -> None:
    about = outbox.c.kind.in_(("confirmation", "leader_note", "channel_line"))
    db.change(update(outbox).where(about).values(state=state))


async def test_a_correction_whose_answer_is_lost_is_made_again(office: Office) -> None:
    await office.do("log")
    await office.sender().run_once()
    office.world.faults.add("chat.update", "lost_answer", count=3)
    await office.store.write(edit, 1, minutes=60)
    office.clock.turn(61)
    await office.sender().run_once(50)
    for _ in range(3):  # one at first, to see whether Slack answers again
        office.clock.turn(61)
        await office.sender().run_once(50)
    assert {state for key, (state, _, _) in (await office.states()).items() if key.startswith("retouch")} == {"sent"}


async def test_a_contact_taken_back_before_it_was_told_is_not_told(office: Office) -> None:
    await office.do("log")
    await office.store.write(take_back_contact, COACH, NOW, 1, "")
    await office.sender().run_once(50)
    assert [len(office.posted(one)) for one in ("UCOACH", "ULEAD", CHANNEL)] == [0, 0, 0]
    assert (await office.states())["confirmation:1"][:2] == ("void", "no longer matters")


async def test_a_contact_moved_to_another_leader_is_told_to_her_and_taken_from_the_first(office: Office) -> None:
    pair = await office.do("engage", "Pine Street", "ULEAD2", "UCOACH")
    await office.do("log")
    await office.sender().run_once()
    await office.store.write(edit, 1, engagement=pair)
    office.clock.turn(61)
    await office.sender().run_once(50)
    assert "isn't about you" in office.posted("ULEAD")[0].text
    fact = await office.store.read(find_fact, 1)
    assert fact is not None
    assert [one.text for one in office.posted("ULEAD2")] == [leader_note(fact).text]
    assert any(key.startswith("home:1:") and ":left:" in key for key in await office.states())
