"""Any order of what people do: figures told later as of an instant are those that were told at that instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.concerns import CODES
from bot.rules.dates import local_day
from storage.booking import add_meeting
from storage.bringingback import bring_back_contact
from storage.commitments import Press, clear_barrier, drop_step, mark_done, move_step, reopen, set_barrier
from storage.concerns import concerns
from storage.contacts import contacts, next_steps
from storage.database import Db
from storage.dosefigures import dose_standing
from storage.engagements import engagements
from storage.figures import pair_figures
from storage.meetings import NewMeeting
from storage.openfigures import commitment_counts, open_flags, report_standing
from storage.past import COUNTED, past
from storage.planning import plan_ahead
from storage.programmes import list_programmes
from storage.quietfigures import quiet_figures
from storage.recording import Target, change_contact
from storage.reports import reports
from storage.takingback import take_back_contact
from storage.visitchanges import by_phone, close_visit, mark_held, move_visit, skip_visit, undo_visit_change
from storage.visits import visits
from tests.storage.contacting import COACH, NOW, Program, settle
from tests.storage.planned import plan_usual
from tests.storage.rostering import opened, workspace

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)
PERIOD = date(2026, 11, 16)
ZONE = "America/New_York"
PAST = [date(2026, 11, day) for day in (2, 10, 16, 17)]
COMING = [date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 8)]
KINDS = ("visit", "session", "call", "email", "team_meeting")
STATES = ("drafted", "submitted", "returned", "accepted", "excused")
EXAMPLES = 10
MINUTES = (0.01, 1, 90, 24 * 60, 9 * 24 * 60)


@dataclass(frozen=True)
class Drawn:
    """One act: after so many minutes, with numbers that choose what it is about."""

    act: str
    after: float
    place: int
    which: int
    pair: int


def everything(db: Db, now: datetime, as_of: datetime | None = None) -> dict[str, Any]:
    """All figures, as they are told at an instant or later of it."""
    programme, today = list_programmes(db)[0], local_day(as_of or now, ZONE)
    return {
        "pairs": pair_figures(db, now, programme.id, FIRST, LAST, as_of),
        "steps": commitment_counts(db, programme.id, today, as_of),
        "reports": report_standing(db, programme.id, PERIOD, as_of),
        "flags": open_flags(db, programme.id, as_of),
        "quiet": quiet_figures(db, programme, today, as_of),
        "dose": sorted(dose_standing(db, programme, today, as_of), key=lambda one: one.leader),
    }


class Weeks:
    """A coach of two pairs, and what becomes of visits, contacts, steps, engagements, reports and flags."""

    def __init__(self, db: Db, planned: bool) -> None:
        self.program: Program = settle(db)
        self.db, self.at, self.turn = db, NOW, 0
        self.pairs = [self.program.pair, self.program.engage("Grove High", "ULEAD2", "UCOACH")]
        self.told: dict[datetime, dict[str, Any]] = {}
        if planned:
            plan_usual(db)
        for number, kind in enumerate(("visit", "team_meeting", "call")):
            self.program.log(f"first {number}", **self.said(Drawn("", 0, number, number, number % 2), kind))
        self.told[NOW] = everything(db, NOW)

    def do(self, drawn: Drawn) -> bool:
        """One act as a unit of work; what figures say then is remembered. Whether it was done."""
        self.at, self.turn = self.at + timedelta(minutes=drawn.after), self.turn + 1
        with self.db._connection.begin_nested() as nested:
            try:
                done = getattr(self, drawn.act)(drawn) is not False
            except (Refusal, Denied, FieldErrors):
                nested.rollback()
                done = False
        self.told[self.at] = everything(self.db, self.at)
        return done

    def one_of(self, table: Any, place: int) -> int:
        ids = [row.id for row in self.db.all(select(table.c.id).order_by(table.c.id))]
        return ids[place % len(ids)] if ids else 0

    def said(self, drawn: Drawn, kind: str) -> dict[str, Any]:
        filled: dict[str, Any] = {
            "engagement": self.pairs[drawn.pair], "kind": kind, "day": PAST[drawn.place % len(PAST)],
            "minutes": 45 + 15 * drawn.pair, "activities": ("A3",), "next_steps": [{"what": f"Words {drawn.which}"}],
        }  # fmt: skip
        if kind in {"call", "email"}:
            filled |= {"presence": None, "activities": ()}
        if kind == "email":
            filled |= {"minutes": None, "count": 2, "next_steps": ()}
        if kind == "team_meeting":
            filled["attendees"] = (self.pairs[1 - drawn.pair],) * (drawn.which % 2)
        return filled | ({"no_steps": False} if kind == "session" else {})

    def record(self, drawn: Drawn) -> None:
        self.program.log(f"i{self.turn}", at=self.at, **self.said(drawn, KINDS[drawn.which % 5]))

    def edit(self, drawn: Drawn) -> None:
        new = self.program.visit(**self.said(drawn, KINDS[drawn.which % 5]), reason="Why")
        target = Target(self.one_of(contacts, drawn.place), self.at, confirmed=CODES)
        change_contact(self.db, COACH, self.at, target, new)

    def take_back(self, drawn: Drawn) -> None:
        take_back_contact(self.db, COACH, self.at, self.one_of(contacts, drawn.place), "", "Why")

    def bring_back(self, drawn: Drawn) -> None:
        bring_back_contact(self.db, COACH, self.at, self.one_of(contacts, drawn.place), "")

    def visit(self, drawn: Drawn) -> object:
        if not (one := self.one_of(visits, drawn.place)):
            return False
        now = (self.db, COACH, self.at, one)
        acts: tuple[Callable[[], object], ...] = (
            lambda: move_visit(*now, COMING[drawn.place % 3], "10:00"),
            lambda: by_phone(*now),
            lambda: skip_visit(*now, "illness"),
            lambda: close_visit(*now),
            lambda: mark_held(*now),
            lambda: undo_visit_change(*now),
        )
        return acts[drawn.which % 6]()

    def book(self, drawn: Drawn) -> None:
        pair, day = self.pairs[drawn.pair], COMING[drawn.place % 3]
        new = NewMeeting(engagement=pair, kind="visit", day=day, start="13:00", minutes=60)
        add_meeting(self.db, COACH, self.at, new, intent=f"b{self.turn}")

    def night(self, _: Drawn) -> None:
        plan_ahead(self.db, self.at)

    def step(self, drawn: Drawn) -> object:
        one, press = self.one_of(next_steps, drawn.place), Press(COACH, self.at, f"s{self.turn}")
        acts: tuple[Callable[[], object], ...] = (
            lambda: mark_done(self.db, press, one),
            lambda: drop_step(self.db, press, one, "plans"),
            lambda: move_step(self.db, press, one, COMING[drawn.place % 3]),
            lambda: reopen(self.db, press, one),
            lambda: set_barrier(self.db, press, one, "time", None, None),
            lambda: clear_barrier(self.db, press, one),
        )
        return acts[drawn.which % 6]()

    def end(self, drawn: Drawn) -> None:
        day = [*[None] * 4, *COMING][drawn.place % 7]
        ended = update(engagements).where(engagements.c.id == self.pairs[drawn.pair])
        self.db.run(ended.values(ends_on=day, changed_at=self.at))

    def begin(self, _: Drawn) -> None:
        self.program.engage(f"School {self.turn}", "ULEAD", "UOTHER", added_at=self.at)

    def file(self, drawn: Drawn) -> None:
        state = STATES[drawn.which % 5]
        came = None if state == "drafted" else self.at
        values = {
            "state": state,
            "submitted_at": came,
            "decided_at": came,
            "changed_at": self.at,
            "times": int(bool(came)),
        }
        if row := self.one_of(reports, 0):
            self.db.run(update(reports).where(reports.c.id == row).values(**values))
            return
        whom = {"programme_id": self.program.id, "coach_id": self.program.people["UCOACH"], "unit": 0}
        days = {"first": PERIOD, "last": date(2026, 11, 30), "due_at": NOW + timedelta(days=10), "drafted_at": self.at}
        self.db.add(reports, **whom, **days, **values, first_submitted_at=came, two_keys="none", edition=1)

    def flag(self, drawn: Drawn) -> None:
        if (row := self.one_of(concerns, drawn.place)) and drawn.which % 2:
            answered = update(concerns).where(concerns.c.id == row)
            self.db.run(answered.values(answered_at=self.at, changed_at=self.at))
            return
        whom = {"programme_id": self.program.id, "engagement_id": self.pairs[drawn.pair], "level": "call"}
        before = update(concerns).where(
            concerns.c.engagement_id == whom["engagement_id"], concerns.c.ended_at.is_(None)
        )
        self.db.run(before.values(ended_at=self.at, changed_at=self.at))  # one stands at a time
        times = {"raised_at": self.at, "due_at": self.at + timedelta(days=2), "changed_at": self.at}
        self.db.add(concerns, raised_by=self.program.people["UCOACH"], **whom, **times)

    def check(self) -> None:
        """What was told at each instant is told of it now."""
        for at, told in self.told.items():
            again = everything(self.db, self.at, at)
            for name, figures in told.items():
                assert again[name] == figures, (name, at)
        for row in self.db.all(select(past)):
            assert set(row.facts) == set(COUNTED[row.noun].columns)


# The more there is to it, the more often.
ACTS = (*("record", "edit", "edit", "take_back", "bring_back", "visit", "visit", "visit", "step", "step"),
        *("book", "night", "end", "begin", "file", "flag"))  # fmt: skip
DRAWN = st.builds(
    Drawn,
    act=st.sampled_from(ACTS),
    after=st.sampled_from(MINUTES),
    place=st.integers(0, 11),
    which=st.integers(0, 29),
    pair=st.integers(0, 1),
)


def test_figures_of_an_earlier_instant_are_those_told_then(database_url: str) -> None:
    with opened(database_url) as engine:

        @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate, Phase.shrink])
        @given(planned=st.sampled_from([True, True, False]), acts=st.lists(DRAWN, min_size=8, max_size=16))
        def lived(planned: bool, acts: list[Drawn]) -> None:
            with engine.connect() as connection:
                weeks = Weeks(workspace(connection), planned)
                for one in acts:
                    weeks.do(one)
                weeks.check()
                connection.rollback()

        lived()
