"""`/coachreport`: status reports drafted from the log, finished, read, returned and accepted (form F22)."""

from bot.messages.reportlists import LIST_PAGE, MINE_PAGE
from bot.messages.reportpages import BACK, NEXT, READ, SEE_AS
from bot.messages.reports import OPEN
from handlers.coachreport import deciding, leading, likely, lines, listing, opening, section, submitting
from handlers.errors import in_background
from handlers.turn import Routes, Turn

COMMAND = "/coachreport"


async def command(turn: Turn) -> None:
    """No text opens what is likely wanted; help says what can be done; a period or a list by its name is opened."""
    words = " ".join(turn.body.get("text", "").split()).casefold()
    await turn.ack()
    if words == "help":
        in_background(turn, likely.say_help)
    elif words in likely.MINE or words in likely.LISTS:
        in_background(turn, lambda later: likely.open_list(later, words))
    else:
        in_background(turn, lambda later: likely.open_named(later, words))


async def turn_page(turn: Turn) -> None:
    """Next and back, on whichever page."""
    if turn.view.get("callback_id") in (LIST_PAGE, MINE_PAGE):
        await listing.turn_page(turn)
    else:
        await opening.turn_page(turn)


async def open_one(turn: Turn) -> None:
    """Ack, then open the report that a button names, in place of one or of a list; without one, the likely one."""
    report = turn.row_id() if turn.action.get("value") else 0
    await turn.ack()
    if report and turn.inside.get("callback_id") in (READ, MINE_PAGE):
        in_background(turn, lambda later: opening.show_here(later, report))
    elif report:
        in_background(turn, lambda later: opening.show_report(later, report))
    else:
        in_background(turn, lambda later: likely.open_named(later, ""))


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.commands[COMMAND] = command
    routes.actions |= dict.fromkeys((NEXT, BACK), turn_page)
    routes.actions[SEE_AS] = opening.see_as
    routes.actions[OPEN] = open_one
    for part in (opening, section, lines, submitting, deciding, listing, leading):
        part.register(routes)
