"""Reading an answer, and the lists: of her who answered, and of what leaders share with their coach."""

from typing import Any

from bot.messages import reflections as words
from handlers.errors import in_background, show
from handlers.reflections import views
from handlers.turn import Turn
from storage.reflecting import given_to, note_reading, own_reflections, read_reflection

FIRST = {words.LIST, words.GIVEN_LIST}


async def open_answer(turn: Turn) -> None:
    """Open an answer, for those who may read it."""
    reflection = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_answer(later, reflection))


async def _open_answer(turn: Turn, reflection: int) -> None:
    answer = await turn.store.read(read_reflection, turn.actor, reflection)
    if not answer.own:
        await turn.store.write(note_reading, turn.actor, turn.now, reflection)
    await show(turn, views.answer_page(answer))


async def own(turn: Turn) -> None:
    """Her own, the newest first."""
    skip = _skip(turn)
    await turn.ack()
    in_background(turn, lambda later: _own(later, skip))


async def _own(turn: Turn, skip: int) -> None:
    found, more = await turn.store.read(own_reflections, turn.actor, skip)
    await _place(turn, views.own_list(found, skip, more), views.OWN_LIST)


async def given(turn: Turn) -> None:
    """What is shared with the acting coach."""
    skip = _skip(turn)
    await turn.ack()
    in_background(turn, lambda later: _given(later, skip))


async def _given(turn: Turn, skip: int) -> None:
    found, more = await turn.store.read(given_to, turn.actor, skip)
    await _place(turn, views.given_list(found, skip, more), views.GIVEN_LIST)


def _skip(turn: Turn) -> int:
    return 0 if turn.action["action_id"] in FIRST else turn.row_id()


async def _place(turn: Turn, view: dict[str, Any], callback_id: str) -> None:
    if turn.inside.get("callback_id") == callback_id:
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, view)
