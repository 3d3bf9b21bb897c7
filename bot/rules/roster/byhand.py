"""Changes of the roster made by hand, as the rows that an import of them would have: the same rules speak about both.

What no row can say (a cleared last day, another e-mail, another first day or school of the same pair) is put into what
is stored beforehand, so that the rules see the roster as it would be.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from bot.rules.roster.cells import WEEKDAYS
from bot.rules.roster.checks import problems_of
from bot.rules.roster.known import Known, KnownEngagement, KnownPerson, PairKey
from bot.rules.roster.plan import Plan, plan_of
from bot.rules.roster.rows import NewEngagementRow, NewPersonRow, Place, Problem, Roster, read_row

FILE = "this change"
DAY = timedelta(days=1)
Cells = dict[str, str]

ADDED, CHANGED, ENDED, REASSIGNED, MOVED = "added", "changed", "ended", "reassigned", "moved"
PERSON_ADDED, PERSON_CHANGED = "person_added", "person_changed"
ACTS = (ADDED, CHANGED, ENDED, REASSIGNED, MOVED, PERSON_ADDED, PERSON_CHANGED)
HANDS_OVER = (REASSIGNED, MOVED)

REASONS = {
    "finished": "The coaching is finished",
    "left": "The leader left",
    "coach_left": "The coach left or has no time",
    "fit": "Another pairing fits better",
    "school": "The school was closed or left the program",
    "other": "Another reason",
}

_WORDINGS = (
    (re.compile(r" First set ends_on for the stored one, in a row that repeats its first day \([\d-]+\)\."), "{end}"),
    (re.compile(r" End one before the other begins\."), "{end}"),
    (re.compile(r" Write [\d-]+ as ends_on in this row, or leave the row out\."), "{end}"),
    (re.compile(rf"row \d+ of {FILE}"), FILE),
    (re.compile(r"the stored engagement at"), "the pair at"),
    (re.compile(r"end that engagement first"), "end that pair first"),
    (re.compile(r"Add it in the people file, or name someone else\."), "Give them that role first, or choose another."),
    (re.compile(r"[Nn]ame another coach"), "Choose another coach"),
    (re.compile(r"[Nn]ame a coach from elsewhere"), "Choose a coach from elsewhere"),
    (re.compile(r"This cell is empty\. Write"), "Please fill this in:"),
    (re.compile(r"[Ll]eave the cell empty"), "Leave the field empty"),
    (re.compile(r"first day of row \d+"), "first day"),
)
_END = " End or reassign that pair first."


@dataclass(slots=True)
class Hand:
    """One change by hand. known: what is stored, with what no row can say; pairs, people: that, by id and column."""

    known: Known
    roster: Roster = field(default_factory=lambda: Roster(files=[FILE]))
    pairs: dict[int, dict[str, Any]] = field(default_factory=dict)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)

    def pair_row(self, cells: Mapping[str, str]) -> None:
        """Add a pair as a file's row would."""
        self._add(NewEngagementRow, self.roster.engagements, cells)

    def person_row(self, cells: Mapping[str, str]) -> None:
        """Add a person as a file's row would."""
        self._add(NewPersonRow, self.roster.people, cells)

    def _add(self, model: Any, rows: list[Any], cells: Mapping[str, str]) -> None:
        placed, problems = read_row(model, Place(FILE, len(rows) + 2), cells)
        self.roster.problems += problems
        if placed:
            rows.append(placed)

    def problems(self, today: date) -> list[Problem]:
        """All that an import of these rows would be refused for."""
        return problems_of(self.roster, self.known, today)

    def plan(self) -> Plan:
        """What is to be written: as an import would, and what no row can say."""
        plan = plan_of(self.roster, self.known, from_files=False)
        for steps, beyond in ((plan.engagements, self.pairs), (plan.people, self.people)):
            for row, values in beyond.items():
                steps.changes[row] = {**steps.changes.get(row, {}), **values}
        return plan


def cells_of(known: Known, one: KnownEngagement, **others: str) -> Cells:
    """A stored pair as a row of cells; others: cells that differ. Its weekly visit isn't said: it stays as it is."""
    district, school = known.school_names[one.school_id]
    return {
        "district": district,
        "school": school,
        "leader_email": known.emails[one.leader_id],
        "coach_email": known.emails[one.coach_id],
        "starts_on": str(one.starts_on),
        "ends_on": str(one.ends_on or ""),
        "supervisor_email": one.supervisor_email or "",
        **others,
    }


def visit_cells(weekday: int | None, start: str | None, minutes: int | None) -> Cells:
    """A weekly visit as cells."""
    day = "" if weekday is None else WEEKDAYS[weekday]
    return {"visit_day": day, "visit_start": start or "", "visit_minutes": str(minutes or "")}


def find_pair(known: Known, pair: int) -> tuple[PairKey, KnownEngagement] | None:
    """A stored pair of the program by its id."""
    return next(((key, one) for key, one in known.engagements.items() if one.id == pair), None)


def with_pair(known: Known, one: KnownEngagement, **values: Any) -> Known:
    """What is stored, with a pair that differs."""
    changed = replace(one, **values)
    others = (held for held in known.engagements.values() if held.id != one.id)
    return _with_pairs(known, [*others, changed])


def without_pair(known: Known, pair: int) -> Known:
    """What is stored, without a pair."""
    return _with_pairs(known, [held for held in known.engagements.values() if held.id != pair])


def with_person(known: Known, one: KnownPerson, **values: Any) -> Known:
    """What is stored, with a person who differs, also by e-mail."""
    changed = replace(one, **values)
    found = replace(known, people={}, emails={})
    for held in known.people.values():
        found.add_person(changed if held.id == one.id else held)
    return _with_pairs(found, known.engagements.values())


def _with_pairs(known: Known, pairs: Iterable[KnownEngagement]) -> Known:
    found = replace(known, engagements={})
    found.add_engagements(pairs)
    return found


def told(problem: Problem) -> tuple[str, str]:
    """(column, sentence) of a problem, in the words of a form."""
    sentence = problem.reason
    for pattern, instead in _WORDINGS:
        sentence = pattern.sub(instead.format(end=_END), sentence)
    return problem.column or "", sentence


def column_problems(problems: Iterable[Problem]) -> dict[str, str]:
    """The first sentence about each column."""
    found: dict[str, str] = {}
    for problem in problems:
        column, sentence = told(problem)
        found.setdefault(column, sentence)
    return found
