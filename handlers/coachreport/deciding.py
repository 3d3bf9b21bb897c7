"""What coordinators do with a report: accept it, return it with a comment, excuse it, take a concern up."""

from functools import partial

from bot import forms
from bot.errors import Denied, Refusal
from bot.messages.reportcards import taken
from bot.messages.reportdays import ACCEPT_IT, CHOOSE, READ_IT, RETURN_IT
from bot.messages.reportpages import READ
from bot.messages.reports import ACCEPT, EXCUSE, RETURN, TAKE, UNACCEPT
from bot.messages.reportstates import stands
from bot.rules import reports as rules
from handlers.coachreport import opening
from handlers.coachreport.cards import act as carry_out
from handlers.coachreport.cards import chosen, press, seen
from handlers.coachreport.fields import RETURN_FORM, return_form
from handlers.errors import in_background, show, tell
from handlers.turn import Routes, Turn
from storage.concernacts import answer_concern
from storage.people import find_person
from storage.reportacts import accept_report, excuse_report, return_report, undo_acceptance
from storage.reporting import find_report


async def accept(turn: Turn) -> None:
    """Accept the report that a button names."""
    await _accept(turn, turn.row_id())


async def _accept(turn: Turn, report: int) -> None:
    """Accept it as it was seen, and say so in the same place."""
    work = partial(turn.store.write, accept_report, turn.actor, turn.now, report, seen(turn), press(turn))
    await carry_out(turn, report, work)


async def unaccept(turn: Turn) -> None:
    """Take an acceptance back; the page or card shows the report as it waits again."""
    report = turn.row_id()
    await carry_out(
        turn, report, partial(turn.store.write, undo_acceptance, turn.actor, turn.now, report, seen(turn), press(turn))
    )


async def excuse(turn: Turn) -> None:
    """A report isn't owed any more; asked beforehand by Slack's own dialog."""
    report = turn.row_id()
    await carry_out(
        turn, report, partial(turn.store.write, excuse_report, turn.actor, turn.now, report, None, press(turn))
    )


async def take(turn: Turn) -> None:
    """A coordinator takes a concern up."""
    row = turn.row_id()
    if turn.inside:
        await carry_out(turn, 0, partial(turn.store.write, answer_concern, turn.actor, turn.now, row))
        return
    concern = await turn.store.write(answer_concern, turn.actor, turn.now, row)
    await turn.ack()
    in_background(turn, lambda later: tell(later, taken(concern)))


async def choose(turn: Turn) -> None:
    """A row's menu on a card of several: read it, accept it, return it."""
    act, report = chosen(turn, (READ_IT, ACCEPT_IT, RETURN_IT))
    if act == ACCEPT_IT:
        await _accept(turn, report)
    elif act == RETURN_IT:
        await _ask_why(turn, report)
    else:
        await turn.ack()
        in_background(turn, lambda later: opening.show_report(later, report))


async def open_return(turn: Turn) -> None:
    """The button of a page or card."""
    await _ask_why(turn, turn.row_id())


async def _ask_why(turn: Turn, report: int) -> None:
    """Ack, then ask why; where it is too late for that, say what happened."""
    at = seen(turn)
    place = int(turn.unpack()["p"]) if turn.inside.get("callback_id") == READ else -1
    await carry_out(turn, report, partial(_open_return, turn, report, at, place))


async def _open_return(turn: Turn, report_id: int, at: int | None, place: int) -> None:
    report = await turn.store.read(find_report, turn.actor, turn.now, report_id)
    person = await turn.store.read(find_person, turn.actor)
    if report.reads != "coordinator" or person is None:
        raise Denied("report.return")
    if not rules.may_become(report.state, rules.RETURNED):
        raise Refusal(stands(report, person.id))
    data = {"r": report.id, "e": report.edition if at is None else at, "p": place}
    in_background(turn, lambda later: _show(later, return_form(report, later.pack(data, RETURN_FORM))))


async def _show(turn: Turn, view: dict[str, object]) -> None:
    await show(turn, view)


async def submit_return(turn: Turn) -> None:
    """Return it; the page below follows."""
    data, filled = turn.unpack(), forms.values(turn.view)
    report, comment = int(data["r"]), str(filled.get("comment", ""))
    if len(comment) > rules.COMMENT_MAX:
        raise Refusal(f"This has {len(comment):,} characters. Please keep it to {rules.COMMENT_MAX}.", "comment")
    await turn.store.write(return_report, turn.actor, turn.now, report, int(data["e"]), press(turn), comment)
    await turn.ack()
    below = turn.view.get("previous_view_id")
    if below and data["p"] >= 0:
        in_background(turn, lambda later: opening.redraw(later, below, {"r": report}, int(data["p"])))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {
        ACCEPT: accept,
        UNACCEPT: unaccept,
        EXCUSE: excuse,
        TAKE: take,
        RETURN: open_return,
        CHOOSE: choose,
    }
    routes.views[RETURN_FORM] = submit_return
