"""Field notes beside a contact: a walkthrough (F18), feedback gathered (F19), a difficult decision (F20)."""

from functools import partial

from bot.messages import fieldnotes as messages
from handlers.fieldnotes import reading, writing
from handlers.fieldnotes.forms import FORM
from handlers.turn import Routes


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    for kind, action in messages.WRITE.items():
        routes.actions[action] = partial(writing.open_form, kind=kind)
    routes.actions[messages.OPEN] = reading.open_note
    routes.actions[messages.EDIT] = writing.open_edit
    routes.actions[messages.REMOVE] = reading.remove
    routes.actions[messages.RESTORE] = reading.restore
    routes.views[FORM] = writing.submit
