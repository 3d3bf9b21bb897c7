"""Reading contacts: one with its words, the newest, all of them ten at a time; and what a person can do here."""

from bot.messages import contacts as messages
from bot.messages.help import help_for
from handlers.coachlog.record import record_page
from handlers.coachlog.strangers import explain, nothing_logged
from handlers.errors import in_background, show, tell
from handlers.turn import Turn
from storage.people import find_person
from storage.reading import coach_facts, read_record

LAST = 5


async def open_record(turn: Turn) -> None:
    """Open a contact to read it; only the two people in it can."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_record(later, contact))


async def _show_record(turn: Turn, contact: int) -> None:
    await show(turn, record_page(await turn.store.read(read_record, turn.actor, contact)))


async def last(turn: Turn) -> None:
    """`/coachlog last`: the newest contacts, each with its button."""
    await turn.ack()
    in_background(turn, _say_last)


async def _say_last(turn: Turn) -> None:
    person = await turn.store.read(find_person, turn.actor)
    facts = await turn.store.read(coach_facts, person.id, LAST) if person else []
    if facts:
        await tell(turn, messages.newest(facts))
    else:
        await nothing_logged(turn, messages.nothing_yet())


async def help_command(turn: Turn) -> None:
    """`/coachlog help`: what this person can do here, now."""
    await turn.ack()
    in_background(turn, _say_help)


async def _say_help(turn: Turn) -> None:
    person = await turn.store.read(find_person, turn.actor)
    if person is None:
        await explain(turn)
    else:
        await tell(turn, help_for(person.roles))
