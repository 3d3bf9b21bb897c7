"""Weekly visits by form: set up, looked at for overlaps, changed, ended, and each of it undone."""

from datetime import date

from sqlalchemy import select

from bot.messages.visits import WEEKLY_LIST
from bot.messages.weeklies import CHANGE, END, UNDO
from storage.database import Db
from storage.series import series
from storage.visits import visits
from tests.flows.coachlogging import fields, home, says
from tests.flows.conftest import Town
from tests.flows.meeting import buttons, page, send, shown
from tests.storage.planned import plan_usual


def rule(db: Db) -> tuple[int, str, int, date | None]:
    """How Lincoln's series goes."""
    row = db.first(select(series).where(series.c.engagement_id == 1).order_by(series.c.id))
    return (row.weekday, row.start, row.every_weeks, row.until_day) if row else (0, "", 0, None)


async def test_a_weekly_visit_is_changed_and_changed_back(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    await town.store.write(plan_usual)
    await home(town, coach, "Weekly visits")
    await coach.click(await town.world.wait_for(coach.home), WEEKLY_LIST)
    listed = await page(town, coach, "Lincoln Elementary · Principal 14\nTuesdays, 9:00–10:30 AM")
    await coach.click(listed, CHANGE)
    form = await page(town, coach, "How often")
    assert fields(form) == ["weekday", "start", "minutes", "every_weeks", "from_day", "until_day"]
    await coach.click(form, "visit.weekly_more")
    assert fields(await page(town, coach, "Time zone"))[-2:] == ["place", "zone"]
    filled = {"weekday": "3", "start": "13:00", "every_weeks": "2", "from_day": "2026-11-19"}
    assert await send(coach, **filled) == "closed"
    await page(town, coach, "Thursdays, 1:00–2:30 PM, every 2 weeks")
    await coach.close()
    told = await shown(
        town, coach, "Changed: Lincoln Elementary, Principal 14 · Thursdays, 1:00–2:30 PM, every 2 weeks"
    )
    assert "planned, the first on Thu, Dec 3, 2026. Days on which the school is closed" in told.text
    assert buttons(told) == ["Undo", "Weekly visits"]
    await shown(town, leader, "Coach C changed the weekly visits: Lincoln Elementary · Thursdays")
    assert await town.store.read(rule) == (3, "13:00", 2, None)
    await coach.click(told, UNDO)
    await shown(town, coach, "Undone: Lincoln Elementary, Principal 14 · Tuesdays, 9:00–10:30 AM")
    assert await town.store.read(rule) == (1, "09:00", 1, None)
    await coach.click(told, UNDO)
    await shown(town, coach, "These weekly visits were changed since, so there is nothing to undo.")


async def test_a_weekly_visit_is_ended_and_set_up_anew(town: Town) -> None:
    coach = town.person("UCOACH")
    await town.store.write(plan_usual)
    await home(town, coach, "Weekly visits")
    await coach.click(await town.world.wait_for(coach.home), WEEKLY_LIST)
    await coach.click(await page(town, coach, "Tuesdays, 9:00"), END)
    listed = await page(town, coach, "No weekly visit is set up.")
    told = await shown(town, coach, "Ended: Lincoln Elementary")
    assert "No visit of it is planned anymore; those held stay." in told.text
    coming = select(visits.c.id).where(visits.c.engagement_id == 1, visits.c.state == "planned")
    held = await town.store.read(lambda db: len(db.all(coming.where(visits.c.day > date(2026, 11, 17)))))
    assert held == 0
    await coach.click(listed, "visit.weekly")
    form = await page(town, coach, "How often")
    assert "Only if" not in says(form)
    assert await send(coach, weekday="0", start="08:30", minutes=60) == "closed"
    await shown(town, coach, "Set up: Lincoln Elementary, Principal 14 · Mondays, 8:30–9:30 AM")
    await page(town, coach, "Mondays, 8:30–9:30 AM")
