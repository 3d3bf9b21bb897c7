"""The form behind Change and Move: what becomes of one visit, and its reason or its new time."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, Refusal
from bot.messages import visits as words
from bot.rules import visits as rules
from bot.rules.visits import Visit
from bot.rules.weeks import COACH
from handlers.coachmeet import fields as f
from handlers.coachmeet.warned import mark, second_look
from handlers.coachmeet.week import again, place_of
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.visitacts import NewVisitChange, Press, change, for_moving, warn_of_change

FORM = "visit.change_form"
ACTS = {
    "held": "It was held",
    "move": "Move it",
    "phone": "By phone instead",
    "close": "School closed",
    "skip": "Skip it",
    "out": "Take it out of the calendar",
}


async def open_form(turn: Turn) -> None:
    """Ack, then open the form on a visit; Move has its time first."""
    visit = turn.row_id()
    act = "move" if turn.action["action_id"] == words.MOVE else ""
    await turn.ack()
    in_background(turn, lambda later: open_change(later, visit, act))


async def open_change(turn: Turn, visit_id: int, act: str = "", filled: Mapping[str, Any] | None = None) -> None:
    """Open the form on the actor's own visit. act: what is chosen; "" for what is likely; filled: values by field."""
    visit, likely = await turn.store.read(for_moving, turn.actor, turn.now, visit_id)
    if visit.state not in words.CHANGEABLE or visit.contact_id:
        raise Refusal(words.already(visit, COACH))
    begun = visit.at <= turn.now
    act = act if act in offered(visit, begun=begun) else "held" if begun else "move"
    data = {"v": visit_id, "w": "", "t": place_of(turn)}
    await show(turn, build(turn, (visit, likely), act, filled or {}, data))


async def reshape(turn: Turn) -> None:
    """Another act was chosen: show the fields it needs."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    data, filled = turn.unpack(), forms.values(turn.view)
    visit, likely = await turn.store.read(for_moving, turn.actor, turn.now, data["v"])
    view = build(turn, (visit, likely), str(filled.get("act")), filled, {**data, "w": ""})
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def submit(turn: Turn) -> None:
    """Parse, look for what overlaps, save, ack; the page below follows."""
    data, filled = turn.unpack(), forms.values(turn.view)
    new = forms.parse(NewVisitChange, filled)
    warnings: Sequence[str] = await turn.store.read(warn_of_change, turn.actor, data["v"], new)
    if warnings and mark(warnings) != data["w"]:
        visit, likely = await turn.store.read(for_moving, turn.actor, turn.now, data["v"])
        view = build(turn, (visit, likely), new.act, filled, {**data, "w": mark(warnings)})
        await turn.ack(response_action="update", view=second_look(view, warnings))
        return
    await turn.store.write(change, Press(turn.actor, turn.now, turn.body.get("trigger_id", "")), data["v"], new)
    await turn.ack()
    again(turn, data["t"])


def build(
    turn: Turn, moving: tuple[Visit, date], act: str, filled: Mapping[str, Any], data: Mapping[str, Any]
) -> b.View:
    """The form. moving: the visit, and the day it is likely moved to; act: what is chosen; filled: values by field."""
    visit, likely = moving
    acts = offered(visit, begun=visit.at <= turn.now)
    if act not in acts:
        raise Denied("value", "act")
    stands = words.state_of(visit, COACH)
    blocks = [b.section("\n".join([words.headline(visit, COACH), *([f"Now: {stands}"] if stands else [])]))]
    options = [b.option(label, code) for code, label in acts.items()]
    blocks.append(b.ask("act", "What becomes of it?", b.radio(options, act), live=True))
    blocks += _fields(visit, act, filled, likely)
    blocks.append(b.context(_told(visit, act)))
    return b.modal(FORM, "Change a visit", "Save", blocks, turn.pack(data, FORM))


def offered(visit: Visit, *, begun: bool) -> dict[str, str]:
    """What may become of a visit as it stands."""
    left_out = {
        "held": not begun,
        "phone": visit.by_phone and visit.state == rules.PLANNED,
        "close": visit.state == rules.CLOSED or visit.kind != rules.ON_SITE,
        "skip": False,
        "out": visit.series_id is not None or visit.state != rules.PLANNED,
    }
    return {code: label for code, label in ACTS.items() if not left_out.get(code)}


def _fields(visit: Visit, act: str, filled: Mapping[str, Any], likely: date) -> list[b.Block]:
    if act == "skip":
        options = [b.option(label, code) for code, label in rules.REASONS.items()]
        return [b.ask("reason", "Why", b.select(options, filled.get("reason") or visit.reason, "Choose one"))]
    if act != "move":
        return []
    usual = {"day": likely, "start": visit.start, "minutes": visit.minutes}
    values = {**usual, **filled}
    hint = "The next school day, unless you choose another one." if "day" not in filled else ""
    return [f.day(values, "New day", hint), f.start(values, visit.zone), f.minutes(values)]


def _told(visit: Visit, act: str) -> str:
    if act == "held":
        return "Log it with /coachlog as well; then it counts."
    return f"{visit.leader} is told. {words.SEES}"
