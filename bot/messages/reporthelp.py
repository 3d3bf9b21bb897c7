"""What somebody can do with `/coachreport`, and what is said where there is nothing to open."""

from bot.blocks import Block, actions, button, safe, section
from bot.messages import Message
from bot.messages.reports import LIST, MINE, OPEN, span
from bot.rules.periods import Period

COACH = (
    "/coachreport – your status report: drafted from your log, you look it over and submit.",
    "/coachreport last, or Nov 1-15 – that period's; mine – all of yours.",
)
COORDINATOR = ("/coachreport – the reports of the period; to read, late, returned narrow it; so does Nov 1-15.",)
LEADER = ("/coachreport – what your coach wrote about your coaching, where your program shows it to you.",)
NOTHING = "Status reports are written by coaches and read by coordinators. There is none for you here."
HERE = "What you can do here:"
NOT_READ = "I can't read that. What you can do here:"
NOTHING_HERE = "There is no status report for you there. What you can do here:"


def help_to_report(roles: frozenset[str], lead: str = "") -> Message:
    """In a few lines, by role."""
    lines: list[str] = []
    buttons: list[Block] = []
    if "coach" in roles:
        lines += COACH
        buttons += [button("Status report", OPEN, style="primary"), button("All my reports", MINE)]
    if roles & {"coordinator", "lead_coach"}:
        lines += COORDINATOR
        buttons.append(button("Reports to read", LIST))
    if "leader" in roles:
        lines += LEADER
    text = "\n".join([lead or HERE, *lines] if lines else [NOTHING])
    return Message(safe(text), (section(text), *([actions(buttons)] if buttons else [])))


def not_begun(period: Period) -> str:
    """Of a period to come."""
    return f"{span(period)}, {period.first.year} hasn't begun. Its report is drafted two days before it ends."
