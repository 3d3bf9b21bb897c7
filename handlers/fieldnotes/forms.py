"""The forms of field notes, and the page on which one is read. Who can read it is said before anything is typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import blocks as b
from bot.messages.fieldnotes import EDIT, REMOVE, RESTORE, note_paragraphs, readers
from bot.rules import fieldnotes as rules
from bot.rules.fieldnotes import Note
from handlers.secondlook import second_look
from storage.guarding import Flagged

FORM = "note.form"
PAGE = "note.page"


@dataclass(frozen=True, slots=True)
class Filled:
    """A note's form: its kind, whom the contact is with, and initial values by field. flagged: what to look at."""

    kind: str
    leader: str
    values: Mapping[str, Any]
    flagged: Sequence[Flagged] = ()


def build(form: Filled, metadata: str) -> b.View:
    """The form of a kind."""
    look = second_look(form.flagged, rules.FIELDS[form.kind])
    blocks = [*look, b.context(_who(form)), *FIELDS[form.kind](form)]
    return b.modal(FORM, rules.LABELS[form.kind], "Save", blocks, metadata)


def _who(form: Filled) -> str:
    names = "Please name no teacher and no student."
    if form.kind == rules.WALKTHROUGH:
        return f"{readers(rules.T1, form.leader)} {names}"
    if form.kind == rules.FEEDBACK:
        return f"Only you and {form.leader} can read this if those you asked agreed; if not, only you. {names}"
    return f"Only you can ever read this, unless you choose otherwise here. {names}"


def _walkthrough(form: Filled) -> list[b.Block]:
    named = b.radio([b.option(label, code) for code, label in rules.YES_NO.items()], form.values.get("named", "no"))
    return [
        _line(form, "purpose", prompt="What you looked for together"),
        b.ask("rooms", "How many rooms", b.number_input(form.values.get("rooms")), optional=True),
        _text(form, "look_fors", optional=True),
        _text(form, "pattern", hint="What you saw across rooms, not in one of them."),
        _text(form, "feedback"),
        b.ask("named", "Is a teacher named here?", named, hint="It has to be no: a note is about practice."),
    ]


def _feedback(form: Filled) -> list[b.Block]:
    agreed = b.radio([b.option(label, code) for code, label in rules.YES_NO.items()], form.values.get("agreed"))
    return [
        _line(form, "topic", prompt="The initiative you asked about"),
        b.ask("asked", "How many you asked", b.number_input(form.values.get("asked")), optional=True),
        _text(form, "themes", hint="What several said. No quotes."),
        b.ask("agreed", f"Did they agree that {form.leader} reads it?", agreed),
    ]


def _decision(form: Filled) -> list[b.Block]:
    who = [b.option("Only me", rules.T0), b.option(f"{b.short(form.leader, 60)} and me", rules.T1)]
    about = [b.option(label, code) for code, label in rules.DECISIONS.items()]
    part = b.checks([b.option(label, code) for code, label in rules.PARTS.items()], form.values.get("part") or ())
    return [
        b.ask("readers", "Who can read it", b.radio(who, form.values.get("readers", rules.T0))),
        b.ask("about", "Kind of decision", b.select(about, form.values.get("about"), "Choose one")),
        _line(form, "room", prompt="Principal, two teachers, a parent"),
        b.ask("part", "Your part in it", part),
        _text(form, "note", optional=True),
    ]


FIELDS = {rules.WALKTHROUGH: _walkthrough, rules.FEEDBACK: _feedback, rules.DECISION: _decision}


def _line(form: Filled, name: str, prompt: str) -> b.Block:
    field = b.text_input(initial=form.values.get(name), prompt=prompt)
    return b.ask(name, rules.FIELDS[form.kind][name], field)


def _text(form: Filled, name: str, *, optional: bool = False, hint: str = "") -> b.Block:
    field = b.text_input(lines=True, initial=form.values.get(name))
    return b.ask(name, rules.FIELDS[form.kind][name], field, optional=optional, hint=hint)


def note_page(note: Note, said: str = "") -> b.View:
    """A note as it is read. said: what has just become of it."""
    line, pressed = note.line, str(note.line.id)
    title = rules.LABELS[line.kind]
    if note.removed:
        blocks = [b.section(f"{title} taken out. Nobody can read it anymore.")]
        return b.modal(PAGE, title, None, [*blocks, b.actions([b.button("Put it back", RESTORE, pressed)])])
    blocks = [b.section(said)] if said else []
    blocks += note_paragraphs(note)
    if line.own:
        blocks += [] if said else [b.context(readers(line.tier, note.leader))]
        blocks.append(b.actions([b.button("Edit", EDIT, pressed), b.button("Take out", REMOVE, pressed)]))
    else:
        blocks.append(b.context(f"Only you and {note.coach} can read this."))
    return b.modal(PAGE, title, None, blocks)
