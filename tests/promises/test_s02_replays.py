"""S02: whatever was validly signed is sent again, at once and later; it has its effect once."""

from pathlib import Path

from playground import payloads
from playground.deliver.http import Prepared
from playground.people import Person
from tests.promises import sizes
from tests.promises.counting import Counted, told, violations
from tests.promises.inside import Hamlet, form_of, inside
from tests.promises.requests import Caller, calling, signed, submission
from tests.promises.village import a_visit

TIMES = 5


async def test_a_replayed_form_is_one_note(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made, calling(made.address) as caller:
        coach, sent = made.people[0], []
        for number in range(sizes.S02_REQUESTS):
            await form_of(coach, f"Note {number}")
            sent.append(signed(made.world, submission(coach)))
            await coach.close()
            await _again_and_again(caller, sent[-1:])
        await _again_and_again(caller, sent)
        counted = await made.settled()
    assert len(counted.contacts) == len(counted.notes) == sizes.S02_REQUESTS
    assert not violations(counted)
    assert set(told(made.world).values()) == {1}


async def _again_and_again(caller: Caller, sent: list[Prepared]) -> None:
    for _ in range(TIMES):
        for request in sent:
            assert (await caller.post(request)).status == 200


async def test_a_replay_does_not_change_back_what_was_changed_since(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made, calling(made.address) as caller:
        coach = made.people[0]
        await form_of(coach, "First")
        sent = [signed(made.world, submission(coach))]
        assert (await caller.post(sent[0])).closed
        await coach.close()
        for note in ("Second", "Third"):
            sent.append(await _changed(made, coach, note))
            assert (await caller.post(sent[-1])).closed
            await coach.close()
        assert list(made.count().notes) == ["Third"]
        await _again_and_again(caller, sent)
        counted = await made.settled()
    assert list(counted.notes) == ["Third"]
    assert counted.verbs["contact.changed"] == 2


async def _changed(made: Hamlet, coach: Person, note: str) -> Prepared:
    """Open the contact to change it; the submission."""
    messages = await made.world.wait_for(coach.dm)
    await coach.click(messages[0], "contact.edit")
    await made.world.wait_for(lambda: coach.modal)
    await coach.fill(coach.modal, a_visit(note))
    return signed(made.world, submission(coach))


async def test_a_replayed_undo_takes_back_one_contact(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made, calling(made.address) as caller:
        coach = made.people[0]
        early = _undo(made, coach)
        assert (await caller.post(early)).status == 200
        for note in ("Kept", "Taken back"):
            await form_of(coach, note)
            assert (await coach.submit()).meaning == "closed"
        await _again_and_again(caller, [early])
        assert not taken_back(made.count())
        await _again_and_again(caller, [_undo(made, coach)] * 2)
        counted = await made.settled()
    assert taken_back(counted) == ["Taken back"]
    assert counted.verbs["contact.taken_back"] == 1


def _undo(made: Hamlet, coach: Person) -> Prepared:
    """`/coachlog undo`, signed."""
    actor = coach._actor
    ways = (f"{made.world.url}/respond/T1/none", actor.trigger())
    words = ("/coachlog", "undo")
    payload = payloads.command(actor.space, actor.user, actor.install, actor.im(), words, ways)
    return signed(made.world, payload, "slash_commands")


def taken_back(counted: Counted) -> list[str]:
    """The notes of contacts that were taken back."""
    return [row["note"] for row in counted.contacts if row["removed_at"] is not None]


async def test_a_replayed_event_is_one_effect(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made:
        coach = made.people[0]
        for number in range(sizes.S02_REQUESTS):
            made.world.faults.add("events_api", "redeliver", times=TIMES, after=bool(number % 2))
            await coach.say(None, "help")
            made.world.faults.clear()
        await made.settled()
        assert len(coach.dm()) == sizes.S02_REQUESTS
