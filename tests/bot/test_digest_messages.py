"""What digests say, by values: what needs somebody first, all clear in one line, within Slack's limits at any size."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.messages import digestlists as pages
from bot.messages.charts import DRAWN
from bot.messages.digestparts import PARTS
from bot.messages.digests import needs, week_digest
from bot.rules.digestlists import QUIET, SHOWN, Choice, Listed
from bot.rules.digests import (
    Before,
    Behind,
    Digest,
    Figures,
    Flag,
    Held,
    Late,
    Mixed,
    Names,
    PairName,
    Part,
    Quiet,
    Room,
    Short,
    WeekHeld,
)
from tests.bot.slacks_limits import HOSTILE, fits, live, posts, says_all

MONDAY = date(2026, 11, 9)
AS_OF = datetime(2026, 11, 16, 12, 45, tzinfo=UTC)
HOUR = timedelta(hours=1)
NAMES = Names(
    {row: PairName(f"School {row}", f"Principal {row}", "Coach F", 1 + row % 3, 6) for row in range(1, 9)},
    {6: "Coach F", 7: "Coach G"},
    {1: "District 1", 2: "District 2"},
)
WEEKS = tuple(WeekHeld(monday=MONDAY - timedelta(weeks=back), planned=68, held=61 + back) for back in range(7, -1, -1))


def digest(**changes: Any) -> Digest:
    """Digest 12, of a program of 72 pairs."""
    usual: dict[str, Any] = {
        "visits": Held(planned=68, held=68),
        "pairs": 72,
        "leaders": 72,
        "on_pace": 66,
        "weeks": WEEKS,
    }
    figures = Figures(first=MONDAY, day=MONDAY + timedelta(weeks=1), **(usual | changes))
    return Digest(31, 12, AS_OF, "America/New_York", figures)


BUSY: dict[str, Any] = {
    "visits": Held(planned=68, held=61),
    "quiet": (Quiet(pair=3, days=22, last=date(2026, 10, 25)), Quiet(pair=4, days=15)),
    "late": (Late(report=1, coach=6, days=3), Late(report=2, coach=7, days=1)),
    "flags": (Flag(concern=1, pair=2, by=6, raised_at=AS_OF - 63 * HOUR, due_at=AS_OF + 28 * HOUR),),
    "due": 18,
    "on_time": 16,
    "overdue": 14,
}


def test_the_digest_says_first_what_needs_somebody_each_with_its_button() -> None:
    said = week_digest(digest(**BUSY), NAMES)
    lines = said.text.split("\n")
    assert lines[0] == "Coaching, week of Nov 9 – three things need you"
    assert lines[1] == "1  A concern flag from Coach F, raised Fri, Nov 13, 4:45 PM; an answer is due Tue, Nov 17"
    assert lines[2] == "2  School 3, Principal 3 (Coach F): no contact for 22 days"
    assert lines[3] == "3  Two status reports late, the longest by 3 business days"
    assert lines[4] == "Visits held 61 of 68 (90%) · hours on pace 66 of 72 leaders · reports on time 16 of 18"
    assert lines[5] == "Without contact for 14 days: 2 · 21 days: 1 · 30 days: 0 · next steps overdue: 14"
    buttons = [one["accessory"] for one in said.blocks if "accessory" in one]
    assert [one["text"]["text"] for one in buttons] == ["Read", "Open", "See who"]
    assert {one["value"] for one in buttons} == {"31"}
    assert "Digest 12 · as of Mon, Nov 16, 7:45 AM" in lines
    assert lines[-1] == "Details in the thread: without contact."
    assert says_all(said)
    assert posts(said)


def test_all_clear_is_one_line_with_the_visible_number() -> None:
    said = week_digest(digest(), NAMES)
    assert said.text == "Coaching, week of Nov 9 – nothing needs you. 68 of 68 visits held. Digest 12."
    assert len(said.blocks) == 1
    assert says_all(said)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visits": Held()}, "No visits were planned."),
        ({"visits": Held(planned=1, held=1)}, "1 of 1 visits held"),
    ],
)
def test_a_week_with_little_reads_well(changes: dict[str, Any], words: str) -> None:
    assert words in week_digest(digest(**changes), NAMES).text


def test_one_of_each_need_and_many_of_each_are_said_in_their_own_numbers() -> None:
    one = {
        "late": (Late(report=1, coach=6, days=1),), "unread": (Late(report=3, coach=6, days=3),),
        "free": (5,), "old": (9,), "rooms": (Room(coach=6, percent=112, weeks=(98, 120, 130, 100), pairs=9),),
    }  # fmt: skip
    assert [need.words for need in needs(digest(**one), NAMES)] == [
        "One status report late by 1 business day",
        "One status report has waited 3 business days to be read",
        "School 5, Principal 5 (Coach F): nothing booked for ten days",
        "One visit of more than a week ago is neither logged nor explained",
        "Coach F has more to do than time in the next four weeks: 112%",
    ]
    rooms = tuple(Room(coach=who, percent=101 + who, weeks=(100,) * 4, pairs=9) for who in (6, 7))
    many = {"unread": BUSY["late"], "free": (5, 6), "old": (9, 10), "rooms": rooms, "flags": 2 * BUSY["flags"]}
    assert [need.words for need in needs(digest(**many), NAMES)] == [
        "Two concern flags; the first answer is due Tue, Nov 17",
        "Two status reports have waited, the longest 3 business days, to be read",
        "Two pairs with nothing booked for ten days",
        "Two visits of more than a week ago are neither logged nor explained",
        "Two coaches have more to do than time in the next four weeks, the most 108%",
    ]


def large(name: str = "School with a name that goes on for a while") -> tuple[Digest, Names]:
    """As much as a program of 5,000 pairs in 900 districts may come to."""
    pairs = range(1, 5001)
    names = Names(
        {row: PairName(f"{name} {row}", f"{name} {row}", f"{name} {row}", row % 900 + 1, row) for row in pairs},
        {row: f"{name} {row}" for row in pairs},
        {row: f"{name} {row}" for row in range(1, 901)},
    )
    codes = [*(f"A{place}" for place in range(1, 12)), ""]
    figures = {
        "pairs": 5000, "visits": Held(planned=4800, held=100),
        "quiet": tuple(Quiet(pair=row, days=14 + row % 40) for row in pairs),
        "short": tuple(Short(pair=row, planned=1, held=0) for row in pairs),
        "behind": tuple(Behind(pair=row, minutes=60) for row in pairs),
        "late": tuple(Late(report=row, coach=row, days=row % 9) for row in pairs),
        "unread": tuple(Late(report=row, coach=row, days=row % 9) for row in pairs),
        "flags": tuple(Flag(concern=row, pair=row, by=row, raised_at=AS_OF, due_at=AS_OF) for row in pairs),
        "free": tuple(pairs), "old": tuple(pairs),
        "districts": tuple(
            Part(district=row, pairs=5, planned=10, held=5, leaders=5, on_pace=5) for row in range(900)
        ),
        "activities": tuple(Mixed(code=one, contacts=99999, pairs=5000) for one in codes),
        "practices": tuple(Mixed(code=f"P{place}", contacts=99999, pairs=5000) for place in range(1, 11)),
        "rooms": tuple(Room(coach=row, percent=row, weeks=(row,) * 4, pairs=5) for row in pairs),
        "before": Before(first=MONDAY, number=11, then=Held(), now=Held(planned=1), newly=tuple(pairs)),
    }  # fmt: skip
    return digest(**figures), names


@pytest.mark.parametrize("name", ["School with a name that goes on for a while", HOSTILE, "x" * 120])
def test_five_thousand_pairs_and_hostile_names_stay_within_slacks_limits(name: str) -> None:
    made, names = large(name)
    parts = [part(made, names, charts=charts) for part in PARTS for charts in (True, False)]
    for said in (week_digest(made, names), *(one for one in parts if one)):
        assert posts(said)
        assert posts(replace(said, blocks=said.plainer or said.blocks))
        assert not any(block["type"] in DRAWN for block in said.plainer)
        assert len(said.text) <= 4000
        assert says_all(said)
        assert "<!channel>" not in live(said.blocks)


def test_the_thread_has_its_parts_in_order_and_leaves_empty_ones_out() -> None:
    assert [part(digest(), NAMES, charts=True) is None for part in PARTS] == [False, True, True, True, True, True]
    full = digest(
        **BUSY,
        districts=(
            Part(district=1, pairs=6, planned=12, held=9, leaders=6, on_pace=5),
            Part(district=0, pairs=9, planned=9, held=9, leaders=9, on_pace=9, districts=4),
        ),
        activities=(Mixed(code="A2", contacts=30, pairs=12), Mixed(code="", contacts=4, pairs=6)),
        practices=(Mixed(code="P5", contacts=31, pairs=14),),
        rooms=(Room(coach=6, percent=112, weeks=(98, 120, None, 130), pairs=9),),
        before=Before(
            first=MONDAY - timedelta(weeks=1), number=11, then=Held(planned=68, held=60), now=Held(planned=68, held=63),
            newly=(3,), again=(5, 6), overdue=12, begun=1,
        ),
    )  # fmt: skip
    said = [made.text for part in PARTS if (made := part(full, NAMES, charts=True))]
    told = "by district · without contact · activity mix · coaches' time · what changed"
    assert week_digest(full, NAMES).text.endswith(f"\nDetails in the thread: {told}.")
    assert "District 1: visits held 9 of 12, hours on pace 5 of 6" in said[0]
    assert "4 smaller districts together: visits held 9 of 9" in said[0]
    assert (
        "Without contact for 14 days or more: 2 pairs, 1 of them for 21, 0 for 30. Days on which the school" in said[1]
    )
    assert "· School 3, Principal 3 (Coach F): no contact for 22 days" in said[1]
    assert "· School 4, Principal 4 (Coach F): no contact yet, for 15 days" in said[1]
    assert "Walkthrough 30 · Others together 4" in said[2]
    assert "Monitor classrooms, useful feedback 31" in said[2]
    assert "· Coach F, 9 pairs: 112% · 98, 120, –, 130" in said[3]
    assert said[4].split("\n") == [
        "Digest 12 · What changed since Digest 11",
        "Week of Nov 2: 63 of 68 visits held now, 60 of 68 then",
        "Quiet since then: School 3, Principal 3 (Coach F)",
        "Heard from again: School 5, Principal 5 (Coach F); School 6, Principal 6 (Coach F)",
        "Next steps overdue: 14 now, 12 then",
        "One pair began",
    ]


def test_a_program_of_few_pairs_says_nothing_that_only_groups_may_have() -> None:
    few = digest(**{**BUSY, "pairs": 4, "activities": (Mixed(code="A9", contacts=1, pairs=1),)})
    assert "next steps" not in week_digest(few, NAMES).text.casefold()
    mixes = [said.text for part in PARTS if (said := part(few, NAMES, charts=True))]
    assert any("fewer than five schools or leaders" in one for one in mixes)
    assert "Difficult" not in str(mixes)


@pytest.mark.parametrize("name", ["School with a name that goes on for a while", HOSTILE, "x" * 120])
def test_pages_of_any_size_fit_and_narrow_by_typing_where_a_menu_is_too_small(name: str) -> None:
    made, names = large(name)
    entries = tuple(entry for entry, _, _ in pages.quiet_entries(made, names)[:SHOWN])
    many = tuple((row, f"{name} {row}") for row in range(1, 901))
    for offered in (many, many[:50]):
        page = pages.list_page(Listed(made, QUIET, entries, 5000, 10, Choice(), offered, offered), "x")
        assert fits(page)
        kinds = {element["type"] for element in page["blocks"][0]["elements"]}
        assert kinds == {"external_select" if len(offered) > 99 else "static_select"}
    assert fits(pages.read_page(made, names))
    assert fits(pages.stood_page(made, made.figures, names))
    found = pages.menu_options("All districts", many, "900")
    assert [one["value"] for one in found] == ["0", "900"]


def test_what_changed_since_is_marked_at_each_line_and_for_what_was_needed() -> None:
    then = digest(**BUSY)
    changes = {"visits": Held(planned=68, held=63), "on_pace": 67, "quiet": then.figures.quiet[1:], "flags": ()}
    now = then.figures.model_copy(update=changes)
    assert pages.stood_lines(then, now) == [
        "Visits held, week of Nov 9: 61 of 68 (90%) · now 63 of 68",
        "Hours on pace: 66 of 72 · now 67 of 72",
        "Reports on time: 16 of 18 · unchanged",
        "Without contact for 14 days: 2 · now 1",
        "Without contact for 21 days: 1 · now 0",
        "Without contact for 30 days: 0 · unchanged",
        "Next steps overdue: 14 · unchanged",
    ]
    assert pages.settled_lines(then.figures, now) == [
        "Concern flags: 1 of 1 settled since",
        "Pairs to call: 1 of 1 settled since",
        "Late reports: 0 of 2 settled since",
    ]


def test_hours_that_are_missing_are_said_in_quarters_as_everywhere() -> None:
    behind = (Behind(pair=3, minutes=174), Behind(pair=4, minutes=46))
    said = [entry.words for entry, _, _ in pages.hours_entries(digest(behind=behind), NAMES)]
    assert [one.split("\n")[1] for one in said] == ["3.0 h short this month", "0.75 h short this month"]
