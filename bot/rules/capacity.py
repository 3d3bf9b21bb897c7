"""How far a coach's next weeks are taken: the visits to come with all that goes with them, and the time there is.

A visit takes its own length, the way there, the log and the calls around it. Where none is booked in a week of school
the promised one is counted all the same. The program says how many weeks, and how many hours a week of five school
days has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.schooldays import school_days

BESIDE = 105  # minutes with each visit: 45 on the way, 30 for log and report, 30 for calls
SCHOOL_DAYS = 5  # of a whole week
USUAL = 90  # minutes of a visit that has no length
FULL = 100  # percent
WEEK, SUNDAY = timedelta(days=7), timedelta(days=6)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """A coach's weeks: minutes of each, of what is to come and of what there is."""

    load: tuple[int, ...]
    room: tuple[int, ...]

    @property
    def weeks(self) -> tuple[int | None, ...]:
        """Each week in percent; None for one without school."""
        weeks = zip(self.load, self.room, strict=True)
        return tuple(percent(load, room) if room else None for load, room in weeks)

    @property
    def percent(self) -> int:
        """All of them together."""
        return percent(sum(self.load), sum(self.room))


def percent(load: int, room: int) -> int:
    """How much is taken of what there is."""
    return round(FULL * load / room) if room else 0


def mondays_ahead(today: date, weeks: int) -> list[date]:
    """The Mondays of the weeks to come: from Friday on those after this one, else this one's too."""
    monday = today - timedelta(days=today.weekday())
    begin = monday + WEEK if today.weekday() >= FRIDAY else monday
    return [begin + WEEK * place for place in range(weeks)]


def room_of(mondays: Sequence[date], today: date, closed: frozenset[date], hours_per_week: float) -> tuple[int, ...]:
    """The minutes of each week, from today on; a week with days off has less."""
    a_day = hours_per_week * 60 / SCHOOL_DAYS
    return tuple(round(a_day * len(school_days(max(one, today), one + SUNDAY, closed))) for one in mondays)


def load_of(room: Sequence[int], promised: Mapping[int, int], booked: Sequence[Mapping[int, int]]) -> tuple[int, ...]:
    """The minutes of each week: what is booked, and where nothing is, what is promised in a week of school.

    promised: minutes of each pair's visits in a week with what goes along, 0 for none; booked: of each week by pair.
    Where a closure took a pair's visit of a week there is 0 booked, and nothing more is promised.
    """
    return tuple(
        sum([those.get(pair, usual if minutes else 0) for pair, usual in promised.items()])
        for minutes, those in zip(room, booked, strict=True)
    )
