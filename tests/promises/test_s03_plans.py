"""S03 and S05 for agreements and plans: those not of the pair press every button in vain; forged forms do nothing."""

import copy
import random
from pathlib import Path

import pytest

from handlers import routes
from playground.people import Person
from storage.agreeing import Offering, offer_agreement, sign_agreement
from storage.agreements import NewAgreement
from storage.goalwork import Planning, save_goal
from storage.people import Actor
from storage.plans import NewGoal
from tests.promises import sizes
from tests.promises.forging import Press, denials, differing, pressed, stored
from tests.promises.inside import Hamlet, inside
from tests.promises.requests import calling, signed, submission
from tests.promises.tampering import UNSIGNED
from tests.storage.agreed import a_goal, an_agreement

OUTSIDE = ("UC2", "UL2", "UCOORD", "UADMIN", "USTRANGE")
OF_PAIRS = {"plan.open", "plan.write", "goal.add", "plan.reviewed", "plan.undo_review"}
OF_GOALS = {"goal.change", "goal.met", "goal.drop", "goal.reopen"}
LISTS = {"plan.show", "plan.list_next", "plan.list_back", "plan.form_back"}
WORDS = {"norms": "canary-norms", "measured": "canary-sign", "focus": "canary-focus"}
ABSENT = "987654"


def actions() -> list[str]:
    """Every button of this feature that carries a row."""
    return sorted(one for one in routes().actions if one.startswith(("plan.", "goal.")) and one not in LISTS)


async def settle(made: Hamlet, *, sign: bool) -> dict[str, str]:
    """An agreement of coach 1 and leader 1, and a goal of theirs; the ids by what a button is about."""
    store, now = (await made.app.duties.workspaces())[0].delivery.store, made.world.clock.now()
    new: NewAgreement = an_agreement(**WORDS)
    agreement = await store.write(offer_agreement, Actor("UC1"), now, Offering("offered", 1), new)
    if sign:
        await store.write(sign_agreement, Actor("UL1"), now, agreement)
    aim: NewGoal = a_goal(text="canary-goal", indicator="canary-indicator")
    goal = await store.write(save_goal, Actor("UC1"), now, Planning("aimed", 1), aim)
    await made.settled()
    return {"pair": "1", "goal": str(goal), "agreement": str(agreement)}


def about(action: str) -> str:
    return "pair" if action in OF_PAIRS else "goal" if action in OF_GOALS else "agreement"


async def press(made: Hamlet, person: Person, action: str, value: str) -> Press:
    if person.modal:
        await person.close(whole=True)
    return await pressed(made, person, action, value)


async def test_nobody_but_the_pair_does_anything_to_what_they_agreed(sqlite_url: str, tmp_path: Path) -> None:
    async with inside(sqlite_url, tmp_path, 2) as made:
        ids = await settle(made, sign=False)
        before = stored(made.url)
        for action in actions():
            for user in OUTSIDE:
                if (user, action) == ("UCOORD", "plan.open"):
                    continue  # she may read goals; the agreement isn't in force
                person = made.world.person("T1", user)
                tried = await press(made, person, action, ids[about(action)])
                absent = await press(made, person, action, ABSENT)
                assert (tried.denied, absent.denied) == (1, 1), (user, action)
                assert "canary" not in tried.shown, (user, action)
        assert not differing(before, stored(made.url))
        seen = await press(made, made.world.person("T1", "UCOORD"), "plan.open", ids["pair"])
        assert "canary-goal" in seen.shown
        assert not [word for word in WORDS.values() if word in seen.shown]


async def test_a_coordinator_reads_what_is_in_force_which_is_noted_and_changes_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with inside(sqlite_url, tmp_path, 2) as made:
        ids, coordinator = await settle(made, sign=True), made.world.person("T1", "UCOORD")
        before = stored(made.url)
        for action in actions():
            tried = await press(made, coordinator, action, ids[about(action)])
            assert tried.denied == int(action not in {"plan.open", "plan.read"}), action
        assert WORDS["norms"] in (await press(made, coordinator, "plan.read", ids["agreement"])).shown
        assert not differing(before, stored(made.url))
        assert made.count().verbs["agreement.read"] == 3


@pytest.mark.parametrize(
    ("action", "about_what"), [("plan.write", "pair"), ("goal.change", "goal"), ("plan.read", "agreement")]
)
async def test_no_form_is_taken_with_changed_metadata_or_from_somebody_else(
    action: str, about_what: str, sqlite_url: str, tmp_path: Path
) -> None:
    chance = random.Random(5)  # noqa: S311 - the same tampering in every run
    async with inside(sqlite_url, tmp_path, 2) as made, calling(made.address) as caller:
        ids, person = await settle(made, sign=False), made.world.person("T1", "UL1")
        await press(made, person, action, ids[about_what])
        honest, before = submission(person), stored(sqlite_url)
        forged = [{**honest, "user": {**honest["user"], "id": user}} for user in OUTSIDE]
        for number in range(sizes.S05_REQUESTS // 12):
            forged.append(copy.deepcopy(honest))
            UNSIGNED[number % len(UNSIGNED)](forged[-1], chance)
        for number, one in enumerate(forged, 1):
            answer = await caller.post(signed(made.world, one))
            assert answer.body["response_action"] in {"errors", "push"}
            assert denials(made.url) == number
        assert not differing(before, stored(sqlite_url))
