"""See it as the leader, a coordinator or the district would: before it is saved, and after."""

from collections.abc import Sequence
from typing import Any

from bot import blocks as b
from bot.errors import Denied
from bot.messages import sharing as words
from bot.messages.contacts import SEE_SAVED, what
from bot.rules.sharing import Reader, Thing, may
from bot.rules.views import Record
from handlers.coachlog.filling import read_form
from handlers.coachlog.recordview import record_blocks
from handlers.coachlog.sharingview import as_reader
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.contactdrafts import Typed
from storage.preview import preview, read_preview
from storage.records import read_record

PAGE = "see.page"
# Whom it is seen as, by the letter in the page's metadata; each has a button of its own.
READERS = {
    "leader": "see.leader",
    "present": "see.present",
    "coordinator": "see.coordinator",
    "liaison": "see.district",
}
DISTRICT = "The district sees no contact by itself, and none of its words."


async def see_form(turn: Turn) -> None:
    """From the open form: keep what is typed, and show it as the leader would see it."""
    typed = read_form(turn).typed
    await turn.ack()
    in_background(turn, lambda later: _see_form(later, typed))


async def _see_form(turn: Turn, typed: Typed) -> None:
    record = await turn.store.write(preview, turn.actor, turn.now, typed)
    data = {"i": typed.intent, "c": typed.shape.get("c")}
    await show(turn, see_page(record, "leader", turn.pack(data, PAGE)))


async def see_saved(turn: Turn) -> None:
    """From a saved contact: show it as somebody else sees it."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _see_saved(later, contact))


async def _see_saved(turn: Turn, contact: int) -> None:
    record = await _own(turn, contact)
    await show(turn, see_page(record, _others(record)[0], turn.pack({"s": contact}, PAGE)))


async def _own(turn: Turn, contact: int) -> Record:
    """A contact of which the acting person is one of the two."""
    record: Record = await turn.store.read(read_record, turn.actor, contact)
    if record.reads not in {"coach", "leader"}:
        raise Denied("see.saved")
    return record


async def see_as(turn: Turn) -> None:
    """Another reader was chosen on the page: show what they would see."""
    data, action = turn.unpack(), str(turn.action["action_id"])
    role = next(role for role, button in READERS.items() if button == action)
    await turn.ack()
    in_background(turn, lambda later: _see_as(later, data, role))


async def _see_as(turn: Turn, data: dict[str, Any], role: str) -> None:
    if "s" in data:
        record = await _own(turn, data["s"])
    else:
        record = await turn.store.read(read_preview, turn.actor, turn.now, data["i"], {"c": data["c"]})
    view = see_page(record, role, turn.pack(data, PAGE))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


def _others(record: Record) -> Sequence[str]:
    """As whom it may be seen, but for the reader themselves."""
    held = {"leader": record.reads != "leader", "present": bool(record.there)}
    return [role for role in READERS if held.get(role, True)]


def see_page(record: Record, role: str, metadata: str) -> b.View:
    """The contact as this reader would see it, with the buttons for the others."""
    names = {
        "leader": record.fact.leader,
        "present": "A leader who was there",
        "coordinator": "A coordinator",
        "liaison": "The district",
    }
    buttons = [
        b.button(b.short(names[one], 60), READERS[one], style="primary" if one == role else None)
        for one in _others(record)
    ]
    head = b.section(f"{names[role]} would see exactly this:")
    blocks = [b.actions(buttons, "readers"), head, b.divider(), *seen_by(record, role)]
    return b.modal(PAGE, "See it as others do", None, blocks, metadata)


def seen_by(record: Record, role: str) -> list[b.Block]:
    """What this reader sees: the page they would get, or for those who see only sums, what it adds to them."""
    seen = as_reader(record, role)
    if seen is not None:
        return record_blocks(seen)
    if may(Reader(frozenset({role})), Thing("contact_facts"), "count"):
        return [b.section(f"{DISTRICT}\nIt only adds to sums: {what(record.fact)}."), b.context(words.SMALL_SUMS)]
    return [b.section("Nothing.")]


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions[words.SEE] = see_form
    routes.actions[SEE_SAVED] = see_saved
    routes.actions |= dict.fromkeys(READERS.values(), see_as)
