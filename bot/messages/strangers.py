"""About people whom no program knows."""

from bot.messages import Message


def stranger_line(user_id: str) -> Message:
    """To the coordinators' channel: who came and isn't in the roster."""
    return Message(f"<@{user_id}> tried Coachlog and isn't in the roster. Add their e-mail to it if they belong here.")
