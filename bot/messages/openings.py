"""Break-glass in words: what both of a pair are told when an administrator opens their log, and once it is closed."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import actions, button, safe, section
from bot.messages import Message
from bot.messages.sharing import MY_READERS
from bot.rules.contacts import readable
from bot.rules.dates import clock, local_time

OPEN = "opening.open"
CLOSED = "Private notes and answers to questions stay closed."


def opened(by: str, school: str, reason: str, until: str) -> Message:
    """To both, at once. until: "3:40 PM"."""
    text = (
        f"{by}, an administrator of your program, opened your contact log at {school} until {until}.\n"
        f"The reason given: “{reason}”\n{CLOSED} You will hear what was read."
    )
    return Message(safe(text), (section(text),))


def opened_before(by: str, school: str, reason: str, day: str, read: Sequence[int]) -> Message:
    """To one of the two who hears of it only once it is over, for having not been in Slack. day: "Tue, Nov 17"."""
    text = (
        f"On {day} {by}, an administrator of your program, opened your contact log at {school} for up to an hour.\n"
        f"The reason given: “{reason}”\n{CLOSED} {_read(by, read)}"
    )
    return Message(safe(text), (section(text), actions([button("Who read my records", MY_READERS)])))


def closed(by: str, school: str, read: Sequence[int]) -> Message:
    """To both, once it is over."""
    text = f"Your contact log at {school} is closed again. {_read(by, read)}"
    return Message(safe(text), (section(text), actions([button("Who read my records", MY_READERS)])))


def _read(by: str, read: Sequence[int]) -> str:
    names = ", ".join(readable(one) for one in read[:20])
    more = f" and {len(read) - 20} more" if len(read) > 20 else ""
    return f"{by} read {names}{more}." if read else f"{by} read none of your contacts."


def who_knows(coach: str, leader: str, unreached: Sequence[str]) -> str:
    """On the opened log: who was told."""
    if not unreached:
        return "Both know."
    told = [f"{one} knows." for one in (coach, leader) if one not in unreached]
    return " ".join([*told, *(f"{one} isn't in Slack, and is told once they are." for one in unreached)])


def hour_of(at: datetime, zone: str) -> str:
    """An instant as a time of day where somebody is."""
    return clock(f"{local_time(at, zone):%H:%M}")
