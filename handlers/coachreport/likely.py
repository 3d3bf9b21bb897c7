"""What somebody most likely wants: a coach the report that is due, a coordinator the list, a leader her own part."""

from bot.errors import Refusal
from bot.language.periods import period_said
from bot.messages.reporthelp import NOT_READ, NOTHING_HERE, help_to_report, not_begun
from bot.messages.reportlists import FILTERS
from bot.rules.dates import local_day
from bot.rules.periods import Period
from handlers.coachlog.strangers import explain
from handlers.coachreport import listing, opening
from handlers.errors import tell
from handlers.turn import Turn
from storage.people import find_person
from storage.reportopening import Likely, likely_report, zone_here

LISTS = {label.casefold(): code for code, label in FILTERS.items()}
MINE = ("mine", "my reports", "all", "list")


async def say_help(turn: Turn, lead: str = "") -> None:
    """What this person can do here."""
    person = await turn.store.read(find_person, turn.actor)
    if person is None:
        await explain(turn)
    else:
        await tell(turn, help_to_report(person.roles, lead))


async def open_list(turn: Turn, words: str) -> None:
    """Open a program's list by the name of one of its filters, or a coach's own."""
    likely: Likely = await turn.store.write(likely_report, turn.actor, turn.now, None)
    if likely.programme is not None and words not in ("mine", "my reports"):
        await listing.show_list(turn, likely.programme, None, LISTS.get(words, "all"))
    elif likely.person is not None and likely.person.is_any("coach"):
        await listing.show_own(turn)
    else:
        await _show(turn, likely, None)


async def open_named(turn: Turn, words: str) -> None:
    """Open what there is of the period that is named; of none, what is likely wanted. Other words get the help."""
    today = local_day(turn.now, await turn.store.read(zone_here, turn.actor))
    period = period_said(words, today) if words else None
    if words and period is None:
        await say_help(turn, NOT_READ)
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
