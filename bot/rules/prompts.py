"""Which question a leader is asked, and on which day: pure, and the same again for the same seed."""

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.frameworks import Prompt, practices_near
from bot.rules.dates import zone

SIX_WEEKS = timedelta(weeks=6)
YEAR = timedelta(days=365)
WEDNESDAY, FRIDAY, AT = 2, 4, "15:30"  # leaders are asked on Wednesdays, coaches on Fridays
USUAL, AFTER_SESSIONS, NEVER = 2, 100, 0
RHYTHMS: dict[int, str] = {
    1: "Every week",
    USUAL: "Every two weeks",
    4: "Every four weeks",
    AFTER_SESSIONS: "After a session",
    NEVER: "No questions",
}
SHIFT = 6  # days: a question that can't be asked on its Wednesday waits so long at most, then for the next
APART = timedelta(days=6)  # at least, between two questions that follow sessions
REPEAT_AFTER, OPEN_FOR = timedelta(hours=48), timedelta(hours=96)
LATEST = timedelta(hours=24)  # after its hour a question isn't asked any more
PHASES: dict[str, str] = {
    "assess": "getting to know the school",
    "review": "looking at what there is to see",
    "target": "choosing what to work on",
    "act": "putting it into practice",
    "partners": "working on it with others",
    "check": "seeing what comes of it",
    "reassess": "looking back over the year",
}
_TURNS = ("act", "partners", "check")
_BEGINNING = ((14, "assess"), (28, "review"), (42, "target"))  # days from the pair's first day


@dataclass(frozen=True, slots=True)
class Scene:
    """For whom a question is chosen. focus: codes of what the pair has worked on of late; seed: makes the choice.

    asked: the day each question was last put to this person, whether it was answered or not.
    """

    seed: str
    day: date
    phase: str
    focus: frozenset[str] = frozenset()
    asked: Mapping[str, date] | None = None


def choose(bank: Iterable[Prompt], scene: Scene) -> Prompt | None:
    """A question that wasn't put within six weeks; None when there is none. What fits is likelier, never certain."""
    open_ = [one for one in bank if not _too_soon(one, scene)]
    return min(open_, key=lambda one: (_wait(one, scene), one.id), default=None)


def _too_soon(one: Prompt, scene: Scene) -> bool:
    last = (scene.asked or {}).get(one.id)
    return last is not None and scene.day - last < SIX_WEEKS


def _wait(one: Prompt, scene: Scene) -> float:
    """The first to ring of clocks that run as fast as they weigh: a draw by weight."""
    digest = hashlib.sha256(f"{scene.seed}:{one.id}".encode()).digest()
    drawn = (int.from_bytes(digest[:8]) + 1) / (2**64 + 1)
    return -math.log(drawn) / weight(one, scene)


def weight(one: Prompt, scene: Scene) -> float:
    """How well a question fits; one that was put within a year weighs a quarter."""
    fits = 1.0 + (3.0 if one.code in _near(scene.focus) else 0.0) + (2.0 if one.phase == scene.phase else 0.0)
    last = (scene.asked or {}).get(one.id)
    return fits / 4 if last is not None and scene.day - last < YEAR else fits


@lru_cache(maxsize=1024)
def _near(focus: frozenset[str]) -> frozenset[str]:
    """The practices and goals that some elements are near to."""
    return frozenset[str]().union(*(practices_near().get(code, frozenset()) for code in focus))


def phase_on(day: date, began: date, year_to: date) -> str:
    """Where the coaching of a pair is: its beginning, then by turns, and the last six weeks of the year."""
    if year_to - SIX_WEEKS < day <= year_to:
        return "reassess"
    since = (day - began).days
    for before, phase in _BEGINNING:
        if since < before:
            return phase
    return _TURNS[since // 14 % len(_TURNS)]


def due_day(
    began: date, weeks: int, day: date, is_open: Callable[[date], bool], weekday: int = WEDNESDAY
) -> tuple[date, date] | None:
    """The Wednesday, or other weekday, whose question is the one to ask on a day or next after it, and the day it is
    asked on.

    It is asked on the first day, that Wednesday or in the six days after it, on which it can be; a week without one
    has no question, and one whose day is past isn't made up for. Whether it was asked already, the caller knows. None
    where the rhythm has no Wednesdays, or there is none in the weeks ahead.
    """
    if weeks in {NEVER, AFTER_SESSIONS}:
        return None
    for wednesday in wednesdays(began, weeks, day - timedelta(days=SHIFT), day + timedelta(weeks=6 * weeks), weekday):
        found = next((one for one in _days_of(wednesday) if is_open(one)), None)
        if found is not None and found >= day:
            return wednesday, found
    return None


def wednesdays(began: date, weeks: int, first: date, last: date, weekday: int = WEDNESDAY) -> list[date]:
    """The Wednesdays, or other weekdays, of a rhythm from a day to a day; its first is the first after the pair
    began."""
    start = began + timedelta(days=(weekday - began.weekday()) % 7)
    step = 7 * weeks
    turn = max(0, -(-(first - start).days // step))
    found = []
    while (day := start + timedelta(days=step * turn)) <= last:
        found.append(day)
        turn += 1
    return found


def _days_of(wednesday: date) -> Iterable[date]:
    return (wednesday + timedelta(days=place) for place in range(SHIFT + 1))


def ask_at(day: date, zone_name: str) -> datetime:
    """The instant of a day's asking hour in the person's own zone."""
    hour, minute = (int(part) for part in AT.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone(zone_name))


def skipped_in_a_row(states: Iterable[str]) -> int:
    """How many of a person's settled questions, the newest first, went by without an answer since the last answer."""
    count = 0
    for state in states:
        if state not in {"skipped", "expired"}:
            break
        count += 1
    return count
