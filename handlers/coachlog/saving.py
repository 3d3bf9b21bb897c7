"""Submitting form F16, and what can be done with a contact afterwards."""

from typing import Any

from bot import blocks as b
from bot import forms
from bot.messages import Message
from bot.messages import contacts as messages
from bot.messages.help import help_for
from bot.rules.contacts import readable
from handlers.coachlog.record import record_page
from handlers.errors import in_background
from handlers.turn import Turn
from storage.contacts import NewContact
from storage.people import find_person
from storage.reading import coach_facts, read_record
from storage.recording import Intent, Target, change_contact, record_contact, take_back_contact

LAST = 5


async def submit(turn: Turn) -> None:
    """Parse, save, ack. What is said was put into the outbox with the record."""
    data = turn.unpack()
    new = forms.parse(NewContact, without_empty_steps(forms.values(turn.view)))
    if data["c"] is None:
        await turn.store.write(record_contact, turn.actor, turn.now, Intent(data["i"], turn.sent_at), new)
    else:
        await turn.store.write(change_contact, turn.actor, turn.now, Target(data["c"], turn.sent_at), new)
    await turn.ack()


def without_empty_steps(filled: dict[str, Any]) -> dict[str, Any]:
    """Leave out next steps of which only the preset owner is filled in."""
    empty = {
        name.removesuffix("owner")
        for name in filled
        if name.startswith("next_steps.")
        and name.endswith(".owner")
        and not {name.removesuffix("owner") + "what", name.removesuffix("owner") + "due_on"} & filled.keys()
    }
    return {name: value for name, value in filled.items() if not name.startswith(tuple(empty) or ("\0",))}


async def undo_command(turn: Turn) -> None:
    """`/coachlog undo`: take back the newest contact, then say which."""
    contact = await turn.store.write(take_back_contact, turn.actor, turn.now, None, turn.body.get("trigger_id", ""))
    said = messages.nothing_to_undo() if contact is None else messages.taken_back(contact)
    await turn.ack(text=said.text, blocks=list(said.blocks) or None)


async def undo_button(turn: Turn) -> None:
    """The confirmation's Undo: take the contact back, and the message says so."""
    contact = await turn.store.write(take_back_contact, turn.actor, turn.now, turn.row_id(), "")
    await turn.ack()
    in_background(turn, lambda later: _replace(later, messages.taken_back(contact or 0)))


async def _replace(turn: Turn, said: Message) -> None:
    await turn.respond(text=said.text, blocks=list(said.blocks), replace_original=True)


async def open_record(turn: Turn) -> None:
    """Open a contact to read it; only the two people in it can."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_record(later, contact))


async def _show_record(turn: Turn, contact: int) -> None:
    record = await turn.store.read(read_record, turn.actor, contact)
    await turn.client.views_open(trigger_id=turn.body["trigger_id"], view=record_page(record))


async def last(turn: Turn) -> None:
    """`/coachlog last`: the newest contacts, each with its button."""
    await turn.ack()
    in_background(turn, _say_last)


async def _say_last(turn: Turn) -> None:
    person = await turn.store.read(find_person, turn.actor)
    facts = await turn.store.read(coach_facts, person.id, LAST) if person else []
    if not facts:
        await turn.respond(text="You haven't logged a contact yet. Type /coachlog to log one.")
        return
    blocks = [
        b.section(
            f"{readable(one.id)} · {messages.line(one)}\n{one.leader}", b.button("Open", messages.OPEN, str(one.id))
        )
        for one in facts
    ]
    text = b.safe("\n".join(f"{readable(one.id)} · {messages.line(one)}" for one in facts))
    await turn.respond(text=text, blocks=blocks, response_type="ephemeral")


async def help_command(turn: Turn) -> None:
    """`/coachlog help`: what this person can do here, now."""
    await turn.ack()
    in_background(turn, _say_help)


async def _say_help(turn: Turn) -> None:
    person = await turn.store.read(find_person, turn.actor)
    said = help_for(person.roles if person else frozenset())
    await turn.respond(text=said.text, blocks=list(said.blocks), response_type="ephemeral")
