"""S06: buttons of old messages, pressed after the pair, the role or the contact has changed, or by a bystander."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from handlers.errors import SLACK_REFUSED, SORRY
from playground.people import Person
from playground.records import Message
from storage.contacts import contacts
from storage.engagements import engagements
from storage.people import people, roles
from tests.promises.counting import connected
from tests.promises.forging import Press, differing, pressed, stored
from tests.promises.inside import Hamlet, form_of, inside
from tests.promises.logged import OWN_WORDS, PAIR_WORDS, recorded

Change = Callable[[Hamlet], Any]
EVERY_WORD = {*PAIR_WORDS.values(), *OWN_WORDS.values()}


def _person(made: Hamlet, user: str) -> int:
    with connected(made.url) as connection:
        return int(connection.execute(select(people.c.id).where(people.c.slack_user_id == user)).scalar_one())


def _run(made: Hamlet, *statements: Any) -> None:
    with connected(made.url) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _another_coach(made: Hamlet) -> None:
    _run(made, update(engagements).where(engagements.c.id == 1).values(coach_id=_person(made, "UC2")))


def _another_leader(made: Hamlet) -> None:
    _run(made, update(engagements).where(engagements.c.id == 1).values(leader_id=_person(made, "UL2")))


def _no_role(made: Hamlet) -> None:
    who = [_person(made, "UC1"), _person(made, "UL1")]
    _another_coach(made)
    _another_leader(made)
    _run(made, delete(roles).where(roles.c.person_id.in_(who)))


def _gone(made: Hamlet) -> None:
    now = made.world.clock.now()
    _run(made, update(people).where(people.c.slack_user_id.in_(("UC1", "UL1"))).values(deactivated_at=now))


def _taken_back(made: Hamlet) -> None:
    _run(made, update(contacts).values(removed_at=made.world.clock.now()))


OF_STRANGERS = {"outbox"}  # coordinators hear of somebody whom no program knows any more
# What has changed, who has nothing to do with the pair any more, and what may still have an effect for the others.
CHANGES: dict[Change, tuple[set[str], set[str]]] = {
    _another_coach: (set(), {"line.discard"}),
    _another_leader: ({"UL1"}, {"contact.undo", "line.save", "line.discard"}),
    _no_role: ({"UL1"}, {"line.discard"}),
    _gone: ({"UC1", "UL1"}, {"line.discard"}),
    _taken_back: (set(), {"line.save", "line.discard"}),
}


@pytest.mark.parametrize("transport", ["http", "socket"])
@pytest.mark.parametrize("change", CHANGES)
async def test_an_old_button_explains_itself_and_does_nothing(
    change: Change, transport: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with inside(sqlite_url, tmp_path, 2, transport) as made:
        buttons = await _messages(made)
        change(made)
        strangers, effective = CHANGES[change]
        for user, action, value in buttons:
            before = stored(made.url)
            press = await _pressed(made, made.world.person("T1", user), action, value)
            assert press.shown, (user, action)
            assert not [words for words in (SORRY, SLACK_REFUSED) if words in press.shown], (user, action)
            if action in effective:
                await made.settled()
            else:
                assert set(differing(before, stored(made.url))) <= OF_STRANGERS, (user, action)
            if user in strangers and not action.startswith("line."):
                assert press.denied == 1, (user, action)
                assert not [word for word in EVERY_WORD if word in press.shown], (user, action)


@pytest.mark.parametrize("user", ["UC2", "UL2", "UCOORD", "USTRANGE"])
async def test_a_bystander_reads_and_changes_nothing_by_them(user: str, database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made:
        buttons = await _messages(made)
        before = stored(made.url)
        for _, action, value in buttons:
            press = await _pressed(made, made.world.person("T1", user), action, value)
            assert press.shown, action
            assert not [word for word in EVERY_WORD if word in press.shown], action
        assert not differing(before, stored(made.url))


async def test_a_form_left_open_while_the_pair_moved_keeps_its_text(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made:
        coach = made.people[0]
        await made.app.duties.tick()  # the visits ahead are planned
        await form_of(coach, "Typed before it moved")
        _another_coach(made)
        before = stored(made.url)
        assert (await coach.submit()).meaning != "closed"
        assert coach.modal
        assert coach.errors
        assert coach.modal.state["note"]["value"]["value"] == "Typed before it moved"
        changed = differing(before, stored(made.url))
    assert not set(changed) - {"drafts"}


async def _messages(made: Hamlet) -> list[tuple[str, str, str]]:
    """A contact and a typed line, and every button of the messages about them: (whose, its id, its value)."""
    coach, leader = made.people[0], made.world.person("T1", "UL1")
    await recorded(made, 1, {**PAIR_WORDS, **OWN_WORDS})
    await coach.command("/coachlog", "45m call School 1 yesterday 3pm; canary-said-5")
    await made.settled()
    found = [button for who in (coach, leader) for message in who.dm() for button in _buttons(who, message)]
    assert {"contact.open", "contact.edit", "contact.undo", "line.save"} <= {action for _, action, _ in found}
    return found


def _buttons(who: Person, message: Message) -> Iterator[tuple[str, str, str]]:
    for block in message.blocks:
        for element in block["elements"] if block["type"] == "actions" else ():
            yield who.id, element["action_id"], element.get("value", "")


async def _pressed(made: Hamlet, person: Person, action: str, value: str) -> Press:
    if person.modal:
        await person.close(whole=True)
    return await pressed(made, person, action, value)
