"""Lists of reports: a program's of a period, by how they stand; a coach's own; what a leader was shown; the contacts
behind a school's numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot import blocks as b
from bot.errors import Denied
from bot.messages.reportlists import (
    ALL,
    FILTER,
    FILTERS,
    LIST_PAGE,
    MINE_PAGE,
    PARTS_PAGE,
    PERIOD,
    contacts_page,
    list_page,
    mine_page,
    parts_page,
)
from bot.messages.reportpages import BACK, NEXT, PAGE, READ, SHOWN
from bot.messages.reports import FIGURES, LIST, MINE
from bot.rules.periods import Period, period_of
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.reporting import own_reports
from storage.reportopening import KEPT, Likely, Listed, contacts_behind, listed_reports


async def open_list(turn: Turn) -> None:
    """Ack, then open a program's list of the period that is due or was last."""
    programme = turn.row_id() if turn.action.get("value") else 0
    await turn.ack()
    in_background(turn, lambda later: show_list(later, programme))


async def show_list(turn: Turn, programme: int, period: Period | None = None, chosen: str = ALL) -> None:
    """Open the list. programme: 0 for the one whose reports the actor may read."""
    data = {"g": programme, "f": period.first.isoformat() if period else "", "s": chosen, "p": 0}
    await show(turn, await _page(turn, data))


async def _page(turn: Turn, data: Mapping[str, Any]) -> b.View:
    first = date.fromisoformat(data["f"]) if data["f"] else None
    found: Listed = await turn.store.read(listed_reports, turn.actor, turn.now, int(data["g"]), first)
    chosen, skip = str(data["s"]), max(0, int(data["p"]))
    held = {"g": found.programme, "f": found.period.first.isoformat(), "s": chosen, "p": skip}
    metadata = turn.pack(held, LIST_PAGE)
    return list_page(found.reports, found.period, chosen, found.today, skip, turn.now, metadata)


async def narrow(turn: Turn) -> None:
    """Another period or filter was chosen."""
    data, chosen = turn.unpack(), str((turn.action.get("selected_option") or {}).get("value", ""))
    if turn.action["action_id"] == PERIOD:
        data["f"] = _first_day(chosen).isoformat()
    elif chosen in FILTERS:
        data["s"] = chosen
    else:
        raise Denied("value")
    await turn.ack()
    in_background(turn, lambda later: redraw(later, turn.view["id"], {**data, "p": 0}))


def _first_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Denied("value") from None
    return period_of(day).first


async def redraw(turn: Turn, view_id: str, data: Mapping[str, Any]) -> None:
    """Show what the list holds now. data: its metadata."""
    await turn.client.views_update(view_id=view_id, view=await _page(turn, data))


async def turn_page(turn: Turn) -> None:
    """The ten before or after, of one of these lists."""
    data, page = turn.unpack(), str(turn.view["callback_id"])
    step = {NEXT: SHOWN, BACK: -SHOWN}[turn.action["action_id"]]
    skip = max(0, int(data["p"]) + step)
    await turn.ack()
    if page == LIST_PAGE:
        in_background(turn, lambda later: redraw(later, turn.view["id"], {**data, "p": skip}))
    elif page == MINE_PAGE:
        in_background(turn, lambda later: _turn_own(later, skip))


async def _turn_own(turn: Turn, skip: int) -> None:
    await turn.client.views_update(view_id=turn.view["id"], view=await _own(turn, skip))


async def open_own(turn: Turn) -> None:
    """Ack, then list a coach's own reports, in place of the one that is open."""
    await turn.ack()
    here = turn.inside.get("callback_id") in (PAGE, READ)
    in_background(turn, (lambda later: _turn_own(later, 0)) if here else show_own)


async def show_own(turn: Turn) -> None:
    """Open the list of own reports."""
    await show(turn, await _own(turn, 0))


async def _own(turn: Turn, skip: int) -> b.View:
    found = await turn.store.read(own_reports, turn.actor, KEPT)
    return mine_page(found, turn.now, skip, turn.pack({"p": skip}, MINE_PAGE))


async def show_parts(turn: Turn, likely: Likely) -> None:
    """Open the list of what a leader was shown."""
    rows = [(one.report, one.coach, one.period, one.said) for one in likely.parts]
    await show(turn, parts_page(rows, period_of(turn.now.date()), turn.pack({}, PARTS_PAGE)))


async def open_contacts(turn: Turn) -> None:
    """Ack, then list the contacts behind a school's numbers."""
    section = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_contacts(later, section))


async def _open_contacts(turn: Turn, section_id: int) -> None:
    one, facts = await turn.store.read(contacts_behind, turn.actor, turn.now, section_id)
    await show(turn, contacts_page(one, facts))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {LIST: open_list, MINE: open_own, FIGURES: open_contacts}
    routes.actions |= dict.fromkeys((PERIOD, FILTER), narrow)
