"""Showing a contact's page, and drawing it anew after something was done on it or on a form above it."""

from bot import blocks as b
from bot.messages import Message
from bot.messages.fieldnotes import notes_beside
from bot.rules.remarks import Aftermath
from bot.rules.views import Record
from handlers.coachlog.record import RECORD, record_page
from handlers.errors import show
from handlers.turn import Turn
from storage.aftermath import read_aftermath
from storage.fieldnoting import notes_of
from storage.records import note_reading, read_record


async def page_of(turn: Turn, contact: int) -> b.View:
    """A contact's page, for the acting person; that they read another person's words is written down first."""
    record: Record = await turn.store.read(read_record, turn.actor, contact)
    after: Aftermath = await turn.store.read(read_aftermath, turn.actor, turn.now, contact)
    if (record.words and not record.author) or any(not one.own for one in after.remarks):
        await turn.store.write(note_reading, turn.actor, turn.now, contact)
    page = record_page(record, after) | {"private_metadata": turn.pack({"c": contact, "v": record.version}, RECORD)}
    if record.reads in {"coach", "leader"}:
        notes = await turn.store.read(notes_of, turn.actor, contact)
        page["blocks"] += notes_beside(record.fact, notes, author=record.author)
    return page


async def show_page(turn: Turn, contact: int) -> None:
    """Open a contact's page."""
    await show(turn, await page_of(turn, contact))


async def redraw(turn: Turn, contact: int) -> None:
    """Draw the page anew on which a button was pressed; open it where that was a message."""
    page = await page_of(turn, contact)
    if turn.inside.get("callback_id") == RECORD:
        await turn.client.views_update(view_id=turn.view["id"], view=page)
    else:
        await show(turn, page)


async def redraw_below(turn: Turn, contact: int) -> None:
    """Draw the page anew above which a form was submitted."""
    if below := turn.view.get("previous_view_id"):
        await turn.client.views_update(view_id=below, view=await page_of(turn, contact))


async def say_instead(turn: Turn, said: Message, view_id: str = "") -> None:
    """Put an answer in place of the page or the message where a button was pressed. view_id: of another page."""
    if "view" in turn.body:
        page = b.modal(RECORD, turn.view["title"]["text"], None, said.blocks)
        await turn.client.views_update(view_id=view_id or turn.view["id"], view=page)
    else:
        await turn.respond(text=said.text, blocks=list(said.blocks), replace_original=True)
