"""Opening a report: the page its reader gets, turned ten schools at a time; and the pages of several reports."""

from collections.abc import Mapping
from typing import Any

from bot import blocks as b
from bot.errors import Denied
from bot.messages.reportcards import leader_page
from bot.messages.reportpages import (
    BACK,
    LEADS,
    NEXT,
    PAGE,
    READ,
    SEEN,
    SHOWN,
    Beside,
    preview_page,
    reading_page,
    report_page,
)
from bot.messages.reports import PREVIEW
from bot.rules import reports as rules
from bot.rules.reports import Report
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.drafting import see_report
from storage.reportdays import next_to_read
from storage.reportopening import concerns_of, open_report

STEPS = {NEXT: SHOWN, BACK: -SHOWN}


async def show_report(turn: Turn, report_id: int) -> None:
    """Open a report as its reader may see it."""
    report = await turn.store.write(open_report, turn.actor, turn.now, report_id)
    await show(turn, await page_of(turn, report))


async def show_here(turn: Turn, report_id: int) -> None:
    """Put a report in the place of the page on which it was chosen."""
    report = await turn.store.write(open_report, turn.actor, turn.now, report_id)
    await turn.client.views_update(view_id=turn.view["id"], view=await page_of(turn, report))


async def page_of(turn: Turn, report: Report, skip: int = 0, said: str = "") -> b.View:
    """The page of a report for whoever reads it."""
    if report.reads == "leader":
        return leader_page(report, turn.now, turn.pack({"r": report.id}, LEADS))
    skip = fitting(skip, report)
    data = {"r": report.id, "p": skip, "e": report.edition}
    if report.reads == "coach" and report.state in rules.OPEN:
        return report_page(report, turn.now, skip, turn.pack(data, PAGE), said)
    taken = await turn.store.read(concerns_of, report)
    further = (
        await turn.store.read(next_to_read, turn.actor, turn.now, report) if report.reads == "coordinator" else None
    )
    return reading_page(report, turn.now, skip, turn.pack(data, READ), Beside(taken, further, said))


def fitting(skip: int, report: Report) -> int:
    """A place that there is in a report."""
    last = max(0, (len(report.sections) - 1) // SHOWN * SHOWN)
    return max(0, min(skip, last))


async def turn_page(turn: Turn) -> None:
    """The ten schools before or after, in place."""
    data, step = turn.unpack(), STEPS[turn.action["action_id"]]
    await turn.ack()
    in_background(turn, lambda later: redraw(later, turn.view["id"], data, int(data["p"]) + step))


async def redraw(turn: Turn, view_id: str, data: Mapping[str, Any], skip: int, said: str = "") -> None:
    """Show what a page holds now. data: its metadata."""
    report = await turn.store.write(see_report, turn.actor, turn.now, int(data["r"]))
    view = _preview(turn, report, str(data["v"]), skip) if "v" in data else await page_of(turn, report, skip, said)
    await turn.client.views_update(view_id=view_id, view=view)


async def open_preview(turn: Turn) -> None:
    """Ack, then show an own report as a coordinator will see it."""
    report = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_preview(later, report))


async def _open_preview(turn: Turn, report_id: int) -> None:
    report = await turn.store.write(open_report, turn.actor, turn.now, report_id)
    if report.reads != "coach":
        raise Denied("report.preview")
    await show(turn, _preview(turn, report, "0", 0))


async def see_as(turn: Turn) -> None:
    """Another reader was chosen."""
    data = turn.unpack()
    chosen = str((turn.action.get("selected_option") or {}).get("value", "0"))
    await turn.ack()
    in_background(turn, lambda later: redraw(later, turn.view["id"], {**data, "v": chosen}, 0))


def _preview(turn: Turn, report: Report, seen_as: str, skip: int) -> b.View:
    if report.reads != "coach":
        raise Denied("report.preview")
    skip = fitting(skip, report)
    return preview_page(report, turn.now, seen_as, skip, turn.pack({"r": report.id, "p": skip, "v": seen_as}, SEEN))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions[PREVIEW] = open_preview
