"""`/coachmeet`: the week at a glance; visits and meetings booked, proposed, moved and let go (form F21)."""

from bot.messages import bookings, visits
from bot.messages.home import WEEK
from bot.messages.visits import help_to_meet
from handlers.coachlog.strangers import explain
from handlers.coachmeet import answering, booking, changing, line, week, weekly
from handlers.errors import in_background, tell
from handlers.turn import Routes, Turn
from storage.people import find_person

COMMAND = "/coachmeet"
WEEKS = {"week": 0, "this week": 0, "next week": 1, "last week": -1}


async def command(turn: Turn) -> None:
    """No text shows the week; help says what can be done; "next week" shows that; other text is read as a line."""
    words = " ".join(turn.body.get("text", "").split())
    if not words or words.casefold() in WEEKS:
        await turn.ack()
        turned = WEEKS.get(words.casefold(), 0)
        in_background(turn, lambda later: week.show_week(later, turned))
    elif words.casefold() == "help":
        await turn.ack()
        in_background(turn, _help)
    else:
        await line.propose(turn, words)


async def _help(turn: Turn) -> None:
    person = await turn.store.read(find_person, turn.actor)
    if person is None:
        await explain(turn)
    else:
        await tell(turn, help_to_meet(person.roles))


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.commands[COMMAND] = command
    routes.shortcuts[WEEK] = week.open_week
    routes.actions |= dict.fromkeys((visits.BOOK, visits.PROPOSE), booking.open_blank)
    routes.actions[visits.MAKE_UP] = booking.open_make_up
    again = (f"{booking.FORM}.engagement", f"{booking.FORM}.kind", booking.ADD_PLACE, booking.ADD_ZONE)
    routes.actions |= dict.fromkeys(again, booking.reshape)
    routes.options |= {f"{one}.{field}": booking.offer_pairs for one in FORMS for field in ("engagement", "guests")}
    routes.views[booking.FORM] = booking.submit
    routes.actions |= dict.fromkeys((visits.CHANGE, visits.MOVE), changing.open_form)
    routes.actions[f"{changing.FORM}.act"] = changing.reshape
    routes.views[changing.FORM] = changing.submit
    routes.actions |= {visits.ACCEPT: answering.accept, visits.DECLINE: answering.decline}
    routes.actions |= {visits.WITHDRAW: answering.withdraw, visits.UNDO: answering.take_undo}
    routes.actions[visits.OFFER] = answering.open_offer
    routes.views[answering.FORM] = answering.submit
    routes.actions |= dict.fromkeys((bookings.SAVE, bookings.ASK), line.save)
    routes.actions |= dict.fromkeys(bookings.CHOOSE, line.choose)
    routes.actions |= {bookings.EDIT: line.edit, bookings.DISCARD: line.discard}
    week.register(routes)
    weekly.register(routes)


FORMS = (booking.FORM, weekly.FORM)
