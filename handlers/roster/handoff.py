"""“What goes on”: the new coach's page about the pair before."""

from bot.messages.handoff import handoff_page
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.handoffs import read_handoff


async def open_handoff(turn: Turn) -> None:
    """Ack, then open it; that it was read is written down first."""
    pair = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, pair))


async def _open(turn: Turn, pair: int) -> None:
    await show(turn, handoff_page(await turn.store.write(read_handoff, turn.actor, turn.now, pair)))
