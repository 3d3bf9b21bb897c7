"""What this person can do here, now, in at most eight lines."""

from bot.blocks import actions, button, safe, section
from bot.messages import Message
from bot.messages.contacts import LOG
from bot.messages.home import SETUP

COACH = (
    "/coachlog – log a visit or call; the form opens with your last visit filled in.",
    "/coachlog last – your five newest contacts.",
    "/coachlog undo – take back the newest one.",
    "Home – your week, your hours, everything you logged.",
)
LEADER = (
    "Home – every visit and call your coach shared with you, and what you both promised.",
    "Only you and your coach can read the notes.",
)
COORDINATOR = ("Home – the month in numbers, the newest facts, people not in Slack yet, and the program's set-up.",)


def help_for(roles: frozenset[str]) -> Message:
    """The answer to `help` and to anything not understood."""
    lines: list[str] = []
    buttons = []
    if "coach" in roles:
        lines += COACH
        buttons.append(button("Log a contact", LOG, style="primary"))
    if "leader" in roles:
        lines += LEADER
    if roles & {"coordinator", "lead_coach", "office", "admin"}:
        lines += COORDINATOR
    if roles & {"coordinator", "admin"}:
        buttons.append(button("Program set-up", SETUP))
    if not lines:
        lines = ["You aren't in a coaching program here yet. Please ask your program's coordinator to add you."]
    text = "What you can do here:\n" + "\n".join(lines) if len(lines) > 1 or roles else lines[0]
    return Message(safe(text), (section(text), *([actions(buttons)] if buttons else [])))
