"""How each promise about status reports and flags is broken on purpose, for tests of `coachlog verify`."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import update

from bot.rules.counted import Counted
from storage import audit
from storage.concerns import concerns
from storage.engagements import engagements
from storage.reports import report_sections, reports
from tests.storage.small import NOW, Small


def report(town: Small, *, section: bool = True, **values: object) -> int:
    """An accepted report of the small program's coach."""
    row = {
        "programme_id": town.programme, "coach_id": town.coach, "unit": 0, "first": date(2026, 11, 16),
        "last": date(2026, 11, 30), "state": "accepted", "due_at": NOW, "drafted_at": NOW, "times": 1, "two_keys": "ok",
        "submitted_at": NOW + timedelta(hours=1), "first_submitted_at": NOW + timedelta(hours=1), "edition": 3,
        "changed_at": NOW, "decided_at": NOW, "decided_by": town.leader, **values,
    }  # fmt: skip
    made = town.db.add(reports, **row)
    audit.note(town.db, NOW, "UCOORD", f"report.{row['state']}", made)
    if section:
        one = {"focus": "", "barriers": "", "concern": "none", "leader_said": "", "typed": "", "changed_at": NOW}
        town.db.add(
            report_sections, report_id=made, engagement_id=town.pair, figures=Counted().plain(), progress="done", **one
        )
    return made


def broken(*, section: bool = True, **values: object) -> Callable[[Small], object]:
    return lambda town: report(town, section=section, **values)


def both_kinds(town: Small) -> None:
    report(town)
    report(town, section=False, unit=town.pair)


def somebody_elses_pair(town: Small) -> None:
    made = report(town, first=date(2026, 10, 1), last=date(2026, 10, 15))
    same = {"programme_id": town.programme, "school_id": 1, "starts_on": date(2026, 9, 1)}
    strange = town.db.add(engagements, leader_id=town.coach, coach_id=town.leader, **same)
    town.connection.execute(
        update(report_sections).where(report_sections.c.report_id == made).values(engagement_id=strange)
    )


def taken_up_by_the_coach(town: Small) -> None:
    town.db.add(
        concerns, programme_id=town.programme, engagement_id=town.pair, raised_by=town.coach, level="call",
        raised_at=NOW, due_at=NOW, answered_at=NOW, answered_by=town.coach, changed_at=NOW,
    )  # fmt: skip


REPORT_BREAKS: dict[str, Callable[[Small], object]] = {
    "a_period_is_reported_once": both_kinds,
    "reports_are_decided_by_somebody_else": broken(decided_at=None),
    "submitted_reports_say_when": broken(times=0),
    "sections_are_of_their_coachs_pairs": somebody_elses_pair,
    "every_pair_that_met_has_its_section": broken(section=False),
    "flags_are_taken_up_by_somebody_else": taken_up_by_the_coach,
}
