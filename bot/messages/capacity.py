"""What is said of coaches who have more to do than time: whose weeks, how full, and what helps. Never as blame."""

from collections.abc import Mapping, Sequence

from bot.messages.digests import count, figure, named
from bot.messages.nudges import Piece
from bot.rules.digests import Room

SHOWN = 6
HELPS = "What helps: move a visit to a lighter week, hold one by phone, or give a pair to a coach with room."


def too_full(rooms: Sequence[Room], names: Mapping[int, str]) -> Piece:
    """To coordinators and lead coaches, on Fridays."""
    who = count(len(rooms), "coach has", "coaches have")
    head = f"{who[:1].upper()}{who[1:]} more to do than time in the next four weeks."
    lines = [_line(one, names) for one in rooms[:SHOWN]]
    if (left := len(rooms) - SHOWN) > 0:
        lines.append(f"And {left} more.")
    return Piece("\n".join([head, *lines, HELPS]))


def _line(one: Room, names: Mapping[int, str]) -> str:
    weeks = ", ".join(f"{week}%" for week in one.weeks)
    coach = named(names.get(one.coach, "A coach"))
    return f"· {coach}: {one.percent}% with {figure(one.pairs, 'pair')} (by week {weeks})"
