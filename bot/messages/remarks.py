"""What is said when somebody remarks on a contact, deletes it or brings it back: facts only, and a button to read."""

from collections.abc import Sequence

from bot.blocks import Block, actions, button, header, safe, section
from bot.messages import Message
from bot.messages.contacts import OPEN, line
from bot.rules.contacts import KINDS, brief, readable
from bot.rules.remarks import Question
from bot.rules.views import Fact


def added(fact: Fact, who: str) -> Message:
    """To the coach: a leader added something."""
    return _note(f"{who} added to {_named(fact)}", fact)


def questioned(fact: Fact, who: str) -> Message:
    """To the coach: a leader asks about it."""
    return _note(f"{who} asks about {_named(fact)}", fact)


def answered(fact: Fact, who: str) -> Message:
    """To a leader: the coach answered her question."""
    return _note(f"{who} answered you about {_named(fact)}", fact)


def corrected(fact: Fact) -> Message:
    """To a leader who asked: the coach changed what is recorded."""
    return _note(f"{fact.coach} changed {_named(fact)} after you asked about it", fact)


def deleted(fact: Fact) -> Message:
    """To a leader: it was deleted."""
    text = f"{fact.coach} deleted {_named(fact)}. It no longer counts, and its words can't be read."
    return Message(safe(text), (section(text),))


def restored(fact: Fact) -> Message:
    """To a leader: it was brought back."""
    return _note(f"{fact.coach} brought back {_named(fact)}", fact)


def questions(found: Sequence[Question]) -> list[Block]:
    """On the coach's Home: what leaders ask and isn't answered, each with its button."""
    rows = [
        section(
            f"{one.leader} asks about {readable(one.contact)}\n{KINDS[one.kind].label}, {one.school}, {brief(one.day)}",
            button("Read it", OPEN, str(one.contact), spoken=f"Read what is asked about {readable(one.contact)}"),
        )
        for one in found
    ]
    return [header("Asked by your leaders"), *rows] if rows else []


def _named(fact: Fact) -> str:
    return f"{readable(fact.id)} · {line(fact)}"


def _note(said: str, fact: Fact) -> Message:
    read = button("Read it", OPEN, str(fact.id), spoken=f"Read {readable(fact.id)}")
    return Message(safe(f"{said}."), (section(f"{said}."), actions([read])))
