"""Status reports: a coach finishes what is drafted, a coordinator reads it, a flag is taken up."""

import random
from collections.abc import Sequence
from typing import Any

from bot.messages.reports import ACCEPT, OPEN, RETURN, SECTION
from docs.cast.acting import Stumble, TooLate, asks, clear, has, page, seen, send, words_of
from docs.cast.script import EVIDENCE
from playground.people import Person
from playground.records import Message, View
from playground.state import World

PROGRESS = ("on_track",) * 6 + ("slipping", "slipping", "stuck")
FLAGGED, BACK = 0.012, 0.07  # of the schools, of the reports
FLAG = {"concern": "call", "concern_text": "The last three visits were called off on the day."}


async def report(world: World, who: Person, period: str, rng: random.Random, *, flag: bool = False) -> bool:
    """Open the report of a period that is over, fill in what each school still needs, and submit it. flag: with a
    flag for the first school, in any case.
    """
    await who.command("/coachreport", period)
    await seen(world, lambda: who.modal, "the report")
    return await finish(world, who, rng, flag=flag)


async def finish(world: World, who: Person, rng: random.Random, *, flag: bool = False) -> bool:
    """Fill in what each school of the open report still needs, and submit it."""
    shown = who.modal
    while shown and (school := _needs(shown)) is not None:
        await _finish(world, who, shown.id, school, rng, flag=flag)
        shown, flag = who.modal, False
    if shown and not shown.submit and any(words in words_of(shown) for words in ("Submitted", "Accepted")):
        raise TooLate("it is in")  # the sample's past has it
    if shown is None or not shown.submit:
        raise Stumble(f"a report that can't be submitted: {str(shown and shown.blocks[:2])[:300]}")
    await send(who)
    await clear(who)
    return True


async def _finish(
    world: World, who: Person, below: str, school: dict[str, Any], rng: random.Random, *, flag: bool
) -> None:
    """Fill in one school's form, and come back to the page, on which it is ready then."""
    await who.click(None, SECTION, school["block_id"])
    form = await seen(world, lambda: (v := who.modal) and asks(v, "evidence") and v, "a school's form")
    await _fill(world, who, form, rng, flag=flag)
    await send(who)
    value = school["accessory"]["value"]
    await seen(world, lambda: _is_ready(who.modal, below, value) or None, "a school that is ready")


def _is_ready(shown: View | None, wanted: str, school: str) -> bool:
    if shown is None or shown.id != wanted:
        return False
    rows = [one for one in shown.blocks if (one.get("accessory") or {}).get("value") == school]
    return not any("Needs" in str(one.get("text")) for one in rows)


def _needs(shown: View) -> dict[str, Any] | None:
    """The first school of the page that still needs something."""
    for block in shown.blocks:
        button = block.get("accessory") or {}
        if button.get("action_id") == SECTION and "Needs" in str(block.get("text")):
            return block
    return None


async def _fill(world: World, who: Person, form: View, rng: random.Random, *, flag: bool) -> None:
    asked = {block["block_id"]: block for block in form.blocks if block["type"] == "input"}
    given: dict[str, Any] = {}
    if "progress" in asked and not asked["progress"]["element"].get("initial_option"):
        given["progress"] = rng.choice(PROGRESS)
    if not asked["evidence"]["element"].get("initial_value"):
        given["evidence"] = rng.choice(EVIDENCE)
    if not asked["next"]["element"].get("initial_value"):
        given["next"] = "The weekly visit, and the data team."
    if "focus" in asked and not asked["focus"].get("optional"):
        given["focus"] = _focus(asked["focus"], rng)
    await who.fill(form, given)
    if rng.random() < FLAGGED or flag:
        await who.fill(None, {"concern": FLAG["concern"]})
        await seen(world, lambda: asks(who.modal, "concern_text") or None, "the flag's words")
        await who.fill(None, {"concern_text": FLAG["concern_text"]})


def _focus(block: dict[str, Any], rng: random.Random) -> list[str]:
    groups: Sequence[dict[str, Any]] = block["element"]["option_groups"]
    return [rng.choice([one for group in groups for one in group["options"]])["text"]["text"]]


async def decide(world: World, who: Person, card: Message, rng: random.Random) -> str:
    """Read what waits on a coordinator's card, one report after the other: accept it, or now and then return it."""
    await who.click(card, OPEN)
    shown = await page(world, who, "Status report")
    done: list[str] = []
    while has(shown, ACCEPT):
        done.append(await _decide(world, who, rng))
        shown = await seen(world, lambda: _read(who.modal, ACCEPT), "what was decided")
        if has(shown, OPEN):
            await who.click(shown, OPEN)
            shown = await seen(world, lambda: _read(who.modal, OPEN), "the next report")
    await clear(who)
    return ", ".join(done)


def _read(shown: View | None, button: str) -> View | None:
    """The page on top, once it hasn't the button any more."""
    return shown if shown and not has(shown, button) else None


async def _decide(world: World, who: Person, rng: random.Random) -> str:
    if rng.random() >= BACK:
        await who.click(None, ACCEPT)
        return "accepted"
    await who.click(None, RETURN)
    await seen(world, lambda: asks(who.modal, "comment") or None, "the comment's form")
    await send(who, comment="Please say what shows the progress at each school.")
    return "returned"


async def again(world: World, who: Person, card: Message, rng: random.Random) -> str:
    """Submit again what was returned."""
    await who.click(card, OPEN)
    await page(world, who, "Status report")
    await finish(world, who, rng)
    return "submitted again"
