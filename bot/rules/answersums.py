"""From sums by day and pair to the numbers of an answer: minutes, contacts and visits, as the question has them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from bot.rules.answers import Held, Key, Sum


def minutes_by(sums: Iterable[Sum], key: Key, cap: int | None) -> dict[str, int]:
    """Minutes that count by part; at most cap of each leader's day, where there is one."""
    days: dict[tuple[int, date, str], int] = defaultdict(int)
    for one in sums:
        days[one.leader, one.day, key(one.day, one.pair, one.kind)] += one.minutes
    found: dict[str, int] = defaultdict(int)
    for (_, _, part), minutes in days.items():
        found[part] += min(minutes, cap) if cap is not None else minutes
    return found


def minutes_by_leader(sums: Iterable[Sum], cap: int | None) -> dict[int, int]:
    """Minutes that count of each leader; at most cap of each day, where there is one."""
    days: dict[tuple[int, date], int] = defaultdict(int)
    for one in sums:
        days[one.leader, one.day] += one.minutes
    found: dict[int, int] = defaultdict(int)
    for (leader, _), minutes in days.items():
        found[leader] += min(minutes, cap) if cap is not None else minutes
    return dict(found)


def contacts_by(sums: Iterable[Sum], key: Key, kinds: Collection[str], *, apart: bool) -> dict[str, int]:
    """Contacts by part, of these kinds or all. apart: by school, so that a group counts in each, or else once."""
    found: dict[str, int] = defaultdict(int)
    seen: set[int] = set()
    for one in sums:
        if kinds and one.kind not in kinds:
            continue
        if one.contact is not None and not apart:
            if one.inside or one.contact in seen:
                continue
            seen.add(one.contact)
        found[key(one.day, one.pair, one.kind)] += one.amount
    return found


def visits_by(held: Iterable[Held], key: Key, states: Iterable[str], figure: str = "amount") -> dict[str, int]:
    """Visits in these states by part. figure: amount, moved or phone."""
    wanted = set(states)
    found: dict[str, int] = defaultdict(int)
    for one in held:
        if one.state in wanted:
            found[key(one.day, one.pair, "visit")] += getattr(one, figure)
    return found
