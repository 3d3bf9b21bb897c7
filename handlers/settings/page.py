"""The page of a person's settings, and the page of what they will be sent."""

from bot import blocks as b
from bot.messages import wishes as messages
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.wishing import coming, end_away, wishes_of

PAGE = "settings.page"


async def open_settings(turn: Turn) -> None:
    """Ack, then open the page."""
    await turn.ack()
    in_background(turn, _open)


async def _open(turn: Turn) -> None:
    await show(turn, await _page(turn))


async def _page(turn: Turn) -> b.View:
    wishes = await turn.store.read(wishes_of, turn.actor, turn.now)
    return b.modal(PAGE, "Settings", None, messages.settings_page(wishes))


async def refresh(turn: Turn, view_id: str) -> None:
    """Show on the page what is in force now."""
    await turn.client.views_update(view_id=view_id, view=await _page(turn))


async def press_here(turn: Turn) -> None:
    """Not away after all."""
    await turn.store.write(end_away, turn.actor, turn.now)
    await turn.ack()
    in_background(turn, lambda later: refresh(later, turn.view["id"]))


async def open_coming(turn: Turn) -> None:
    """Ack, then show what will come."""
    await turn.ack()
    in_background(turn, _coming)


async def _coming(turn: Turn) -> None:
    wishes, kinds = await turn.store.read(coming, turn.actor, turn.now)
    blocks = messages.coming_page(wishes, kinds)
    await show(turn, b.modal("settings.coming", "What I will send you", None, blocks))
