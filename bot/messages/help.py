"""What this person can do here, now, in at most eight lines."""

from bot.blocks import actions, button, safe, section
from bot.messages import Message
from bot.messages.contacts import LOG
from bot.messages.home import SETUP

COACH = (
    "/coachlog – log a visit or call; the form opens with your last visit filled in.",
    "/coachlog 90m visit Lincoln yesterday 2pm – one line, shown back before it is saved. Or write it to me here.",
    "/coachlog last Lincoln calls October – what fits; undo; export. Ask me: hours this month? who is overdue?",
    "/coachmeet – your week. /coachreport – reports. /coachplan – agreements, goals. Home – hours, logs, settings.",
)
LEADER = (
    "Home – your week, your coach's logs, your promises. /coachmeet proposes a time. /coachplan – agreement and goals.",
    "Read one to add to it or confirm it. Only you two read the notes. Ask me: next visit? what did I promise?",
)
COORDINATOR = ("Home – who needs you, the month in numbers, the newest facts; never what was said.",)
READER = ("Home – who needs you. /coachlog digest, /coachreport, /coachplan. Ask me: who is overdue? hours by month?",)
KEEPER = ("Home – who needs you. /coachlog digest, roster. /coachreport, /coachplan. Ask me: who is overdue?",)
LIAISON = ("Home – your district's month. /coachplan – its pairs and their goals. Ask me: hours this month?",)
BYSTANDER = ("You're in the program, and there is nothing for you to do here yet.",)
HERE = "What you can do here:"
NOT_UNDERSTOOD = "I can't read that yet, and I kept nothing of it. What you can do here:"


def help_for(roles: frozenset[str], lead: str = HERE) -> Message:
    """The answer to `help` and, with another lead, to anything not understood."""
    lines: list[str] = []
    buttons = []
    if "coach" in roles:
        lines += COACH
        buttons.append(button("Log a contact", LOG, style="primary"))
    if "leader" in roles:
        lines += LEADER
    if roles & {"coordinator", "lead_coach"}:
        lines += KEEPER if "coordinator" in roles else READER
    elif roles & {"office", "admin"}:
        lines += COORDINATOR
    elif "liaison" in roles:
        lines += LIAISON
    if roles & {"coordinator", "admin"}:
        buttons.append(button("Program set-up", SETUP))
    text = "\n".join([lead, *lines] if lines else BYSTANDER)
    return Message(safe(text), (section(text), *([actions(buttons)] if buttons else [])))


def nothing_to_log(roles: frozenset[str]) -> Message:
    """To somebody the program knows, who has nobody to log a contact with."""
    if "coach" in roles:
        text = "You have no leader to log for right now. Once your coordinator matches you, the form opens here."
    elif "leader" in roles:
        text = "Your coach does the logging. Coachlog's Home shows what was logged with you."
    else:
        text = "Coaches log contacts here, so there is nothing for you to log."
    return Message(text, (section(text),))


def nothing_to_ask(roles: frozenset[str]) -> Message:
    """To somebody the program knows, who has nobody to ask about, or whose role isn't told figures."""
    shown = []
    if "coach" in roles:
        text = "You have no leader right now. Once your coordinator matches you, ask me here."
    elif "leader" in roles:
        text = "No coach is matched with you right now. Once one is, ask me here."
    elif "liaison" in roles:
        text = "The roster has no district for you yet. A coordinator can add it; then ask me: hours this month?"
    elif "admin" in roles:
        text = (
            "I answer questions about hours, visits and reports to a program's coordinators, lead coaches and office. "
            "As an administrator you see the month in numbers on Coachlog's Home. "
            "To let somebody ask, yourself too, say in the set-up who coordinates."
        )
        shown = [actions([button("Program set-up", SETUP)])]
    else:
        text = "I answer coaches, principals and those who coordinate. Ask one of the coordinators."
    return Message(text, (section(text), *shown))
