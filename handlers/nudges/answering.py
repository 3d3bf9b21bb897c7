"""What an undo under a nudge did, said where it was pressed."""

from bot import blocks as b
from bot.messages import nudges as messages
from handlers.errors import in_background, tell
from handlers.turn import Turn


async def answer(turn: Turn, sentence: str) -> None:
    """Say what an undo did: in place of the page it was pressed on, or as an answer."""
    said = messages.plain_answer(sentence)
    if turn.inside.get("type") != "modal":
        await tell(turn, said)
        return
    await turn.ack()
    page = b.modal("notice", "Coachlog", None, said.blocks)
    in_background(turn, lambda later: _instead(later, page))


async def _instead(turn: Turn, page: b.View) -> None:
    await turn.client.views_update(view_id=turn.view["id"], view=page)
