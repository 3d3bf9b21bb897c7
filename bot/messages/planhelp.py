"""What somebody is told of `/coachplan` in a conversation."""

from bot.blocks import actions, button, safe, section, short
from bot.messages import Message
from bot.messages.plans import SHOW

PAIR = (
    "/coachplan – your agreement and your goals: write, sign, change them, note that you looked at them together.",
    "An agreement is in force once both of you have signed; a change is a new edition that both sign again.",
)
COACH = ("/coachplan Lincoln – goes straight to one school.",)
READER = ("/coachplan – the pairs with their agreements and goals, those without one first; you read, they write.",)
NONE = "Coaches and leaders agree and plan here, so there is nothing for you to do."


def help_to_plan(roles: frozenset[str]) -> Message:
    """The answer to `/coachplan help`."""
    lines = [*(PAIR if roles & {"coach", "leader"} else ()), *(COACH if "coach" in roles else ())]
    if roles & {"coordinator", "lead_coach", "office", "liaison"}:
        lines += READER
    text = "\n".join(lines or [NONE])
    shown = [actions([button("Show agreements and plans", SHOW)])] if lines else []
    return Message(safe(text), (section(text), *shown))


def nothing_found(words: str) -> Message:
    """To a name that fits no pair."""
    text = f"I find no school or person like “{short(words, 100)}” among the pairs you can see. Try a shorter name."
    return Message(safe(text), (section(text), actions([button("Show agreements and plans", SHOW)])))


def nobody_to_plan_with(roles: frozenset[str]) -> Message:
    """To somebody the program knows, for whom no pair is open."""
    if "coach" in roles:
        text = "You have no leader right now. Once your coordinator matches you, your agreement and plan start here."
    elif "leader" in roles:
        text = "No coach is matched with you right now. Once one is, your agreement and plan start here."
    else:
        text = NONE
    return Message(text, (section(text),))
