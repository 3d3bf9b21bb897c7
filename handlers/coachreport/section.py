"""A school's form: filled from the draft, more of it shown when it is needed; only what was changed is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, NotSavedYet, Refusal, Unsure
from bot.frameworks import Element
from bot.messages.reportpages import PAGE
from bot.messages.reports import SECTION
from bot.rules import reports as rules
from bot.rules.reports import Report, Section
from handlers.coachreport import opening
from handlers.coachreport.cards import press
from handlers.coachreport.fields import FORM, MORE, SEEN, section_form, values_of
from handlers.errors import in_background, show
from handlers.secondlook import FIELD, second_look
from handlers.turn import Routes, Turn
from storage.guarding import Flagged, flagged
from storage.reportacts import change_section
from storage.reporting import find_section
from storage.reportkept import forget_kept, keep_typed, kept_for
from storage.reportopening import elements_for
from storage.reports import NewSection

LABELS = {"evidence": "Evidence", "support": "Support", "next": "Next two weeks", "concern_text": "Concern"}
EMPTY: dict[str, Any] = {"focus": (), "barriers": (), "evidence": "", "support": "", "next": "", "concern_text": ""}
HELD = ("s", "r", "p", "m", "c")  # metadata: section, report, page, whether more is shown, what was changed
KEPT = "These are your words from before, which weren't saved. Look at them, then save."


async def open_section(turn: Turn) -> None:
    """Ack, then open the form of the school that a button names."""
    section = turn.row_id()
    place = int(turn.unpack()["p"]) if turn.inside.get("callback_id") == PAGE else 0
    await turn.ack()
    in_background(turn, lambda later: _open(later, section, place))


async def _open(turn: Turn, section_id: int, place: int) -> None:
    report, one, elements = await facts(turn, section_id)
    kept: Mapping[str, Any] = await turn.store.read(kept_for, turn.actor, section_id)
    data = {"s": one.id, "r": report.id, "p": place, "m": 0, "c": sorted(kept)}
    view = section_form(report, one, {**values_of(one), **kept}, elements, turn.pack(data, FORM), more=False)
    said = [b.section(KEPT), b.divider()] if kept else []
    await show(turn, {**view, "blocks": [*said, *view["blocks"]]})


async def facts(turn: Turn, section_id: int) -> tuple[Report, Section, Sequence[Element]]:
    """A section that the actor may write in now, with what its form offers. Raises Denied and Refusal."""
    report, one = await turn.store.read(find_section, turn.actor, turn.now, section_id)
    if report.reads != "coach":
        raise Denied("report.section")
    if report.state not in rules.OPEN:
        raise Refusal("This report is submitted. Take it back to change it.")
    return report, one, await turn.store.read(elements_for, report.programme_id)


async def reshape(turn: Turn) -> None:
    """Progress or flag changed, or more asked for: show what is needed, keep what was typed."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    data = turn.unpack()
    data |= {"m": int(data["m"] or turn.action["action_id"] == MORE), "c": sorted(changed_in(turn.view, data))}
    await draw(turn, turn.view["id"], data, forms.values(turn.view), turn.view["hash"])


async def draw(turn: Turn, view_id: str, data: Mapping[str, Any], filled: Mapping[str, Any], mark: str = "") -> None:
    """Show the form anew. filled: what stands in it; data: its metadata; mark: which state of it is replaced."""
    report, one, elements = await facts(turn, int(data["s"]))
    values, held = {**values_of(one), **filled}, {name: data[name] for name in HELD}
    view = section_form(report, one, values, elements, turn.pack(held, FORM), more=bool(data["m"]))
    marked = {"hash": mark} if mark else {}
    await turn.client.views_update(view_id=view_id, view=view, **marked)


def changed_in(view: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """What a person changed in the form since it was opened, by field; one that was emptied is there too.

    data: its metadata, with the fields that were changed before the form was drawn anew.
    """
    now, before = forms.values(view), forms.initials(view)
    asked = [block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"]
    changed = [name for name in asked if name in data["c"] or now.get(name) != before.get(name)]
    return {name: now.get(name, EMPTY.get(name)) for name in changed if name != FIELD}


def new_section(view: Mapping[str, Any], data: Mapping[str, Any]) -> NewSection:
    """What the form says, as far as it is changed; its progress always, as that was looked at."""
    now, given = forms.values(view), changed_in(view, data)
    given |= {name: now[name] for name in ("progress",) if name in now}
    if FIELD in now:
        given["wording"] = now[FIELD]
    if given.get("leader_seen") in SEEN:
        given["leader_seen"] = given["leader_seen"] == "yes"
    return forms.parse(NewSection, given)


async def submit(turn: Turn) -> None:
    """Save what was changed; the page below follows. What can't be saved in time is kept."""
    data = turn.unpack()
    section = int(data["s"])
    new = new_section(turn.view, data)
    try:
        await turn.store.write(change_section, turn.actor, turn.now, section, new, request=press(turn))
    except Unsure:
        await _ask(turn, data, new)
        return
    except NotSavedYet:
        _keep(turn, data)
        raise
    await turn.ack()
    below = turn.view.get("previous_view_id")
    in_background(turn, lambda later: _after(later, section, below, data))


async def _after(turn: Turn, section: int, below: str | None, data: Mapping[str, Any]) -> None:
    await turn.store.write(forget_kept, turn.actor, section)
    if below:
        await opening.redraw(turn, below, {"r": data["r"]}, int(data["p"]))


async def _ask(turn: Turn, data: Mapping[str, Any], new: NewSection) -> None:
    """The same form with what to look at above it; what was typed stays."""
    report, one, elements = await facts(turn, int(data["s"]))
    texts = {name: str(words) for name in LABELS if name in new.model_fields_set and (words := getattr(new, name))}
    found: Sequence[Flagged] = flagged(texts, (one.school, one.leader), teachers=False)
    values = {**values_of(one), **forms.values(turn.view)}
    data = {**data, "c": sorted(changed_in(turn.view, data))}
    view = section_form(report, one, values, elements, turn.pack(data, FORM), more=bool(data["m"]))
    view = {**view, "blocks": [*second_look(found, LABELS), *view["blocks"]]}
    await turn.ack(response_action="update", view=view)


def _keep(turn: Turn, data: Mapping[str, Any]) -> None:
    """Keep what was typed, beside the answer."""
    typed = {name: one for name, one in changed_in(turn.view, data).items() if one is not None}
    if typed:
        in_background(turn, lambda later: _keep_typed(later, int(data["s"]), typed))


async def _keep_typed(turn: Turn, section: int, typed: Mapping[str, Any]) -> None:
    await turn.store.write(keep_typed, turn.actor, turn.now, section, typed)


async def closed(turn: Turn) -> None:
    """The form was closed unsaved: keep what was typed for when it is opened again."""
    await turn.ack()
    _keep(turn, turn.unpack())


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions[SECTION] = open_section
    routes.actions |= dict.fromkeys((MORE, f"{FORM}.progress", f"{FORM}.concern"), reshape)
    routes.views[FORM] = submit
    routes.closed[FORM] = closed
