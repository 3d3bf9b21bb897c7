"""Break-glass in whole conversations: an administrator reads a pair's log, and both of them hear of it."""

from sqlalchemy import select

from bot.messages.openings import OPEN
from handlers.openings import END, FORM, READ, RESUME
from storage.database import Db
from storage.people import people, roles
from storage.programmes import programmes
from tests.flows.coachlogging import fields, home, log, modal, says, told
from tests.flows.conftest import Town
from tests.flows.meeting import shown

NOTE, REASON = "Exit tickets are weak.", "A court asks for the records of this fall."


def administer(db: Db) -> None:
    programme = db.value(select(programmes.c.id))
    row = db.first(select(people.c.id).where(people.c.slack_user_id == "UADMIN"))
    person = row.id if row else db.add(people, email="admin@example.org", name="Admin A", slack_user_id="UADMIN")
    for role in ("admin", "coordinator"):  # who is both finds it, too
        db.add(roles, programme_id=programme, person_id=person, role=role)


async def test_both_hear_who_reads_their_log_and_why_and_what_was_read(town: Town) -> None:
    admin, coach, leader = town.person("UADMIN"), town.person("UCOACH"), town.person("ULEAD")
    await log(town, coach, note=NOTE, minutes=90)
    await told(town, coach)
    await town.store.write(administer)
    await home(town, admin, OPEN)
    await admin.click(admin.home(), OPEN)
    form = await modal(town, admin, FORM)
    assert fields(form) == ["pair", "reason"]
    assert "Both of them are told at once" in says(form)
    await admin.fill(form, {"pair": "Lincoln Elementary · Principal 14", "reason": "Because"})
    assert set((await admin.submit()).errors) == {"reason"}
    await admin.fill(None, {"reason": REASON})
    await admin.submit()
    page = await modal(town, admin, "Both know.")
    for person in (coach, leader):
        assert REASON in (await shown(town, person, "Admin A, an administrator of your program, opened")).text
    await admin.click(page, READ)
    await modal(town, admin, NOTE)
    await admin.close(whole=True)
    await admin.click(admin.home(), OPEN)
    await admin.click(await modal(town, admin, "Lincoln Elementary, Coach C with Principal 14: open until"), RESUME)
    await modal(town, admin, "the log stays open for you until then")
    await admin.click(None, END)
    await modal(town, admin, "Ended. Both are told now")
    for person in (coach, leader):
        assert "Admin A read L-0001." in (await shown(town, person, "is closed again.")).text


async def test_who_administers_nothing_cannot_open_a_log(town: Town) -> None:
    coordinator = town.person("UCOORD")
    await log(town, town.person("UCOACH"), note=NOTE, minutes=90)
    shown_home = await coordinator.open_home()
    assert OPEN not in str(shown_home)
