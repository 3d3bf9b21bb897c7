"""R02: the same form submitted twice within 50 ms to two replicas."""

import asyncio
from collections import Counter

from bot.errors import NotSavedYet
from tests.promises import sizes
from tests.promises.conftest import Settled, Village, open_form
from tests.promises.counting import told, violations
from tests.promises.requests import Caller, calling, signed, submission
from tests.promises.serving import Server, served
from tests.promises.village import a_visit

TRIES, NOT_YET = 3, str(NotSavedYet())


async def test_one_form_submitted_to_two_replicas_is_one_note_and_one_confirmation(village: Settled) -> None:
    async with village(sizes.R02_PEOPLE) as made, made.running(), served(made.second()) as other:
        async with calling(made.server.address) as caller:
            for number in range(sizes.R02_PAIRS // sizes.R02_PEOPLE):
                await asyncio.gather(*(_twice(made, place, number, caller, other) for place in range(len(made.people))))
        await _confirmed(made)
        counted = made.count()
    assert len(counted.contacts) == len(counted.notes) == sizes.R02_PAIRS
    assert not violations(counted)
    assert told(made.world).most_common(1)[0][1] == 1, "a message went out twice"


async def _twice(made: Village, place: int, number: int, caller: Caller, other: Server) -> None:
    coach = made.people[place]
    await open_form(made, coach)
    await coach.fill(coach.modal, a_visit(f"Note {number} of {coach.id}"))
    request = signed(made.world, submission(coach))
    for _ in range(TRIES):
        answers = await asyncio.gather(caller.post(request), caller.post(request, other.address))
        if not any(NOT_YET in str(one.body) for one in answers):  # busy cores: the text stands, and is sent again
            break
    assert all(one.closed for one in answers), answers
    await coach.close()


def confirmations(made: Village) -> Counter[str]:
    """How many confirmations each coach got."""
    return Counter({coach.id: len(coach.dm()) for coach in made.people})


async def _confirmed(made: Village) -> None:
    await made.world.wait_for(lambda: confirmations(made).total() >= sizes.R02_PAIRS, 60)
    assert confirmations(made).total() == sizes.R02_PAIRS
