"""Forms and pages of a status report: lines, second looks, what is kept, two keys, flags, many schools, strangers."""

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.errors import NotSavedYet
from bot.messages.contacts import OPEN as OPEN_CONTACT
from bot.messages.reportdays import CHOOSE
from bot.messages.reportpages import BACK, NEXT, SEE_AS
from bot.messages.reports import ACCEPT, LEADER_OK, LEADER_WRONG, OPEN, OVERALL, PREVIEW, SECTION, TAKE
from bot.rules.concerns import CODES
from bot.rules.programme import Rules
from handlers.coachreport.fields import ADD, BRING, LINE, MORE
from storage.contacts import NewContact
from storage.database import Db
from storage.people import Actor, people
from storage.programmes import programmes
from storage.recording import Intent, record_contact
from storage.reports import report_lines
from tests.flows.coachlogging import fields, log, says
from tests.flows.conftest import NOW, Town
from tests.flows.meeting import buttons, page, send, shown
from tests.flows.reporting import WORDS, card, finish, report
from tests.flows.settingup import forge
from tests.storage.contacting import Program

pytestmark = pytest.mark.parametrize("town", ["http"], indirect=True)
ASKED = "How is it going?"


def two_keys(db: Db) -> None:
    rules = Rules.model_validate({**db.value(select(programmes.c.rules)), "report_two_keys": "ok"})
    db.run(update(programmes).values(rules=rules.model_dump(mode="json", by_alias=True)))


def many_schools(db: Db) -> None:
    """Eleven more schools of Coach C."""
    rows = db.all(select(people.c.slack_user_id, people.c.id))
    program = Program(db, 1, {row.slack_user_id: row.id for row in rows}, {})
    for number in range(11):
        program.engage(f"School {number:02}", "ULEAD2", "UCOACH", visit_day=None)


async def test_lines_are_taken_out_brought_back_edited_and_added_while_words_stand(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach, day="2026-11-12")
    await coach.click(await report(town, coach, "last", "Needs"), SECTION)
    form = await page(town, coach, ASKED)
    assert "Visits: 1 visit held, none planned, 1.5 h. [L-0001]" in says(form)
    await coach.fill(None, {"evidence": "Not yet saved."})
    number = await town.store.read(lambda db: db.value(select(report_lines.c.id)))
    await coach.click(form, LINE, value=f"behind.{number}")
    await coach.click(await page(town, coach, "L-0001 · On-site visit"), OPEN_CONTACT)
    await page(town, coach, "Note for the two of you")  # the fourth: Slack stacks three
    await coach.close()
    await coach.click(form, LINE, value=f"remove.{number}")
    await coach.click(await page(town, coach, "Taken out: "), BRING)
    await coach.click(await page(town, coach, "[L-0001]", but="Taken out"), LINE, value=f"edit.{number}")
    await page(town, coach, "Edit a line")
    assert await send(coach, text="One visit, and it was long.") == "closed"
    await coach.click(await page(town, coach, "One visit, and it was long. [L-0001]"), ADD)
    await page(town, coach, "Add a line")
    assert await send(coach, text="The data team meets weekly now.") == "closed"
    form = await page(town, coach, "The data team meets weekly now.")
    assert form.state["evidence"]["value"]["value"] == "Not yet saved."
    await coach.click(form, MORE)
    form = await page(town, coach, "What is in the way")
    assert fields(form)[:5] == ["progress", "evidence", "focus", "barriers", "support"]
    assert await send(coach, focus=["practices:P5"], barriers=["staffing"], next="Two walkthroughs.") == "closed"
    await coach.click(await page(town, coach, "to submit."), PREVIEW)
    seen = says(await page(town, coach, "will see exactly this"))
    for words in ("Evidence: Not yet saved.", "Barriers: Staffing", "Visits: One visit, and it was long. [L-0001]"):
        assert words in seen


async def test_what_was_typed_and_left_is_there_when_the_form_opens_again(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await report(town, coach, "last", "Needs"), SECTION)
    await page(town, coach, ASKED)
    await coach.fill(None, {"evidence": "Half a thought"})
    await coach.close()
    await town.app.tasks.drain(30)
    await coach.click(await page(town, coach, "Needs"), SECTION)
    form = await page(town, coach, "These are your words from before")
    assert form.state["evidence"]["value"]["value"] == "Half a thought"
    assert await send(coach, next="Two walkthroughs.") == "closed"
    await coach.click(await page(town, coach, "to submit."), SECTION)
    assert "These are your words" not in says(await page(town, coach, ASKED))


async def test_what_could_not_be_saved_in_time_stays_in_the_form_and_is_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach = town.person("UCOACH")
    await coach.click(await report(town, coach, "last", "Needs"), SECTION)
    await page(town, coach, ASKED)
    with monkeypatch.context() as slow:
        slow.setattr("handlers.coachreport.section.change_section", not_now)
        await coach.fill(None, WORDS)
        verdict = await coach.submit()
    assert verdict.errors == {
        "progress": "Not saved yet, your text is still here. Please press the button again in a moment."
    }
    await town.app.tasks.drain(30)
    await coach.close(whole=True)
    await coach.click(await report(town, coach, "last", "Needs"), SECTION)
    form = await page(town, coach, "These are your words from before")
    assert form.state["next"]["value"]["value"] == WORDS["next"]


def not_now(*_: object, **_words: object) -> None:
    raise NotSavedYet


async def test_words_that_may_tell_who_a_student_is_are_looked_at_first(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.click(await report(town, coach, "last", "Needs"), SECTION)
    await page(town, coach, ASKED)
    assert await send(coach, evidence="Student Maria Lopez, grade 4, reads now.", next="More.") == "updated"
    asked = says(await page(town, coach, "Nothing is saved yet."))
    assert "Evidence · " in asked
    assert (await coach.submit()).meaning == "closed"
    await coach.click(await page(town, coach, "to submit."), OVERALL)
    await page(town, coach, "Workload and note")
    assert await send(coach, workload="heavy", note="Student Maria Lopez again.") == "updated"
    await page(town, coach, "Nothing is saved yet.")
    assert await send(coach, wording="neutral") == "closed"
    kept = says(await page(town, coach, "Your workload: heavy"))
    assert "Maria Lopez" not in kept


async def test_a_leader_reads_her_part_first_and_says_what_she_thinks(town: Town) -> None:
    await town.store.write(two_keys)
    coach, leader, coordinator = (town.person(user) for user in ("UCOACH", "ULEAD", "UCOORD"))
    await report(town, coach, "last", "Principal 14")
    await finish(town, coach)
    await coach.submit()
    await page(town, coach, "Submitted today")
    told = await card(town, leader, "Coach C wrote about your coaching, Nov 1–15")
    assert "exit ticket" not in str(told)
    await leader.click(told, OPEN)
    part = await page(town, leader, "wrote this about your")
    assert "Evidence: A common exit ticket is in use." in says(part)
    reading = await card(town, coordinator, "submitted Tue, Nov 17")
    await coordinator.click(reading, OPEN)
    waits = says(await page(town, coordinator, "waits for Principal 14's word"))
    assert "exit ticket" not in waits
    await coordinator.close()
    await leader.click(part, LEADER_WRONG)
    wrong = await card(town, leader, "You said something is wrong.")
    await card(town, coach, "Principal 14 said that something is wrong in what you wrote about Lincoln Elementary")
    await leader.click(wrong, LEADER_OK)
    await card(town, leader, "You said it is fine.")
    await coordinator.click(reading, OPEN)
    assert "exit ticket" in says(await page(town, coordinator, "Evidence: "))
    assert "Nov 1–15" in says(await report(town, leader, "", "wrote this about your coaching"))


async def test_a_flag_is_read_by_coordinators_and_taken_up(town: Town) -> None:
    coach, coordinator = town.person("UCOACH"), town.person("UCOORD")
    await coach.click(await report(town, coach, "last", "Needs"), SECTION)
    await page(town, coach, ASKED)
    await coach.fill(None, {**WORDS, "concern": "call"})
    await page(town, coach, "What it is about")
    assert await send(coach, concern_text="The assistant principal leaves.") == "closed"
    await page(town, coach, "Ready · On track · Please call me")
    await coach.submit()
    told = await card(town, coordinator, "Concerns: Lincoln Elementary: please call me")
    assert "leaves" not in told.text
    await coordinator.click(told, OPEN)
    await coordinator.click(await page(town, coordinator, "“The assistant principal leaves.”"), TAKE)
    taken = await page(town, coordinator, "Taken up by Coordinator 1, Tue, Nov 17.")
    assert "I'll take it" not in buttons(taken)
    await coordinator.close()

    other = town.person("UOTHER")
    await report(town, other, "last", "Needs")
    await finish(town, other)
    await other.submit()
    both = await card(town, coordinator, "2 status reports for Nov 1–15 came on Tue, Nov 17: 2 to read.\nCoach C")
    assert both.ts == told.ts, "one card for the day"
    await coordinator.click(both, CHOOSE, both.blocks[-1]["block_id"], "return.2")
    assert "Coach D reads this at once." in says(await page(town, coordinator, "Return the report"))
    await coordinator.close()
    await coordinator.click(both, CHOOSE, both.blocks[-1]["block_id"], "accept.2")
    one = await card(town, coordinator, "1 to read, 1 accepted.")
    assert "Accepted by Coordinator 1: Coach D." in one.text
    await coordinator.click(one, CHOOSE, value="read.1")
    await coordinator.click(await page(town, coordinator, "“The assistant principal leaves.”"), ACCEPT)
    await page(town, coordinator, "Nothing else waits to be read.")


async def test_many_schools_are_turned_and_seen_as_each_leader(town: Town) -> None:
    await town.store.write(many_schools)
    coach = town.person("UCOACH")
    first = await report(town, coach, "last", "1–10 of 12")
    assert buttons(first).count("Finish") == 10
    await coach.click(first, NEXT)
    second = await page(town, coach, "11–12 of 12")
    await coach.click(second, BACK)
    await coach.click(await page(town, coach, "1–10 of 12"), PREVIEW)
    seen = await page(town, coach, "will see exactly this")
    await coach.click(seen, NEXT)
    await coach.click(await page(town, coach, "11–12 of 12"), SEE_AS, value="Principal 14 · Lincoln Elementary")
    await page(town, coach, "Principal 14 sees nothing of this")


def log_beside(db: Db) -> None:
    """Coach C logs a call from another device."""
    call = {"engagement": 1, "kind": "call", "day": date(2026, 11, 12), "minutes": 20}
    record_contact(db, Actor("UCOACH"), NOW, Intent("beside", NOW, confirmed=CODES), NewContact.model_validate(call))


async def test_a_log_that_changed_under_a_report_asks_for_one_more_look(town: Town) -> None:
    coach = town.person("UCOACH")
    await report(town, coach, "last", "no contact")
    await finish(town, coach)
    await town.store.write(log_beside)
    assert (await coach.submit()).meaning == "updated"
    again = says(await page(town, coach, "Your log has changed since you opened this."))
    assert "1 contact\nReady · " in again


async def test_everybody_hears_what_there_is_for_them(town: Town) -> None:
    coach, coordinator, leader, guest = (town.person(user) for user in ("UCOACH", "UCOORD", "ULEAD", "USTRANGE"))
    await coach.command("/coachreport", "help")
    told = await shown(town, coach, "/coachreport – your status report")
    await coach.click(told, OPEN)
    await page(town, coach, "Nov 16–30, Coach C")
    await coach.close()
    await coach.command("/coachreport", "Lincoln")
    await shown(town, coach, "I can't read that.")
    await coach.command("/coachreport", "Dec 1-15, 2026")
    await shown(town, coach, "Dec 1–15, 2026 hasn't begun.")
    assert "Nov 16–30" in says(await report(town, coach, "", "Coach C: due Wed, Dec 2"))
    assert "Status reports" in str((await report(town, coordinator, "", "Nov 1–15")).title)
    await leader.command("/coachreport", "")
    await shown(town, leader, "There is no status report for you there.")
    await guest.command("/coachreport", "")
    await shown(town, guest, "I don't have you in a coaching program yet.")


async def test_nobody_opens_or_decides_what_is_not_theirs(town: Town) -> None:
    coach = town.person("UCOACH")
    await report(town, coach, "last", "Needs")
    await finish(town, coach)
    await coach.submit()
    await page(town, coach, "Submitted today")
    for user in ("UOTHER", "ULEAD2", "USTRANGE"):
        person = town.person(user)
        await person.open_home()
        home = await town.world.wait_for(person.home)
        for action in (OPEN, ACCEPT, SECTION, PREVIEW, LEADER_OK):
            await forge(person, home, action, "1")
            await page(town, person, "That isn't available to you.")
            await person.close(whole=True)
