"""`/coachlog`: log a contact with form F16, and what follows it."""

from bot.messages import contacts as messages
from bot.messages.home import OLDER, OLDER_WITH_ME
from bot.messages.strangers import ABOUT
from handlers.coachlog import form, opening, reading, saving, strangers
from handlers.coachlog.record import BACK
from handlers.turn import Routes, Turn

COMMAND = "/coachlog"
SHORTCUT = "contact.shortcut"
WORDS = {"help": reading.help_command, "last": reading.last, "undo": saving.undo_command}


async def command(turn: Turn) -> None:
    """No text opens the form; help, last and undo do what they say; any other text is kept in the form's note."""
    words = turn.body.get("text", "").strip()
    if not words:
        await opening.open_blank(turn)
    elif words.casefold() in WORDS:
        await WORDS[words.casefold()](turn)
    else:
        await opening.open_with_note(turn, words)


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.commands[COMMAND] = command
    routes.shortcuts[SHORTCUT] = opening.open_blank
    routes.actions[messages.LOG] = opening.open_blank
    routes.actions[messages.EDIT] = opening.open_edit
    routes.actions[messages.OPEN] = reading.open_record
    routes.actions |= dict.fromkeys((OLDER, OLDER + BACK), reading.older)
    routes.actions |= dict.fromkeys((OLDER_WITH_ME, OLDER_WITH_ME + BACK), reading.older_with_me)
    routes.actions[messages.UNDO] = saving.undo_button
    routes.actions[ABOUT] = strangers.about
    routes.actions[f"{form.FORM}.engagement"] = opening.change_shape
    routes.actions[f"{form.FORM}.kind"] = opening.change_shape
    routes.actions[form.ADD_STEP] = opening.change_shape
    routes.actions[form.ADD_PRIVATE] = opening.change_shape
    routes.actions[form.ADD_OTHERS] = opening.change_shape
    routes.options[f"{form.FORM}.engagement"] = opening.offer_pairs
    routes.views[form.FORM] = saving.submit
