"""Mondays: the coach's week with what is overdue and unfinished; the leader's, only where something is due."""

from collections.abc import Sequence

from bot.blocks import Block, actions, button, section, title
from bot.messages.commitments import LIST, about, who
from bot.messages.contacts import LOG
from bot.messages.nudges import Piece
from bot.messages.reports import OPEN as REPORT
from bot.messages.visits import PROPOSE
from bot.rules.commitments import Commitment
from bot.rules.contacts import brief
from bot.rules.dates import clock
from bot.rules.rounds import CoachWeek, LeaderWeek
from bot.rules.visits import KINDS, ON_SITE, Visit

VISITS_SHOWN, UNBOOKED_SHOWN, REPORTS_SHOWN = 12, 5, 3
MY_WEEK = "outcome.week"


def coach_piece(facts: CoachWeek) -> Piece:
    """The coach's plan for the week."""
    week = [visit_line(one) for one in facts.visits[:VISITS_SHOWN]] or ["No visit is booked this week."]
    if (left := len(facts.visits) - VISITS_SHOWN) > 0:
        week.append(f"And {left} more.")
    week += [f"Nothing booked: {school}, {leader}" for _, school, leader in facts.unbooked[:UNBOOKED_SHOWN]]
    parts = [("Your week", week)]
    if facts.steps:
        parts.append(("Overdue", [*_steps(facts.steps, facts), *_rest(facts.more)]))
    if to_finish := _to_finish(facts):
        parts.append(("To finish", to_finish))
    buttons = [button("My week", MY_WEEK, style="primary")]
    buttons += [button("Finish the report", REPORT, str(facts.reports[0][0]))] if facts.reports else []
    buttons += [button("Propose a time", PROPOSE, str(facts.unbooked[0][0]))] if facts.unbooked else []
    buttons += [button("All next steps", LIST, "0")] if facts.steps else []
    return _piece(parts, [*buttons, button("Log a contact", LOG)])


def _to_finish(facts: CoachWeek) -> list[str]:
    lines = [line for _, line in facts.reports[:REPORTS_SHOWN]]
    if facts.drafts:
        count = "One form is" if facts.drafts == 1 else f"{facts.drafts} forms are"
        lines.append(f"{count} not saved yet. Your Home has what you typed.")
    return lines


def _piece(parts: Sequence[tuple[str, Sequence[str]]], buttons: Sequence[Block]) -> Piece:
    said = [f"{head}\n" + "\n".join(lines) for head, lines in parts]
    blocks = [block for head, lines in parts for block in (title(head), section("\n".join(lines)))]
    return Piece("\n\n".join(said), blocks=(*blocks, actions(buttons)))


def _steps(steps: tuple[Commitment, ...], facts: CoachWeek | LeaderWeek) -> list[str]:
    return [f"• {who(one, one.owner)}: {one.what} · {about(one, facts.today, several=True)}" for one in steps]


def _rest(more: int) -> list[str]:
    return [f"And {more} more."] if more else []


def visit_line(one: Visit, *, to_leader: bool = False) -> str:
    """A visit of the week: Tue, Nov 24, 9:00 AM · Lincoln Elementary, Principal 14"""
    kind = "" if one.kind == ON_SITE else f" · {KINDS[one.kind]}"
    moved = " · moved" if one.moved else ""
    whom = one.coach if to_leader else one.leader
    return f"{brief(one.day)}, {clock(one.local_start)} · {one.school}, {whom}{kind}{moved}"


def leader_piece(facts: LeaderWeek) -> Piece:
    """The leader's note: what is due from her this week, and when her coach comes."""
    parts = [("Due from you this week", _steps(facts.steps, facts))] if facts.steps else []
    if facts.visits:
        parts.append(("Booked", [visit_line(one, to_leader=True) for one in facts.visits]))
    return _piece(parts, [button("All next steps", LIST, "0", "primary"), button("My week", MY_WEEK)])
