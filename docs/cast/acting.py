"""What the cast does in Slack: typed lines, buttons, forms; nothing is written past the app."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from bot.messages.lines import SAVE, SAVE_NO, SAVE_PARTLY, SAVE_YES
from bot.messages.reportdays import CHOOSE
from bot.messages.reports import ACCEPT, OPEN, RETURN, SECTION
from docs.cast.script import EVIDENCE, Deed
from playground.people import Person
from playground.records import Message, View
from playground.state import World

BOOKING_SAVE = "booking.save"
PROGRESS = ("on_track",) * 6 + ("slipping", "slipping", "stuck")


class Stumble(Exception):
    """Somebody of the cast could not do what the script says."""


def person_of(world: World, team: str, email: str) -> Person:
    """A member of the cast, as the demo names them."""
    return world.person(team, "U" + email.partition("@")[0].replace(".", "").replace("-", "").upper())


def actions_of(place: Message | View) -> list[str]:
    """The ids of all buttons and menus in a message or page."""
    found = []
    for block in place.blocks:
        elements = [*block.get("elements", ()), *([block["accessory"]] if block.get("accessory") else [])]
        found += [one["action_id"] for one in elements if "action_id" in one]
    return found


async def seen(world: World, look: Callable[[], Any], what: str) -> Any:
    """What somebody waits for."""
    try:
        return await world.wait_for(look, timeout=20)
    except TimeoutError:
        raise Stumble(what) from None


async def do(world: World, who: Person, deed: Deed, rng: random.Random) -> bool:
    """Type a line and save what was read of it; whether it was understood."""
    before = len(who.messages(who.im))
    command = "/coachlog" if deed.act == "log" else "/coachmeet"
    await who.command(command, deed.line)
    wanted = (SAVE, SAVE_YES, BOOKING_SAVE)
    answer = await seen(world, lambda: (who.messages(who.im)[before:] or [None])[-1], deed.line)
    if set(wanted).isdisjoint(actions_of(answer)):
        return False
    present = rng.choice((SAVE_YES,) * 6 + (SAVE_PARTLY,) * 2 + (SAVE_NO,))
    button = next(one for one in (SAVE, BOOKING_SAVE, present) if one in actions_of(answer))
    await who.click(answer, button)
    return True


async def report(world: World, who: Person, rng: random.Random) -> bool:
    """Open the report of the period that is over, fill in what each school still needs, and submit it."""
    await who.command("/coachreport", "last")
    page = await seen(world, lambda: who.modal, "the report")
    while (school := _needs(page)) is not None:
        await _finish(world, who, page.id, school, rng)
        page = who.modal
    if not page.submit and any(word in str(page.blocks[0]) for word in ("ubmitted", "ccepted")):
        await who.close(whole=True)
        return True  # the sample's past has it
    if not page.submit:
        raise Stumble(f"a report that can't be submitted: {page.blocks[0]}")
    if (await who.submit()).meaning == "errors":
        raise Stumble(f"the report: {who.errors}")
    if who.modal:
        await who.close(whole=True)
    return True


async def _finish(world: World, who: Person, page: str, school: dict[str, Any], rng: random.Random) -> None:
    """Fill in one school's form, and come back to the page, on which it is ready then."""
    await who.press(who.modal, school["block_id"], SECTION, {})
    form = await seen(world, lambda: (v := who.modal) and _asks(v, "evidence") and v, "a school's form")
    await _fill(who, form, rng)
    if (await who.submit()).meaning == "errors":
        raise Stumble(f"a school's form: {who.errors}")
    value = school["accessory"]["value"]
    await seen(world, lambda: _is_ready(who.modal, page, value) or None, "a school that is ready")


def _asks(page: View, field: str) -> bool:
    return any(block["block_id"] == field for block in page.blocks)


def _is_ready(page: View | None, wanted: str, school: str) -> bool:
    if page is None or page.id != wanted:
        return False
    rows = [one for one in page.blocks if (one.get("accessory") or {}).get("value") == school]
    return not any("Needs" in str(one.get("text")) for one in rows)


def _needs(page: View) -> dict[str, Any] | None:
    """The first school of the page that still needs something."""
    for block in page.blocks:
        button = block.get("accessory") or {}
        if button.get("action_id") == SECTION and "Needs" in str(block.get("text")):
            return block
    return None


async def _fill(who: Person, form: View, rng: random.Random) -> None:
    asked = {block["block_id"]: block for block in form.blocks if block["type"] == "input"}
    given: dict[str, Any] = {}
    if "progress" in asked and not asked["progress"]["element"].get("initial_option"):
        given["progress"] = _label(asked["progress"], rng.choice(PROGRESS))
    if not asked["evidence"]["element"].get("initial_value"):
        given["evidence"] = rng.choice(EVIDENCE)
    if not asked["next"]["element"].get("initial_value"):
        given["next"] = "The weekly visit, and the data team."
    if "focus" in asked and not asked["focus"].get("optional"):
        given["focus"] = _focus(asked["focus"], rng)
    await who.fill(form, given)


def _focus(block: dict[str, Any], rng: random.Random) -> list[str]:
    groups: Sequence[dict[str, Any]] = block["element"]["option_groups"]
    return [rng.choice([one for group in groups for one in group["options"]])["text"]["text"]]


def _label(block: dict[str, Any], value: str) -> str:
    options: Sequence[dict[str, Any]] = block["element"]["options"]
    return str(next(one["text"]["text"] for one in options if one["value"] == value))


async def decide(world: World, who: Person, rng: random.Random) -> int:
    """Read what waits from a coordinator's newest card, one report after the other: accept it, or now and then return
    it; how many."""
    card = next((one for one in reversed(who.dm()) if {ACCEPT, CHOOSE} & set(actions_of(one))), None)
    if card is None:
        return 0
    await who.click(card, OPEN)
    page = await seen(world, lambda: who.modal, "a report to read")
    done = 0
    while ACCEPT in actions_of(page):
        await _decide(world, who, page, rng)
        page = await seen(world, lambda: (v := who.modal) and ACCEPT not in actions_of(v) and v, "what was decided")
        done += 1
        if OPEN in actions_of(page):
            await who.click(page, OPEN)
            page = await seen(world, lambda: (v := who.modal) and OPEN not in actions_of(v) and v, "the next report")
    await who.close(whole=True)
    return done


async def _decide(world: World, who: Person, page: View, rng: random.Random) -> None:
    if rng.random() >= 0.06:
        await who.click(page, ACCEPT)
        return
    await who.click(page, RETURN)
    form = await seen(world, lambda: (v := who.modal) and _asks(v, "comment") and v, "the comment's form")
    await who.fill(form, {"comment": "Please say what shows the progress at each school."})
    await who.submit()
