"""`/coachreport`: status reports drafted from the log, finished, read, returned and accepted (form F22)."""

from bot.errors import Refusal
from bot.language.periods import period_said
from bot.messages.reporthelp import NOT_READ, NOTHING_HERE, help_to_report, not_begun
from bot.messages.reportlists import FILTERS, LIST_PAGE, MINE_PAGE
from bot.messages.reportpages import BACK, NEXT, SEE_AS
from bot.rules.dates import local_day
from bot.rules.periods import Period
from handlers.coachlog.strangers import explain
from handlers.coachreport import deciding, leading, lines, listing, opening, section, submitting
from handlers.errors import in_background, tell
from handlers.turn import Routes, Turn
from storage.people import find_person
from storage.reportopening import Likely, likely_report, zone_here

COMMAND = "/coachreport"
LISTS = {label.casefold(): code for code, label in FILTERS.items()}
MINE = ("mine", "my reports", "all", "list")


async def command(turn: Turn) -> None:
    """No text opens what is likely wanted; help says what can be done; a period or a list by its name is opened."""
    words = " ".join(turn.body.get("text", "").split()).casefold()
    await turn.ack()
    if words == "help":
        in_background(turn, _help)
    elif words in MINE or words in LISTS:
        in_background(turn, lambda later: _list(later, words))
    else:
        in_background(turn, lambda later: _open(later, words))


async def _help(turn: Turn, lead: str = "") -> None:
    person = await turn.store.read(find_person, turn.actor)
    if person is None:
        await explain(turn)
    else:
        await tell(turn, help_to_report(person.roles, lead))


async def _list(turn: Turn, words: str) -> None:
    likely: Likely = await turn.store.write(likely_report, turn.actor, turn.now, None)
    if likely.programme is not None and words not in ("mine", "my reports"):
        await listing.show_list(turn, likely.programme, None, LISTS.get(words, "all"))
    elif likely.person is not None and likely.person.is_any("coach"):
        await listing.show_own(turn)
    else:
        await _show(turn, likely, None)


async def _open(turn: Turn, words: str) -> None:
    today = local_day(turn.now, await turn.store.read(zone_here, turn.actor))
    period = period_said(words, today) if words else None
    if words and period is None:
        await _help(turn, NOT_READ)
        return
    if period and period.first > today:
        raise Refusal(not_begun(period))
    await _show(turn, await turn.store.write(likely_report, turn.actor, turn.now, period), period)


async def _show(turn: Turn, likely: Likely, period: Period | None) -> None:
    if len(likely.reports) == 1:
        await opening.show_report(turn, likely.reports[0])
    elif likely.reports:
        await listing.show_own(turn)
    elif likely.programme is not None:
        await listing.show_list(turn, likely.programme, period)
    elif len(likely.parts) == 1:
        await opening.show_report(turn, likely.parts[0].report)
    elif likely.parts:
        await listing.show_parts(turn, likely)
    elif likely.person is None:
        await explain(turn)
    else:
        await tell(turn, help_to_report(likely.person.roles, NOTHING_HERE))


async def turn_page(turn: Turn) -> None:
    """Next and back, on whichever page."""
    if turn.view.get("callback_id") in (LIST_PAGE, MINE_PAGE):
        await listing.turn_page(turn)
    else:
        await opening.turn_page(turn)


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.commands[COMMAND] = command
    routes.actions |= dict.fromkeys((NEXT, BACK), turn_page)
    routes.actions[SEE_AS] = opening.see_as
    for part in (opening, section, lines, submitting, deciding, listing, leading):
        part.register(routes)
