"""Questions in whole conversations: answered in the thread or in the form, skipped, shared, used as evidence, removed."""

from bot.messages import reflections as words
from tests.flows.asking import ANSWER, asked, line, thread
from tests.flows.coachlogging import home, modal, says
from tests.flows.conftest import Town
from tests.flows.coachlogging import told


async def test_an_answer_in_the_thread_is_kept_for_her_alone_until_she_shares_it(town: Town) -> None:
    leader, coach = town.person("ULEAD"), town.person("UCOACH")
    question = await asked(town)
    assert "Answer here in the thread" in question.text
    await leader.say(question.channel, ANSWER, question.ts)
    kept = await line(town, question, "Kept, only for you.")
    assert "exit tickets" not in str((kept.text, kept.blocks))
    await leader.click(kept, words.SHARE)
    page = await modal(town, leader, "Coach C would read this")
    assert ANSWER in says(page)
    before = len(coach.dm())
    verdict = await leader.submit()
    assert verdict.meaning == "updated"
    await line(town, question, "Kept, and shared")
    note = await told(town, coach, before)
    assert "Principal 14 shared a reflection with you" in note.text
    await coach.click(note, words.READ)
    assert ANSWER in says(await modal(town, coach, ANSWER))
    await coach.close()
    assert "Shared with you" in await home(town, coach, "Shared with you")
