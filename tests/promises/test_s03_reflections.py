"""S03 for answers: every role presses every button of an answer in every state, by direct payload; S10 for words."""

from pathlib import Path

import pytest

from bot.messages import reflections as words
from tests.promises import sizes
from tests.promises.cells import holding, write
from tests.promises.forging import Press, differing, pressed, stored
from tests.promises.inside import Hamlet, inside
from tests.promises.reflected import ALL, FIRST, HERS, HIS, SECOND, STATES, settle

USERS = {"leader": "UL1", "coach": "UC1", "other coach": "UC2", "other leader": "UL2", "coordinator": "UCOORD",
    "stranger": "USTRANGE"}  # fmt: skip
GIVEN = ("lead_coach", "office", "liaison", "admin", "supervisor")
READERS = {"leader": HERS, "coach": HIS}
WRITING = (
    words.WRITE, words.SKIP, words.ANOTHER, words.WHY, words.RATE[2], words.SHARE, words.UNSHARE, words.PROVE,
    words.UNPROVE, words.REMOVE,
)  # fmt: skip
OTHERS = [one for one in (*USERS, *GIVEN) if one != "leader"] if sizes.SOAK else ["coach", "other leader", "lead_coach"]


async def test_every_role_finds_of_an_answer_what_its_cell_says(sqlite_url: str, tmp_path: Path) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        rows = await write(made, settle, made.world.clock.now())
        await made.settled()
        assert await _wrong(made, rows) == []


async def _wrong(made: Hamlet, rows: dict[str, int]) -> list[tuple[str, str, str]]:
    wrong = []
    for role in (*USERS, *GIVEN):
        user = await _user(made, role)
        for state in STATES:
            press = await _press(made, user, words.READ, rows[state])
            if problem := _problem(press, role, state):
                wrong.append((role, state, problem))
    return wrong


def _problem(press: Press, role: str, state: str) -> str:
    found = {word for word in ALL if word in press.shown}
    expected = READERS.get(role, {}).get(state)
    if expected is not None:
        return "" if found == expected and not press.denied else f"found {found}, denied {press.denied}"
    own = role == "leader"  # of hers there is never nothing, but for words
    return "" if not found and (own or press.denied == 1) else f"not refused: {found}"


async def test_nobody_but_her_does_anything_with_an_answer_and_it_changes_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        rows = await write(made, settle, made.world.clock.now())
        await made.settled()
        before = stored(made.url)
        for role in OTHERS:
            user = await _user(made, role)
            for action in WRITING:
                press = await _press(made, user, action, rows["shared"])
                assert press.denied == 1, (role, action)
                assert FIRST not in press.shown, (role, action)
        assert set(differing(before, stored(made.url))) <= {"roles", "people", "engagements"}


async def test_no_home_list_log_or_audit_row_of_anybody_holds_a_word_of_an_answer(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        since = made.world.journal.seq
        await write(made, settle, made.world.clock.now())
        await made.settled()
        for role in (*USERS, *GIVEN):
            person = made.world.person("T1", await _user(made, role))
            await person.open_home()
            for typed in ("last", "help", "export"):
                await person.command("/coachlog", typed)
            await made.app.tasks.drain(10)
        told = str([one for one in made.world.journal.since(since) if one["type"] == "call"])
        at_rest = str(stored(made.url))
        for word in (FIRST, SECOND):
            assert word not in told
            assert word not in at_rest
            assert word not in caplog.text


async def _user(made: Hamlet, role: str) -> str:
    if role in USERS:
        return USERS[role]
    await write(made, holding(role))
    return "UADMIN"


async def _press(made: Hamlet, user: str, action: str, row: int) -> Press:
    person = made.world.person("T1", user)
    if person.modal:
        await person.close(whole=True)
    return await pressed(made, person, action, str(row))
