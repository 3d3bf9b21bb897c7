"""To and about people whom no program knows."""

from bot.blocks import View, actions, button, modal, section
from bot.messages import Message
from bot.messages.home import SETUP

ABOUT = "stranger.about"


def stranger_line(user_id: str) -> Message:
    """To the coordinators' channel: who came and isn't in the roster."""
    return Message(f"<@{user_id}> tried Coachlog and isn't in the roster. Add their e-mail to it if they belong here.")


def unknown_answer(told: bool) -> Message:
    """To the person. told: the coordinators' channel hears of it, so we may say so."""
    more = "I've told the coordinators." if told else "Please ask your program's coordinator to add you."
    text = f"I don't have you in a coaching program yet. {more}"
    return Message(text, (section(text), actions([button("What is this?", ABOUT)])))


def set_up_first() -> Message:
    """To whoever installed the app, before there is a program."""
    text = "There is no coaching program here yet. You can set one up."
    return Message(text, (section(text), actions([button("Set up the program", SETUP, style="primary")])))


def about_page() -> View:
    """What Coachlog is, for somebody who never heard of it."""
    said = (
        "Coachlog helps coaches of school principals keep track of their visits, calls and meetings, here in Slack.",
        "A coach logs a visit; the principal can read what was agreed; the program's coordinators see that it "
        "happened, never what was said.",
        "Coordinators add people with the roster. Once your e-mail is in it, Coachlog's Home shows what is yours.",
    )
    return modal("stranger.page", "About Coachlog", None, [section(one) for one in said])
