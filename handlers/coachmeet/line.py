"""A line after `/coachmeet`: shown back to the person alone, then done, edited or thrown away."""

from bot import blocks as b
from bot.errors import Denied
from bot.messages import Message
from bot.messages import bookings as messages
from bot.messages.bookings import Card
from bot.messages.visits import not_understood
from bot.rules.bookings import BOOK, CHANGES, MOVE, WEEKLY
from handlers.coachmeet import answering, booking, changing, weekly
from handlers.coachmeet import fields as f
from handlers.coachmeet.strangers import explain
from handlers.errors import in_background
from handlers.turn import Turn
from storage.bookings import (
    choose_pair,
    discard_booking,
    form_values,
    guesses,
    intent_of,
    propose_booking,
    read_line,
    save_booking,
)
from storage.mine import Mine, pairs_of
from storage.visitacts import Press
from storage.visitwords import said_to


async def propose(turn: Turn, words: str) -> None:
    """Show back what was read; say so where nothing could be."""
    card: Card | None = await turn.store.write(propose_booking, turn.actor, turn.now, words)
    if card is not None:
        said = messages.card(card)
        await turn.ack(text=said.text, blocks=list(said.blocks))
        return
    mine: Mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    if not mine.pairs:
        await turn.ack()
        in_background(turn, lambda later: explain(later, mine))
        return
    said = not_understood(words)
    await turn.ack(text=said.text, blocks=list(said.blocks))


async def save(turn: Turn) -> None:
    """Do what was shown; one of the two buttons asks the other person first."""
    line, ask = turn.row_id(), turn.action["action_id"] == messages.ASK
    press = Press(turn.actor, turn.now, turn.body.get("trigger_id", ""), quiet=True)
    again, visit = await turn.store.write(save_booking, press, line, ask)
    await turn.ack()
    in_background(turn, lambda later: _say(later, again, visit))


async def _say(turn: Turn, again: bool, visit: int) -> None:
    said = await turn.store.read(said_to, turn.actor, visit) if visit else None
    await _replace(turn, said or messages.saved(again))


async def choose(turn: Turn) -> None:
    """Say which of the pairs that fit is meant; the draft is shown anew."""
    place = messages.CHOOSE.index(turn.action["action_id"])
    card = await turn.store.write(choose_pair, turn.actor, turn.now, turn.row_id(), place)
    await turn.ack()
    in_background(turn, lambda later: _replace(later, messages.card(card)))


async def discard(turn: Turn) -> None:
    """Throw the draft away."""
    gone = await turn.store.write(discard_booking, turn.actor, turn.row_id())
    await turn.ack()
    said = messages.discarded() if gone else messages.saved(True)
    in_background(turn, lambda later: _replace(later, said))


async def edit(turn: Turn) -> None:
    """Open the form that fits, with what was read."""
    line = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _edit(later, line))


async def _edit(turn: Turn, line: int) -> None:
    card: Card = await turn.store.read(read_line, turn.actor, turn.now, line)
    act = card.booking.act.value
    filled = {**form_values(card.booking), "guesses": guesses(card.booking)}
    if act in CHANGES and card.visit is not None:
        if card.leads:
            await answering.open_other_time(turn, card.visit.id, filled if act == MOVE else {})
        else:
            reason = {"reason": card.booking.reason.value} if card.booking.reason else {}
            await changing.open_change(turn, card.visit.id, act, {**filled, **reason})
    elif act == WEEKLY:
        await _edit_weekly(turn, card, filled)
    elif act == BOOK or card.pairs:
        mine = await turn.store.read(pairs_of, turn.actor, turn.now)
        ask = f.ASK if card.booking.ask else f.AGREED
        shape = booking.fresh(turn, intent=intent_of(line), guesses=filled["guesses"], ask=ask)
        await booking.show_form(turn, mine, shape, filled)
    else:
        raise Denied("booking.edit", sentence="Please say which school, and which day.")


async def _edit_weekly(turn: Turn, card: Card, filled: dict[str, object]) -> None:
    day = card.booking.day.value if card.booking.day else None
    more = {"weekday": day.weekday(), "from_day": day} if day else {}
    values = {name: one for name, one in filled.items() if name != "day"}
    intent = intent_of(card.id)
    await weekly.open_form(turn, {**values, **more, "every_weeks": card.booking.every}, intent)


async def _replace(turn: Turn, said: Message) -> None:
    blocks = list(said.blocks) or [b.section(said.text)]
    await turn.respond(text=said.text, blocks=blocks, replace_original=True)
