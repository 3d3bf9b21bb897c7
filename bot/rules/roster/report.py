"""The report of a check or an import: what is wrong, or what changes, in lines for people and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bot.rules.contacts import spell
from bot.rules.roster.cells import WEEKDAYS, inert
from bot.rules.roster.known import Known, key_of
from bot.rules.roster.plan import Plan
from bot.rules.roster.rows import NewEngagementRow, Placed, Problem, Roster

LISTED_MAX = 50
NOTES_MAX = 10
EARLY = "The first day, {first}, lies before the school year, which begins on {begins}. Please check that it is right."


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, or an import did. counts: (new, changed, same) by kind; unmatched: (name, e-mail)."""

    problems: tuple[Problem, ...] = ()
    written: bool = False
    counts: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unmatched: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the files are in order, so that they can be, or were, imported."""
        return not self.problems

    @property
    def changed(self) -> bool:
        """Whether the import changes anything."""
        return any(new or changed for new, changed, _ in self.counts.values())

    def lines(self, listed: int = LISTED_MAX) -> list[str]:
        """The report as people read it; long lists are cut after so many, never their counts."""
        if not self.ok:
            count = len(self.problems)
            head = f"{count:,} {'problem' if count == 1 else 'problems'}. Nothing was written."
            told = [problem.line() for problem in self.problems[:listed]]
            return [head, *told, *_more(count - listed, "Fix these and check again.")]
        told = [self._headline(), *self._kinds(), *self.notes, *self._unmatched(listed)]
        return [inert(line) for line in told]

    def as_json(self) -> dict[str, Any]:
        """The whole report as plain data, nothing cut."""
        return {
            "ok": self.ok,
            "written": self.written,
            "counts": {
                kind: {"new": new, "changed": changed, "same": same}
                for kind, (new, changed, same) in self.counts.items()
            },
            "problem_count": len(self.problems),
            "problems": [
                {"file": one.file, "row": one.row, "column": one.column, "reason": one.reason} for one in self.problems
            ],
            "notes": list(self.notes),
            "unmatched": [{"name": name, "email": email} for name, email in self.unmatched],
        }

    def _headline(self) -> str:
        if not self.changed:
            did = "Nothing was changed" if self.written else "Importing would change nothing"
            return f"{did}: everything in these files is stored already."
        return "Imported." if self.written else "These files are in order. Importing them would do this:"

    def _kinds(self) -> list[str]:
        return [
            f"{kind.capitalize()}: {new:,} new, {changed:,} changed, {same:,} the same"
            for kind, (new, changed, same) in self.counts.items()
            if new or changed or same
        ]

    def _unmatched(self, listed: int) -> list[str]:
        if not self.unmatched:
            return ["Everyone is matched to a person in Slack."] if self.counts else []
        count = len(self.unmatched)
        head = f"Not matched to anyone in Slack yet, by e-mail: {count:,}"
        return [head, *(f"  {name}, {email}" for name, email in self.unmatched[:listed]), *_more(count - listed)]


def _more(count: int, advice: str = "") -> list[str]:
    return [f"… and {count:,} more. {advice}".rstrip()] if count > 0 else []


def unmatched_after(plan: Plan, roster: Roster, known: Known) -> tuple[tuple[str, str], ...]:
    """Who has no Slack person once the plan is carried out, by name."""
    rows = {placed.value.email: placed.value for placed in roster.people}
    found = [
        (rows[email].name if email in rows else one.name, email)
        for email, one in known.people.items()
        if not one.slack_user_id and not (email in rows and rows[email].slack_user_id)
    ]
    found += [(str(values["name"]), email) for email, values in plan.people.new.items() if not values["slack_user_id"]]
    return tuple(sorted(found))


def notes_of(plan: Plan, roster: Roster, known: Known) -> tuple[str, ...]:
    """What is worth knowing before the import, though it is no mistake."""
    notes = list(roster.notes)
    names = {placed.value.email: placed.value.name for placed in roster.people}
    lost = [f"{names[email]} loses the role {role}." for email, role in plan.roles_removed]
    notes += [*lost[:NOTES_MAX], *_more(len(lost) - NOTES_MAX)]
    early = [
        f"{placed.place.file}, row {placed.place.row}: {said}" for placed, said in begun_early(plan, roster, known)
    ]
    notes += [*early[:NOTES_MAX], *_more(len(early) - NOTES_MAX)]
    clashes = visit_clashes(roster.engagements)
    notes += [*clashes[:NOTES_MAX], *_more(len(clashes) - NOTES_MAX)]
    if roster.people and plan.people_kept:
        kept = f"{plan.people_kept:,} people aren't in these files and stay as they are"
        if plan.people_kept == 1:
            kept = "1 person isn't in these files and stays as they are"
        notes.append(f"{kept}; an import removes nobody.")
    return tuple(notes)


def begun_early(plan: Plan, roster: Roster, known: Known) -> list[tuple[Placed[NewEngagementRow], str]]:
    """Pairs that come in, or get another first day, with one before the school year: asked about, not refused."""
    if roster.programme:
        begins = roster.programme.value.school_year.start
    elif known.programme:
        begins = known.programme.year_from
    else:
        return []
    moved = {row for row, values in plan.engagements.changes.items() if "starts_on" in values}
    found = []
    for placed in roster.engagements:
        key, first = key_of(placed.value), placed.value.starts_on
        stored = known.engagements.get(key)
        if first < begins and (key in plan.engagements.new or (stored is not None and stored.id in moved)):
            found.append((placed, EARLY.format(first=spell(first), begins=spell(begins))))
    return found


def visit_clashes(rows: Sequence[Placed[NewEngagementRow]]) -> list[str]:
    """Weekly visits of one coach that overlap (domain rule 5: told, not refused)."""
    plans: dict[tuple[str, int], list[tuple[int, int, Placed[NewEngagementRow]]]] = {}
    for placed in rows:
        row = placed.value
        if row.visit_day is not None and row.visit_start and row.visit_minutes:
            start = int(row.visit_start[:2]) * 60 + int(row.visit_start[3:])
            plans.setdefault((row.coach_email, row.visit_day), []).append((start, start + row.visit_minutes, placed))
    found = []
    for (coach, day), visits in plans.items():
        for earlier, later in pairwise(sorted(visits, key=lambda one: (one[0], one[2].place))):
            if later[0] < earlier[1] and _together(earlier[2].value, later[2].value):
                rows_told = f"rows {earlier[2].place.row} and {later[2].place.row}"
                found.append(f"{coach} has two visits at once on {WEEKDAYS[day]}s ({rows_told}).")
    return found


def _together(one: NewEngagementRow, other: NewEngagementRow) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )
