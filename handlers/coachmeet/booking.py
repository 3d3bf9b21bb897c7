"""The form for one visit or meeting: booked at once, or proposed to the other person first."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied
from bot.messages import visits as words
from bot.rules import visits as rules
from bot.rules.bookings import LENGTHS
from bot.rules.dates import local_day
from bot.rules.weeks import COACH
from handlers.coachmeet import fields as f
from handlers.coachmeet.strangers import explain
from handlers.coachmeet.warned import mark, second_look
from handlers.coachmeet.week import again, place_of
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.booking import warn_of_meeting
from storage.meetings import NewMeeting
from storage.mine import Mine, pairs_of
from storage.visitacts import Press, book, for_change
from storage.visitchecks import next_school_day

FORM = "visit.form"
ADD_PLACE, ADD_ZONE = "visit.add_place", "visit.add_zone"
OFF_SITE = ("team_meeting", "cohort", "other")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the form shows. instead: the visit that is made up for; ask: what is chosen to begin with; seen: a mark of
    the warnings that were shown; guesses: the fields that hold one; week: the week's page that it was opened from."""

    intent: str
    instead: int = 0
    ask: str = f.AGREED
    place: bool = False
    zone: bool = False
    seen: str = ""
    guesses: tuple[str, ...] = ()
    week: int | None = None

    def data(self) -> dict[str, Any]:
        """As metadata."""
        flags = ("p" if self.place else "") + ("z" if self.zone else "")
        said = {"i": self.intent, "m": self.instead, "a": self.ask, "x": flags, "w": self.seen}
        return said | {"g": " ".join(self.guesses), "t": self.week}


def shape_of(data: Mapping[str, Any]) -> Shape:
    """Back from metadata."""
    flags = data["x"]
    guesses = tuple(data["g"].split())
    return Shape(data["i"], data["m"], data["a"], "p" in flags, "z" in flags, data["w"], guesses, data["t"])


def fresh(turn: Turn, **changes: Any) -> Shape:
    """Of a form that is opened now."""
    return replace(Shape(secrets.token_urlsafe(18), week=place_of(turn)), **changes)


async def open_blank(turn: Turn) -> None:
    """Ack, then open the form. A button may carry the pair it is about."""
    chosen = turn.row_id() if "actions" in turn.body and turn.action.get("value") else None
    ask = f.ASK if "actions" in turn.body and turn.action["action_id"] == words.PROPOSE else f.AGREED
    await turn.ack()
    in_background(turn, lambda later: _open(later, chosen, ask))


async def _open(turn: Turn, chosen: int | None, ask: str) -> None:
    mine: Mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    if chosen is not None and mine.find(chosen) is None:
        raise Denied("visit.book")
    filled: dict[str, Any] = {}
    if chosen or len(mine.pairs) == 1:
        filled["engagement"] = chosen or mine.pairs[0].id
    await show_form(turn, mine, fresh(turn, ask=ask), filled)


async def open_make_up(turn: Turn) -> None:
    """Ack, then open the form for a visit instead of one that wasn't held."""
    visit = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_make_up(later, visit))


async def _open_make_up(turn: Turn, visit_id: int) -> None:
    visit, _ = await turn.store.read(for_change, turn.actor, visit_id, True)
    mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    filled = {
        "engagement": visit.engagement_id, "kind": visit.kind, "minutes": visit.minutes, "start": visit.start,
        "zone": visit.zone, "place": visit.place, "guesses": ("start",),
    }  # fmt: skip
    await show_form(turn, mine, fresh(turn, instead=visit_id, guesses=("start",)), filled)


async def show_form(turn: Turn, mine: Mine, shape: Shape, filled: Mapping[str, Any], said: Sequence[str] = ()) -> None:
    """Open the form; whoever works with nobody is told why there is none. said: lines above it."""
    if not mine.pairs:
        await explain(turn, mine)
        return
    pair = mine.find(filled.get("engagement"))
    usual: dict[str, Any] = {"minutes": _length(pair, str(filled.get("kind") or rules.ON_SITE))}
    if pair and "day" not in filled:
        today = local_day(turn.now, pair.zone)
        usual |= {"day": await turn.store.read(next_school_day, pair.id, today)}
    view = build(mine, shape, {**usual, **filled}, turn.pack(shape.data(), FORM))
    await show(turn, {**view, "blocks": [*map(b.context, said), *view["blocks"]]})


def _length(pair: Any, kind: str) -> int:
    usual = pair.visit_minutes if pair and kind == rules.ON_SITE else None
    return usual or LENGTHS[kind]


def build(mine: Mine, shape: Shape, filled: Mapping[str, Any], metadata: str) -> b.View:
    """The form. filled: initial values by field."""
    values = {**filled, "guesses": shape.guesses}
    kind = str(values.get("kind") or rules.ON_SITE)
    if kind not in rules.KINDS:
        raise Denied("value", "kind")
    pair = mine.find(values.get("engagement"))
    side = mine.side(pair)
    usual = pair.zone if pair else mine.pairs[0].zone
    zone = str(values.get("zone") or usual)
    blocks = [f.whom(mine.pairs, side, values), f.what(kind, values), f.day(values), f.start(values, zone)]
    blocks.append(f.minutes(values))
    if kind in rules.GROUPS and side == COACH:
        blocks.append(f.guests(mine.coached, values))
    if shape.place or kind in OFF_SITE or values.get("place"):
        blocks.append(f.place(values))
    if shape.zone or zone != usual:
        blocks.append(f.zone(values, usual))
    if side == COACH:
        blocks.append(f.agreed(pair, str(values.get("ask") or shape.ask)))
    blocks += [*_more(blocks), f.who_sees(pair, side)]
    proposes = side != COACH or shape.ask == f.ASK
    name = "Plan a make-up" if shape.instead else "Propose a time" if proposes else "Book a visit"
    return b.modal(FORM, name, "Propose it" if side != COACH else "Save", blocks, metadata)


def _more(blocks: Sequence[b.Block]) -> list[b.Block]:
    there = {one["block_id"] for one in blocks}
    ways = [] if "place" in there else [b.button("+ Place", ADD_PLACE, spoken="Add a place")]
    ways += [] if "zone" in there else [b.button("+ Time zone", ADD_ZONE, spoken="Choose another time zone")]
    return [b.actions(ways)] if ways else []


async def reshape(turn: Turn) -> None:
    """Pair or kind changed, or more fields asked for: show what is needed, keep what was typed."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    shape, action = shape_of(turn.unpack()), turn.action["action_id"]
    shape = replace(shape, place=shape.place or action == ADD_PLACE, zone=shape.zone or action == ADD_ZONE, seen="")
    mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    filled, before = forms.values(turn.view), forms.initials(turn.view)
    guesses = tuple(one for one in shape.guesses if filled.get(one) == before.get(one))
    if turn.action["block_id"] == "kind" and filled.get("minutes") == before.get("minutes"):
        kind = str(filled.get("kind"))
        filled["minutes"] = _length(mine.find(filled.get("engagement")), kind) if kind in LENGTHS else 60
    shape = replace(shape, guesses=guesses)
    view = build(mine, shape, filled, turn.pack(shape.data(), FORM))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def submit(turn: Turn) -> None:
    """Parse, look for what overlaps, save, ack; the page below follows."""
    shape, filled = shape_of(turn.unpack()), forms.values(turn.view)
    ask = filled.pop("ask", f.ASK)
    if ask not in {f.ASK, f.AGREED}:
        raise Denied("value", "ask")
    new = forms.parse(NewMeeting, {**filled, **({"make_up_for": shape.instead} if shape.instead else {})})
    warnings = await turn.store.read(warn_of_meeting, turn.actor, new)
    if warnings and mark(warnings) != shape.seen:
        await _ask_again(turn, replace(shape, seen=mark(warnings)), {**filled, "ask": ask}, warnings)
        return
    press = Press(turn.actor, turn.now, turn.body.get("trigger_id", ""))
    await turn.store.write(book, press, new, ask == f.ASK, shape.intent)
    await turn.ack()
    again(turn, shape.week)


async def _ask_again(turn: Turn, shape: Shape, filled: Mapping[str, Any], warnings: Sequence[str]) -> None:
    mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    view = second_look(build(mine, shape, filled, turn.pack(shape.data(), FORM)), warnings)
    await turn.ack(response_action="update", view=view)


async def offer_pairs(turn: Turn) -> None:
    """The pairs that match what is typed, at most 100."""
    typed = str(turn.body.get("value", "")).casefold().replace("·", " ").split()
    mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    options = [f.pair_option(one, mine.side(one)) for one in mine.pairs]
    found = [one for one in options if all(word in one["text"]["text"].casefold() for word in typed)]
    await turn.ack(options=found[: b.OPTIONS_MAX])
