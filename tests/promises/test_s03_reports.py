"""S03 for status reports: every role opens one in every state by direct payload, and decides about none that isn't
theirs; S10 for its words."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.messages import reports as words
from bot.messages.reportdays import ACCEPT_IT, CHOOSE, RETURN_IT
from handlers.coachreport.fields import ADD, BRING
from storage.database import Db
from storage.reports import report_lines, report_sections
from tests.promises.cells import holding, write
from tests.promises.forging import Press, differing, pressed, stored
from tests.promises.inside import Hamlet, inside
from tests.promises.reported import COMMENT, CONCERN, EVERY, EVIDENCE, NOTE, STATES, settle

USERS = {
    "coach": "UC1", "leader": "UL1", "other coach": "UC2", "other leader": "UL2", "coordinator": "UCOORD",
    "stranger": "USTRANGE",
}  # fmt: skip
GIVEN = ("lead_coach", "office", "liaison", "admin", "supervisor")
WHOLE = {EVIDENCE, NOTE, CONCERN}
OVERSEEN = {"drafted": set(), "submitted": WHOLE, "returned": {COMMENT}, "accepted": WHOLE, "held": {NOTE, CONCERN}}
READS: dict[str, dict[str, set[str]]] = {
    "coach": {"drafted": {NOTE}, "submitted": WHOLE, "returned": {NOTE, COMMENT}, "accepted": WHOLE, "held": WHOLE},
    "coordinator": OVERSEEN,
    "lead_coach": OVERSEEN,
    "leader": {"held": {EVIDENCE}},
}
OF_REPORT = (words.ACCEPT, words.UNACCEPT, words.EXCUSE, words.RETURN, words.UNDO, words.OVERALL, words.PREVIEW)
OF_SECTION = (words.SECTION, words.FIGURES, words.LEADER_OK, words.LEADER_WRONG, ADD)
MAY = {
    ("coordinator", one)
    for one in (words.ACCEPT, words.UNACCEPT, words.EXCUSE, words.RETURN, words.FIGURES, words.TAKE, CHOOSE)
}
MAY |= {("lead_coach", words.FIGURES)}


async def test_every_role_finds_in_every_report_what_its_cell_says(sqlite_url: str, tmp_path: Path) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        rows = await write(made, settle, made.world.clock.now())
        await made.settled()
        wrong = []
        for role in (*USERS, *GIVEN):
            user = await _user(made, role)
            for state in STATES:
                press = await _press(made, user, words.OPEN, str(rows[state]))
                if problem := _problem(press, role, state):
                    wrong.append((role, state, problem))
        assert wrong == []


def _problem(press: Press, role: str, state: str) -> str:
    expected = READS.get(role, {}).get(state)
    found = {word for word in EVERY if word in press.shown}
    if expected is None:
        return "" if press.denied == 1 and not found else f"not refused: {found}"
    return "" if found == expected and not press.denied else f"found {found}, denied {press.denied}"


async def test_nobody_does_with_a_report_what_is_not_theirs(sqlite_url: str, tmp_path: Path) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        rows = await write(made, settle, made.world.clock.now())
        await made.settled()
        section, line = await write(made, _inner, rows["submitted"])
        before = stored(made.url)
        for role in [one for one in (*USERS, *GIVEN) if one not in {"coach", "leader"}]:
            user = await _user(made, role)
            tried = [(one, str(rows["submitted"])) for one in OF_REPORT] + [(one, str(section)) for one in OF_SECTION]
            tried += [(CHOOSE, f"{act}.{rows['submitted']}") for act in (ACCEPT_IT, RETURN_IT)]
            for action, row in [*tried, (BRING, str(line)), (words.TAKE, "1")]:
                if (role, action) not in MAY:
                    press = await _press(made, user, action, row)
                    assert press.denied == 1, (role, action)
                    assert not {word for word in EVERY if word in press.shown}, (role, action)
        assert set(differing(before, stored(made.url))) <= {"roles", "people", "engagements", "outbox"}


def _inner(db: Db, report: int) -> tuple[int, int]:
    section = db.value(select(report_sections.c.id).where(report_sections.c.report_id == report))
    line = db.value(select(report_lines.c.id).where(report_lines.c.section_id == section))
    return section, line


async def test_no_message_home_log_or_row_holds_a_word_of_a_report(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with inside(sqlite_url, tmp_path, 3) as made:
        since = made.world.journal.seq
        await write(made, settle, made.world.clock.now())
        await made.settled()
        for user in USERS.values():
            await made.world.person("T1", user).open_home()
            await made.app.tasks.drain(10)
        calls = [one for one in made.world.journal.since(since) if one["type"] == "call"]
        told = {word for word in EVERY if word in str(calls)}
        to = {one["args"].get("channel") for one in calls if EVIDENCE in str(one)}
        assert told <= {COMMENT, EVIDENCE}  # the comment to its coach; her part to the leader who is asked
        assert to <= {made.world.person("T1", "UL1").im}
        assert not [word for word in EVERY if word in str(stored(made.url)) or word in caplog.text]


async def _user(made: Hamlet, role: str) -> str:
    if role in USERS:
        return USERS[role]
    await write(made, holding(role))
    return "UADMIN"


async def _press(made: Hamlet, user: str, action: str, value: str) -> Press:
    person = made.world.person("T1", user)
    if person.modal:
        await person.close(whole=True)
    return await pressed(made, person, action, value)
