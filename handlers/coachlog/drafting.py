"""Contact forms that were left: kept when they close or fail, taken up again, thrown away."""

import secrets
from contextlib import suppress
from dataclasses import replace

from bot.errors import Denied, NotSavedYet, Refusal
from bot.messages import drafts as messages
from handlers.coachlog import form, opening
from handlers.coachlog.filling import read_as, read_form
from handlers.errors import in_background
from handlers.turn import Turn
from storage.contactdrafts import Kept, Typed, adopt_typed, close_typed, discard_typed, keep_typed, see_typed
from storage.engagements import pairs_of_contact
from storage.forming import stored_values
from storage.submitted import fitting

TRIES = 3
KEPT_ANEW = (
    "This form was opened before Coachlog was changed, so it can't be saved. What you typed is kept as a draft: "
    "close the form, and press Resume on Coachlog's Home."
)


def keep_in_the_end(turn: Turn, typed: Typed) -> None:
    """Keep what couldn't be saved, beside the answer; where the database is away, it is tried again."""
    turn.tasks.start(_keep(turn, typed))


async def _keep(turn: Turn, typed: Typed) -> None:
    for _ in range(TRIES):
        with suppress(NotSavedYet):
            await turn.store.write(keep_typed, turn.actor, turn.now, typed)
            return


async def adopt(turn: Turn) -> bool:
    """Keep what stands in a form whose metadata proves nothing, as a new one of this person; whether it was.

    Of the metadata nothing is used: a coach who sends a form may keep what they typed, and save it by their own rights.
    """
    data = form.Shape(secrets.token_urlsafe(18), typed=True).data()
    try:
        typed = read_as(turn, data).typed
    except Denied:
        return False
    with suppress(NotSavedYet):
        return await turn.store.write(adopt_typed, turn.actor, turn.now, replace(typed, failed=True))
    return False


async def closed(turn: Turn) -> None:
    """A form was closed unsaved: keep what was typed, and say where it is."""
    await turn.ack()
    in_background(turn, _closed)


async def _closed(turn: Turn) -> None:
    now = read_form(turn)
    if not now.typed.filled:  # Slack told of the closing, and not of what stood in the form
        now = replace(now, typed=replace(now.typed, asked=(), touched=False))
    with suppress(NotSavedYet):
        await turn.store.write(close_typed, turn.actor, turn.now, now.typed)


async def resume(turn: Turn) -> None:
    """Open the form as it was left."""
    draft = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _resume(later, draft))


async def _resume(turn: Turn, draft: int) -> None:
    kept = await turn.store.read(see_typed, turn.actor, draft)
    filled = fitting(kept.filled)
    engagement = int(filled.get("engagement") or 0)
    pairs = await turn.store.read(pairs_of_contact, turn.actor, turn.now, engagement)
    await opening.show_form(turn, pairs, await _shape(turn, kept), filled)


async def _shape(turn: Turn, kept: Kept) -> form.Shape:
    """What the form showed, at the page it was left at; a reason is asked by now where the period has closed.

    What was typed into an edit whose contact was taken back meanwhile goes on as a new contact.
    """
    shape = form.shape_of(kept.shape, str(kept.filled.get("kind", kept.shape.get("d", "visit"))))
    reason = shape.reason
    if shape.contact:
        try:
            _, reason = await turn.store.read(stored_values, turn.actor, turn.now, shape.contact)
        except (Denied, NotSavedYet):
            raise
        except Refusal:
            return replace(shape, typed=True, contact=None, reason=False)
    return replace(shape, typed=True, reason=reason, two=shape.two and not (reason and not shape.reason))


async def discard(turn: Turn) -> None:
    """Throw a draft away, and say so in the same place; Home is drawn anew."""
    await turn.store.write(discard_typed, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    if turn.body.get("response_url"):
        in_background(turn, lambda later: later.respond(text=messages.discarded().text, replace_original=True))
