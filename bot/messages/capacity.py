"""What is said of coaches who have more to do than time: whose weeks, how full, and what helps. Never as blame."""

from collections.abc import Mapping, Sequence

from bot.messages.digests import ahead, count, figure, named
from bot.messages.nudges import Piece
from bot.rules.digests import Room

SHOWN = 6
PERCENT = (
    "In all, then week by week; – is a week without school. "
    "100% is all the time that a coach has for visits, the way there, the log and calls."
)
HELPS = "What helps: move a visit to a lighter week, hold one by phone, or give a pair to a coach with room."


def room_words(one: Room, coach: str) -> str:
    """One coach's weeks: · Coach F, 9 pairs: 112% · 98, 120, 130, 100"""
    weeks = f" · {', '.join('–' if week is None else str(week) for week in one.weeks)}" if len(one.weeks) > 1 else ""
    return f"· {named(coach)}, {figure(one.pairs, 'pair')}: {one.percent}%{weeks}"


def too_full(rooms: Sequence[Room], names: Mapping[int, str]) -> Piece:
    """To coordinators and lead coaches, on Fridays."""
    who = count(len(rooms), "coach has", "coaches have")
    head = f"{who[:1].upper()}{who[1:]} more to do than time in {ahead(rooms)}."
    lines = [room_words(one, names.get(one.coach, "A coach")) for one in rooms[:SHOWN]]
    if (left := len(rooms) - SHOWN) > 0:
        lines.append(f"And {left} more.")
    return Piece("\n".join([head, *lines, HELPS]))
