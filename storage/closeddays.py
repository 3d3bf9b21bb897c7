"""The days without school around a day, at every school of one program; the calendar's alone, or with tests."""

from datetime import date, timedelta

from storage.database import Db
from storage.programmes import Programme
from storage.shut import Shut

BEFORE, AFTER = timedelta(days=60), timedelta(days=90)
NOWHERE = 0  # no district and no school: what is closed for the whole program
CALENDAR = "calendar"


class ClosedDays:
    """Read once for a program; each school's days are worked out once."""

    def __init__(self, db: Db, programme: Programme, today: date, since: date | None = None) -> None:
        """since: how far back they are wanted, where that is longer ago than usual."""
        self._programme = programme.id
        self._shut = Shut(db, [programme.id], min(since or today, today - BEFORE), today + AFTER)
        self._known: dict[tuple[int, int, bool], frozenset[date]] = {}
        self._same: dict[frozenset[date], frozenset[date]] = {}  # schools with the same days share them

    @property
    def everywhere(self) -> frozenset[date]:
        """The days on which no school of the program holds visits."""
        return self.at(NOWHERE, NOWHERE)

    def at(self, district: int, school: int, *, tests: bool = True) -> frozenset[date]:
        """One school's days. tests: those on which it is testing, too."""
        key = (district, school, tests)
        if key not in self._known:
            days = self._shut.of(self._programme, district, school)
            held = frozenset(day for day, reason in days.items() if tests or reason == CALENDAR)
            self._known[key] = self._same.setdefault(held, held)
        return self._known[key]
