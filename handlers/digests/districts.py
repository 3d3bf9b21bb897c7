"""What a liaison opens from a district's month: the titles of its goals, ten at a time."""

from bot import blocks as b
from bot.messages.districts import PAGE, goals_page
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.districtdigests import goal_titles


async def open_goals(turn: Turn) -> None:
    """The first ten."""
    digest = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show(later, digest))


async def _show(turn: Turn, digest: int) -> None:
    await show(turn, await _page(turn, digest, 0))


async def turn_goals(turn: Turn) -> None:
    """Ten further on or back."""
    digest, skip = int(turn.unpack()["d"]), turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _turn(later, digest, skip))


async def _turn(turn: Turn, digest: int, skip: int) -> None:
    await turn.client.views_update(view_id=turn.view["id"], view=await _page(turn, digest, skip))


async def _page(turn: Turn, digest: int, skip: int) -> b.View:
    titles = await turn.store.write(goal_titles, turn.actor, turn.now, digest)
    return goals_page(titles, skip, turn.pack({"d": digest}, PAGE))
