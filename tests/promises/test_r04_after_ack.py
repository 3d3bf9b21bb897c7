"""R04: killed right after the answer; what was promised with it still comes."""

from playground.people import Person
from tests.promises import sizes
from tests.promises.conftest import Settled, Village, open_form
from tests.promises.counting import told
from tests.promises.village import a_visit

SECONDS = 60.0


async def test_what_follows_an_accepted_form_comes_after_a_restart_and_once(village: Settled) -> None:
    async with village(1) as made:
        for number in range(1, sizes.R04_KILLS + 1):
            await _killed_right_after(made, made.people[0], number)
        counted = made.count()
    assert len(counted.contacts) == sizes.R04_KILLS
    assert not made.broken()
    assert set(told(made.world).values()) == {1}, "a message went out twice"


async def _killed_right_after(made: Village, coach: Person, number: int) -> None:
    async with made.running():
        await open_form(made, coach)
        await coach.fill(coach.modal, a_visit(f"Note {number}"))
    async with made.running("after_ack=exit") as server:
        assert (await coach.submit()).meaning == "closed"
        await server.gone()
    async with made.running():
        await made.world.wait_for(lambda: _told_of(coach, number), SECONDS)


def _told_of(coach: Person, number: int) -> bool:
    """Whether the coach has the confirmation of this contact, and a Home that shows it."""
    shown = f"L-{number:04d}"
    return any(shown in message.text for message in coach.dm()) and shown in str(coach.home())
