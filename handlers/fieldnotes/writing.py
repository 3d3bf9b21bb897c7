"""Writing a field note: the form, a second look where a word may tell who somebody is, and what was saved."""

import secrets
from collections.abc import Mapping
from typing import Any

from bot import forms
from bot.errors import Denied, Unsure
from bot.messages.fieldnotes import readers
from bot.rules import fieldnotes as rules
from handlers.coachlog.pages import redraw_below
from handlers.coachlog.record import RECORD
from handlers.errors import in_background, show
from handlers.fieldnotes.forms import FORM, PAGE, Filled, build, note_page
from handlers.secondlook import FIELD
from handlers.turn import Turn
from storage.fieldnotes import FORMS, NewNote
from storage.fieldnoting import Writing, flagged_in, names_at, notes_of, read_note, save_note
from storage.guarding import NEUTRAL, OWN

MULTIPLE = ("part",)


async def open_form(turn: Turn, kind: str) -> None:
    """Ack, then open the form of a kind; the note itself where one is written already."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, contact, kind))


async def _open(turn: Turn, contact: int, kind: str) -> None:
    leader, _ = await turn.store.read(names_at, turn.actor, contact)
    written = await turn.store.read(notes_of, turn.actor, contact)
    note = next((one.id for one in written if one.kind == kind and one.own), None)
    if note is not None:
        await _open_note(turn, note)
        return
    data = {"i": secrets.token_urlsafe(18), "c": contact, "t": kind, "n": None, "b": _above_record(turn)}
    await _place(turn, build(Filled(kind, leader, {}), turn.pack(data, FORM)))


async def open_edit(turn: Turn) -> None:
    """Ack, then open the form on an own note, in its place."""
    note = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_note(later, note))


async def _open_note(turn: Turn, note: int) -> None:
    found = await turn.store.read(read_note, turn.actor, note)
    if not found.line.own:
        raise Denied("field_note")
    values: dict[str, Any] = {name: said.split() if name in MULTIPLE else said for name, said in found.said.items()}
    data = {"i": secrets.token_urlsafe(18), "c": found.contact, "t": found.line.kind, "n": note}
    view = build(Filled(found.line.kind, found.leader, values), turn.pack(data, FORM))
    await _place(turn, view)


async def _place(turn: Turn, view: dict[str, Any]) -> None:
    if turn.inside.get("callback_id") == PAGE:
        await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)
    else:
        await show(turn, view)


def _above_record(turn: Turn) -> int:
    return int(turn.inside.get("callback_id") == RECORD)


async def submit(turn: Turn) -> None:
    """Parse, save, ack: the note in place of its form, with who can read it."""
    data, filled = turn.unpack(), forms.values(turn.view)
    wording = str(filled.pop(FIELD, ""))
    if data["t"] not in FORMS or wording not in {"", NEUTRAL, OWN}:
        raise Denied("value")
    new = forms.parse(FORMS[data["t"]], filled)
    writing = Writing(data["i"], data["c"], data["t"], data["n"], str(turn.body.get("trigger_id", "")), wording)
    try:
        note = await turn.store.write(save_note, turn.actor, turn.now, writing, new)
    except Unsure:
        await _ask(turn, data, new, filled)
        return
    found = await turn.store.read(read_note, turn.actor, note)
    said = f"{rules.LABELS[found.line.kind]} saved. {readers(found.line.tier, found.leader)}"
    await turn.ack(response_action="update", view=note_page(found, said))
    if turn.view.get("previous_view_id") and data.get("b"):
        in_background(turn, lambda later: redraw_below(later, data["c"]))


async def _ask(turn: Turn, data: Mapping[str, Any], new: NewNote, filled: Mapping[str, Any]) -> None:
    """The same form with what to look at above it; what was typed stays."""
    leader, _ = await turn.store.read(names_at, turn.actor, data["c"])
    found = await turn.store.read(flagged_in, turn.actor, data["c"], new)
    form = Filled(data["t"], leader, filled, found)
    await turn.ack(response_action="update", view=build(form, turn.pack(data, FORM)))
