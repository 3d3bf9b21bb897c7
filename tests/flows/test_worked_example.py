"""One visit from the line typed after it to what each of the three may read: the handbook's worked example.

Tuesday, 9:00 to 10:30: the weekly visit; Principal 14 is there for the first hour. What the report and the reflection
make of it belongs to later duties.
"""

from datetime import UTC, date, datetime

from sqlalchemy import select

from bot.messages import contacts as cards
from bot.messages import lines
from storage.contacts import contacts, next_steps
from storage.database import Db
from tests.flows.coachlogging import answers, home, modal, says, told
from tests.flows.conftest import Town
from tests.flows.test_hours import fall

TYPED = (
    "90m visit Lincoln walkthrough 6 rooms + data team; exit tickets weak; "
    "she drafts common exit ticket by Fri, I bring two samples Thu"
)
GOAL_ONE = "practices:P5 cpsel:2B call:2.3"
WORDS = "exit tickets weak"


def week_before(db: Db) -> None:
    """The visit a week ago, on goal 1."""
    at = datetime(2026, 11, 10, 22, tzinfo=UTC)
    who = {"programme_id": 1, "engagement_id": 1, "coach_id": 2, "sent_at": at, "recorded_at": at}
    visit = {"kind": "visit", "day": date(2026, 11, 10), "minutes": 90, "counts": True, "activities": ""}
    db.add(contacts, intent="a week before", focus=GOAL_ONE, **visit, **who)


async def logged(town: Town) -> None:
    """What the coach types, reads and presses."""
    coach = town.person("UCOACH")
    await coach.command("/coachlog", TYPED, channel="CGENERAL")
    card = (await answers(town, coach, "CGENERAL", lines.LEAD))[0]
    assert card.text.splitlines()[:7] == [
        lines.LEAD,
        "On-site visit · Lincoln Elementary, Principal 14 · ◦ Tue, Nov 17, 2026, 9:00–10:30 AM, Eastern time · 90 min",
        "Walkthrough, Data team",
        "Worked on, as last time: ◦ P5 Monitor classrooms, useful feedback, CPSEL 2B Curriculum and instruction, "
        "CALL 2.3 Formative, teaching",
        "Next step: Principal 14 – draft common exit ticket – due Fri, Nov 20",
        "Next step: ◦ You – bring two samples – due Thu, Nov 19",
        "Note: “walkthrough 6 rooms; exit tickets weak”",
    ]
    await coach.click(card, lines.SAVE_PARTLY)


async def test_the_worked_example(town: Town) -> None:
    await town.store.write(fall)
    await town.store.write(week_before)
    await logged(town)
    coach, leader, coordinator = (town.person(one) for one in ("UCOACH", "ULEAD", "UCOORD"))

    said = (await told(town, coach)).text
    assert "On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17, 9:00–10:30 AM" in said
    assert "November: 3.0 of 4.5 h — on pace for 5.0 by the 30th." in said
    assert "You promised: bring two samples, by Thu, Nov 19." in said
    assert "Principal 14 promised: draft common exit ticket, by Fri, Nov 20." in said
    row = await town.store.read(lambda db: db.first(select(contacts).where(contacts.c.day == date(2026, 11, 17))))
    assert row is not None
    assert (row.kind, row.minutes, row.start, row.activities, row.presence, row.focus) == (
        "visit", 90, "09:00", "A2 A3", "partly", GOAL_ONE,
    )  # fmt: skip
    ledger = await town.store.read(lambda db: list(db.all(select(next_steps).order_by(next_steps.c.due_on))))
    assert [(one.owner, one.due_on, one.state) for one in ledger] == [
        ("coach", date(2026, 11, 19), "open"), ("leader", date(2026, 11, 20), "open"),
    ]  # fmt: skip

    note = await told(town, leader)
    assert WORDS not in note.text
    await leader.click(note, cards.OPEN)
    assert WORDS in says(await modal(town, leader, WORDS))

    (line,) = await town.world.wait_for(lambda: coordinator.messages("CCOORD"))
    assert "Walkthrough, Data team · Principal present: partly" in line.text
    assert WORDS not in line.text
    assert WORDS not in await home(town, coordinator, "Logged last")
    await coordinator.click(coordinator.home(), cards.OPEN)
    facts = says(await modal(town, coordinator, "Walkthrough"))
    assert (WORDS in facts, "two samples" in facts) == (False, False)


async def test_the_coachs_own_promise_is_due_first_and_comes_first(town: Town) -> None:
    await town.store.write(week_before)
    await logged(town)
    coach = town.person("UCOACH")
    await told(town, coach)
    shown = (await home(town, coach, "two samples")).splitlines()
    own = next(place for place, text in enumerate(shown) if "bring two samples" in text)
    hers = next(place for place, text in enumerate(shown) if "draft common exit ticket" in text)
    assert own < hers
    assert shown[own + 1].startswith("By Thu, Nov 19")
