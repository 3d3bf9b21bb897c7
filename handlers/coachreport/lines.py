"""The lines of a school's part: edited, taken out, brought back, added, above what stands in its form."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from bot import forms
from bot.errors import Unsure
from bot.messages.reportlists import contacts_page
from bot.messages.reportwords import who_reads
from bot.rules.reports import Line
from handlers.coachreport.cards import chosen, press
from handlers.coachreport.fields import ADD, BEHIND_IT, BRING, EDIT_IT, FORM, LINE, LINE_FORM, REMOVE_IT, line_form
from handlers.coachreport.section import changed_in, draw, facts
from handlers.errors import in_background, show
from handlers.secondlook import FIELD, second_look
from handlers.turn import Routes, Turn
from storage.guarding import flagged
from storage.reportacts import add_line, bring_back_line, change_line, remove_line
from storage.reporting import section_of_line
from storage.reportopening import contacts_behind
from storage.reports import NewLine

LABELS = {"text": "The line"}


async def choose(turn: Turn) -> None:
    """A line's menu: edit it, take it out, or see the contacts behind it."""
    act, row = chosen(turn, (EDIT_IT, REMOVE_IT, BEHIND_IT))
    if act == REMOVE_IT:
        await _act(turn, partial(turn.store.write, remove_line, turn.actor, turn.now, row, request=press(turn)))
        return
    await turn.ack()
    in_background(turn, lambda later: _behind(later, row) if act == BEHIND_IT else _open(later, row))


async def _behind(turn: Turn, line_id: int) -> None:
    section = await turn.store.read(section_of_line, line_id)
    one, found = await turn.store.read(contacts_behind, turn.actor, turn.now, section)
    cites = next((line.cites for line in one.lines if line.id == line_id), ())
    await show(turn, contacts_page(one, [fact for fact in found if fact.id in cites], of_line=True))


async def bring_back(turn: Turn) -> None:
    """Have a line back that was taken out."""
    back = partial(turn.store.write, bring_back_line, turn.actor, turn.now, turn.row_id(), request=press(turn))
    await _act(turn, back)


async def _act(turn: Turn, work: Callable[[], Awaitable[None]]) -> None:
    await work()
    await turn.ack()
    if turn.inside.get("callback_id") == FORM:
        data = turn.unpack()
        data["c"] = sorted(changed_in(turn.view, data))
        in_background(turn, lambda later: draw(later, turn.view["id"], data, forms.values(turn.view)))


async def add(turn: Turn) -> None:
    """Ack, then open the form of a new line."""
    section = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show(later, section, None))


async def _open(turn: Turn, line_id: int) -> None:
    section = await turn.store.read(section_of_line, line_id)
    _, one, _ = await facts(turn, section)
    await _show(turn, section, next(line for line in one.lines if line.id == line_id))


async def _show(turn: Turn, section: int, line: Line | None) -> None:
    report, one, _ = await facts(turn, section)
    below = turn.unpack() if turn.inside.get("callback_id") == FORM else {}
    data = {"s": section, "l": line.id if line else 0, "r": report.id, "p": below.get("p", 0), **_beneath(turn, below)}
    metadata = turn.pack(data, LINE_FORM)
    await show(turn, line_form(line, f"{one.school}, {one.leader}", who_reads(report, one.leader), metadata))


def _beneath(turn: Turn, below: Mapping[str, Any]) -> dict[str, Any]:
    """How the form beneath stands, so that it can be drawn anew: what it shows, what was changed and chosen in it."""
    if not below:
        return {"m": 0, "c": [], "v": {}}
    now = forms.values(turn.view)
    chosen = {name: now[name] for name in ("progress", "concern") if name in now}
    more = any(block.get("block_id") == "barriers" for block in turn.view.get("blocks", ()))
    return {"m": int(more), "c": sorted(changed_in(turn.view, below)), "v": chosen}


async def submit(turn: Turn) -> None:
    """Save the line; the form below follows, with what is typed in it."""
    data, filled = turn.unpack(), forms.values(turn.view)
    given = {"text": filled.get("text", ""), "wording": filled.get(FIELD)}
    new = forms.parse(NewLine, given)
    try:
        if data["l"]:
            await turn.store.write(change_line, turn.actor, turn.now, int(data["l"]), new, request=press(turn))
        else:
            await turn.store.write(add_line, turn.actor, turn.now, int(data["s"]), new, request=data["k"])
    except Unsure:
        await _ask(turn, data, new)
        return
    await turn.ack()
    below = turn.view.get("previous_view_id")
    if below:
        in_background(turn, lambda later: draw(later, below, data, data["v"]))


async def _ask(turn: Turn, data: Mapping[str, Any], new: NewLine) -> None:
    """The same form with what to look at above it."""
    report, one, _ = await facts(turn, int(data["s"]))
    found = flagged({"text": new.text}, (one.school, one.leader), teachers=False)
    line = Line(int(data["l"]), new.kind, new.text) if data["l"] else None
    view = line_form(line, f"{one.school}, {one.leader}", who_reads(report, one.leader), turn.pack(data, LINE_FORM))
    await turn.ack(response_action="update", view={**view, "blocks": [*second_look(found, LABELS), *view["blocks"]]})


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {LINE: choose, BRING: bring_back, ADD: add}
    routes.views[LINE_FORM] = submit
