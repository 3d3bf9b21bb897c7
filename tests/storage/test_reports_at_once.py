"""Several at the same moment: one draft, one submission, one decision; a change never slips under a submission."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.errors import Refusal
from bot.rules.periods import Period, previous
from bot.rules.programme import Rules
from storage.concernacts import answer_concern
from storage.concerns import concerns
from storage.draftduty import draft_and_tell, drafts_due
from storage.drafting import draft_report, see_report
from storage.engagements import engagements
from storage.nudges import nudges
from storage.people import roles
from storage.programmes import programmes
from storage.reportacts import accept_report, change_section, return_report, submit_report
from storage.reporting import find_report
from storage.reports import NewSection, report_lines, report_sections, reports
from storage.store import Store
from tests.storage.contacting import COACH, COORDINATOR, NOW, Program, add_person, settle
from tests.storage.reporting import FULL, HERE, SECOND

COUNTED = {one.name: select(func.count(one.c.id)) for one in (reports, report_sections, report_lines, nudges)}


@pytest.fixture
async def program(store: Store) -> Program:
    """The small program with two coordinators, committed."""

    def made(db: Any) -> Program:
        found = settle(db)
        person = add_person(db, SECOND.user_id, "Coordinator 2", "second@example.org")
        db.add(roles, programme_id=found.id, person_id=person, role="coordinator")
        return found

    return await store.write(made)


async def outcomes(*work: Any) -> list[str]:
    """What became of each: "" or the refusal's sentence."""
    found = await asyncio.gather(*work, return_exceptions=True)
    assert all(not isinstance(one, Exception) or isinstance(one, Refusal) for one in found), found
    return [one.sentence if isinstance(one, Refusal) else "" for one in found]


async def counts(store: Store) -> dict[str, int]:
    return await store.read(lambda db: {name: int(db.value(asked)) for name, asked in COUNTED.items()})


async def test_at_the_same_moment_everything_happens_once(store: Store, program: Program) -> None:
    due = await store.read(drafts_due, NOW)
    assert await outcomes(*(store.write(draft_and_tell, NOW, one) for one in [*due, *due])) == [""] * 4
    assert await counts(store) == {"reports": 2, "report_sections": 2, "report_lines": 2, "nudges": 2}
    mine = program.people["UCOACH"]
    report = int(await store.read(lambda db: db.value(select(reports.c.id).where(reports.c.coach_id == mine))))
    section = (await store.read(find_report, COACH, NOW, report)).sections[0].id
    await store.write(change_section, COACH, NOW, section, FULL)
    same = [store.write(submit_report, COACH, NOW, report, None, "one press") for _ in range(3)]
    assert await outcomes(*same) == ["", "", ""]
    seen = (await store.read(find_report, COORDINATOR, NOW, report)).edition
    said = await outcomes(
        store.write(accept_report, COORDINATOR, NOW, report, seen, "a"),
        store.write(accept_report, SECOND, NOW, report, seen, "b"),
        store.write(return_report, SECOND, NOW, report, seen, "c", "More"),
    )
    assert sorted(map(bool, said)) == [False, True, True]
    assert not any("another coordinator" in one for one in said), said
    assert (await store.read(find_report, COACH, NOW, report)).times == 1


async def test_a_change_and_a_submission_at_once_leave_what_was_looked_at(store: Store, program: Program) -> None:
    (report,) = await store.write(_drafted, program)
    shown = await store.read(find_report, COACH, NOW, report)
    said = await outcomes(
        store.write(change_section, COACH, NOW, shown.sections[0].id, NewSection(evidence="Other words.")),
        store.write(submit_report, COACH, NOW, report, shown.edition, "press"),
    )
    after = await store.read(find_report, COACH, NOW, report)
    line = after.sections[0].line("evidence")
    assert sorted(map(bool, said)) == [False, True]
    assert line is not None
    assert (after.state, line.text) in {("drafted", "Other words."), ("submitted", FULL.evidence)}


async def test_the_schools_of_one_coach_are_submitted_and_looked_at_at_once(store: Store, program: Program) -> None:
    def made(db: Any) -> tuple[int, ...]:
        rules = Rules(report_unit="school").model_dump(mode="json", by_alias=True)
        db.run(update(programmes).values(rules=rules))
        db.run(update(engagements).values(coach_id=program.people["UCOACH"]))
        return _drafted(db, program)

    ids, patient = await store.write(made), store.of_the_clock(20)
    for _ in range(4):
        work = [patient.write(submit_report, COACH, NOW, one, None, "") for one in reversed(ids)]
        await outcomes(*work, *(patient.write(see_report, COACH, NOW, one) for one in ids))
        await store.write(lambda db: db.run(update(reports).values(state="drafted")))


async def test_a_pair_has_one_flag_and_one_who_takes_it_up_whatever_comes_at_once(
    store: Store, program: Program
) -> None:
    for calling in (False, True):
        ids = [await store.write(_drafted, program, one, concern="watch") for one in (previous(HERE), HERE)]
        if calling:
            section = (await store.read(find_report, COACH, NOW, ids[1][0])).sections[0].id
            await store.write(change_section, COACH, NOW, section, NewSection(concern="call"))
        said = [store.write(submit_report, COACH, NOW, one, None, "") for (one,) in ids]
        assert await outcomes(*said) == ["", ""]
        flags = await store.read(lambda db: db.all(select(concerns.c.id).where(concerns.c.ended_at.is_(None))))
        assert len(flags) == 1
        await store.write(lambda db: db.run(update(reports).values(state="drafted")))
    taken = [store.write(answer_concern, one, NOW, flags[0].id) for one in (COORDINATOR, SECOND)]
    refusal = "".join(await outcomes(*taken))
    assert refusal in {f"Coordinator {one} took this up on Nov 17." for one in (1, 2)}


def _drafted(db: Any, /, program: Program, period: Period = HERE, **more: Any) -> tuple[int, ...]:
    found = draft_report(db, NOW, program.id, program.people["UCOACH"], period)
    for one in (section for report in found for section in find_report(db, COACH, NOW, report).sections):
        change_section(db, COACH, NOW, one.id, FULL.model_copy(update=more))
    return found
