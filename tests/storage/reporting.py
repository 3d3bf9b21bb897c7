"""What tests of status reports share: the small program with three coordinators, a coach's draft, and its sections."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import update

from bot.rules.periods import Period, period_of
from bot.rules.programme import Rules
from bot.rules.reports import Report
from storage.drafting import draft_report, see_report
from storage.people import Actor, roles
from storage.programmes import programmes
from storage.reportacts import accept_report, change_section, submit_report
from storage.reports import NewSection
from storage.visits import visits
from tests.storage.contacting import COACH, COORDINATOR, NOW, Program, add_person

HERE = period_of(date(2026, 11, 17))
SECOND, THIRD, LEAD = Actor("UCOORD2"), Actor("UCOORD3"), Actor("ULEADCOACH")
FULL = NewSection(progress="on_track", evidence="The common exit ticket is drafted.", next="Two visits.")


@dataclass
class Office:
    """The program, with a report of Coach C in it."""

    program: Program
    at: datetime = NOW
    presses: int = field(default=0)

    def __post_init__(self) -> None:
        for actor, name in ((SECOND, "Coordinator 2"), (THIRD, "Coordinator 3"), (LEAD, "Lead coach L")):
            person = add_person(self.program.db, actor.user_id, name, f"{actor.user_id.lower()}@example.org")
            self.program.people[actor.user_id] = person
            role = "lead_coach" if actor is LEAD else "coordinator"
            self.program.db.add(roles, programme_id=self.program.id, person_id=person, role=role)

    def intent(self) -> str:
        self.presses += 1
        return f"press-{self.presses}"

    def draft(self, period: Period = HERE, user: str = "UCOACH") -> int:
        return draft_report(self.program.db, self.at, self.program.id, self.program.people[user], period)[0]

    def see(self, report: int, actor: Actor = COACH) -> Report:
        return see_report(self.program.db, actor, self.at, report)

    def fill(self, report: int, new: NewSection = FULL) -> Report:
        for one in self.see(report).sections:
            change_section(self.program.db, COACH, self.at, one.id, new)
        return self.see(report)

    def submit(self, report: int, edition: int | None = None, intent: str = "") -> Report:
        return submit_report(self.program.db, COACH, self.at, report, edition, intent or self.intent())

    def sent(self, new: NewSection = FULL) -> Report:
        """A report that waits for a coordinator."""
        report = self.draft()
        self.fill(report, new)
        return self.submit(report)

    def accept(self, report: int, edition: int | None = None, actor: Actor = COORDINATOR) -> Report:
        return accept_report(self.program.db, actor, self.at, report, edition, self.intent())

    def rule(self, **changes: Any) -> None:
        """Give the program other rules."""
        found = Rules(**changes).model_dump(mode="json", by_alias=True)
        self.program.db.run(update(programmes).values(rules=found))

    def book(self, day: date, state: str, **changes: Any) -> int:
        """A visit of the pair on a day."""
        at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
        values = {"occurs_on": day, "kind": "visit", "zone": "America/New_York", "minutes": 90, "moved": False}
        return self.program.db.add(
            visits, engagement_id=self.program.pair, day=day, start="09:00", at=at, ends_at=at.replace(hour=16),
            state=state, sequence=0, changed_at=at, **{**values, **changes},
        )  # fmt: skip
