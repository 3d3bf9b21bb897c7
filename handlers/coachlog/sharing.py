"""Sharing a contact's words with the program by two keys, and who has read them."""

from bot import blocks as b
from bot.errors import Denied
from bot.messages import sharing as words
from bot.rules.contacts import readable
from bot.rules.views import Record
from handlers.coachlog import seeas
from handlers.coachlog.pages import page_of
from handlers.coachlog.record import RECORD
from handlers.coachlog.sharingview import READERS_PAGE, SHARING, readers_page, share_page
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.readers import readings_of
from storage.records import note_reading, read_record
from storage.sharing import seen_mark, take_key_back, turn_key


async def open_share(turn: Turn) -> None:
    """Show exactly what the coordinators would read, with the decision."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_share(later, contact))


async def _show_share(turn: Turn, contact: int) -> None:
    record = await _own(turn, contact)
    if not record.author:
        await turn.store.write(note_reading, turn.actor, turn.now, contact)
    mark = seen_mark(record.version, record.keys)
    await show(turn, share_page(record, turn.pack({"c": contact, "m": mark}, SHARING)))


async def _own(turn: Turn, contact: int) -> Record:
    """A contact of which the acting person is one of the two."""
    record: Record = await turn.store.read(read_record, turn.actor, contact)
    if record.reads not in {"coach", "leader"}:
        raise Denied("share.open")
    return record


async def agree(turn: Turn) -> None:
    """Turn the own key to what was looked at."""
    data = turn.unpack()
    await turn.store.write(turn_key, turn.actor, turn.now, data["c"], data["m"])
    await turn.ack()
    in_background(turn, lambda later: _decided(later, data["c"]))


async def not_now(turn: Turn) -> None:
    """End the request, where there is one."""
    contact = turn.unpack()["c"]
    await turn.store.write(take_key_back, turn.actor, turn.now, contact, _press(turn))
    await turn.ack()
    in_background(turn, lambda later: _decided(later, contact))


async def stop(turn: Turn) -> None:
    """From the contact's page: end the sharing, or the request for it, at once."""
    contact = turn.row_id()
    await turn.store.write(take_key_back, turn.actor, turn.now, contact, _press(turn))
    await turn.ack()
    in_background(turn, lambda later: _decided(later, contact))


def _press(turn: Turn) -> str:
    return str(turn.body.get("trigger_id", ""))[-64:]


async def _decided(turn: Turn, contact: int) -> None:
    """Show how it stands now: on the contact's page, also the one below."""
    page = await page_of(turn, contact)
    if below := turn.inside.get("previous_view_id"):
        await turn.client.views_update(view_id=below, view=page)
    if turn.inside.get("type") != "modal":
        await show(turn, page)
        return
    if turn.inside.get("callback_id") != RECORD and below:
        record = await _own(turn, contact)
        said = words.keys_line(record.fact, record.keys, record.reads)
        page = b.modal(SHARING, readable(contact), None, [b.section(said)])
    await turn.client.views_update(view_id=turn.view["id"], view=page)


async def open_readers(turn: Turn) -> None:
    """Who has read this contact."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_readers(later, contact, 0))


async def open_my_readers(turn: Turn) -> None:
    """Who has read any contact of the acting person."""
    await turn.ack()
    in_background(turn, lambda later: _show_readers(later, None, 0))


async def page_readers(turn: Turn) -> None:
    """Ten older or newer ones."""
    contact, skip = turn.unpack()["c"], turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_readers(later, contact, skip))


async def _show_readers(turn: Turn, contact: int | None, skip: int) -> None:
    found, more, zone = await turn.store.read(readings_of, turn.actor, contact, skip)
    page = readers_page(found, skip, more, zone, contact, turn.pack({"c": contact}, READERS_PAGE))
    if turn.inside.get("callback_id") == READERS_PAGE:
        await turn.client.views_update(view_id=turn.view["id"], view=page)
    else:
        await show(turn, page)


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions[words.SHARE] = open_share
    routes.actions[words.AGREE] = agree
    routes.actions[words.NOT_NOW] = not_now
    routes.actions[words.STOP] = stop
    routes.actions[words.READERS] = open_readers
    routes.actions[words.MY_READERS] = open_my_readers
    routes.actions |= dict.fromkeys((words.READERS_OLDER, words.READERS_NEWER), page_readers)
    seeas.register(routes)
