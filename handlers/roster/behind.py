"""The lists behind the desk's numbers, ten at a time."""

from bot.blocks import View
from bot.messages import desk as messages
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.desk import behind_desk


async def open_list(turn: Turn) -> None:
    """Ack, then open the list that a button names from its beginning."""
    programme, what = turn.row_id(), str(turn.action["action_id"])
    await turn.ack()
    in_background(turn, lambda later: _open(later, programme, what))


async def _open(turn: Turn, programme: int, what: str) -> None:
    await show(turn, await _page(turn, programme, what, 0))


async def turn_page(turn: Turn) -> None:
    """The ten before or after these, in place of them."""
    data, step = turn.unpack(), messages.EACH if turn.action["action_id"] == messages.OLDER else -messages.EACH
    await turn.ack()
    in_background(turn, lambda later: _turn(later, int(data["p"]), str(data["w"]), max(0, int(data["n"]) + step)))


async def _turn(turn: Turn, programme: int, what: str, skip: int) -> None:
    await turn.client.views_update(view_id=turn.view["id"], view=await _page(turn, programme, what, skip))


async def _page(turn: Turn, programme: int, what: str, skip: int) -> View:
    rows, count = await turn.store.read(behind_desk, turn.actor, turn.now, programme, what, skip, messages.EACH)
    if not rows and skip:  # they have become fewer
        return await _page(turn, programme, what, 0)
    return messages.list_page(
        what, rows, count, skip, turn.pack({"p": programme, "w": what, "n": skip}, messages.LIST_PAGE)
    )
