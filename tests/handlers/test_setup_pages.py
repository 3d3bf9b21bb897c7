"""Every form and page of the set-up at its fullest, inside Slack's limits; and who sees the way to it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.messages.home import SETUP, home_view
from bot.rules.programme import TestWindow as Days
from bot.rules.roster.report import Report
from bot.rules.roster.rows import Problem
from bot.rules.setup import ORDER, WINDOWS_MAX, Values, answers
from bot.rules.views import HomeFacts, SetupFacts
from handlers.setup import files, form, pages, people
from playground.limits import check_view
from storage.coordinators import MOST, Coordinator
from storage.programmeform import NOTHING
from storage.uploads import Upload
from tests.bot.test_setup_rules import whole

LONG = "<!channel> & *bold* " * 6  # 120 characters of markup
NAMES = tuple(f"{LONG} {number}" for number in range(400))
METADATA = "x" * 200


def fullest() -> Values:
    values = whole()
    windows = [Days(start=date(2027, 3, 1), end=date(2027, 3, 9), name=LONG[:60])] * WINDOWS_MAX
    channels = {"coordinators": "C1", "coaches": "C2", "community": "C3", "ops": "C4"}
    changes: dict[str, Any] = {"test_windows": tuple(windows), "confidentiality": "w" * 3000}
    rules = values.rules.model_copy(update=changes)
    rules = rules.model_copy(update={"channels": rules.channels.model_copy(update=channels)})
    return Values(LONG, "c" * 40, values.zone, values.year_from, values.year_to, rules)


def fits(view: dict[str, Any]) -> None:
    """Slack takes it."""
    refusal = check_view(view, "modal", [])
    assert refusal is None, refusal


@pytest.mark.parametrize("step", [True, False])
@pytest.mark.parametrize("part", ORDER)
@pytest.mark.parametrize("values", [NOTHING, fullest()], ids=["empty", "fullest"])
def test_every_form_fits_in_slack(part: str, step: bool, values: Values) -> None:
    fits(form.build(part, answers(part, values), METADATA, step=step))


@pytest.mark.parametrize("leaders", [0, 20_000])
@pytest.mark.parametrize("coordinators", [(), tuple((name, None) for name in NAMES)])
def test_the_overview_fits_in_slack(leaders: int, coordinators: tuple[tuple[str, str | None], ...]) -> None:
    others = tuple((number, LONG) for number in range(30))
    view = pages.overview(SetupFacts(1, fullest(), coordinators, leaders, 9, 9, 9, NAMES, others))
    fits(view)
    assert ("Next: upload" in str(view)) is (not leaders)
    assert ("Next: say who" in str(view)) is (bool(leaders) and not coordinators)
    typed = [block for block in view["blocks"] if "<!channel>" in str(block)]
    assert all(block["text"]["type"] == "plain_text" for block in typed)


def test_the_pages_of_an_upload_fit_in_slack() -> None:
    bad = Report(tuple(Problem("f" * 200, row, "c" * 60, f"{LONG * 30}{row}") for row in range(2, 400)))
    good = Report((), False, dict.fromkeys(("people", "schools"), (20_000, 1, 1)), NAMES, ())
    now = datetime(2026, 11, 22, tzinfo=UTC)
    for view in (
        files.build(METADATA),
        pages.waiting("Checking 10 files…"),
        pages.notice(LONG, "1"),
        pages.checked(Upload(1, "refused", bad), "1", True),
        pages.checked(Upload(1, "checked", good), "1", False),
        pages.checked(Upload(1, "checked", Report((), False, {"people": (0, 0, 3)})), "1", False),
        pages.imported(Upload(1, "imported", good, 1, now, "U1"), NAMES, "1", LONG, LONG),
        pages.imported(Upload(1, "imported", Report((), True), 1, now, "U1"), (), "1", "", ""),
        pages.unmatched_page(NAMES, "1", LONG),
        people.build([Coordinator(number, LONG, f"U{number}") for number in range(MOST + 5)], METADATA),
        people.build([Coordinator(1, LONG, None)], METADATA),
    ):
        fits(view)


def test_the_way_to_the_set_up_is_shown_only_to_those_who_may_go_it() -> None:
    assert SETUP in str(home_view(HomeFacts(may_set_up=True)))
    assert SETUP not in str(home_view(HomeFacts(vacant=True)))
