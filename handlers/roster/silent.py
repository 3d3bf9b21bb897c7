"""The list behind the desk's silent pairs, ten at a time."""

from bot.blocks import View
from bot.messages import desk as messages
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.desk import silent_pairs


async def open_list(turn: Turn) -> None:
    """Ack, then open the list from its beginning."""
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, programme))


async def _open(turn: Turn, programme: int) -> None:
    await show(turn, await _page(turn, programme, 0))


async def turn_page(turn: Turn) -> None:
    """The ten before or after these, in place of them."""
    data, step = turn.unpack(), messages.EACH if turn.action["action_id"] == messages.OLDER else -messages.EACH
    await turn.ack()
    in_background(turn, lambda later: _turn(later, int(data["p"]), max(0, int(data["n"]) + step)))


async def _turn(turn: Turn, programme: int, skip: int) -> None:
    await turn.client.views_update(view_id=turn.view["id"], view=await _page(turn, programme, skip))


async def _page(turn: Turn, programme: int, skip: int) -> View:
    rows, count = await turn.store.read(silent_pairs, turn.actor, turn.now, programme, skip, messages.EACH)
    metadata = turn.pack({"p": programme, "n": skip}, messages.SILENT_PAGE)
    return messages.silent_page(rows, count, skip, metadata)
