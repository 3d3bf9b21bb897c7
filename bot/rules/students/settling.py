"""Findings whose neutral words bring a neighbor to light become one finding with it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from bot.rules.students.finding import Finding

Place = tuple[Finding, int, int]


def merged(text: str, found: Sequence[Finding], more: Sequence[Finding]) -> list[Finding]:
    """What was found in a text together with what was then found in its reworded form, as spans of the text.

    Of new findings that touch the same old one, the first is taken; the next look finds the other.
    """
    places = _places(found)
    starts, ends = [start for _, start, _ in places], [end for _, _, end in places]
    settled: list[Finding] = []
    taken = 0
    for one in more:
        first, last = bisect_right(ends, one.start), bisect_left(starts, one.end)
        if first >= taken:
            settled += [place[0] for place in places[taken:first]]
            settled.append(_whole(text, one, places[:first][-1:], places[first:last]))
            taken = max(first, last)
    return [*settled, *(place[0] for place in places[taken:])]


def _places(found: Sequence[Finding]) -> list[Place]:
    """Each finding, with where its neutral words stand in the reworded text."""
    places: list[Place] = []
    shift = 0
    for old in found:
        start = old.start + shift
        places.append((old, start, start + len(old.neutral)))
        shift += len(old.neutral) - len(old.words)
    return places


def _whole(text: str, one: Finding, earlier: Sequence[Place], touched: Sequence[Place]) -> Finding:
    """One finding of a new one and of those that it touches; what it leaves of their neutral words stays."""
    head = tail = ""
    start, end = _back(earlier, one.start), _back(touched or earlier, one.end)
    if touched and touched[0][1] <= one.start:
        start, head = touched[0][0].start, touched[0][0].neutral[: one.start - touched[0][1]]
    if touched and touched[-1][2] >= one.end:
        end, tail = touched[-1][0].end, touched[-1][0].neutral[len(touched[-1][0].neutral) - touched[-1][2] + one.end :]
    return Finding(start, end, one.kind, text[start:end], f"{head}{one.neutral}{tail}")


def _back(before: Sequence[Place], at: int) -> int:
    """A place of the reworded text after these findings, as a place of the text."""
    if not before:
        return at
    old, _, end = before[-1]
    return old.end + at - end
