"""Field notes in words: the buttons that offer them, the line that says there is one, the note as it is read."""

from collections.abc import Iterable, Sequence

from bot.blocks import Block, actions, button, header, section, title
from bot.rules import fieldnotes as rules
from bot.rules.contacts import brief
from bot.rules.fieldnotes import Note, NoteLine
from bot.rules.views import Fact

OPEN = "note.open"
EDIT = "note.edit"
REMOVE = "note.remove"
RESTORE = "note.restore"
WRITE = {kind: f"note.{kind}" for kind in rules.LABELS}


def note_buttons(activities: Iterable[str], contact: int) -> list[Block]:
    """A button for each kind of note that the activities call for."""
    return [button(rules.LABELS[kind], WRITE[kind], str(contact)) for kind in rules.called_for(activities)]


def notes_beside(fact: Fact, notes: Sequence[NoteLine], *, author: bool) -> list[Block]:
    """The notes of a contact that its reader may open; for its author also the buttons that write one."""
    rows = [_row(one) for one in notes]
    written = {one.kind for one in notes if one.own}
    wanted = [one for one in note_buttons(fact.activities, fact.id) if one["action_id"] not in map(WRITE.get, written)]
    more = [actions(wanted)] if author and wanted else []
    return [header("Notes beside it"), *rows, *more] if rows or more else []


def _row(one: NoteLine) -> Block:
    label = rules.LABELS[one.kind]
    whose = "only you can read it" if one.tier == rules.T0 else "for the two of you"
    line = f"{label} · {brief(one.written_on)} · {whose}"
    return section(line, button("Open", OPEN, str(one.id), spoken=f"Open {line}"))


def note_paragraphs(note: Note) -> list[Block]:
    """What a note says, field by field."""
    shown = [
        (label, note.said[name], name) for name, label in rules.FIELDS[note.line.kind].items() if name in note.said
    ]
    return [part for label, said, name in shown if said for part in (title(label), section(rules.spoken(name, said)))]


def readers(tier: str, leader: str) -> str:
    """Who can read a note, told to its author."""
    return "Only you can ever read this." if tier == rules.T0 else f"Only you and {leader} can read this."


def taken_out(kind: str) -> str:
    """To somebody who opens a note that was taken out."""
    return f"That {rules.LABELS[kind].lower()} was taken out, so there is nothing to open."
