"""What holds for every roster, whatever is in it."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Db
from storage.roster import check_roster, import_roster
from tests.storage.rostering import NOW, PROGRAMME, Files, opened, sizes, workspace

NAME = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=20)
DAY = st.dates(date(2024, 1, 1), date(2030, 1, 1))
TABLES = {
    "people": ("email", "name", "roles", "time_zone", "phone"),
    "engagements": ("district", "school", "level", "leader_email", "coach_email", "starts_on", "ends_on", "visit_day"),
    "closures": ("day", "until", "scope", "name"),
}
BAD = {"people": ("email", "lee"), "engagements": ("visit_day", "Someday"), "closures": ("day", "2026-13-01")}


@dataclass
class Draft:
    """A roster as rows of text, by kind."""

    people: list[list[str]] = field(default_factory=list)
    engagements: list[list[str]] = field(default_factory=list)
    closures: list[list[str]] = field(default_factory=list)

    def files(self) -> Files:
        made = [(f"{kind}.csv", _csv(TABLES[kind], getattr(self, kind))) for kind in TABLES]
        return [("programme.yml", PROGRAMME.encode()), *made]


def _csv(header: tuple[str, ...], rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A roster in order: coaches and leaders, at most one engagement a leader, some closures."""
    made = Draft()
    leaders, coaches = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    for number in range(leaders + coaches):
        role = "leader" if number < leaders else "coach"
        zone = draw(st.sampled_from(("", "America/New_York", "Asia/Kolkata")))
        made.people.append([f"p{number}@example.org", draw(NAME), role, zone, draw(st.sampled_from(("", "1")))])
    for number in range(leaders):
        coach = draw(st.integers(leaders, leaders + coaches - 1))
        start = draw(DAY)
        end = draw(st.sampled_from(("", str(start + timedelta(days=90)))))
        district, school = draw(st.sampled_from(("Mill", "Harbor"))), draw(st.sampled_from(("Pine", "Oak")))
        people = (f"p{number}@example.org", f"p{coach}@example.org")
        made.engagements.append([district, school, "", *people, str(start), end, draw(st.sampled_from(("", "Mon")))])
    for number in range(draw(st.integers(0, 3))):
        made.closures.append([str(draw(DAY)), "", "programme", f"Closure {number}"])
    return made


@dataclass
class Slate:
    """A database on which each example gets a transaction that is taken back."""

    url: str

    def run(self, work: Callable[[Db], None]) -> None:
        with opened(self.url) as engine, engine.connect() as connection:
            work(workspace(connection))


@pytest.fixture
def slate(database_url: str) -> Slate:
    return Slate(database_url)


RULES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@RULES
@given(draft=drafts())
def test_any_roster_in_order_is_imported_once_and_changes_nothing_again(slate: Slate, draft: Draft) -> None:
    def twice(db: Db) -> None:
        foretold = check_roster(db, NOW, draft.files())
        assert foretold.ok, foretold.lines()
        first = import_roster(db, "U9", NOW, draft.files())
        assert first.counts == foretold.counts
        held = sizes(db._connection)
        again = import_roster(db, "U9", NOW, draft.files())
        assert not again.changed
        assert {kind: sum(counts) for kind, counts in again.counts.items()} == {
            kind: sum(counts) for kind, counts in first.counts.items()
        }
        assert sizes(db._connection) == held

    slate.run(twice)


@RULES
@given(draft=drafts(), data=st.data())
def test_a_bad_row_anywhere_is_named_and_nothing_is_written(slate: Slate, draft: Draft, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([kind for kind in TABLES if getattr(draft, kind)]))
    rows: list[list[str]] = getattr(draft, kind)
    place = data.draw(st.integers(0, len(rows) - 1))
    column, text = BAD[kind]
    rows[place][TABLES[kind].index(column)] = text

    def once(db: Db) -> None:
        before = sizes(db._connection)
        report = import_roster(db, "U9", NOW, draft.files())
        assert not report.written
        assert (f"{kind}.csv", place + 2, column) in [(one.file, one.row, one.column) for one in report.problems]
        assert sizes(db._connection) == before

    slate.run(once)
