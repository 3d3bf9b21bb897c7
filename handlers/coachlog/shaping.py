"""Changing the open form: what the pair, the kind or a button calls for, with what was typed kept."""

from dataclasses import replace
from typing import Any

from bot import blocks as b
from bot.rules import contacts as rules
from handlers.coachlog import form
from handlers.coachlog.filling import Filling, page, read_form
from handlers.coachlog.form import Shape
from handlers.errors import in_background
from handlers.turn import Turn
from storage.engagements import pairs_of_user
from storage.savingforms import redraw

WORDS = ("note", "private_note", "others")


async def change_shape(turn: Turn) -> None:
    """Pair or kind changed, or more fields asked for: show what is needed and who can read it, keep what was typed."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    now = read_form(turn)
    shape = _pressed(now.shape, str(turn.action["action_id"]))
    typed = replace(now.typed, shape=shape.data(), touched=now.typed.touched or _would_hide(turn, now))
    if turn.action["action_id"] == form.ATTEMPTED:
        typed = replace(typed, filled={**typed.filled, "made": "attempted"})
    facts, filled = await turn.store.write(redraw, turn.actor, turn.now, typed)
    shape = form.grown(replace(shape, guesses=frozenset(now.shape.guesses)), filled)
    view = page(turn, facts, shape, filled)
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


def _pressed(shape: Shape, action: str) -> Shape:
    """The shape after a button; a change of pair or kind leaves it as it is."""
    if action == form.ADD_STEP:
        return replace(shape, steps=min(max(shape.steps, int(shape.two)) + 1, rules.STEPS_MAX))
    if action == form.BACK:
        return replace(shape, two=False)
    if action in form.SHOWN_BY:
        shown: dict[str, Any] = {form.SHOWN_BY[action][0]: True}
        return replace(shape, **shown)
    return shape


def _would_hide(turn: Turn, now: Filling) -> bool:
    """Whether the kind changed while words stand in the form, also ours: the other kind may have no field for them."""
    return turn.action["block_id"] == "kind" and any(now.typed.filled.get(name) for name in WORDS)


async def offer_pairs(turn: Turn) -> None:
    """The schools that match what is typed, from the person's own engagements, at most 100."""
    words = str(turn.body.get("value", "")).casefold().replace("·", " ").split()
    pairs = await turn.store.read(pairs_of_user, turn.actor, turn.now)
    found = [one for one in pairs if all(word in f"{one.school} {one.leader}".casefold() for word in words)]
    await turn.ack(options=[form.pair_option(one) for one in found[: b.OPTIONS_MAX]])
