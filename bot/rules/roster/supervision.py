"""Who reports to whom, and that no coach stands above or below the leader they coach (domain rule 11)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from bot.rules.roster.pairs import Pair
from bot.rules.roster.rows import Problem, at

STEPS_MAX = 10  # how far up a line of supervisors, or along a chain of coaching, is followed
REACH_MAX = 60  # how many people, or links of one person, are followed
AFTERWARDS = timedelta(days=365)  # someone who supervised the leader this recently can't coach them

Links = dict[str, list[tuple[str, Pair]]]


def supervision_problems(pairs: Sequence[Pair]) -> Iterator[Problem]:
    """Coaches above their leader, coaches below their leader, and people who coach each other in a circle."""
    above = _links((pair.leader, pair.supervisor, pair) for pair in pairs if pair.supervisor != pair.leader)
    coached_by = _links((pair.leader, pair.coach, pair) for pair in pairs)
    for pair in pairs:
        if pair.leader == pair.coach:
            continue
        problem = _above(pair, above) or _below(pair, above) or _circle(pair, coached_by)
        if problem:
            yield problem


def _links(edges: Iterable[tuple[str, str | None, Pair]]) -> Links:
    found: Links = {}
    for start, end, pair in edges:
        if end:
            found.setdefault(start, []).append((end, pair))
    return found


def _above(pair: Pair, above: Links) -> Problem | None:
    if not (path := _path(pair, pair.leader, pair.coach, above)):
        return None
    if pair.place is None:
        return _named_wrongly(pair, path)
    if len(path) == 1:
        told = "" if path[0] is pair else f" (see {path[0].where()})"
        return at(pair.place, "coach_email", f"The coach is this leader's supervisor{told}. Name another coach.")
    reason = f"The coach stands above this leader in the line of supervisors (see {path[-1].where()})."
    return at(pair.place, "coach_email", f"{reason} Name another coach.")


def _below(pair: Pair, above: Links) -> Problem | None:
    if not (path := _path(pair, pair.coach, pair.leader, above)):
        return None
    if pair.place is None:
        return _named_wrongly(pair, path)
    reason = f"This coach reports to the leader (see {path[0].where()}), so the two can't be a pair."
    return at(pair.place, "coach_email", f"{reason} Name another coach.")


def _named_wrongly(pair: Pair, path: Sequence[Pair]) -> Problem | None:
    """A row names a supervisor who makes a stored pair one that may not be."""
    told = next((one for one in path if one.place), None)
    if told is None or told.place is None:
        return None
    reason = (
        f"With this supervisor, {pair.coach} and {pair.leader} would be a pair and in one line of supervisors "
        f"({pair.where()}). Correct the supervisor, or end that engagement first."
    )
    return at(told.place, "supervisor_email", reason)


def _circle(pair: Pair, coached_by: Links) -> Problem | None:
    if pair.place is None or not (path := _path(pair, pair.coach, pair.leader, coached_by, timedelta(0))):
        return None
    reason = f"The leader already coaches this coach, directly or through others (see {path[0].where()})."
    return at(pair.place, "coach_email", f"{reason} Name another coach.")


def _path(pair: Pair, start: str, end: str, links: Links, slack: timedelta = AFTERWARDS) -> list[Pair]:
    """The engagements that lead from one person to another within a few steps, at the time of the pair."""
    reached: dict[str, list[Pair]] = {start: []}
    edge = [start]
    for _ in range(STEPS_MAX):
        further: list[str] = []
        for person in edge:
            for other, through in links.get(person, [])[:REACH_MAX]:
                if other not in reached and _counts(through, pair, slack):
                    reached[other] = [*reached[person], through]
                    further.append(other)
        if end in reached or len(reached) > REACH_MAX:
            return reached.get(end, [])
        edge = further
    return []


def _counts(through: Pair, pair: Pair, slack: timedelta) -> bool:
    ended = through.ends_on
    return through.starts_on <= pair.last_day and (ended is None or ended + slack >= pair.starts_on)
