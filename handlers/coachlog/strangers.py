"""People who have nothing to log: what they are told, truthfully, and who hears of them."""

from bot.messages import Message
from bot.messages.help import nothing_to_log
from bot.messages.strangers import about_page, set_up_first, unknown_answer
from handlers.errors import show, tell
from handlers.turn import Turn
from storage.people import find_person
from storage.setup import may_set_up
from storage.strangers import tell_about_stranger


async def explain(turn: Turn) -> None:
    """Why there is no form for this person, and what they can do instead."""
    person = await turn.store.read(find_person, turn.actor)
    if person is not None:
        await tell(turn, nothing_to_log(person.roles))
    elif await turn.store.read(may_set_up, turn.actor):
        await tell(turn, set_up_first())
    else:
        await tell(turn, unknown_answer(await turn.store.write(tell_about_stranger, turn.actor, turn.now)))


async def nothing_logged(turn: Turn, said: Message) -> None:
    """A coach without contacts hears so; anybody else, why they have none."""
    person = await turn.store.read(find_person, turn.actor)
    if person is not None and person.is_any("coach"):
        await tell(turn, said)
    else:
        await explain(turn)


async def about(turn: Turn) -> None:
    """What is this? A page that says it in a few sentences."""
    await turn.ack()
    await show(turn, about_page())
