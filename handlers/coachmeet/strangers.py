"""People who have nobody to meet here: what they are told, truthfully."""

from bot.messages.visits import nobody_to_meet
from handlers.coachlog.strangers import explain as explain_to_stranger
from handlers.errors import tell
from handlers.turn import Turn
from storage.mine import Mine


async def explain(turn: Turn, mine: Mine) -> None:
    """Why there is no form and no week for this person, and what they can do instead."""
    if mine.person is None:
        await explain_to_stranger(turn)
    else:
        await tell(turn, nobody_to_meet(mine.person.roles))
