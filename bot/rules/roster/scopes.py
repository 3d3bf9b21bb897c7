"""What a closure's scope names: the programme, a district, or a school."""

from collections.abc import Iterator

from bot.rules.roster.cells import folded, shown
from bot.rules.roster.known import ClosureKey, Known
from bot.rules.roster.rows import NewClosureRow, Placed, Problem, Roster, at

WHOLE = ("programme", "program")
BETWEEN = " / "


class Places:
    """The districts and schools of files and database, and what each closure's scope means among them."""

    def __init__(self, roster: Roster, known: Known) -> None:
        self.districts = {key: one.name for key, one in known.districts.items()}
        self.schools = {key: one.name for key, one in known.schools.items()}
        self._maybe = roster.damaged["people"] | roster.damaged["engagements"]
        self._unread = roster.unread
        self._read(roster)
        self._by_school: dict[str, list[str]] = {}
        for district, school in self.schools:
            self._by_school.setdefault(school, []).append(district)
        self.problems = list(self._check(roster.closures))

    def _read(self, roster: Roster) -> None:
        for engagement in roster.engagements:
            row = engagement.value
            self.districts.setdefault(folded(row.district), row.district)
            self.schools.setdefault((folded(row.district), folded(row.school)), row.school)
        for person in roster.people:
            if name := person.value.district:
                self.districts.setdefault(folded(name), name)

    def meant(self, scope: str) -> list[tuple[str, str]]:
        """What a scope can mean, as (folded district, folded school), "" where it is wider."""
        name = folded(scope)
        if name in WHOLE:
            return [("", "")]
        found = [(name, "")] if name in self.districts else []
        found += [(district, name) for district in self._by_school.get(name, ())]
        district, between, school = name.partition(BETWEEN)
        if not found and between and (district, school) in self.schools:
            return [(district, school)]
        if not found and name.endswith(BETWEEN.rstrip()) and (alone := folded(name[:-1])) in self.districts:
            return [(alone, "")]
        return found

    def _check(self, rows: list[Placed[NewClosureRow]]) -> Iterator[Problem]:
        for placed in rows:
            row = placed.value
            if row.until and row.until < row.day:
                yield at(placed.place, "until", "The last day is before the first. Correct one of them.")
            meant = self.meant(row.scope)
            if not meant and not self._unread and folded(row.scope) not in self._maybe:
                reason = (
                    f"No district or school is called {shown(row.scope)}. Write programme, or a name of the roster."
                )
                yield at(placed.place, "scope", reason)
            if len(meant) > 1:
                yield at(placed.place, "scope", self._ambiguous(row.scope, meant))

    def _ambiguous(self, scope: str, meant: list[tuple[str, str]]) -> str:
        ways = [
            f"{self.districts[district]}{BETWEEN}{self.schools.get((district, school), '')}"
            for district, school in meant
        ]
        told = " or ".join(shown(way.strip()) for way in ways[:3])
        return f"{shown(scope)} can mean {len(meant)} places. Write {told}."


def closure_key(row: NewClosureRow, places: Places) -> ClosureKey | None:
    """The key of a closure row, or None where its scope isn't clear."""
    meant = places.meant(row.scope)
    return ClosureKey(*meant[0], row.day, folded(row.name)) if len(meant) == 1 else None
