"""One press on a next step: done, open again, moved back, in nobody's way."""

from collections.abc import Callable

from bot.rules.commitments import Commitment
from handlers.commitments.listing import again
from handlers.turn import Listener, Turn
from storage.commitments import Press
from storage.database import Db


def by(verb: Callable[[Db, Press, int], Commitment]) -> Listener:
    """The listener of a button that does one thing to the step it names; the Homes follow by themselves."""

    async def act(turn: Turn) -> None:
        await turn.store.write(verb, press(turn), turn.row_id())
        await turn.ack()
        again(turn)

    return act


def press(turn: Turn) -> Press:
    """Who acts, when, and Slack's name for it."""
    return Press(turn.actor, turn.now, str(turn.body.get("trigger_id", "")))
