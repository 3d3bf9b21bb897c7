"""Opening form F16: from the command, a shortcut, a button, a stored contact."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from bot import blocks as b
from bot.errors import Denied
from handlers.coachlog import form
from handlers.coachlog.filling import page
from handlers.coachlog.record import RECORD
from handlers.coachlog.strangers import explain
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.engagements import Engagement, pairs_of_contact
from storage.forming import Facts, begin_form, facts_for, stored_values
from storage.ledger import open_with
from storage.submitted import in_fields

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
    in_background(turn, lambda later: open_contact(later, contact))


async def _open(turn: Turn, chosen: int | None, words: str = "") -> None:
    facts, guess = await turn.store.read(begin_form, turn.actor, turn.now, chosen, form.first_guess)
    if chosen is not None and chosen not in {one.id for one in facts.pairs}:
        raise Denied("contact.open")
    if words:
        guess["note"] = words[: b.TEXT_MAX]
    if more := words[b.TEXT_MAX : 2 * b.TEXT_MAX]:
        guess |= {"private_note": more, "continued": True}
    shape = form.Shape(secrets.token_urlsafe(18), guess.get("kind", "visit"), private=bool(more), typed=bool(words))
    await _show(turn, facts, replace(shape, guesses=frozenset(guess.get("guesses", ()))), guess)


async def open_contact(turn: Turn, contact: int) -> None:
    """Open the form on an own contact, after ack."""
    filled, reason = await turn.store.read(stored_values, turn.actor, turn.now, contact)
    pairs = await turn.store.read(pairs_of_contact, turn.actor, turn.now, filled["engagement"])
    shape = form.Shape(secrets.token_urlsafe(18), filled["kind"], contact=contact, reason=reason)
    await show_form(turn, pairs, shape, filled)


async def show_form(turn: Turn, pairs: list[Engagement], shape: form.Shape, filled: Mapping[str, Any]) -> None:
    """Open the form; in place of the contact's page where that is open.

    filled: initial values by field; fields called for with a button are shown where they have one. guesses: the names
    of those that are guessed. Whoever has no school any more is told why there is no form.
    """
    values = in_fields(filled)
    shape = form.grown(shape, values)
    facts = Facts(pairs)
    if form.wants_facts(shape, values):
        facts = await turn.store.read(facts_for, turn.actor, turn.now, values)
    elif values.get("engagement") and not shape.contact:
        steps = await turn.store.read(open_with, turn.actor, int(values["engagement"]), turn.now.date())
        facts = Facts(pairs, open=steps)
    await _show(turn, facts, shape, values)


async def _show(turn: Turn, facts: Facts, shape: form.Shape, values: Mapping[str, Any]) -> None:
    if not facts.pairs:
        await explain(turn)
        return
    view = page(turn, facts, shape, values)
    if turn.inside.get("callback_id") == RECORD:
        await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)
    else:
        await show(turn, view)
