"""A person's settings in words: when they are written to, being away, what they get, and what will come."""

from collections.abc import Sequence

from bot.blocks import Block, actions, button, context, divider, marked, section
from bot.messages import calendars
from bot.rules.nudges import Kind
from bot.rules.times import at_words
from bot.rules.wishes import Coming, Wishes, away_words, hours_words

OPEN = "settings.open"
HOURS, AWAY, HERE, KINDS, COMING = (f"settings.{one}_open" for one in ("hours", "away", "here", "kinds", "coming"))
ALONE = "Only you see and change this."
NOTHING = "In your role nothing comes of its own accord yet."


def limit_words(cap: int) -> str:
    """How often at most."""
    often = "Nothing" if cap == 0 else "At most one message" if cap == 1 else f"At most {cap} messages"
    return f"{often} a week beyond your visits and what you ask for."


def settings_page(wishes: Wishes) -> list[Block]:
    """What is in force now, each with the button that changes it."""
    away = [button("Change" if wishes.away else "I'll be away", AWAY)]
    away += [button("I'm here", HERE)] if wishes.away else []
    stopped = [one.label for one in wishes.kinds if one.id in wishes.off]
    said = f"Stopped: {', '.join(stopped)}" if stopped else "Nothing is stopped."
    said += "\nHomes without charts" if wishes.text_only else ""
    blocks = [marked("*When I write to you*", button("Change", HOURS)), section("\n".join(hours_words(wishes)))]
    blocks += [context(limit_words(wishes.cap)), divider()]
    blocks += [marked("*Being away*"), section(away_words(wishes.away)), actions(away), divider()]
    if wishes.kinds:
        blocks += [marked("*What I send*", button("Change", KINDS)), section(said)]
    else:
        blocks += [marked("*What I send*"), section(NOTHING)]
    ways = [button("What I will send you", COMING)] if wishes.kinds else []
    return [*blocks, actions([*ways, button("My calendar", calendars.OPEN)]), context(ALONE)]


def coming_page(wishes: Wishes, kinds: Sequence[Coming]) -> list[Block]:
    """Each kind with why, its ladder from the first to the last, and when it comes next: before any of it runs."""
    blocks = [section(limit_words(wishes.cap)), section(hours_words(wishes)[1] + ".")]
    for one in kinds:
        state = " · stopped" if one.off else ""
        blocks += [divider(), marked(f"*{one.kind.label}*{state}\n{one.kind.why}"), context(_ladder(one, wishes.zone))]
    return blocks


def _ladder(one: Coming, zone: str) -> str:
    steps = "\n".join(ladder_lines(one.kind))
    if one.off:
        return steps
    following = f"\nNext: {at_words(one.at, zone)}" if one.at else "\nNothing is planned now."
    stop = f"\nAlways on: {one.kind.locked}" if one.kind.locked else ""
    return steps + following + stop


def ladder_lines(kind: Kind) -> list[str]:
    """What comes when: the rungs of its ladder, numbered where there are several."""
    if len(kind.ladder) == 1:
        return [f"When: {kind.ladder[0]}"]
    return [f"{place}. {one}" for place, one in enumerate(kind.ladder, 1)]
