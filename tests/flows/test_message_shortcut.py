"""Log this contact: the form from a message's menu, its link kept, its text only when the coach says so."""

from typing import Any

from sqlalchemy import select

from bot.messages.contacts import OPEN
from bot.messages.drafts import RESUME
from handlers.coachlog.frommessage import FROM_MESSAGE
from playground.people import Person
from storage.contacts import contacts
from storage.database import Db
from storage.drafts import drafts
from tests.flows.coachlogging import asked, fields, home, modal, says, submit, told, typed
from tests.flows.conftest import Town
from tests.storage.contacting import Program

SAID = "Can we move <Thursday>? Ask A & B."
COPIED = SAID


def kept(db: Db) -> list[tuple[str | None, str | None, int]]:
    """Note and link of each contact, and how many messages are still kept."""
    waiting = len(db.run(select(drafts.c.id).where(drafts.c.kind == "message")).all())
    rows = db.run(select(contacts).order_by(contacts.c.id))
    return [(db.unseal(contacts.c.note, row.note), db.unseal(contacts.c.link, row.link), waiting) for row in rows]


async def written(town: Town, person: Person, words: str = SAID, channel: str | None = None) -> str:
    """Somebody writes in a channel; the message's ts."""
    await person.say(channel or "CGENERAL", words)
    return list(town.world.workspaces["T1"].channels[channel or "CGENERAL"].messages)[-1]


async def opened(town: Town, person: Person, ts: str, channel: str = "CGENERAL") -> Any:
    """Use the shortcut; the form."""
    await person.message_shortcut(FROM_MESSAGE, channel, ts)
    return await modal(town, person, "The message")


async def test_the_form_is_filled_from_the_message_and_keeps_its_link_alone(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    ts = await written(town, leader)
    view = await opened(town, coach, ts)
    assert typed(view, "engagement")["selected_option"]["text"]["text"] == "Lincoln Elementary · Principal 14"
    assert typed(view, "kind")["selected_option"]["value"] == "text"
    assert typed(view, "day")["selected_date"] == "2026-11-17"
    assert "Thursday" not in str(view.blocks) + view.private_metadata
    assert "slack.com" not in view.private_metadata
    assert fields(view)[-2:] == ["note", "copy_text"]
    await submit(coach)
    said = await told(town, coach)
    assert "Logged L-0001 · 1 text message · Lincoln Elementary · Tue, Nov 17" in said.text
    link = f"https://coaching.slack.com/archives/CGENERAL/p{ts.replace('.', '')}"
    assert await town.store.read(kept) == [(None, link, 0)]
    await coach.click(said, OPEN)
    assert f"<{link}|open it in Slack>" in says(await modal(town, coach, "From a message"))


async def test_its_text_is_copied_when_the_coach_ticks_that(town: Town) -> None:
    coach = town.person("UCOACH")
    await opened(town, coach, await written(town, town.person("ULEAD")))
    await submit(coach, copy_text=["yes"], note="She wrote:")
    await told(town, coach)
    assert (await town.store.read(kept))[0][0] == f"She wrote:\n\n{COPIED}"


async def test_the_kind_may_change_and_the_message_stays(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await opened(town, coach, await written(town, town.person("ULEAD")))
    await coach.fill(view, {"kind": "call", "copy_text": ["yes"]})
    changed = await modal(town, coach, "Minutes")
    assert typed(changed, "copy_text")["selected_options"]
    await submit(coach, minutes=10)
    assert "Phone call (10 min)" in (await told(town, coach)).text
    ((note, link, left),) = await town.store.read(kept)
    assert (note, bool(link), left) == (COPIED, True, 0)


async def test_where_the_app_is_not_in_the_conversation_it_says_so(town: Town) -> None:
    coach, leader = town.person("UCOACH"), town.person("ULEAD")
    space = town.world.workspaces["T1"]
    direct = town.world.im("T1", "ULEAD", "UCOACH")
    ts = await written(town, leader, channel=direct.id)
    assert space.channels[direct.id].is_im
    view = await opened(town, coach, ts, direct.id)
    assert "Slack gives me no link to it" in says(view)
    await submit(coach)
    await told(town, coach)
    assert (await town.store.read(kept))[0][1] is None


async def test_the_coachs_own_message_names_its_leader_by_mention(town: Town) -> None:
    await town.store.write(_second_pair)
    coach = town.person("UCOACH")
    view = await opened(town, coach, await written(town, coach, "Thanks for the call, <@ULEAD2>!"))
    assert "Principal 15" in typed(view, "engagement")["selected_option"]["text"]["text"]
    await coach.close(whole=True)
    view = await opened(town, coach, await written(town, coach, "Thanks, all!"))
    assert (
        "selected_option" not in (typed(view, "engagement") or {}) or not typed(view, "engagement")["selected_option"]
    )


def _second_pair(db: Db) -> int:
    people = {"UCOACH": 2, "ULEAD2": 5}
    return Program(db, 1, people, {}).engage("Pine Street", "ULEAD2", "UCOACH")


async def test_who_coaches_nobody_is_told_why(town: Town) -> None:
    leader = town.person("ULEAD")
    await leader.message_shortcut(FROM_MESSAGE, "CGENERAL", await written(town, leader))
    said = await town.world.wait_for(
        lambda: next((one for one in leader.messages("CGENERAL") if one.ephemeral_to), None)
    )
    assert "Your coach does the logging." in said.text
    assert await town.store.read(kept) == []


async def test_last_lists_it(town: Town) -> None:
    coach = town.person("UCOACH")
    await opened(town, coach, await written(town, town.person("ULEAD")))
    await submit(coach)
    await told(town, coach)
    assert "1 text message" in (await asked(town, coach, "last texts", "1 text message")).text


async def test_a_session_asks_about_the_text_on_its_second_page(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await opened(town, coach, await written(town, town.person("ULEAD")))
    await coach.fill(view, {"kind": "session"})
    first = await modal(town, coach, "Minutes")
    assert "copy_text" not in fields(first)
    await coach.fill(first, {"minutes": 60})
    assert (await coach.submit()).meaning == "updated"
    second = await modal(town, coach, "What you discussed")
    assert "copy_text" in fields(second)
    await submit(coach, copy_text=["yes"], focus=["cpsel:2B"], no_steps=["yes"], next_open=["yes"])
    assert "Coaching session (60 min)" in (await told(town, coach)).text
    ((note, link, left),) = await town.store.read(kept)
    assert (note, bool(link), left) == (SAID, True, 0)


async def test_a_closed_form_is_resumed_with_its_message(town: Town) -> None:
    coach = town.person("UCOACH")
    view = await opened(town, coach, await written(town, town.person("ULEAD")))
    await coach.fill(view, {"note": "To be finished"})
    await coach.close(whole=True)
    await home(town, coach, "To finish")
    await coach.click(coach.home(), RESUME)
    again = await modal(town, coach, "The message")
    assert typed(again, "note")["value"] == "To be finished"
    await submit(coach, copy_text=["yes"])
    await town.world.wait_for(lambda: any("Logged L-0001" in one.text for one in coach.dm()))
    assert (await town.store.read(kept))[0][:1] == (f"To be finished\n\n{SAID}",)
