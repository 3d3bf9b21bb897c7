"""What is said of status reports and flags unasked: plainly at first, with what follows, then as a request for help.

Nothing anybody wrote in a report is said here; the buttons open it for those who may read it.
"""

from datetime import date

from bot.blocks import button, section
from bot.messages.nudges import Piece
from bot.messages.reportlists import SURE
from bot.messages.reports import EXCUSE, OPEN, TAKE, moment, schools
from bot.rules.contacts import brief
from bot.rules.dates import local_day
from bot.rules.reports import RETURNED, Concern, Report


def drafted(report: Report, many: int, ready: int) -> Piece:
    """To the coach, two days before the period's end. many: its schools; ready: those that need nothing more.

    After a standstill, of a report that fell due in it: that nobody asked for it in time.
    """
    left = many - ready
    need = f"{left} still need{'s' if left == 1 else ''} a line from you" if left else "nothing is missing"
    text = f"Your status report for {_name(report)} is drafted: {schools(many)}, {need}. {_due(report)}"
    return Piece(text, (_finish(report),))


def due(report: Report, many: int, ready: int) -> Piece:
    """To the coach, two hours before it is due."""
    text = f"Your status report for {_name(report)} isn't in yet: {ready} of {schools(many)} ready."
    return Piece(f"{text} {_due(report)}", (_finish(report),))


def late(report: Report, rung: int) -> Piece:
    """To the coach, one and two business days after; or after it was returned and hasn't come back."""
    if report.state == RETURNED:
        on = f" on {brief(local_day(report.decided_at, report.zone))}" if report.decided_at else ""
        text = f"Your status report for {_name(report)} was returned{on} with a comment, and waits for you."
        return Piece(text, (_finish(report),))
    text = f"Your status report for {_name(report)} was due {moment(report.due_at, report.zone)}."
    after = (
        " On the next business day a coordinator sees that it is missing, and may ask what would help."
        if rung
        else " You can still submit it; it is marked as late."
    )
    return Piece(text + after, (_finish(report),))


def late_to_coordinator(report: Report, days: int, *, call: bool) -> Piece:
    """To a coordinator: who it is, and after five business days a request to call."""
    text = f"{report.coach}'s status report for {_name(report)} is {days} business days late."
    text += f" Could you call {report.coach} and ask what would help?" if call else f" {report.coach} was told twice."
    excuse = button("Excuse…", EXCUSE, str(report.id), spoken=f"Excuse {report.coach} from this report")
    return Piece(text, blocks=(section(text, {**excuse, "confirm": SURE}),))


def waiting(report: Report, since: date, *, second: bool) -> Piece:
    """To the coordinator whose turn it is; then to the next one."""
    text = f"{report.coach}'s status report for {_name(report)} has waited to be read since {brief(since)}."
    text += " It hasn't been looked at, so I bring it to you." if second else ""
    return Piece(text, (button("Read it", OPEN, str(report.id), "primary", spoken=f"Read {report.coach}'s report"),))


def flag(one: Concern, *, second: bool) -> Piece:
    """To a coordinator: which pair, and by when an answer is due. What the coach wrote stands in the report."""
    about = f"{one.school} ({one.leader})"
    asked = (
        f"{one.coach} asks you to call about {about}."
        if one.level == "call"
        else f"{one.coach} asks you to keep an eye on {about}."
    )
    when = moment(one.due_at, one.zone)
    by = f" Nobody has taken it up; an answer was due {when}." if second else f" Please answer by {when}."
    buttons = [button("I take it", TAKE, str(one.id), "primary", spoken=f"Take up the flag about {one.school}")]
    if one.report_id:
        buttons.append(button("Read the report", OPEN, str(one.report_id)))
    return Piece(asked + by, tuple(buttons))


def _name(report: Report) -> str:
    """The period; with the school, where the program wants a report of each."""
    school = f", {report.school}," if report.school else ""
    return f"{report.period.label}{school}"


def _due(report: Report) -> str:
    at = moment(report.due_at, report.zone)
    if report.drafted_at >= report.due_at:
        return f"It was due {at}. I couldn't draft it before, so nobody has asked you for it until now."
    return f"It is due {at}."


def _finish(report: Report) -> dict[str, object]:
    return button("Finish it", OPEN, str(report.id), "primary", spoken=f"Finish the report for {report.period.label}")
