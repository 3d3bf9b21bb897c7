"""The hours bank: how a month that falls short can still reach its goal, with the form that books the first way."""

from typing import Any

from bot.messages.hours import MAKE_UP, make_up_lines, make_up_page
from bot.rules.views import Standing
from bot.rules.visits import KINDS, ON_SITE
from handlers.coachmeet import booking
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.hours import month_of_pair
from storage.mine import pairs_of

GUESSED = ("day", "minutes")


async def plan_make_up(turn: Turn) -> None:
    """Open the form of a visit with a day and a length that would do; the days alone, where nothing can be added."""
    pair = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show(later, pair))


async def _show(turn: Turn, pair: int) -> None:
    standing, kinds = await turn.store.read(month_of_pair, turn.actor, turn.now, pair)
    filled = prefilled(standing, kinds)
    if filled is None:
        await show(turn, make_up_page(standing, kinds))
        return
    mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    shape = booking.fresh(turn, guesses=GUESSED)
    await booking.show_form(turn, mine, shape, {"engagement": pair, **filled}, make_up_lines(standing))


def prefilled(standing: Standing, kinds: tuple[str, ...]) -> dict[str, Any] | None:
    """The first way of adding what is missing, by field; None where there is none, or nothing that is booked counts."""
    make_up = standing.bank.make_up
    kind = next((one for one in (ON_SITE, *kinds) if one in kinds and one in KINDS), None)
    if make_up is None or not make_up.parts or not make_up.days or kind is None:
        return None
    return {"kind": kind, "day": make_up.days[0], "minutes": make_up.part}


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[MAKE_UP] = plan_make_up
