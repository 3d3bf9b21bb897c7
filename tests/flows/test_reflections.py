"""Questions in whole conversations: answered in the thread or the form, skipped, shared, made evidence, removed."""

from datetime import timedelta

import pytest

from bot.messages import reflections as words
from bot.messages.nudges import SNOOZE, WHY
from bot.rules.reflecting import ANSWERED
from handlers.reflections import views
from playground.records import Message
from storage.database import Db
from storage.reflections import reflections
from tests.flows.asking import ANSWER, WEDNESDAY, asked, line, questions, settled, thread, turned
from tests.flows.coachlogging import home, modal, says, told
from tests.flows.conftest import Town

pytestmark = pytest.mark.unasked

SENTENCE = "The exit tickets moved her practice."


def stored(db: Db) -> list[tuple[str, str, bool]]:
    """Each question that was put to Principal 14: its state, its words, whether it is shared."""
    rows = db.all(reflections.select().order_by(reflections.c.id))
    mine = [row for row in rows if row.person_id == rows[0].person_id and row.state != "passed"]
    return [(row.state, db.unseal(reflections.c.answer, row.answer) or "", row.shared_at is not None) for row in mine]


async def replaced(town: Town, message: Message, said: str) -> Message:
    """The message, once it says this."""
    return await town.world.wait_for(lambda: (said in message.text and message) or None)


async def test_an_answer_in_the_thread_is_kept_for_her_alone_until_she_shares_it(town: Town) -> None:
    leader, coach = town.person("ULEAD"), town.person("UCOACH")
    question = await asked(town)
    assert "Answer here in the thread" in question.text
    said = await leader.say(question.channel, ANSWER, question.ts)
    kept = await line(town, question, "Kept, only for you.")
    await leader.click(kept, words.SHARE)
    page = await modal(town, leader, "Coach C would read this")
    assert ANSWER in says(page)
    before = len(coach.dm())
    assert (await leader.submit()).meaning == "updated"
    await line(town, question, "Kept, and shared")
    note = await told(town, coach, before)
    assert "Principal 14 shared a reflection with you" in note.text
    await coach.click(note, words.READ)
    assert ANSWER in says(await modal(town, coach, ANSWER))
    await coach.close()
    assert "Shared with you" in await home(town, coach, "Shared with you")
    await leader.edit(said.channel, said.ts, f"{ANSWER} More.")
    await line(town, question, "You changed it after sharing it")
    await coach.click(note, words.READ)
    assert "More." not in str(coach.modals)
    await leader.take_back(said.channel, said.ts)
    await line(town, question, "Removed: nothing of it is kept here.")
    for other in ("UCOACH", "UCOORD", "UOTHER"):
        assert SENTENCE not in str(town.person(other).dm())
    assert SENTENCE not in str(town.person("UCOORD").messages("CCOORD"))


async def test_one_sentence_becomes_evidence_and_is_taken_back(town: Town) -> None:
    leader, coach = town.person("ULEAD"), town.person("UCOACH")
    question = await asked(town)
    await leader.say(question.channel, ANSWER, question.ts)
    kept = await line(town, question, "Kept, only for you.")
    await leader.click(kept, words.PROVE)
    await modal(town, leader, "The sentence")
    await leader.fill(None, {"sentence": SENTENCE, "element": "CPSEL 2B Curriculum and instruction"})
    assert (await leader.submit()).meaning == "updated"
    page = await modal(town, leader, "Coach C would read this sentence")
    assert "I want to keep that." not in says(page)
    assert (await leader.submit()).meaning == "updated"
    kept = await line(town, question, "One sentence of it is evidence for CPSEL 2B")
    assert "a sentence, as evidence" in await home(town, coach, "as evidence")
    await coach.click(coach.home(), words.READ)
    read = says(await modal(town, coach, SENTENCE))
    assert "I want to keep that." not in read
    await leader.click(kept, words.UNPROVE)
    await town.world.wait_for(lambda: "evidence for" not in kept.text)
    await leader.click(kept, words.REMOVE)
    await line(town, question, "Removed")
    (row,) = await town.store.read(stored)
    assert (row[0], SENTENCE in row[1]) == ("removed", False)


async def test_the_form_leaves_no_word_in_slack_and_what_is_skipped_can_be_answered_after_all(town: Town) -> None:
    leader = town.person("ULEAD")
    question = await asked(town)
    first = question.text
    await leader.click(question, words.ANOTHER)
    await town.world.wait_for(lambda: question.text != first)
    assert "Skip" in str(question.blocks)
    controls = [one for block in question.blocks if block["type"] == "actions" for one in block["elements"]]
    assert len(controls) == 5
    assert str(controls).count("Why") == 1
    await leader.click(question, WHY)
    page = says(await modal(town, leader, "twice in six weeks"))
    assert "A question to think about" in page
    await leader.close()
    await leader.click(question, SNOOZE, value="Stop this kind")
    await modal(town, leader, "Stop “A question to think about”?")
    await leader.close()
    await leader.click(question, words.SKIP)
    await replaced(town, question, "Skipped. Nobody is told.")
    await leader.click(question, words.WRITE)
    form = await modal(town, leader, "Only you can read this")
    assert form.callback_id == views.FORM
    empty = {"answer": "Please write something, or close this and press Skip."}
    assert (await leader.submit(force=True)).errors == empty
    await leader.fill(None, {"answer": "x" * 2_001})
    assert "Please keep it to 2,000" in (await leader.submit(force=True)).errors["answer"]
    await leader.fill(None, {"answer": ANSWER})
    assert (await leader.submit()).meaning == "updated"
    assert "Kept, only for you." in says(await modal(town, leader, "Kept"))
    await leader.close()
    assert SENTENCE not in str(leader.messages(leader.im))
    (row,) = await town.store.read(stored)
    assert (row[0], SENTENCE in row[1]) == (ANSWERED, True)
    assert SENTENCE not in await home(town, leader, "only for you")
    await leader.click(leader.home(), words.READ)
    assert SENTENCE in says(await modal(town, leader, SENTENCE))


async def test_a_plain_message_is_still_no_answer_and_a_thread_reply_no_log_line(town: Town) -> None:
    leader = town.person("ULEAD")
    question = await asked(town)
    before = len(leader.dm())
    await leader.say(None, "That feedback on exit tickets.")
    assert "write it in the question's thread" in (await told(town, leader, before)).text
    (row,) = await town.store.read(stored)
    assert row[:2] == ("open", "")
    await leader.say(question.channel, "20m call Lincoln yesterday 4pm; feedback", question.ts)
    said = await leader.say(question.channel, "See https://example.org", question.ts)
    await line(town, question, "Kept, only for you.")
    await settled(town)
    ((_, first, _),) = await town.store.read(stored)
    await leader.show_link(said.channel, said.ts, "Example")
    await settled(town)
    ((_, after, _),) = await town.store.read(stored)
    assert after == first
    assert len(thread(leader, question)) == 1
    assert "L-0001" not in str([one.text for one in town.person("UCOORD").messages("CCOORD")])


async def test_two_that_went_by_bring_another_rhythm_to_her_alone(town: Town) -> None:
    leader = town.person("ULEAD")
    await asked(town)
    for place, days in enumerate((2, 7, 14, 16, 21, 22, 23), 1):
        await turned(town, WEDNESDAY + timedelta(days=days, minutes=5 * place))
    (offer,) = [one for one in leader.dm() if "Two questions went by" in one.text]
    assert len(questions(leader)) == 4
    await leader.click(offer, words.RHYTHM_TO[4])
    assert "every four weeks" in says(await modal(town, leader, "every four weeks"))
    await leader.close()
    assert "every four weeks" in await home(town, leader, "every four weeks")
    assert not [one for one in town.person("UCOACH").dm() if "question" in one.text]
