"""What people do with `/coachlog`, as tests say it."""

from typing import Any

from playground.people import Person
from playground.records import Message, View
from tests.flows.conftest import Town

VISIT: dict[str, Any] = {"presence": "partly", "activities": ["A2", "A3"], "note": "Exit tickets are weak."}


async def form(town: Town, person: Person, text: str = "") -> View:
    """Type /coachlog; the form that opens."""
    await person.command("/coachlog", text)
    return await modal(town, person)


async def modal(town: Town, person: Person, words: str = "") -> View:
    """The modal on top, once there is one that says these words."""
    return await town.world.wait_for(lambda: ((top := person.modal) and words in str(top) and top) or None)


async def grown(town: Town, person: Person, button: str, field: str) -> View:
    """Press a button of the form; the form once it has the field."""
    await person.click(None, button)
    return await town.world.wait_for(lambda: ((top := person.modal) and field in fields(top) and top) or None)


async def log(town: Town, person: Person, **filled: Any) -> Message:
    """Log a contact; its confirmation."""
    await form(town, person)
    before = len(person.dm())
    await submit(person, **{**VISIT, **filled})
    return await told(town, person, before)


async def submit(person: Person, **filled: Any) -> None:
    """Fill in and submit; it is accepted."""
    await person.fill(None, filled)
    verdict = await person.submit()
    assert verdict.meaning == "closed", verdict


async def told(town: Town, person: Person, before: int = 0) -> Message:
    """The next message that the app writes to this person."""
    return await town.world.wait_for(lambda: (person.dm()[before:] and person.dm()[before]) or None)


async def asked(town: Town, person: Person, words: str, said: str = "") -> Message:
    """Type /coachlog and a word; what only this person sees of it, once it says so."""
    before = len(person.messages(person.im))
    await person.command("/coachlog", words)
    return (await answers(town, person, person.im, said, before))[0]


async def answers(
    town: Town, person: Person, channel: str, said: str = "", before: int = 0, count: int = 1
) -> list[Message]:
    """What only this person sees in a channel and says these words, once there are so many of it."""

    def found() -> list[Message] | None:
        shown = [one for one in person.messages(channel)[before:] if one.ephemeral_to and said in one.text]
        return shown if len(shown) >= count else None

    return await town.world.wait_for(found)


async def reads(town: Town, person: Person, channel: str, words: str) -> Message:
    """The first message of a channel, once it says these words."""

    def found() -> Message | None:
        first = next(iter(person.messages(channel)), None)
        return first if first and words in first.text else None

    return await town.world.wait_for(found)


async def home(town: Town, person: Person, words: str = "") -> str:
    """Open the Home; what it says, once it says these words."""
    await person.open_home()
    return says(await town.world.wait_for(lambda: _with(person.home(), words)))


def _with(view: View | None, words: str) -> View | None:
    return view if view and words in str(view.blocks) else None


def says(where: View | Message) -> str:
    """Every text a person reads in blocks, one a line."""
    return "\n".join(_texts(where.blocks))


def _texts(piece: Any) -> list[str]:
    if isinstance(piece, list):
        return [text for one in piece for text in _texts(one)]
    if not isinstance(piece, dict):
        return []
    own = [piece["text"]] if isinstance(piece.get("text"), str) else []
    return own + [text for one in piece.values() for text in _texts(one)]


def fields(view: View) -> list[str]:
    """The block ids of a form's fields."""
    return [block["block_id"] for block in view.blocks if block["type"] == "input"]


def typed(view: View, field: str) -> Any:
    """What stands in a field, in Slack's shape."""
    return view.state[field]["value"]
