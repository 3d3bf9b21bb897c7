"""Next steps of both sides: done, moved, dropped, held up; from the Homes, the list of all, and the next form."""

from bot.messages import commitments as messages
from bot.messages.stepnudges import ASK
from handlers.commitments import acting, asking, changing, listing
from handlers.turn import Routes
from storage.commitments import clear_barrier, mark_done, move_back, reopen


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[messages.DONE] = acting.by(mark_done)
    routes.actions[messages.REOPEN] = acting.by(reopen)
    routes.actions[messages.MOVE_BACK] = acting.by(move_back)
    routes.actions[messages.CLEAR] = acting.by(clear_barrier)
    routes.actions[messages.CHANGE] = changing.open_form
    routes.actions[f"{changing.FORM}.act"] = changing.reshape
    routes.views[changing.FORM] = changing.submit
    routes.actions[ASK] = asking.open_form
    routes.views[asking.FORM] = asking.submit
    routes.actions[messages.LIST] = listing.show_open
    routes.actions |= dict.fromkeys(listing.ways(listing.OPEN), listing.show_open)
    routes.actions |= dict.fromkeys(listing.ways(listing.CLOSED), listing.show_closed)
