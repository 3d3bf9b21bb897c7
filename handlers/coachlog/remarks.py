"""What leaders say about a log of theirs, and what the coach answers: four buttons, three small forms."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, Unsure
from bot.rules.contacts import readable
from bot.rules.remarks import ADDED, ANSWERED, QUESTIONED
from handlers.coachlog import afterwards, pages
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.aftermath import read_asked
from storage.records import note_reading, read_record
from storage.remarks import NewRemark, Sending, answer, confirm, remark, take_back_remark

LOOK = "Please look once more, then press Save anyway. Or change the words: no names, no grades."


@dataclass(frozen=True, slots=True)
class Form:
    """One of the three forms: its title, its button, the question it asks, and what it says under the field."""

    kind: str
    title: str
    submit: str
    label: str
    hint: str


FORMS = {
    afterwards.ADD: Form(
        ADDED, "Add to a log", "Add it", "What do you want to add?", "Only you and your coach can read this."
    ),
    afterwards.ASK: Form(
        QUESTIONED,
        "Question a log",
        "Ask",
        "What isn't as you remember it?",
        "Only you and your coach can read this. Your coach is told that you asked, and can answer or correct the log.",
    ),
    afterwards.ANSWER: Form(
        ANSWERED, "Answer a question", "Answer", "Your answer", "Only you and the leader who asked can read this."
    ),
}


async def open_form(turn: Turn) -> None:
    """Open the form to add to a log, or to question it; only a leader who may read it gets that far."""
    contact, action = turn.row_id(), turn.action["action_id"]
    await turn.ack()
    in_background(turn, lambda later: _open_form(later, action, contact))


async def _open_form(turn: Turn, action: str, contact: int) -> None:
    record = await turn.store.read(read_record, turn.actor, contact)
    if record.reads not in {"leader", "present"}:
        raise Denied("remark.open")
    lead = f"{readable(contact)}, logged by {record.fact.coach}"
    data = {"i": secrets.token_urlsafe(18), "c": contact, "s": 0}
    await show(turn, _view(turn, action, data, lead))


async def open_answer(turn: Turn) -> None:
    """Open the form to answer a question, with the question above the field."""
    question = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_answer(later, question))


async def _open_answer(turn: Turn, question: int) -> None:
    contact, asked = await turn.store.read(read_asked, turn.actor, question)
    await turn.store.write(note_reading, turn.actor, turn.now, contact)
    data = {"i": secrets.token_urlsafe(18), "c": contact, "q": question, "s": 0}
    lead = f"{asked.who} asked about {readable(contact)}:\n{asked.words}"
    await show(turn, _view(turn, afterwards.ANSWER, data, lead))


def _view(turn: Turn, action: str, data: Mapping[str, Any], lead: str, words: str = "") -> b.View:
    form = FORMS[action]
    field = b.text_input(lines=True, initial=words)
    blocks = [b.section(lead), b.ask("words", form.label, field, hint=f"{form.hint} Please name no students.")]
    submit = "Save anyway" if data["s"] else form.submit
    return b.modal(action, form.title, submit, blocks, turn.pack(data, action))


async def submit(turn: Turn) -> None:
    """Save what was typed, once; words that may tell who a student is are asked about first."""
    data, form = turn.unpack(), FORMS[turn.view["callback_id"]]
    filled = forms.values(turn.view)
    new = forms.parse(NewRemark, filled)
    sending = Sending(data["i"], bool(data["s"]), str(turn.body.get("trigger_id", "")))
    try:
        if form.kind == ANSWERED:
            contact = await turn.store.write(answer, turn.actor, turn.now, data["q"], new, sending)
        else:
            contact = await turn.store.write(remark, turn.actor, turn.now, data["c"], form.kind, new, sending)
    except Unsure as concern:
        again = _view(turn, turn.view["callback_id"], {**data, "s": 1}, f"{concern.sentence}\n{LOOK}", new.words)
        await turn.ack(response_action="update", view=again)
        return
    await turn.ack()
    in_background(turn, lambda later: pages.redraw_below(later, contact))


async def press_confirm(turn: Turn) -> None:
    """That's how I remember it: once, until the log changes."""
    contact = turn.row_id()
    seen = str(turn.unpack().get("v", "")) if turn.inside.get("private_metadata") else ""
    await turn.store.write(confirm, turn.actor, turn.now, contact, seen)
    await turn.ack()
    in_background(turn, lambda later: pages.redraw(later, contact))


async def press_take_back(turn: Turn) -> None:
    """Take back one's own remark."""
    contact = await turn.store.write(take_back_remark, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    in_background(turn, lambda later: pages.redraw(later, contact))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {afterwards.ADD: open_form, afterwards.ASK: open_form, afterwards.ANSWER: open_answer}
    routes.actions |= {afterwards.CONFIRM: press_confirm, afterwards.TAKE_BACK: press_take_back}
    routes.views |= dict.fromkeys(FORMS, submit)
