"""The coach's end of a report: workload and closing note, submitting it, taking it back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot import forms
from bot.errors import Denied, Refusal, Unsure
from bot.messages.reportpages import PAGE
from bot.messages.reports import OVERALL, UNDO
from bot.rules import reports as rules
from bot.rules.reports import Report
from handlers.coachreport import opening
from handlers.coachreport.cards import act, press
from handlers.coachreport.fields import OVERALL_FORM, overall_form
from handlers.errors import in_background, show
from handlers.secondlook import FIELD, second_look
from handlers.turn import Routes, Turn
from storage.guarding import flagged
from storage.reportacts import change_closing, submit_report, take_back_report
from storage.reporting import find_report
from storage.reportopening import open_report
from storage.reports import NewClosing


async def open_overall(turn: Turn) -> None:
    """Ack, then ask for the workload and the closing words."""
    report = turn.row_id()
    place = int(turn.unpack()["p"]) if turn.inside.get("callback_id") == PAGE else 0
    await turn.ack()
    in_background(turn, lambda later: _open_overall(later, report, place))


async def _open_overall(turn: Turn, report_id: int, place: int) -> None:
    report = await _own(turn, report_id)
    held = {"workload": report.workload, "note": report.note}
    metadata = turn.pack({"r": report.id, "p": place}, OVERALL_FORM)
    await show(turn, overall_form({name: one for name, one in held.items() if one}, metadata))


async def _own(turn: Turn, report_id: int) -> Report:
    report: Report = await turn.store.read(find_report, turn.actor, turn.now, report_id)
    if report.reads != "coach":
        raise Denied("report.closing")
    if report.state not in rules.OPEN:
        raise Refusal("This report is submitted. Take it back to change it.")
    return report


async def save_overall(turn: Turn) -> None:
    """Save them; the page below follows."""
    data, filled = turn.unpack(), forms.values(turn.view)
    said = {"workload": filled.get("workload"), "note": filled.get("note", ""), "wording": filled.get(FIELD)}
    new = forms.parse(NewClosing, said)
    try:
        await turn.store.write(change_closing, turn.actor, turn.now, int(data["r"]), new, request=press(turn))
    except Unsure:
        await _ask(turn, data, filled)
        return
    await turn.ack()
    below = turn.view.get("previous_view_id")
    if below:
        in_background(turn, lambda later: opening.redraw(later, below, {"r": data["r"]}, int(data["p"])))


async def _ask(turn: Turn, data: Mapping[str, Any], filled: Mapping[str, Any]) -> None:
    report = await _own(turn, int(data["r"]))
    found = flagged({"note": str(filled.get("note", ""))}, (report.coach,), teachers=False)
    view = overall_form(filled, turn.pack(data, OVERALL_FORM))
    blocks = [*second_look(found, {"note": "Closing note"}), *view["blocks"]]
    await turn.ack(response_action="update", view={**view, "blocks": blocks})


async def submit_page(turn: Turn) -> None:
    """Submit what the page shows; where that can't be, the page says why and shows what stands now."""
    data = turn.unpack()
    report, edition = int(data["r"]), int(data["e"])
    try:
        await turn.store.write(submit_report, turn.actor, turn.now, report, edition, press(turn))
    except Denied:
        raise
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        held = await turn.store.write(open_report, turn.actor, turn.now, report)
        view = await opening.page_of(turn, held, int(data["p"]), refusal.sentence)
        await turn.ack(response_action="update", view=view)
        return
    held = await turn.store.read(find_report, turn.actor, turn.now, report)
    await turn.ack(response_action="update", view=await opening.page_of(turn, held, 0))


async def take_back(turn: Turn) -> None:
    """Take a submission back; the page becomes the one to change it on."""
    report = turn.row_id()
    await act(turn, report, partial(turn.store.write, take_back_report, turn.actor, turn.now, report, press(turn)))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {OVERALL: open_overall, UNDO: take_back}
    routes.views |= {OVERALL_FORM: save_overall, PAGE: submit_page}
