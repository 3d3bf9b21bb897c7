"""The tables of a whole program that its coordinators may have as a file: what each holds, and its columns.

Facts only: a program's tables hold nothing that was said between a coach and a leader. What coaches wrote in status
reports is there for those who read the reports.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.exports.tables import Cell, Column
from bot.rules.sharing import Reader, Thing, may

Cells: TypeAlias = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Held:
    """One column of a sheet. id: what rows and choices call it; usual: chosen until somebody chooses otherwise; about:
    what bot/rules/sharing calls what it tells, where that isn't what the sheet is about."""

    id: str
    title: str
    width: int
    usual: bool = True
    wrapped: bool = False
    about: str = ""

    @property
    def column(self) -> Column:
        """As files have it."""
        return Column(self.title, self.width, self.wrapped)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. thing: what bot/rules/sharing calls it; fewer: its label for those who don't have every column."""

    id: str
    label: str
    thing: str
    columns: tuple[Held, ...]
    fewer: str = ""

    def chosen(self, wanted: Sequence[str]) -> tuple[Held, ...]:
        """The columns that were chosen, in the sheet's order; the usual ones where none was."""
        found = tuple(one for one in self.columns if one.id in wanted)
        return found or tuple(one for one in self.columns if one.usual)

    def read_by(self, reader: Reader) -> "Sheet":
        """The sheet with the columns that a reader may have; without any where they mayn't have it."""
        if not may(reader, Thing(self.thing)):
            return replace(self, columns=())
        seen = tuple(one for one in self.columns if may(reader, Thing(one.about or self.thing)))
        return self if seen == self.columns else replace(self, columns=seen, label=self.fewer or self.label)


MET = "contact_facts"
_PLACE = (Held("school", "School", 26), Held("district", "District", 20))
_PAIR = (*_PLACE, Held("leader", "Leader", 22), Held("coach", "Coach", 22))

CONTACTS = Sheet(
    "contacts",
    "Contacts: what took place, not what was said",
    "contact_facts",
    (
        Held("contact", "Contact", 10), Held("day", "Date", 12), Held("start", "Start", 7), Held("kind", "Kind", 18),
        Held("medium", "How", 12, usual=False), Held("made", "Took place", 10), Held("minutes", "Minutes", 9),
        Held("hours", "Hours", 8), Held("messages", "Messages", 10), Held("counts", "Counts toward hours", 10),
        *_PAIR, Held("activities", "Activities", 30, wrapped=True), Held("present", "Principal present", 10),
        Held("logged", "Logged on", 12, usual=False), Held("lag", "Days until logged", 9, usual=False),
    ),
)  # fmt: skip
HOURS = Sheet(
    "hours",
    "Hours and visits: each leader, month by month",
    "hours_bank",
    (
        Held("month", "Month", 10), *_PAIR, Held("planned", "Visits planned", 9, about=MET),
        Held("held", "Visits held", 9, about=MET), Held("missed", "Visits missed", 9, about=MET),
        Held("open", "Visits not explained", 10, about=MET),
        Held("minutes", "Minutes that count", 10, usual=False), Held("hours", "Hours that count", 10),
        Held("promised", "Hours promised", 10), Held("short", "Hours short", 9),
        Held("contacts", "Contacts", 9, about=MET),
    ),
    "Hours: each leader, month by month",
)  # fmt: skip
REPORTS = Sheet(
    "reports",
    "Status reports: each school, period by period",
    "status_report",
    (
        Held("period", "Period", 24), Held("coach", "Coach", 22), Held("state", "State", 12), Held("due", "Due", 12),
        Held("submitted", "Submitted", 12), Held("late", "Late", 7), *_PLACE, Held("leader", "Leader", 22),
        Held("planned", "Visits planned", 9), Held("held", "Visits held", 9), Held("hours", "Hours that count", 10),
        Held("contacts", "Contacts", 9), Held("progress", "Progress", 12), Held("concern", "Concern", 18),
        Held("barriers", "In the way", 24, wrapped=True), Held("workload", "Workload", 12, usual=False),
        Held("words", "What the coach wrote", 60, usual=False, wrapped=True),
    ),
)  # fmt: skip
MISSING = Sheet(
    "missing",
    "What is missing: visits, reports, people",
    "contact_facts",
    (
        Held("what", "What is missing", 44), Held("day", "Since", 12), *_PAIR, Held("days", "Days", 8),
        Held("person", "Person", 34),
    ),
)  # fmt: skip

SHEETS: dict[str, Sheet] = {one.id: one for one in (CONTACTS, HOURS, REPORTS, MISSING)}


def cells_of(row: Cells, columns: Sequence[Held]) -> tuple[Cell, ...]:
    """One row's cells in these columns; empty where it has none."""
    return tuple(row.get(one.id) for one in columns)
