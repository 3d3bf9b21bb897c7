"""R03: killed exactly between commit and ack, and the person submits again."""

from itertools import cycle, islice

from playground.people import Person
from tests.promises import sizes
from tests.promises.conftest import Settled, Village, open_form
from tests.promises.village import a_visit

PLACES = ("after_commit=exit", "before_ack=exit")


async def test_a_form_submitted_again_after_a_kill_before_its_answer_is_one_note(village: Settled) -> None:
    async with village(1) as made:
        for number, place in enumerate(islice(cycle(PLACES), sizes.R03_KILLS)):
            await _killed_then_again(made, made.people[0], f"Note {number}", place)
        counted = made.count()
    assert len(counted.contacts) == len(counted.notes) == sizes.R03_KILLS
    assert not made.broken()


async def _killed_then_again(made: Village, coach: Person, note: str, place: str) -> None:
    async with made.running():
        await open_form(made, coach)
        await coach.fill(coach.modal, a_visit(note))
    async with made.running(place) as server:
        said = await coach.submit()
        if said.meaning == "errors":  # not saved within two seconds, on busy cores: the text stands, and is sent again
            said = await coach.submit()
        assert said.meaning == "trouble"
        await server.gone()
    assert made.count().notes[note] == 1, "the kill came before the commit"
    async with made.running():
        assert (await coach.submit()).meaning == "closed"
