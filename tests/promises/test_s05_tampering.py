"""S05: tampered metadata, values, options and ids: each refused, each audited, none with an effect."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest

from tests.promises import sizes
from tests.promises.counting import Counted
from tests.promises.forging import differing, pressed, stored
from tests.promises.inside import Hamlet, form_of, inside
from tests.promises.logged import every_object
from tests.promises.requests import Caller, calling, signed, submission
from tests.promises.tampering import UNSIGNED, pressed_as, tampered


async def test_a_tampered_form_is_refused_and_audited(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - the same tampering in every run
    async with inside(database_url, tmp_path, 3) as made, calling(made.address) as caller:
        await form_of(made.people[0], "A note")
        honest = submission(made.people[0])
        for number in range(sizes.S05_REQUESTS):
            how, changed = tampered(honest, chance)
            answer = await caller.post(signed(made.world, changed))
            assert answer.status == 200
            assert answer.body["response_action"] in {"errors", "push"}, how
            assert denials(made.count()) == number + 1, how
        assert not made.count().contacts
        assert (await caller.post(signed(made.world, honest))).closed


def denials(counted: Counted) -> int:
    """How many attempts were audited."""
    return sum(times for verb, times in counted.verbs.items() if verb.startswith("denied:"))


async def test_somebody_elses_form_is_refused_and_audited(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made, calling(made.address) as caller:
        mine, other = made.people
        await form_of(mine, "A note")
        await form_of(other, "Another note")
        forged = submission(mine)
        forged["view"]["private_metadata"] = submission(other)["view"]["private_metadata"]
        assert (await caller.post(signed(made.world, forged))).body["response_action"] == "errors"
        counted = made.count()
    assert denials(counted) == 1
    assert not counted.contacts


async def test_a_tampered_button_is_refused_and_audited(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - the same tampering in every run
    async with inside(database_url, tmp_path, 2) as made, calling(made.address) as caller:
        honest, foreign = await _a_press(made)
        before = made.count()
        for number in range(sizes.S05_REQUESTS):
            how, changed = pressed_as(honest, chance, foreign)
            await _pressed(made, caller, changed)
            assert denials(made.count()) == number + 1, how
        after = made.count()
    assert [row["removed_at"] for row in after.contacts] == [None, None]
    assert after.contacts == before.contacts


async def _pressed(made: Hamlet, caller: Caller, payload: dict[str, Any]) -> None:
    assert (await caller.post(signed(made.world, payload, "block_actions"))).status == 200
    await made.app.tasks.drain(30)


async def _a_press(made: Hamlet) -> tuple[dict[str, Any], str]:
    """What pressing Open on an own contact sends, and the id of somebody else's contact."""
    for coach in made.people:
        await form_of(coach, coach.id)
        assert (await coach.submit()).meaning == "closed"
    mine = made.people[0]
    message = (await made.world.wait_for(mine.dm))[0]
    await mine.click(message, "contact.open")
    payload = made.world.journal.deliveries("block_actions")[-1]["payload"]
    own = payload["actions"][0]["value"]
    return payload, next(str(row["id"]) for row in made.count().contacts if str(row["id"]) != own)


# Who opens which further form with which button, on a row of which table; and what is typed there.
OPENED = {
    "contact.delete": ("UC1", "contacts", {"reason": "Logged twice"}),
    "remark.add": ("UL1", "contacts", {"words": "More"}),
    "remark.question": ("UL1", "contacts", {"words": "Was it Tuesday?"}),
    "remark.answer": ("UC1", "remarks", {"words": "It was"}),
    "step.change": ("UC1", "next_steps", {}),
    "note.decision": ("UC1", "contacts", {}),
    "export.open": ("UC1", "contacts", {}),
}


@pytest.mark.parametrize("action", OPENED)
async def test_no_form_is_taken_with_changed_metadata(action: str, sqlite_url: str, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - the same tampering in every run
    user, table, typed = OPENED[action]
    async with inside(sqlite_url, tmp_path, 2) as made, calling(made.address) as caller:
        objects, person = await every_object(made), made.world.person("T1", user)
        await pressed(made, person, action, objects[table])
        assert person.modal, action
        await person.fill(person.modal, typed)
        honest, before = submission(person), stored(sqlite_url)
        for number in range(sizes.S05_REQUESTS // 6):
            changed = copy.deepcopy(honest)
            UNSIGNED[number % len(UNSIGNED)](changed, chance)
            answer = await caller.post(signed(made.world, changed))
            assert answer.status == 200
            assert answer.body["response_action"] in {"errors", "push"}
            assert denials(made.count()) == number + 1
        assert not differing(before, stored(sqlite_url))
