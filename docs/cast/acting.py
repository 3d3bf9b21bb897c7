"""How the cast acts in Slack: who they are, what they wait for, a typed line and what was read of it."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from bot.messages.bookings import ASK, SAVE
from bot.messages.lines import SAVE as SAVE_LINE
from bot.messages.lines import SAVE_NO, SAVE_PARTLY, SAVE_YES
from docs.cast.script import Deed
from playground.people import Person
from playground.records import Message, View
from playground.settle import elements
from playground.state import World

NOW = 3.0  # seconds back that an answer may be from
SECONDS = 10  # for which somebody waits for what they asked for
COMMANDS = {"log": "/coachlog", "meet": "/coachmeet", "ask": "/coachmeet"}


class Stumble(Exception):
    """Somebody of the cast could not do what the script says."""


class TooLate(Stumble):
    """It was done already, and they are told so."""


def person_of(world: World, team: str, email: str) -> Person:
    """A member of the cast, as the demo names them."""
    return world.person(team, "U" + email.partition("@")[0].replace(".", "").replace("-", "").upper())


def seeded(*about: object) -> random.Random:
    """Chance of its own for everything that is decided, the same in every run."""
    return random.Random(" ".join(map(str, about)))  # noqa: S311 - a play, not a secret


def buttons_of(place: Message | View, *wanted: str) -> Iterator[tuple[str, str, str]]:
    """Where these buttons stand: the block, the action, the value."""
    for block, element in elements(place.blocks):
        if element.get("action_id") in wanted:
            yield block["block_id"], element["action_id"], str(element.get("value", ""))


def has(place: Message | View | None, *wanted: str) -> bool:
    """Whether a message or page has one of these buttons or menus."""
    return place is not None and next(buttons_of(place, *wanted), None) is not None


def asks(view: View | None, field: str) -> bool:
    """Whether a form has a field."""
    return view is not None and any(block["block_id"] == field for block in view.blocks)


def words_of(view: View | Message) -> str:
    """What a page says, all of it."""
    return str(view.blocks)


async def seen(world: World, look: Callable[[], Any], what: str) -> Any:
    """What somebody waits for."""
    try:
        return await world.wait_for(look, timeout=SECONDS)
    except TimeoutError:
        raise Stumble(f"{what} never came") from None


async def page(world: World, who: Person, words: str, what: str = "") -> View:
    """The page on top, once it says these words. Raises TooLate where they are told that it was done already."""
    since = world.clock.now().timestamp() - NOW
    found = await seen(world, lambda: _saying(who.modal, words) or _told(who, since), what or words)
    if isinstance(found, str):
        raise TooLate(found)
    shown: View = found
    return shown


def _told(who: Person, since: float) -> str | None:
    """What only they see, and says that something is over."""
    said = [one.text for one in who.messages(who.im)[-4:] if one.ephemeral_to and float(one.ts) >= since]
    return next((one for one in said if any(words in one for words in ("already", "was accepted", "was done"))), None)


def _saying(view: View | None, words: str) -> View | None:
    return view if view and words in f"{view.title}{view.blocks}" else None


async def fill(who: Person, **filled: Any) -> None:
    """Fill in those fields that the form on top has."""
    for name, value in filled.items():
        if asks(who.modal, name):
            await who.fill(None, {name: value})


async def send(who: Person, **filled: Any) -> None:
    """Fill in what the form asks for, and submit it; what is asked once more is confirmed."""
    await fill(who, **filled)
    for _ in range(3):
        meaning = (await who.submit()).meaning
        if meaning == "errors":
            raise Stumble(f"a form was refused: {who.errors}")
        if meaning not in {"pushed", "updated"} or not (who.modal and who.modal.submit):
            return


async def clear(who: Person) -> None:
    """Close what is open."""
    if who.modal:
        await who.close(whole=True)


async def do(world: World, who: Person, deed: Deed, rng: random.Random) -> bool:
    """Type a line and save what was read of it; whether it was understood."""
    before = len(who.messages(who.im))
    await who.command(COMMANDS[deed.act], deed.line)
    answer = await seen(world, lambda: _answer(who, before), deed.line)
    present = rng.choice((SAVE_YES,) * 6 + (SAVE_PARTLY,) * 2 + (SAVE_NO,))
    first = (ASK,) if deed.act == "ask" else ()
    button = next((one for one in (*first, SAVE_LINE, SAVE, present) if has(answer, one)), None)
    if button is None:
        raise Stumble(f"{deed.line!r} was answered: {answer.text[:300]}")
    await who.click(answer, button)
    if who.modal:  # asked once more
        await send(who)
    return True


def _answer(who: Person, before: int) -> Message | None:
    """What only this person sees since."""
    return next((one for one in reversed(who.messages(who.im)[before:]) if one.ephemeral_to), None)
