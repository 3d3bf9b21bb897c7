"""The small form behind Change: another day, something in the way, or dropped."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, Refusal, Unsure
from bot.messages.commitments import about, already, name, who
from bot.rules import commitments as rules
from bot.rules.contacts import STEP_DAYS_MAX
from handlers.commitments.acting import press
from handlers.commitments.listing import PAGE, place_of, refresh
from handlers.errors import in_background, show
from handlers.secondlook import second_look
from handlers.turn import Turn
from storage.commitments import NewChange, change_step, flagged_in
from storage.ledger import find_step

FORM = "step.form"
NOTE = "Note for the two of you"
ACTS = {
    "move": "Move it to another day",
    "barrier": "Something is in the way",
    "clear": "Nothing is in the way anymore",
    "drop": "Drop it",
}


async def open_form(turn: Turn) -> None:
    """Ack, then open the form on a step."""
    step = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, step))


async def _open(turn: Turn, step: int) -> None:
    one, today, likely = await turn.store.read(find_step, turn.actor, turn.now, step)
    if not one.live:
        raise Refusal(already(one))
    data: dict[str, Any] = {"s": step}
    if turn.inside.get("callback_id") == PAGE:
        closed, skip = place_of(turn)
        data |= {"l": [int(closed), skip]}
    await show(turn, build(one, (today, likely), "move", {}, turn.pack(data, FORM)))


async def reshape(turn: Turn) -> None:
    """Another act was chosen: show the fields it needs."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    data, filled = turn.unpack(), forms.values(turn.view)
    act = str(filled.get("act"))
    if act not in ACTS:
        raise Denied("value", "act")
    one, today, likely = await turn.store.read(find_step, turn.actor, turn.now, data["s"])
    view = build(one, (today, likely), act, filled, turn.pack(data, FORM))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def submit(turn: Turn) -> None:
    """Parse, save, ack; the page below follows."""
    data = turn.unpack()
    new = forms.parse(NewChange, forms.values(turn.view))
    try:
        await turn.store.write(change_step, press(turn), data["s"], new)
    except Unsure:
        await _ask(turn, data, new)
        return
    await turn.ack()
    below = turn.view.get("previous_view_id")
    if below and "l" in data:
        closed, skip = data["l"]
        in_background(turn, lambda later: refresh(later, below, bool(closed), skip))


async def _ask(turn: Turn, data: dict[str, Any], new: NewChange) -> None:
    """The same form with what to look at above it; what was typed stays."""
    found = await turn.store.read(flagged_in, turn.actor, data["s"], new.note or "")
    one, today, likely = await turn.store.read(find_step, turn.actor, turn.now, data["s"])
    view = build(one, (today, likely), new.act, forms.values(turn.view), turn.pack(data, FORM))
    view["blocks"] = [*second_look(found, {"note": NOTE}), *view["blocks"]]
    await turn.ack(response_action="update", view=view)


def build(one: rules.Commitment, days: tuple[date, date], act: str, filled: Mapping[str, Any], metadata: str) -> b.View:
    """The form. days: today, and the one it is likely moved to; act: what is chosen; filled: values by field."""
    today, likely = days
    options = [b.option(label, code) for code, label in ACTS.items() if code != "clear" or one.barrier]
    said = f"{who(one, one.owner)}: {one.what}\n{about(one, today, several=True)}"
    blocks = [b.section(said)]
    if one.barrier_note:
        blocks.append(b.section(f"What is in the way: {one.barrier_note}"))
    blocks.append(b.ask("act", "What becomes of it?", b.radio(options, act), live=True))
    blocks += _fields(one, likely, act, filled)
    other = rules.LEADER if one.reader == rules.COACH else rules.COACH
    blocks.append(b.context(f"Only you and {name(one, other)} can read this."))
    return b.modal(FORM, "Change a next step", "Save", blocks, metadata)


def _fields(one: rules.Commitment, likely: date, act: str, filled: Mapping[str, Any]) -> list[b.Block]:
    if act == "move":
        hint = f"About a week later, unless you choose another day: a school day, at most {STEP_DAYS_MAX} days ahead."
        return [b.ask("due_on", "New day", b.date_input(filled.get("due_on", likely)), hint=hint)]
    if act == "drop":
        return [b.ask("reason", "Why", _menu(rules.REASONS, filled.get("reason")))]
    if act == "clear":
        return []
    note = b.text_input(lines=True, initial=filled.get("note", one.barrier_note))
    return [
        b.ask("barrier", "What is in the way", _menu(rules.BARRIERS, filled.get("barrier", one.barrier))),
        b.ask("helper", "Who can help", _menu(rules.HELPERS, filled.get("helper", one.helper)), optional=True),
        b.ask("note", NOTE, note, optional=True, hint="Please name no students."),
    ]


def _menu(choices: Mapping[str, str], chosen: str | None) -> b.Block:
    return b.select([b.option(label, code) for code, label in choices.items()], chosen, "Choose one")
