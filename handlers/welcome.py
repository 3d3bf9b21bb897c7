"""What this is, to read again: the welcome as it was shown."""

from bot import blocks as b
from bot.messages.welcome import READ, WHAT_THIS_IS, welcome_page
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.welcoming import read_welcome


async def read(turn: Turn) -> None:
    """Home's button, or the one in the welcome itself: ack, then open the page."""
    await turn.ack()
    in_background(turn, _open)


async def _open(turn: Turn) -> None:
    kept = await turn.store.read(read_welcome, turn.actor, turn.now)
    page = welcome_page(kept.parts, kept.shown_on, kept.now_says)
    await show(turn, b.modal("welcome.page", WHAT_THIS_IS, None, page))


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[READ] = read
