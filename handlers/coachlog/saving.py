"""Submitting form F16, and taking a contact back."""

from bot import blocks as b
from bot import forms
from bot.errors import NotSavedYet, Refusal
from bot.messages import Message
from bot.messages import contacts as messages
from handlers.coachlog.record import RECORD
from handlers.coachlog.strangers import nothing_logged
from handlers.errors import in_background
from handlers.turn import Turn
from storage.contacts import NewContact
from storage.recording import Intent, Target, change_contact, record_contact, take_back_contact

# Tried again, it would take back the contact before.
IN_DOUBT = (
    "That took longer than I may wait, so it may be undone or not. Look with /coachlog last before you try again."
)


async def submit(turn: Turn) -> None:
    """Parse, save, ack. What is said was put into the outbox with the record."""
    data, request = turn.unpack(), turn.body.get("trigger_id", "")
    new = forms.parse(NewContact, forms.without_empty_rows(forms.values(turn.view), "next_steps", "owner"))
    if data["c"] is None:
        intent = Intent(data["i"], turn.sent_at, request)
        await turn.store.write(record_contact, turn.actor, turn.now, intent, new)
    else:
        target = Target(data["c"], turn.sent_at, request)
        await turn.store.write(change_contact, turn.actor, turn.now, target, new)
    await turn.ack()


async def undo_command(turn: Turn) -> None:
    """`/coachlog undo`: take back the newest contact, then say which."""
    trigger = turn.body.get("trigger_id", "")
    try:
        fact = await turn.store.write(take_back_contact, turn.actor, turn.now, None, trigger)
    except NotSavedYet:
        raise Refusal(IN_DOUBT) from None
    if fact is None:
        await nothing_logged(turn, messages.nothing_to_undo())
        return
    said = messages.taken_back(fact)
    await turn.ack(text=said.text, blocks=list(said.blocks))


async def undo_button(turn: Turn) -> None:
    """Undo on the confirmation or on a contact's page: take it back, and say so in the same place."""
    fact = await turn.store.write(take_back_contact, turn.actor, turn.now, turn.row_id(), "")
    await turn.ack()
    if fact is not None:
        in_background(turn, lambda later: _say_taken_back(later, messages.taken_back(fact)))


async def _say_taken_back(turn: Turn, said: Message) -> None:
    if "view" in turn.body:
        page = b.modal(RECORD, turn.view["title"]["text"], None, said.blocks)
        await turn.client.views_update(view_id=turn.view["id"], view=page)
    else:
        await turn.respond(text=said.text, blocks=list(said.blocks), replace_original=True)
