"""Submitting forms F16 and F17, and taking a contact back."""

import asyncio
from dataclasses import replace

from bot.errors import Denied, NotSavedYet, Refusal, Unsure
from bot.messages import contacts as messages
from handlers.coachlog import concerns, form, frommessage, pages
from handlers.coachlog.drafting import KEPT_ANEW, adopt, keep_in_the_end
from handlers.coachlog.filling import Filling, page, read_form
from handlers.coachlog.strangers import nothing_logged
from handlers.errors import in_background
from handlers.turn import Turn
from storage.savingforms import Sending, redraw, save_form, save_pages, turn_page
from storage.submitted import contact_in, is_session
from storage.takingback import take_back_contact

# Tried again, it would take back the contact before.
IN_DOUBT = (
    "That took longer than I may wait, so it may be undone or not. Look with /coachlog last before you try again."
)


async def submit(turn: Turn) -> None:
    """Save the form, or a session's first page; what can't be saved now is kept as a draft.

    A form that we can't be sure of any more, as after all keys were replaced, is kept as a new draft.
    """
    try:
        now = read_form(turn)
    except Denied as denied:
        if denied.what == "metadata" and await adopt(turn):
            raise Denied("metadata", sentence=KEPT_ANEW) from None
        raise
    try:
        now = await frommessage.with_text(turn, now)
        await _save(turn, now)
    except Unsure as unsure:
        await concerns.ask(turn, now.typed, unsure)
    except (Refusal, asyncio.CancelledError) as problem:
        keep_in_the_end(turn, replace(now.typed, failed=True))
        if not _wants_reason(problem, now):
            raise
        await _ask_reason(turn, now)


async def _save(turn: Turn, now: Filling) -> None:
    """Save and ack. What is said was put into the outbox with the record."""
    if not now.shape.two and is_session(now.typed.filled):
        await _turn_page(turn, now)
        return
    sending = sending_of(turn, now)
    if now.shape.two:
        await turn.store.write(save_pages, turn.actor, turn.now, sending, now.typed)
    else:
        await turn.store.write(save_form, turn.actor, turn.now, sending, contact_in(now.typed.filled))
    await turn.ack()


def sending_of(turn: Turn, now: Filling) -> Sending:
    """This pressing of the button."""
    request, shape = turn.body.get("trigger_id", ""), now.shape
    return Sending(shape.intent, turn.sent_at, request, shape.contact, link=shape.link)


async def _turn_page(turn: Turn, now: Filling) -> None:
    facts, kept = await turn.store.write(turn_page, turn.actor, turn.now, now.typed)
    shape = form.grown(replace(now.shape, two=True), kept.filled)
    await turn.ack(response_action="update", view=page(turn, facts, shape, kept.filled))


def _wants_reason(problem: BaseException, now: Filling) -> bool:
    """Whether the period closed while the form was open, so that it has no field for the reason."""
    return isinstance(problem, Refusal) and problem.field == "reason" and "reason" not in now.typed.asked


async def _ask_reason(turn: Turn, now: Filling) -> None:
    facts, filled = await turn.store.write(redraw, turn.actor, turn.now, replace(now.typed, failed=True))
    shape = form.grown(replace(now.shape, two=False, reason=True), filled)
    await turn.ack(response_action="update", view=page(turn, facts, shape, filled))


async def undo_command(turn: Turn) -> None:
    """`/coachlog undo`: take back the newest contact, then say which."""
    trigger = turn.body.get("trigger_id", "")
    try:
        fact = await turn.store.write(take_back_contact, turn.actor, turn.now, None, trigger)
    except NotSavedYet:
        raise Refusal(IN_DOUBT) from None
    if fact is None:
        await nothing_logged(turn, messages.nothing_to_undo())
        return
    said = messages.taken_back(fact)
    await turn.ack(text=said.text, blocks=list(said.blocks))


async def undo_button(turn: Turn) -> None:
    """Undo on the confirmation or on a contact's page: take it back, and say so in the same place."""
    press = turn.body.get("trigger_id", "")
    fact = await turn.store.write(take_back_contact, turn.actor, turn.now, turn.row_id(), press)
    await turn.ack()
    if fact is not None:
        said = messages.taken_back(fact) if fact.removed else messages.brought_back(fact)
        in_background(turn, lambda later: pages.say_instead(later, said))
