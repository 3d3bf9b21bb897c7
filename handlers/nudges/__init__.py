"""The footer of every nudge: why it came, having it later, stopping its kind; each with its undo."""

from bot.messages import nudges as messages
from handlers.nudges import later, stopping
from handlers.turn import Routes


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[messages.WHY] = stopping.show_why
    routes.actions[messages.SNOOZE] = later.choose
    routes.views[later.FORM] = later.submit
    routes.actions[messages.UNDO_SNOOZE] = later.undo
    routes.actions[messages.STOP] = stopping.open_form
    routes.views[stopping.FORM] = stopping.submit
    routes.actions[messages.UNDO_STOP] = stopping.undo
