"""`/coachlog`: log a contact with form F16, and what follows it."""

from bot.language.asking import is_list
from bot.messages import contacts as messages
from bot.messages import drafts, lines
from bot.messages.strangers import ABOUT
from handlers import digests, exports, questions, roster
from handlers.coachlog import (
    changes,
    concerns,
    deleting,
    drafting,
    form,
    frommessage,
    line,
    listing,
    opening,
    reading,
    remarks,
    saving,
    shaping,
    sharing,
    strangers,
)
from handlers.turn import Routes, Turn

COMMAND = "/coachlog"
SHORTCUT = "contact.shortcut"
WORDS = {"help": reading.help_command, "undo": saving.undo_command, "export": exports.command, "roster": roster.command}


async def command(turn: Turn) -> None:
    """No text opens the form; help, last, ask, undo and export do what they say; other text is read as a contact."""
    words = turn.body.get("text", "").strip()
    if not words:
        await opening.open_blank(turn)
    elif words.casefold() in WORDS:
        await WORDS[words.casefold()](turn)
    elif digests.asking.is_digest(words):
        await digests.asking.command(turn, words)
    elif questions.is_question(words):
        await questions.command(turn, words)
    elif is_list(words):
        await listing.last(turn, words[len("last") :])
    else:
        await line.propose(turn, words)


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.commands[COMMAND] = command
    routes.shortcuts[SHORTCUT] = opening.open_blank
    routes.actions[messages.LOG] = opening.open_blank
    routes.actions[messages.EDIT] = opening.open_edit
    routes.actions[messages.OPEN] = reading.open_record
    routes.actions[messages.UNDO] = saving.undo_button
    routes.actions[ABOUT] = strangers.about
    routes.actions |= {f"{form.FORM}.{field}": shaping.change_shape for field in ("engagement", "kind", "made")}
    routes.actions |= dict.fromkeys((*form.SHOWN_BY, form.ADD_STEP, form.BACK), shaping.change_shape)
    routes.options |= {f"{form.FORM}.{field}": shaping.offer_pairs for field in ("engagement", "attendees")}
    routes.views |= dict.fromkeys((form.FORM, form.SESSION), saving.submit)
    routes.views[concerns.CONCERNS] = concerns.submit
    routes.closed |= dict.fromkeys((form.FORM, form.SESSION), drafting.closed)
    routes.actions |= {drafts.RESUME: drafting.resume, drafts.DISCARD: drafting.discard}
    routes.actions |= dict.fromkeys((lines.SAVE, *lines.PRESENT), line.save)
    routes.actions |= dict.fromkeys(lines.CHOOSE, line.choose)
    routes.actions[lines.EDIT] = line.edit
    routes.actions[lines.DISCARD] = line.discard
    for part in (changes, deleting, frommessage, listing, questions, remarks, sharing):
        part.register(routes)
