"""What a leader does with the questions she is asked, as tests say it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.messages import reflections as words
from playground.people import Person
from playground.records import Message
from storage.database import Db
from storage.inbox import inbox
from storage.outbox import outbox
from tests.flows.conftest import Town

WEDNESDAY = datetime(2026, 11, 25, 20, 31, tzinfo=UTC)  # 3:31 PM in New York, the second week
LONG = timedelta(seconds=20)  # messages to one person are kept a second apart
ANSWER = "The exit tickets moved her practice. I want to keep that."


async def asked(town: Town, at: datetime = WEDNESDAY) -> Message:
    """Turn the clock to a Wednesday afternoon; the question in the leader's messages."""
    leader = town.person("ULEAD")
    before = len(questions(leader))
    await turned(town, at)
    return await town.world.wait_for(lambda: (questions(leader)[before:] and questions(leader)[-1]) or None)


async def turned(town: Town, at: datetime) -> None:
    """Turn the clock, and let every duty look: what one plans, the other sends."""
    await town.world.clock.turn_to(at)
    await town.app.duties.tick()
    await settled(town)


async def settled(town: Town) -> None:
    """All that was told is applied, and all that is due is sent, at the pace that Slack takes it."""
    store, clock = town.store, town.world.clock
    for _ in range(100):
        await town.app.duties.deliver()
        if not await store.read(_left, clock.now()):
            return


def _left(db: Db, now: datetime) -> bool:
    """Whether anything waits."""
    events = db.first(select(inbox.c.id).where(inbox.c.state == "pending", inbox.c.not_before <= now))
    owed = db.first(
        select(outbox.c.id).where(outbox.c.state.in_(("pending", "sending")), outbox.c.due_at <= LONG + now)
    )
    return events is not None or owed is not None


def questions(leader: Person) -> list[Message]:
    """The messages that ask something."""
    return [one for one in leader.dm() if words.WRITE in str(one.blocks) and not one.thread_ts]


def thread(leader: Person, question: Message) -> list[Message]:
    """What the app wrote in the thread of a question."""
    return [one for one in leader.dm() if one.thread_ts == question.ts and one.ts != question.ts]


async def line(town: Town, question: Message, said: str) -> Message:
    """The quiet line under a question, once it says this."""
    leader = town.person("ULEAD")
    found = await town.world.wait_for(lambda: [one for one in thread(leader, question) if said in one.text])
    assert len(thread(leader, question)) == 1
    return found[0]
