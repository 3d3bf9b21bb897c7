"""S03, cell by cell: every role opens a contact in every state by direct payload, and finds what the tiers allow."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.promises import sizes
from tests.promises.cells import DETAIL, NOTE, OTHERS, PRIVATE, STEP, holding, settle, write
from tests.promises.forging import Press, differing, pressed, stored
from tests.promises.inside import Hamlet, inside

EVERY = {NOTE, OTHERS, DETAIL, STEP, PRIVATE}
VISIT, LOG = {NOTE, OTHERS}, {NOTE, DETAIL, STEP}
FACTS: set[str] = set()  # that it happened, and no word
STATES = (
    "not shared", "asked", "shared", "stopped", "edited", "session", "session, shared", "item", "group", "removed",
    "item, removed",
)  # fmt: skip
SOME = ("shared", "item", "group")
SESSIONS = {"session", "session, shared", "item"}
GONE = {"removed", "item, removed"}
# Who has which Slack user; those at UADMIN are given to one person in turn.
USERS = {
    "coach": "UC1", "leader": "UL1", "present": "UL2", "other coach": "UC2", "new coach": "UC3", "other leader": "UL3",
    "coordinator": "UCOORD", "stranger": "USTRANGE",
}  # fmt: skip
GIVEN = ("lead_coach", "office", "liaison", "admin", "supervisor", "coach in name", "leader in name")
# The words each role reads by state, where that is not the facts alone; a role without a line opens nothing.
READS: dict[str, dict[str, set[str]]] = {
    "coordinator": {"shared": VISIT, "session, shared": LOG, "item": LOG},
    "lead_coach": {"item": LOG},
    "office": {"item": LOG},
}
OTHER_PAGES = ("share.open", "see.saved", "readers.open", "contact.changes")


def words_of(role: str, state: str) -> set[str] | None:
    """What this table says: the words somebody finds, or None where it isn't there for them."""
    if role in {"coach", "leader"}:
        pair = LOG if state in SESSIONS else {*VISIT, STEP}
        return FACTS if state in GONE else {*pair, PRIVATE} if role == "coach" else pair
    if role == "present":
        return FACTS if state == "group" else None
    if role in READS:
        return READS[role].get(state, FACTS)
    return None


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_every_role_finds_in_every_state_what_its_cell_says(
    transport: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with inside(sqlite_url, tmp_path, 3, transport) as made:
        assert await _wrong(made, STATES) == []


async def test_the_cells_say_the_same_on_every_database(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 3) as made:
        assert await _wrong(made, STATES if sizes.SOAK else SOME) == []


async def _wrong(made: Hamlet, states: Sequence[str]) -> list[tuple[str, str, str]]:
    """The cells in which somebody found something else, or was not refused."""
    contacts = await write(made, settle, made.world.clock.now())
    await made.settled()
    wrong = []
    for role in (*USERS, *GIVEN):
        user = await _user(made, role)
        for state in states:
            press = await _press(made, user, "contact.open", contacts[state])
            if problem := _problem(press, role, state):
                wrong.append((role, state, problem))
    return wrong


async def test_the_pages_of_the_two_open_for_nobody_else(sqlite_url: str, tmp_path: Path) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        contacts = await write(made, settle, made.world.clock.now())
        await made.settled()
        before = stored(made.url)
        for role in [one for one in (*USERS, *GIVEN) if one not in {"coach", "leader"}]:
            user = await _user(made, role)
            for action in OTHER_PAGES:
                press = await _press(made, user, action, contacts["shared"])
                assert press.denied == 1, (role, action)
                assert not _found(press), (role, action)
        assert set(differing(before, stored(made.url))) <= {"roles", "people", "engagements"}


async def test_no_home_and_no_list_holds_a_word(sqlite_url: str, tmp_path: Path) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        await write(made, settle, made.world.clock.now())
        await made.settled()
        for role in (*USERS, *GIVEN):
            user, since = await _user(made, role), made.world.journal.seq
            person = made.world.person("T1", user)
            await person.open_home()
            for words in ("last", "help"):
                await person.command("/coachlog", words)
            await made.app.tasks.drain(30)
            told = str([one for one in made.world.journal.since(since) if one["type"] == "call"])
            steps = {STEP} if role in {"coach", "leader"} else set()
            assert {word for word in EVERY if word in told} <= steps, role


async def test_readings_of_others_words_are_written_down_and_of_facts_are_not(
    database_url: str, tmp_path: Path
) -> None:
    async with inside(database_url, tmp_path, 3) as made:
        contacts = await write(made, settle, made.world.clock.now())
        await made.settled()
        for user, state in (
            ("UC1", "shared"), ("UCOORD", "not shared"), ("UL2", "group"), ("UCOORD", "shared"), ("UL1", "session"),
        ):  # fmt: skip
            await _press(made, user, "contact.open", contacts[state])
        assert made.count().verbs["contact.read"] == 2


async def _user(made: Hamlet, role: str) -> str:
    if role in USERS:
        return USERS[role]
    await write(made, holding(role.removesuffix(" in name")))
    return "UADMIN"


async def _press(made: Hamlet, user: str, action: str, contact: int) -> Press:
    person = made.world.person("T1", user)
    if person.modal:
        await person.close(whole=True)
    return await pressed(made, person, action, str(contact))


def _found(press: Press) -> set[str]:
    return {word for word in EVERY if word in press.shown}


def _problem(press: Press, role: str, state: str) -> str:
    expected = words_of(role, state)
    if expected is None:
        return "" if press.denied == 1 and not _found(press) else f"not refused: {_found(press)}"
    if press.denied:
        return "refused"
    if (state in GONE) != ("was taken back" in press.shown):
        return "said to be gone" if state not in GONE else "not said to be gone"
    return "" if _found(press) == expected else f"found {_found(press)}"
