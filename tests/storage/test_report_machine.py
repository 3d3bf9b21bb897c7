"""A report's states under any order of acts by anybody: who may, and that nobody decides about what isn't seen."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.errors import Denied, Refusal
from bot.rules import reports as rules
from bot.rules.reports import Report
from storage.concernacts import waiting_concerns
from storage.people import Actor
from storage.reportacts import (
    accept_report,
    change_section,
    excuse_report,
    return_report,
    submit_report,
    take_back_report,
    undo_acceptance,
)
from storage.reporting import find_report
from storage.reportinvariants import REPORT_INVARIANTS
from storage.reports import NewSection
from storage.verify import Look, check
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, settle
from tests.storage.reporting import LEAD, SECOND, Office
from tests.storage.rostering import KEYRING, opened, workspace

ANYBODY = (COACH, COORDINATOR, SECOND, LEAD, LEADER, OTHER, STRANGER)
DECIDERS = (COORDINATOR, SECOND)
Act = Callable[..., Report]


class ReportMachine(RuleBasedStateMachine):
    """What the report should be, kept beside it."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        engine = self.stack.enter_context(opened(self.url))
        self.program = settle(workspace(self.stack.enter_context(engine.connect())))
        self.office = Office(self.program)
        self.state, self.times, self.logged, self.now = rules.DRAFTED, 0, 0, NOW
        self.seen: dict[str, int] = {}

    @initialize()
    def drafted(self) -> None:
        self.report = self.office.draft()
        self.office.fill(self.report)

    def teardown(self) -> None:
        self.stack.close()

    @property
    def stored(self) -> Report:
        return find_report(self.program.db, COACH, self.now, self.report)

    def attempt(self, act: Act, actor: Actor, wanted: str, may: bool, *rest: Any, edition: bool = True) -> None:
        """Try an act; it is done where the state and the actor's part let it, and changes nothing otherwise."""
        self.now += timedelta(hours=1)
        before = self.stored
        seen = self.seen.get(actor.user_id)
        fresh = not edition or seen is None or seen == before.edition
        ready = wanted != rules.SUBMITTED or self.logged == before.sections[0].figures.unplanned  # as the log says
        given = [seen] if edition else []
        try:
            after = act(self.program.db, actor, self.now, self.report, *given, self.office.intent(), *rest)
        except Denied:
            assert not may
        except Refusal:
            assert may
            assert not (rules.may_become(self.state, wanted) and fresh and ready)
        else:
            assert may
            assert fresh
            assert rules.may_become(self.state, wanted) or wanted == rules.RETURNED
            self.state, self.times = after.state, after.times
        if self.stored.edition == before.edition:
            assert self.stored == before

    @rule(actor=st.sampled_from(ANYBODY))
    def look(self, actor: Actor) -> None:
        """Whoever may sees it; a coordinator sees what was submitted alone."""
        try:
            found = self.office.see(self.report, actor)
        except Denied:
            assert actor in (LEADER, OTHER, STRANGER)
            return
        self.seen[actor.user_id] = found.edition
        assert bool(found.sections) == (actor is COACH or self.state in (rules.SUBMITTED, rules.ACCEPTED))

    @rule(actor=st.sampled_from(ANYBODY))
    def submit(self, actor: Actor) -> None:
        self.attempt(submit_report, actor, rules.SUBMITTED, actor is COACH)

    @rule(actor=st.sampled_from((COACH, OTHER, COORDINATOR)))
    def take_back(self, actor: Actor) -> None:
        self.attempt(take_back_report, actor, rules.DRAFTED, actor is COACH, edition=False)

    @rule(actor=st.sampled_from(ANYBODY))
    def accept(self, actor: Actor) -> None:
        self.attempt(accept_report, actor, rules.ACCEPTED, actor in DECIDERS)

    @rule(actor=st.sampled_from(ANYBODY))
    def undo(self, actor: Actor) -> None:
        """Within its day whoever may; else nothing changes."""
        before = self.state
        try:
            after = undo_acceptance(self.program.db, actor, self.now, self.report, None, self.office.intent())
        except Denied:
            assert actor not in DECIDERS
        except Refusal:
            assert before != rules.ACCEPTED or rules.undo_until(self.stored, self.now) is None
        else:
            assert (actor in DECIDERS, before, after.state) == (True, rules.ACCEPTED, rules.SUBMITTED)
            self.state = after.state

    @rule(actor=st.sampled_from(ANYBODY))
    def give_back(self, actor: Actor) -> None:
        before = self.state
        self.attempt(_returned, actor, rules.RETURNED, actor in DECIDERS)
        assert self.state == before or before in (rules.SUBMITTED, rules.EXCUSED)

    @rule(actor=st.sampled_from(DECIDERS))
    def excuse(self, actor: Actor) -> None:
        self.attempt(excuse_report, actor, rules.EXCUSED, may=True)

    @rule(flag=st.sampled_from(sorted(rules.CONCERNS)), progress=st.sampled_from(sorted(rules.PROGRESS)))
    def write(self, flag: str, progress: str) -> None:
        new = NewSection.model_validate(
            {"concern": flag, "progress": progress, "evidence": "E", "focus": ("cpsel:2B",)}
        )
        try:
            change_section(self.program.db, COACH, self.now, self.stored.sections[0].id, new)
        except Refusal:
            assert self.state not in rules.OPEN
        else:
            assert self.state in rules.OPEN

    @precondition(lambda self: self.logged < 3)
    @rule()
    def log(self) -> None:
        self.logged += 1
        self.program.log(f"visit {self.logged}", minutes=30 + self.logged, focus=("cpsel:2B",))

    @invariant()
    def what_is_stored_keeps_its_promises(self) -> None:
        look = Look(self.program.db.connection, KEYRING)
        assert [found for promise in REPORT_INVARIANTS for found in check(look, promise)] == []

    @invariant()
    def its_state_is_what_came_of_the_acts(self) -> None:
        if hasattr(self, "report"):
            stored = self.stored
            assert (stored.state, stored.times) == (self.state, self.times)
            flags = waiting_concerns(self.program.db, self.program.id)
            assert len(flags) <= 1
            if self.state in (rules.SUBMITTED, rules.ACCEPTED):
                assert [one.level for one in flags] == [one.concern for one in stored.sections if one.concern != "none"]


def _returned(db: Any, actor: Actor, now: Any, report: int, edition: int | None, intent: str) -> Report:
    return return_report(db, actor, now, report, edition, intent, "More, please.")


def test_a_report_under_any_order_of_acts(database_url: str) -> None:
    machine = type("Here", (ReportMachine,), {"url": database_url})
    bounds = settings(max_examples=6, stateful_step_count=20, deadline=None, phases=(Phase.explicit, Phase.generate))
    run_state_machine_as_test(machine, settings=bounds)
