"""Answering a proposal: yes, another time, no; taking an own one back; and undoing the newest change."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

from bot import blocks as b
from bot import forms
from bot.errors import Refusal
from bot.messages import visits as words
from bot.rules.visits import PLANNED, PROPOSED, Visit
from bot.rules.weeks import COACH, of_mark
from handlers.coachmeet import fields as f
from handlers.coachmeet.warned import mark, second_look
from handlers.coachmeet.week import again, place_of
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.meetings import NewAnswer
from storage.visitacts import Press, answer, for_change, take_back, undo, warn_of_time
from storage.visitchanges import Changed
from storage.visitwords import said_to

FORM = "visit.offer_form"


def press_of(turn: Turn) -> Press:
    """Who acts, and whether the pressed message can say what came of it."""
    return Press(turn.actor, turn.now, turn.body.get("trigger_id", ""), quiet=in_message(turn))


def in_message(turn: Turn) -> bool:
    """Whether a button in a message was pressed."""
    return bool(turn.body.get("response_url")) and not turn.inside


async def accept(turn: Turn) -> None:
    """Accept a proposal."""
    await _answer(turn, "accept")


async def decline(turn: Turn) -> None:
    """Say that it can't be."""
    await _answer(turn, "decline")


async def _answer(turn: Turn, act: Literal["accept", "decline"]) -> None:
    """Answer the time that the pressed message or page showed, and no other that was offered since."""
    visit, seen = of_mark(turn.row_id())
    await _act(turn, partial(turn.store.write, answer, press_of(turn), visit, NewAnswer(act=act, seen=seen)))


async def withdraw(turn: Turn) -> None:
    """Take an own proposal back."""
    await _act(turn, partial(turn.store.write, take_back, press_of(turn), turn.row_id()))


async def take_undo(turn: Turn) -> None:
    """Undo the newest change of a visit."""
    await _act(turn, partial(turn.store.write, undo, press_of(turn), turn.row_id()), "undone")


async def _act(turn: Turn, work: Callable[[], Awaitable[Changed]], did: str = "") -> None:
    """Save, ack, and let the pressed message or page say what stands now. did: where that doesn't show it."""
    place = place_of(turn)
    changed = await work()
    await turn.ack()
    if in_message(turn):
        in_background(turn, lambda later: _say_instead(later, changed.visit, did))
    again(turn, place)


async def _say_instead(turn: Turn, visit: Visit, did: str) -> None:
    said = await turn.store.read(said_to, turn.actor, visit.id, did)
    if said is not None:
        await turn.respond(text=said.text, blocks=list(said.blocks), replace_original=True)


async def open_offer(turn: Turn) -> None:
    """Ack, then open the form for another time."""
    visit = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: open_other_time(later, visit, {}))


async def open_other_time(turn: Turn, visit_id: int, filled: Mapping[str, Any]) -> None:
    """Open the form on a proposal, or on what is planned. filled: initial values by field."""
    visit, side = await turn.store.read(for_change, turn.actor, visit_id, False)
    if visit.state not in {PROPOSED, PLANNED}:
        raise Refusal(words.already(visit, side))
    if visit.at <= turn.now:
        raise Refusal(words.over(visit, side))
    data = {"v": visit_id, "i": secrets.token_urlsafe(18), "w": "", "t": place_of(turn)}
    await show(turn, build(turn, visit, side, filled, data))


async def submit(turn: Turn) -> None:
    """Parse, look for what overlaps, save, ack; the page below follows."""
    data, filled = turn.unpack(), forms.values(turn.view)
    said = forms.parse(NewAnswer, {"act": "offer", **filled})
    warnings: Sequence[str] = await turn.store.read(warn_of_time, turn.actor, data["v"], said)
    if warnings and mark(warnings) != data["w"]:
        visit, side = await turn.store.read(for_change, turn.actor, data["v"], False)
        view = build(turn, visit, side, filled, {**data, "w": mark(warnings)})
        await turn.ack(response_action="update", view=second_look(view, warnings))
        return
    press = Press(turn.actor, turn.now, turn.body.get("trigger_id", ""))
    await turn.store.write(answer, press, data["v"], said, data["i"])
    await turn.ack()
    again(turn, data["t"])


def build(turn: Turn, visit: Visit, side: str, filled: Mapping[str, Any], data: Mapping[str, Any]) -> b.View:
    """The form."""
    usual = {"day": visit.day, "start": visit.start, "minutes": visit.minutes}
    values = {**usual, **filled}
    other = visit.leader if side == COACH else visit.coach
    stands = "It stays planned until then." if visit.state == PLANNED else "It isn't booked until then."
    blocks = [
        b.section(words.headline(visit, side)),
        f.day(values, "Another day"),
        f.start(values, visit.zone),
        f.minutes(values),
        b.context(f"{other} accepts it or offers another time. {stands} {words.SEES}"),
    ]
    return b.modal(FORM, "Offer another time", "Offer it", blocks, turn.pack(data, FORM))
