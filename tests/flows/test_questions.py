"""Questions in whole conversations: in a direct message and by the command, answered, offered, asked back."""

from bot.messages import questions as words
from bot.messages.charts import CHART
from bot.messages.roster import PAIR
from bot.messages.rosterpages import PAIR_PAGE
from playground.people import Person
from playground.records import Message
from storage.database import Db
from storage.drafts import drafts
from storage.engagements import engagements
from storage.schools import schools
from tests.flows.coachlogging import answers, log, modal, says
from tests.flows.conftest import Town
from tests.flows.test_one_line import twin

HOURS = "Hours that count with you"


async def asks(town: Town, person: Person, text: str) -> Message:
    """Write it to the app; its next message."""
    before = len(person.dm())
    await person.say(None, text)
    return await town.world.wait_for(lambda: (person.dm()[before:] and person.dm()[before]) or None)


def buttons(message: Message) -> list[str]:
    return [one["action_id"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


async def test_a_coach_asks_in_a_message_and_by_the_command(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach)
    said = await asks(town, coach, "hours at Lincoln this month?")
    assert said.text.splitlines()[:2] == ["1.5 h", f"{HOURS} · Lincoln Elementary, Principal 14 · Nov 1–17"]
    assert "L-0001 · On-site visit (90 min)" in says(said)
    assert said.ephemeral_to is None
    await coach.command("/coachlog", "ask hours by month", channel="CGENERAL")
    (shown,) = await answers(town, coach, "CGENERAL", HOURS)
    assert shown.ephemeral_to == "UCOACH"
    assert [block["type"] for block in shown.blocks].count(CHART) == 1
    assert "Nov 2026: 1.5 h" in shown.text
    assert "Nov 2026: 1.5 h" in says(shown)
    listed = await asks(town, coach, "what is the weather?")
    assert len(listed.text.splitlines()) <= 8
    assert listed.text.startswith(words.UNKNOWN)
    assert "hours" not in str(await town.store.read(lambda db: [row.kind for row in db.all(drafts.select())]))


async def test_which_school_is_meant_is_asked_and_pressing_it_answers(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(twin)
    await log(town, coach)
    said = await asks(town, coach, "hours at Lincoln this month")
    assert said.text.splitlines() == [
        words.WHICH, "· Lincoln Elementary, Principal 14", "· Lincoln Middle, Principal 15"
    ]  # fmt: skip
    assert buttons(said) == list(words.CHOOSE[:2])
    assert "Lincoln" not in str([one.get("value") for block in said.blocks for one in block.get("elements", [])])
    await coach.click(said, words.CHOOSE[0])
    answered = await town.world.wait_for(lambda: (coach.dm()[-1].text.startswith("1.5 h") and coach.dm()[-1]) or None)
    assert answered.ts == said.ts
    near = await asks(town, coach, "hours at Riverdale?")
    assert near.text.splitlines()[0] == words.NEAR
    await coach.click(near, words.CHOOSE[0])
    assert await town.world.wait_for(lambda: (coach.dm()[-1].text.startswith("1.5 h") and coach.dm()[-1]) or None)


async def test_a_line_that_may_be_both_is_asked_about_and_a_log_stays_a_log(town: Town) -> None:
    coach = town.person("UCOACH")
    said = await asks(town, coach, "visits at Lincoln yesterday")
    assert said.text.splitlines()[0] == words.BOTH
    await coach.click(said, words.LOG_IT)
    card = await town.world.wait_for(lambda: ("I read this as" in coach.dm()[-1].text and coach.dm()[-1]) or None)
    assert card.ts == said.ts
    assert (await asks(town, coach, "visit Lincoln yesterday 2-3pm")).text.startswith("I read this as")
    assert (await asks(town, coach, "next visit with Lincoln")).text.startswith(("Tue, Nov 24", "Nothing is booked"))
    leader = town.person("ULEAD")
    mine = await asks(town, leader, "which reports are late?")
    assert mine.text.startswith(words.DENIED)
    assert "last see Coach C" in mine.text


async def test_a_coordinator_turns_the_pages_of_all_that_stands_behind_a_number(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await town.store.write(many_pairs)
    said = await asks(town, coordinator, "who has had no contact this month?")
    assert says(said).count("no contact yet") == 10
    assert buttons(said) == [words.ALL]
    await coordinator.click(said, words.ALL)
    page = await modal(town, coordinator, "1–25 of 32")
    assert says(page).count("no contact yet") == 25
    await coordinator.click(page, words.MORE)
    page = await modal(town, coordinator, "26–32 of 32")
    await coordinator.click(page, words.BACK)
    page = await modal(town, coordinator, "1–25 of 32")
    assert "More" in says(page)
    await coordinator.click(page, PAIR)
    assert await modal(town, coordinator, PAIR_PAGE)


def many_pairs(db: Db) -> None:
    """Thirty more schools, each with the first pair's people."""
    first = db.all(engagements.select().order_by(engagements.c.id))[0]
    district = db.all(schools.select())[0].district_id
    for number in range(30):
        school = db.add(schools, district_id=district, name=f"School {number}")
        ids = {"programme_id": first.programme_id, "leader_id": first.leader_id, "coach_id": first.coach_id}
        db.add(engagements, school_id=school, starts_on=first.starts_on, **ids)


async def test_a_slack_without_charts_gets_the_words(town: Town) -> None:
    coach = town.person("UCOACH")
    await log(town, coach)
    town.world.workspaces[town.team].withheld.add(CHART)
    await coach.command("/coachlog", "ask hours by month")
    (shown,) = await answers(town, coach, coach.im, HOURS)
    assert CHART not in [block["type"] for block in shown.blocks]
