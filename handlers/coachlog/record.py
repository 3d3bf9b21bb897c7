"""The pages on which contacts are read: one with its words for the pair, and all of a person's, ten at a time."""

from collections.abc import Sequence

from bot import blocks as b
from bot.messages.contacts import EDIT, UNDO, activity_words, what, when
from bot.messages.home import OLDER, SHOWN, own_rows, shared_rows
from bot.rules.contacts import PRESENCE, brief, readable, spell
from bot.rules.views import Fact, Record, Step

RECORD = "contact.record"
LIST = "contact.list"
BACK = ".back"  # the same list, the other way: two buttons in a row can't share an id


def record_page(record: Record) -> b.View:
    """A contact with its words, for one of the two people in it; the author may change it or take it back."""
    fact = record.fact
    blocks = [b.section(f"{what(fact)} · {when(fact, spell)}\n{fact.school} · {fact.coach} with {fact.leader}")]
    facts = [
        f"{label}: {words}"
        for label, words in (
            ("What was done", activity_words(fact)),
            ("Principal present", PRESENCE.get(fact.presence or "", "")),
            ("Also there", record.others or ""),
        )
        if words
    ]
    if facts:
        blocks.append(b.section("\n".join(facts)))
    blocks += [b.header("Note for the two of you"), b.section(record.note or "No note.")]
    if record.steps:
        blocks += [b.header("Next steps"), *(b.section(_step(fact.coach, fact.leader, one)) for one in record.steps)]
    blocks.append(b.context("Only the two of you can read this. Coordinators see that it happened, not what was said."))
    if record.private_note:
        blocks += [b.header("Private note"), b.section(record.private_note), b.context("Only you can ever read this.")]
    if record.author:
        contact = str(fact.id)
        blocks.append(b.actions([b.button("Edit", EDIT, contact), b.button("Undo", UNDO, contact)]))
    return b.modal(RECORD, readable(fact.id), None, blocks)


def _step(coach: str, leader: str, one: Step) -> str:
    who = coach if one.owner == "coach" else leader
    return f"{who}: {one.what}" + (f" – by {brief(one.due_on)}" if one.due_on else "")


def list_page(facts: Sequence[Fact], skip: int, more: bool, action: str) -> b.View:
    """Ten contacts. action: OLDER or OLDER_WITH_ME; skip: how many newer ones there are; more: there are older ones."""
    rows = own_rows(facts) if action == OLDER else shared_rows(facts)
    ways = [b.button("Newer", action + BACK, str(max(0, skip - SHOWN)))] if skip else []
    ways += [b.button("Older", action, str(skip + SHOWN))] if more else []
    return b.modal(LIST, "Contacts", None, [*rows, *([b.actions(ways)] if ways else [])])
