"""Reading contacts: one with its words, the newest, all of them ten at a time; and what a person can do here."""

from bot.errors import Denied
from bot.messages import contacts as messages
from bot.messages.help import help_for
from bot.messages.home import OLDER, OLDER_WITH_ME, SHOWN
from handlers.coachlog.record import LIST, list_page, record_page
from handlers.coachlog.strangers import explain, nothing_logged
from handlers.errors import in_background, show, tell
from handlers.turn import Turn
from storage.people import find_person
from storage.reading import coach_facts, leader_facts, read_record

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


async def older(turn: Turn) -> None:
    """Ten more of the coach's own contacts."""
    await _page(turn, OLDER)


async def older_with_me(turn: Turn) -> None:
    """Ten more of the contacts with this leader."""
    await _page(turn, OLDER_WITH_ME)


async def _page(turn: Turn, action: str) -> None:
    skip = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_page(later, action, skip))


async def _show_page(turn: Turn, action: str, skip: int) -> None:
    person = await turn.store.read(find_person, turn.actor)
    if person is None:
        raise Denied("contact.list")
    find = coach_facts if action == OLDER else leader_facts
    facts = await turn.store.read(find, person.id, SHOWN + 1, skip)
    page = list_page(facts[:SHOWN], skip, len(facts) > SHOWN, action)
    if turn.inside.get("callback_id") == LIST:
        await turn.client.views_update(view_id=turn.view["id"], view=page)
    else:
        await show(turn, page)


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
