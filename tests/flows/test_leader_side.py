"""The leader's side of the log: what she adds, confirms and questions, and what her coach answers."""

from typing import Any

from bot.messages.contacts import EDIT, OPEN
from bot.rules.concerns import CODES
from handlers.coachlog import afterwards
from handlers.coachlog.afterwards import ADD, ANSWER, ASK, CONFIRM, TAKE_BACK
from playground.people import Person
from storage.audit import audit
from storage.database import Db
from storage.people import Actor
from storage.recording import Intent, record_contact
from tests.flows.coachlogging import answers, home, log, modal, says, submit, told
from tests.flows.conftest import NOW, Town
from tests.storage.contacting import Program, a_visit

WORDS = "That was Tuesday, not Monday."


def verbs(db: Db) -> list[str]:
    """What the audit log holds."""
    return [row.verb for row in db.run(audit.select().order_by(audit.c.id))]


async def opened(town: Town, person: Person, message: Any = None) -> str:
    """Open the contact from its message; what the page says."""
    await person.click(message or await told(town, person), OPEN)
    return says(await modal(town, person, "See it as"))


async def said(town: Town, person: Person, button: str, words: str) -> str:
    """Say something in one of the forms; the page once it shows it."""
    await person.click(None, button)
    await town.world.wait_for(lambda: person.modal and person.modal.callback_id == button)
    await submit(person, words=words)
    return says(await modal(town, person, words))


async def test_a_leader_questions_a_log_and_her_coach_answers(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await log(town, coach)
    await opened(town, leader)
    page = await said(town, leader, ASK, WORDS)
    assert "You asked, Tue, Nov 17, 10:35 AM – open" in page
    note = await told(town, coach, 1)
    assert note.text.startswith("Principal 14 asks about L-0001 · On-site visit")
    assert WORDS not in str(note.blocks) + note.text
    assert "asks about" in await home(town, coach, "asks about")
    await opened(town, coach, note)
    assert "Principal 14 asked, Tue, Nov 17, 10:35 AM" in await said(town, coach, ANSWER, "It was. I'll correct it.")
    heard = await told(town, leader, 1)
    assert heard.text.startswith("Coach C answered you about L-0001 · ")
    await leader.close(whole=True)
    assert "It was. I'll correct it." in await opened(town, leader, heard)
    await town.world.wait_for(lambda: (view := coach.home()) and "asks about" not in str(view.blocks))


async def test_a_leader_confirms_once_and_lists_say_so(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    message = await log(town, coach)
    await opened(town, leader)
    old = leader.modal
    assert old
    await leader.click(None, CONFIRM)
    page = await modal(town, leader, "You confirmed it")
    assert "That's how I remember it" not in [
        one["text"]["text"] for block in page.blocks if block["type"] == "actions" for one in block["elements"]
    ]
    assert "confirmed" in await home(town, coach, "confirmed")
    assert "confirmed" in await home(town, leader, "confirmed")
    await opened(town, coach, message)
    assert len(coach.dm()) == 1


async def test_a_leader_adds_and_takes_back_her_own_words(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await log(town, coach)
    await opened(town, leader)
    assert "You added" in await said(town, leader, ADD, "We also looked at attendance.")
    assert (await told(town, coach, 1)).text.startswith("Principal 14 added to L-0001 · ")
    await leader.click(None, TAKE_BACK)
    page = await town.world.wait_for(lambda: leader.modal if "attendance" not in str(leader.modal) else None)
    assert "Said since" not in says(page)


async def test_an_edit_answers_a_question_as_well(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    message = await log(town, coach)
    await opened(town, leader)
    await said(town, leader, ASK, WORDS)
    await coach.click(message, EDIT)
    await modal(town, coach, "Edit")
    await submit(coach, minutes=60)
    heard = await told(town, leader, 1)
    assert heard.text.startswith("Coach C changed L-0001 · On-site visit (60 min)")


async def test_what_may_identify_a_student_is_asked_about_once(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await log(town, coach)
    await opened(town, leader)
    await leader.click(None, ADD)
    await modal(town, leader, "What do you want to add?")
    words = "A 4th grader named Joey Miller hit another student."
    await leader.fill(None, {"words": words})
    assert (await leader.submit()).meaning == "updated"
    asked = await modal(town, leader, "Save anyway")
    assert asked.state["words"]["value"]["value"] == words
    assert (await leader.submit()).meaning == "closed"
    await modal(town, leader, "Joey Miller")


async def test_forged_buttons_are_denied_and_audited(town: Town) -> None:
    coach, other, leader = town.person("UCOACH"), town.person("UOTHER"), town.person("ULEAD2")
    await log(town, coach)
    await log(town, other, engagement=str(town.pairs["Harbor Middle"]))
    for who, button in ((leader, CONFIRM), (leader, ADD), (leader, ASK), (other, ANSWER), (other, TAKE_BACK)):
        message = await told(town, who)
        pressed = message.blocks
        message.blocks = [_forged(button)]
        await who.click(message, button)
        message.blocks = pressed
    await answers(town, leader, leader.im, "isn't available", count=3)
    await answers(town, other, other.im, "isn't available", count=2)
    held = await town.store.read(verbs)
    assert sum(verb.startswith("denied:") for verb in held) == 5
    assert "remark.confirmed" not in held


def _forged(button: str) -> dict[str, Any]:
    """A button of ours with somebody else's id in it."""
    made = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": button, "value": "1"}
    return {"type": "actions", "block_id": "forged", "elements": [made]}


async def test_leaders_of_a_group_read_none_of_each_others_words(town: Town) -> None:
    coach, first, second = town.person("UCOACH"), town.person("ULEAD"), town.person("ULEAD2")
    pine = await town.store.write(_second_pair)
    new = a_visit(town.pairs["Lincoln Elementary"], kind="cohort", attendees=(pine,), note="For Lincoln alone")
    await town.store.write(record_contact, Actor("UCOACH"), NOW, Intent("group", NOW, confirmed=CODES), new)
    assert "with Principal 14 and 1 more" in (await told(town, coach)).text
    await opened(town, first)
    await said(town, first, ASK, "From the first")
    await second.click(await told(town, second), OPEN)
    page = says(await modal(town, second, "Add to it"))
    assert "For Lincoln alone" not in page
    assert "From the first" not in page
    assert "From the second" in await said(town, second, ASK, "From the second")
    await opened(town, coach)
    both = says(await modal(town, coach, "From the second"))
    assert "Principal 14 asked" in both
    assert "Principal 15 asked" in both


def _second_pair(db: Db) -> int:
    return Program(db, 1, {"UCOACH": 2, "ULEAD2": 5}, {}).engage("Pine Street", "ULEAD2", "UCOACH")


def test_every_button_has_an_id_of_its_own() -> None:
    ids = [value for name, value in vars(afterwards).items() if name.isupper() and isinstance(value, str)]
    assert len([one for one in ids if "." in one]) == len({one for one in ids if "." in one})
