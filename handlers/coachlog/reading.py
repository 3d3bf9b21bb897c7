"""Reading one contact; and what a person can do here."""

from bot.messages.help import help_for
from handlers.coachlog import pages
from handlers.coachlog.strangers import explain
from handlers.errors import in_background, tell
from handlers.turn import Turn
from storage.people import find_person


async def open_record(turn: Turn) -> None:
    """Open a contact: with its words for the two people in it, and for those they share it with."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: pages.show_page(later, contact))


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
