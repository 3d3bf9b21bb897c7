"""Weekly visits in words: how a series goes, what became of it, and the page of all of a coach's."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.blocks import Block, View, actions, button, context, modal, plain, safe, section
from bot.messages import Message
from bot.messages.visits import SEES, WEEKLY, WEEKLY_LIST
from bot.rules.contacts import spell
from bot.rules.dates import clock_range
from bot.rules.visits import KINDS
from bot.rules.zones import spoken

PAGE = "visit.weekly_page"
CHANGE, END, UNDO = "visit.weekly_change", "visit.weekly_end", "visit.weekly_undo"
SHOWN = 30
DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
DID: dict[str, tuple[str, str]] = {
    "added": ("Set up", "{who} set up weekly visits"),
    "changed": ("Changed", "{who} changed the weekly visits"),
    "ended": ("Ended", "{who} ended the weekly visits"),
    "undone": ("Undone", "{who} took the last change of the weekly visits back"),
}
CLOSED = "Days on which the school is closed or testing are left out by themselves."


class Weekly(NamedTuple):
    """A series with the names of its pair, as it is said. live: it hasn't ended; first: the day of the next visit."""

    id: int
    school: str
    leader: str
    coach: str
    kind: str
    weekday: int
    start: str
    minutes: int
    every: int
    zone: str
    place: str | None
    from_day: date
    until: date | None
    live: bool = True
    first: date | None = None
    planned: int = 0


def pattern(one: Weekly) -> str:
    """How it goes: Tuesdays, 9:00–10:30 AM, every 2 weeks, until Fri, Jun 18, 2027."""
    parts = [DAYS[one.weekday], clock_range(one.start, one.minutes)]
    parts += [f"every {one.every} weeks"] if one.every > 1 else []
    parts += [KINDS[one.kind].lower()] if one.kind != "visit" else []
    parts += [one.place] if one.place else []
    parts += [f"until {spell(one.until)}"] if one.until else []
    return ", ".join(parts)


def done(one: Weekly, did: str, *, undo: int, reached: bool) -> Message:
    """To the coach who did it."""
    first = f"{DID[did][0]}: {_whole(one, one.leader)}"
    told = f"{one.leader} is told and sees it too." if reached else f"{one.leader} isn't in Slack yet."
    buttons = [button("Undo", UNDO, str(undo), spoken=f"Undo: weekly visits at {one.school}")] if undo else []
    return _message([first, *_next(one)], f"{told} {SEES}", [*buttons, button("Weekly visits", WEEKLY_LIST)])


def news(one: Weekly, did: str) -> Message:
    """To the leader."""
    lines = [f"{DID[did][1].format(who=one.coach)}: {_whole(one)}", *_next(one)]
    return _message(lines, f"Your Home shows each of them, and lets you ask for another time. {SEES}", [])


def _whole(one: Weekly, leader: str = "") -> str:
    return f"{one.school}{leader and f', {leader}'} · {pattern(one)}, {spoken(one.zone)}"


def _next(one: Weekly) -> list[str]:
    if not one.live:
        return ["No visit of it is planned anymore; those held stay."]
    if one.first is None:
        return [f"None of it falls into the next eight weeks. {CLOSED}"]
    if one.planned == 1:
        return [f"One visit is planned, on {spell(one.first)}. {CLOSED}"]
    return [f"{one.planned} visits are planned, the first on {spell(one.first)}. {CLOSED}"]


def _message(lines: Sequence[str], quiet: str, buttons: Sequence[Block]) -> Message:
    blocks: list[Block] = [section("\n".join(lines)), context(quiet), *([actions(buttons)] if buttons else [])]
    return Message(safe("\n".join([*lines, quiet])), tuple(blocks))


def weekly_page(pairs: Sequence[tuple[int, str, str, Sequence[Weekly]]], metadata: str) -> View:
    """All of a coach's pairs with their weekly visits. pairs: (engagement, school, leader, its series)."""
    blocks = [block for one in pairs[:SHOWN] for block in _pair(one)]
    left = len(pairs) - SHOWN
    blocks += [context(f"And {left} more: type /coachmeet School every Tuesday 9am.")] if left > 0 else []
    return modal(PAGE, "Weekly visits", None, [*blocks, context(CLOSED)], metadata)


def _pair(one: tuple[int, str, str, Sequence[Weekly]]) -> list[Block]:
    engagement, school, leader, held = one
    if not held:
        set_up = button("Set up", WEEKLY, str(engagement), spoken=f"Set up weekly visits: {school}")
        return [section(f"{school} · {leader}\nNo weekly visit is set up.", set_up)]
    return [block for series in held for block in _series(series)]


def _series(one: Weekly) -> list[Block]:
    row, whose = str(one.id), f"{one.school}, {DAYS[one.weekday]}"
    sure = {
        "title": plain("End the weekly visits?"),
        "text": plain(
            "Those still to come leave the calendar, and the leader is told. Those held stay. You can undo it."
        ),
        "confirm": plain("End them"),
        "deny": plain("Keep them"),
    }
    end = {**button("End", END, row, spoken=f"End the weekly visits: {whose}"), "confirm": sure}
    text = f"{one.school} · {one.leader}\n{pattern(one)}"
    return [
        section(text),
        actions([button("Change", CHANGE, row, spoken=f"Change the weekly visits: {whose}"), end]),
    ]
