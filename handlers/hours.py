"""The hours bank: how a month that falls short can still reach its goal. Booking is done elsewhere."""

from bot.messages.hours import MAKE_UP, make_up_page
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.hours import month_of_pair


async def plan_make_up(turn: Turn) -> None:
    """Show the coach of a pair the days and lengths that would do."""
    pair = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show(later, pair))


async def _show(turn: Turn, pair: int) -> None:
    standing, kinds = await turn.store.read(month_of_pair, turn.actor, turn.now, pair)
    await show(turn, make_up_page(standing, kinds))


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[MAKE_UP] = plan_make_up
