"""The hours bank as people meet it: in the confirmation, on both Homes, with and without the chart."""

from datetime import UTC, date, datetime, timedelta

from bot.messages.charts import CHART
from bot.messages.hours import MAKE_UP
from playground.records import View
from storage.contacts import contacts
from storage.database import Db
from storage.programmes import closures
from tests.flows.coachlogging import home, log, modal, says, submit, typed
from tests.flows.conftest import Town

ON_PACE = "November: 3.0 of 4.5 h — on pace for 5.0 by the 30th."
SHORT = (
    "November: 1.5 of 4.5 h — on pace for 3.0 by the 30th. "
    "90 minutes more would do it: lengthen a visit or add a contact by Mon, Nov 30."
)
TUESDAYS = [date(2026, 9, 29) + timedelta(days=7 * week) for week in range(5)]
CALLS = [date(2026, 9, 24), date(2026, 10, 8), date(2026, 10, 22), date(2026, 10, 29)]


def fall(db: Db) -> None:
    """What came before: Tuesdays and some video calls; closed on election day and for the holiday."""
    for day, until in ((date(2026, 11, 3), date(2026, 11, 3)), (date(2026, 11, 26), date(2026, 11, 27))):
        db.add(closures, programme_id=1, district_id=None, school_id=None, day=day, until=until, name="Closed")
    for kind, minutes, days in (("visit", 90, TUESDAYS), ("video", 45, CALLS)):
        for day in days:
            held(db, day, kind, minutes)


def held(db: Db, day: date, kind: str = "visit", minutes: int = 90) -> None:
    """A contact of the first pair, recorded in its time."""
    at = datetime(day.year, day.month, day.day, 22, tzinfo=UTC)
    who = {"programme_id": 1, "engagement_id": 1, "coach_id": 2, "sent_at": at, "recorded_at": at}
    db.add(contacts, intent=f"{kind} {day}", kind=kind, day=day, minutes=minutes, counts=True, activities="", **who)


def charts(view: View) -> list[str]:
    """The titles of its charts."""
    return [block["title"] for block in view.blocks if block["type"] == CHART]


def refusals(town: Town) -> list[str]:
    """Why Homes weren't taken."""
    return [call["answer"]["error"] for call in town.world.journal.calls("views.publish") if not call["ok"]]


async def test_each_visit_says_the_month_and_where_it_is_going(town: Town) -> None:
    await town.store.write(fall)
    coach = town.person("UCOACH")
    assert "November: 1.5 of 4.5 h — on pace for 5.0 by the 30th." in (await log(town, coach, day="2026-11-10")).text
    assert ON_PACE in (await log(town, coach)).text
    assert "3.0 of 4.5 h\nOn pace for 5.0 h · this year 13.5 of 45 h" in await home(town, coach, "3.0 of 4.5 h")
    assert f"{ON_PACE}\nThis school year: 13.5 of 45 h." in await home(town, town.person("ULEAD"), "3.0 of 4.5 h")


async def test_a_home_shows_the_chart_and_its_numbers(town: Town) -> None:
    coach = town.person("UCOACH")
    assert "On pace for 3.0 h" in await home(town, coach, "Plan a make-up")
    shown = await town.world.wait_for(coach.home)
    chart = next(block["chart"] for block in shown.blocks if block["type"] == CHART)
    assert {one["name"]: [point["value"] for point in one["data"]] for one in chart["series"]} == {
        "So far": [0.0], "Forecast": [3.0], "Goal 4.5 h": [4.5],
    }  # fmt: skip


async def test_a_slack_without_charts_gets_the_words_and_is_not_asked_each_time(town: Town) -> None:
    town.world.workspaces[town.team].withheld.add(CHART)
    coach = town.person("UCOACH")
    assert "0.0 of 4.5 h" in await home(town, coach, "Plan a make-up")
    assert len(refusals(town)) == 1
    await log(town, coach)
    assert "1.5 of 4.5 h" in await home(town, coach, "1.5 of 4.5 h")
    assert charts(await town.world.wait_for(coach.home)) == []
    assert len(refusals(town)) == 1


async def test_a_home_that_follows_a_contact_comes_without_its_chart_too(town: Town) -> None:
    town.world.workspaces[town.team].withheld.add(CHART)
    coach = town.person("UCOACH")
    await log(town, coach)
    shown = await town.world.wait_for(
        lambda: ((view := coach.home()) and "1.5 of 4.5 h" in says(view) and view) or None
    )
    assert charts(shown) == []
    assert len(refusals(town)) == 1


async def test_a_month_that_falls_short_opens_the_booking_of_a_day_that_would_do(town: Town) -> None:
    coach = town.person("UCOACH")
    said = await log(town, coach)
    assert SHORT in said.text
    await coach.click(said, MAKE_UP)
    form = await modal(town, coach, "would do it")
    page = says(form)
    assert "90 minutes more would do it. By Mon, Nov 30:" in page
    assert "make the visit on Tue, Nov 24 longer: 180 minutes in all" in page
    assert "or add a contact of 90 minutes on Wed, Nov 18; Wed, Nov 25 or Mon, Nov 30" in page
    assert typed(form, "engagement")["selected_option"]["value"] == str(town.pairs["Lincoln Elementary"])
    assert typed(form, "day")["selected_date"] == "2026-11-18"
    assert typed(form, "minutes")["value"] == "90"
    await submit(coach, start="09:00")
    await town.world.wait_for(lambda: [one for one in coach.dm() if "Wed, Nov 18" in one.text])


async def test_nobody_else_is_told_of_a_pairs_hours(town: Town) -> None:
    coach, other = town.person("UCOACH"), town.person("UOTHER")
    said = await log(town, coach)
    button = next(one for block in said.blocks for one in block.get("elements", ()) if one.get("action_id") == MAKE_UP)
    await home(town, other, "Plan a make-up")
    shown = await town.world.wait_for(other.home)
    own = next(block for block in shown.blocks if block.get("accessory", {}).get("action_id") == MAKE_UP)
    own["accessory"]["value"] = button["value"]
    await other.click(shown, MAKE_UP, own["block_id"])
    assert "Principal 14" not in says(await modal(town, other, "isn't available to you"))


async def test_my_week_of_a_coordinator_is_a_page_without_a_chart(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await coordinator.shortcut("home.week")
    assert charts(await modal(town, coordinator, "leaders reached")) == []
