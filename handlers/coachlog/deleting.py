"""Deleting a contact whose period has closed, with a reason; and bringing one back within a week."""

import secrets
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot import blocks as b
from bot import forms
from bot.errors import Denied
from bot.messages import contacts as messages
from bot.rules.contacts import REASON_MAX, readable
from bot.rules.views import Record
from handlers.coachlog import pages
from handlers.coachlog.afterwards import DELETE
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.bringingback import bring_back_contact
from storage.records import read_record
from storage.takingback import take_back_contact

WHAT = (
    "{leader} is told that it was deleted. It no longer counts, and nobody can read it. It stays on record, with your "
    "reason, as long as your program keeps its logs. You can bring it back within seven days."
)


class NewDeletion(BaseModel):
    """What the form asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    reason: Annotated[str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=REASON_MAX)]


async def open_form(turn: Turn) -> None:
    """Ask for the reason, and say what happens then."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_form(later, contact))


async def _open_form(turn: Turn, contact: int) -> None:
    record: Record = await turn.store.read(read_record, turn.actor, contact)
    if not record.author:
        raise Denied("contact.undo")
    fact = record.fact
    leader = f"{fact.leader} and {len(record.there)} more" if record.there else fact.leader
    hint = "Nobody but you reads this, unless the record is asked for."
    field = b.text_input(lines=True, prompt="It was logged twice")
    blocks = [
        b.section(f"{readable(contact)} · {messages.line(fact)}"),
        b.section(WHAT.format(leader=leader)),
        b.ask("reason", "Why do you delete it?", field, hint=hint),
    ]
    metadata = turn.pack({"i": secrets.token_urlsafe(12), "c": contact}, DELETE)
    await show(turn, b.modal(DELETE, "Delete a contact", "Delete", blocks, metadata))


async def submit(turn: Turn) -> None:
    """Delete it, and say so in place of the form and of the page below it."""
    data, new = turn.unpack(), forms.parse(NewDeletion, forms.values(turn.view))
    key = f"delete-{data['i']}"
    fact = await turn.store.write(take_back_contact, turn.actor, turn.now, data["c"], key, new.reason)
    if fact is None:
        raise Denied("contact.undo")
    said = messages.taken_back(fact, "deleted") if fact.removed else messages.brought_back(fact)
    await turn.ack(response_action="update", view=b.modal("contact.gone", readable(data["c"]), None, said.blocks))
    if below := turn.view.get("previous_view_id"):
        in_background(turn, lambda later: pages.say_instead(later, said, below))


async def restore(turn: Turn) -> None:
    """Bring a contact back: its page in place of the page, an answer in place of a message."""
    contact = turn.row_id()
    press = turn.body.get("trigger_id", "")
    fact = await turn.store.write(bring_back_contact, turn.actor, turn.now, contact, press)
    await turn.ack()
    if fact is not None:
        in_background(turn, lambda later: pages.say_instead(later, messages.brought_back(fact)))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {DELETE: open_form, messages.RESTORE: restore}
    routes.views[DELETE] = submit
