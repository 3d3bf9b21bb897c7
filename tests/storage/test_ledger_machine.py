"""Any order of presses, replays, undos and edits of the contact: the ledger stays one that its two people can trust."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, select

from bot.errors import Denied, Refusal
from bot.rules.commitments import CLOSED, FOLLOW, LIVE
from storage.audit import audit
from storage.commitments import (
    Press,
    clear_barrier,
    drop_step,
    mark_done,
    move_back,
    move_step,
    reopen,
    set_barrier,
)
from storage.contacts import next_steps
from storage.people import Actor
from storage.recording import Target, change_contact
from storage.takingback import take_back_contact
from tests.storage.contacting import COACH, LEADER, NOW, OTHER, Program, settle
from tests.storage.rostering import opened, workspace

DAYS = tuple(date(2026, 11, day) for day in (18, 19, 20, 23, 24))  # school days
ACTS = ("done", "drop", "move", "back", "block", "clear", "reopen")
PAIR = st.sampled_from((COACH, LEADER))


class Presses(RuleBasedStateMachine):
    """Two people with one step between them, a third who tries, and an author who edits the contact."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self._connection = self.engine.connect()
        self.program: Program = settle(workspace(self._connection))
        self.at: datetime = NOW
        self.first = DAYS[1]
        self.contact = self.program.log("one", next_steps=[{"what": "Two samples", "due_on": self.first}]).id
        self.step = int(self.program.db.value(select(next_steps.c.id)))
        self.pressed: list[tuple[str, Actor, str, date]] = []
        self.taken_back = False
        self.note = 0
        self.before = self.row()

    def teardown(self) -> None:
        self._connection.rollback()
        self._connection.close()

    def row(self) -> Any:
        return self.program.db.first(select(next_steps).where(next_steps.c.id == self.step))

    def act(self, what: str, who: Actor, request: str, day: date) -> None:
        db, press = self.program.db, Press(who, self.at, request)
        done = {
            "done": lambda: mark_done(db, press, self.step),
            "drop": lambda: drop_step(db, press, self.step, "plans"),
            "move": lambda: move_step(db, press, self.step, day),
            "back": lambda: move_back(db, press, self.step),
            "block": lambda: set_barrier(db, press, self.step, "time", "coach", "Words"),
            "clear": lambda: clear_barrier(db, press, self.step),
            "reopen": lambda: reopen(db, press, self.step),
        }[what]()
        assert done.what == "Two samples"

    @rule(what=st.sampled_from(ACTS), who=PAIR, day=st.sampled_from(DAYS))
    def press(self, what: str, who: Actor, day: date) -> None:
        self.at += timedelta(seconds=30)
        request = f"press {len(self.pressed)}"
        with self.program.db._connection.begin_nested() as nested:
            try:
                self.act(what, who, request, day)
            except Denied:
                raise
            except Refusal:
                nested.rollback()  # as the unit of work does
                return
        self.pressed.append((what, who, request, day))

    @precondition(lambda self: self.pressed)
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        """Slack delivers a press again: it changes nothing, whatever happened since."""
        what, who, request, day = data.draw(st.sampled_from(self.pressed))
        before, noted = self.row(), len(self.verbs())
        with suppress(Refusal):
            self.act(what, who, request, day)
        assert self.row() == before
        assert len(self.verbs()) == noted

    @rule(what=st.sampled_from(ACTS))
    def try_as_somebody_else(self, what: str) -> None:
        before = self.row()
        try:
            self.act(what, OTHER, "", DAYS[0])
        except Denied:
            assert self.row() == before
        else:
            raise AssertionError("a stranger acted")

    @precondition(lambda self: not self.taken_back)
    @rule()
    def edit_the_contact(self) -> None:
        """The author changes the note; the step is in the form as it stands."""
        self.at += timedelta(seconds=30)
        self.note += 1
        before = self.row()
        steps = [{"what": "Two samples", "due_on": before.due_on}]
        new = self.program.visit(note=f"Note {self.note}", next_steps=steps)
        change_contact(self.program.db, COACH, self.at, Target(self.contact, self.at, f"edit {self.note}"), new)
        kept = self.row()
        assert (kept.state, kept.moves, kept.first_due_on, kept.barrier) == (
            before.state, before.moves, before.first_due_on, before.barrier,
        )  # fmt: skip

    @precondition(lambda self: len(self.pressed) > 6)
    @rule()
    def take_the_contact_back(self) -> None:
        take_back_contact(self.program.db, COACH, self.at, self.contact, "")
        self.taken_back = True

    def verbs(self) -> list[str]:
        found = self.program.db.run(select(audit.c.verb).where(audit.c.verb.startswith("step.")))
        return list(found.scalars())

    @invariant()
    def states_follow_each_other_as_the_rules_say(self) -> None:
        now, before = self.row(), self.before
        assert now.state == before.state or now.state in FOLLOW[before.state]
        self.before = now

    @invariant()
    def what_is_closed_says_when_and_what_is_open_does_not(self) -> None:
        row = self.row()
        assert (row.closed_at is not None) == (row.state in CLOSED)
        assert (row.reason is not None) == (row.state == "dropped")
        assert row.first_due_on == self.first
        assert row.moves >= 0
        if row.state in LIVE:
            assert (row.state == "moved") == (row.due_on != self.first)

    @invariant()
    def every_press_that_counted_was_written_down(self) -> None:
        assert len(self.verbs()) == len(self.pressed)


@contextmanager
def machine(url: str) -> Iterator[type[Presses]]:
    with opened(url) as engine:
        yield type("Machine", (Presses,), {"engine": engine})


def test_no_order_of_presses_leaves_a_ledger_nobody_can_trust(database_url: str) -> None:
    with machine(database_url) as made:
        bounds = settings(
            max_examples=10, stateful_step_count=20, deadline=None, database=None, phases=[Phase.generate]
        )
        run_state_machine_as_test(made, settings=bounds)
