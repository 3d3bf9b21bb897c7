"""Opening form F16: from the command, a shortcut, a button; and changing it while it is open."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from bot import blocks as b
from bot import forms
from bot.errors import Denied
from bot.rules import contacts as rules
from handlers.coachlog import form
from handlers.coachlog.record import RECORD
from handlers.coachlog.strangers import explain
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.engagements import Engagement, pairs_of_contact, pairs_of_user
from storage.reading import pairs_to_log, read_record

TOO_MUCH = "That is more than the form can hold, so I keep the beginning there. This is the rest; please copy it:"
TYPED = "This is what you typed:"

Respond: TypeAlias = Callable[..., Awaitable[Any]]


async def open_blank(turn: Turn) -> None:
    """Ack, then open the form in the background. A button may carry the engagement it is about."""
    chosen = turn.row_id() if "actions" in turn.body and turn.action.get("value") else None
    await turn.ack()
    in_background(turn, lambda later: _open(later, chosen))


async def open_with_note(turn: Turn, words: str) -> None:
    """Ack, then open the form with the person's words already in it, so that nothing typed is lost.

    What the note can't hold goes into the private note; what neither can is answered at once. If no form opens,
    the answer gives the words back.
    """
    if rest := words[2 * b.TEXT_MAX :]:
        await turn.ack(text=f"{TOO_MUCH}\n\n{b.safe(rest)}")
    else:
        await turn.ack()
    answer = partial(_give_back, turn.respond, words)
    in_background(replace(turn, respond=answer), lambda later: _open(later, None, words))


async def _give_back(
    respond: Respond, words: str, *, text: str, blocks: Sequence[b.Block] | None = None, **how: Any
) -> None:
    """Answer in place of the form, with what the person typed for it."""
    pieces = [words[start : start + b.TEXT_MAX] for start in range(0, len(words), b.TEXT_MAX)]
    told = [*(blocks or [b.marked(text)]), *(b.section(one) for one in (TYPED, *pieces))]
    await respond(text=f"{text}\n\n{TYPED}\n{b.safe(words)}", blocks=told, **how)


async def open_edit(turn: Turn) -> None:
    """Ack, then open the form on an own contact."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_edit(later, contact))


async def _open(turn: Turn, chosen: int | None, words: str = "") -> None:
    pairs, logged = await turn.store.read(pairs_to_log, turn.actor, turn.now, chosen)
    if chosen is not None and chosen not in {one.id for one in pairs}:
        raise Denied("contact.open")
    if not pairs:
        await explain(turn)
        return
    guess = form.first_guess(pairs, turn.now, chosen, logged)
    if words:
        guess["note"] = words[: b.TEXT_MAX]
    if more := words[b.TEXT_MAX : 2 * b.TEXT_MAX]:
        guess |= {"private_note": more, "continued": True}
    await _show(turn, pairs, form.Shape(secrets.token_urlsafe(18), private=bool(more)), guess)


async def _open_edit(turn: Turn, contact: int) -> None:
    record = await turn.store.read(read_record, turn.actor, contact)
    if not record.author:
        raise Denied("contact.edit")
    pairs = await turn.store.read(pairs_of_contact, turn.actor, turn.now, record.fact.engagement_id)
    shape = form.Shape(
        secrets.token_urlsafe(18),
        record.fact.kind,
        len(record.steps),
        bool(record.private_note),
        bool(record.others),
        contact,
    )
    await _show(turn, pairs, shape, form.filled_from(record))


async def _show(turn: Turn, pairs: list[Engagement], shape: form.Shape, filled: Mapping[str, Any]) -> None:
    view = form.build(pairs, shape, filled, turn.pack(shape.data(), form.FORM))
    if turn.inside.get("callback_id") == RECORD:
        await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)
    else:
        await show(turn, view)


async def change_shape(turn: Turn) -> None:
    """Pair or kind changed, or more fields asked for: show what is needed and who can read it, keep what was typed."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    filled = forms.values(turn.view)
    kind = str(filled.get("kind", "visit"))
    if kind not in rules.KINDS:
        raise Denied("value", "kind")
    shape = form.shape_of(turn.unpack(), kind)
    pressed = turn.action["action_id"]
    if pressed == form.ADD_STEP:
        shape = replace(shape, steps=min(shape.steps + 1, rules.STEPS_MAX))
    shape = replace(
        shape,
        private=shape.private or pressed == form.ADD_PRIVATE,
        others=shape.others or pressed == form.ADD_OTHERS,
    )
    filled |= _numbers(filled)
    pairs = await turn.store.read(pairs_of_contact, turn.actor, turn.now, filled.get("engagement", 0))
    view = form.build(pairs, shape, filled, turn.pack(shape.data(), form.FORM))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


def _numbers(filled: Mapping[str, Any]) -> dict[str, Any]:
    """The chosen engagement as its id. Raises Denied when it is none."""
    engagement = str(filled.get("engagement", ""))
    if engagement and not (engagement.isascii() and engagement.isdigit() and len(engagement) < 19):
        raise Denied("value", "engagement")
    return {"engagement": int(engagement)} if engagement else {}


async def offer_pairs(turn: Turn) -> None:
    """The schools that match what is typed, from the person's own engagements, at most 100."""
    words = str(turn.body.get("value", "")).casefold().replace("·", " ").split()
    pairs = await turn.store.read(pairs_of_user, turn.actor, turn.now)
    found = [one for one in pairs if all(word in f"{one.school} {one.leader}".casefold() for word in words)]
    await turn.ack(options=[form.pair_option(one) for one in found[: b.OPTIONS_MAX]])
