"""Reading a field note; taking an own one out, and putting it back."""

from bot.messages.fieldnotes import readers
from handlers.errors import in_background, show
from handlers.fieldnotes.forms import note_page
from handlers.turn import Turn
from storage.fieldnoting import note_reading, read_note, remove_note, restore_note


async def open_note(turn: Turn) -> None:
    """Open a note, for those who may read it."""
    note = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show(later, note))


async def _show(turn: Turn, note: int) -> None:
    found = await turn.store.read(read_note, turn.actor, note)
    if not found.line.own:
        await turn.store.write(note_reading, turn.actor, turn.now, note)
    await show(turn, note_page(found))


async def remove(turn: Turn) -> None:
    """Take an own note out, and say so in its place, with the way back."""
    found = await turn.store.write(remove_note, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    in_background(turn, lambda later: _instead(later, note_page(found)))


async def restore(turn: Turn) -> None:
    """Put an own note back."""
    found = await turn.store.write(restore_note, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    in_background(
        turn, lambda later: _instead(later, note_page(found, f"It is back. {readers(found.line.tier, found.leader)}"))
    )


async def _instead(turn: Turn, page: dict[str, object]) -> None:
    await turn.client.views_update(view_id=turn.view["id"], view=page)
