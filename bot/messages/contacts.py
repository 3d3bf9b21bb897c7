"""What is said about a contact, to the coach, the leader and the coordinators."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.blocks import Block, actions, button, context, safe, section
from bot.messages import Message
from bot.rules.contacts import ACTIVITIES, KINDS, PRESENCE, brief, hours, readable
from bot.rules.dates import clock_range
from bot.rules.views import Fact, Standing, Step

OPEN = "contact.open"
UNDO = "contact.undo"
EDIT = "contact.edit"
LOG = "contact.log"


def when(fact: Fact, say: Callable[[date], str] = brief) -> str:
    """The day, with the time where it is known: Tue, Nov 17, 9:00–10:30 AM."""
    return f"{say(fact.day)}, {clock_range(fact.start, fact.minutes)}" if fact.start else say(fact.day)


def what(fact: Fact) -> str:
    """The kind with its amount: On-site visit (90 min), or 2 e-mails."""
    kind = KINDS[fact.kind]
    if kind.counted:
        one, many = kind.pieces
        return f"{fact.count} {one if fact.count == 1 else many}"
    return f"{kind.label} ({fact.minutes} min)"


def line(fact: Fact) -> str:
    """One contact in one line, without a word of what was said."""
    return f"{what(fact)} · {fact.school} · {when(fact)}"


def row(fact: Fact) -> str:
    """One contact in a coach's list: what and when, then with whom."""
    return f"{readable(fact.id)} · {what(fact)} · {brief(fact.day)}\n{fact.school}, {fact.leader}"


def open_button(fact: Fact, label: str) -> Block:
    """The button of one contact in a list."""
    return button(label, OPEN, str(fact.id), spoken=f"{label} {readable(fact.id)}, {what(fact)}, {brief(fact.day)}")


def activity_words(fact: Fact) -> str:
    """What was done, by name; empty when nothing was chosen."""
    return ", ".join(ACTIVITIES[one] for one in fact.activities)


def confirmation(fact: Fact, steps: tuple[Step, ...], standing: Standing) -> Message:
    """To the coach, after saving: what was saved, the month so far, who sees it, with the buttons to take it back."""
    parts = [f"Logged {readable(fact.id)} · {line(fact)}", standing_words(standing), *_promises(fact, steps)]
    parts.append(f"{fact.leader} can see this. Coordinators see that it happened, not what was said.")
    buttons = [
        button("Open", OPEN, str(fact.id)),
        button("Edit", EDIT, str(fact.id)),
        button("Undo", UNDO, str(fact.id)),
    ]
    blocks: list[Block] = [section("\n".join(parts[:-1])), context(parts[-1]), actions(buttons)]
    return Message(safe("\n".join(parts)), tuple(blocks))


def standing_words(standing: Standing) -> str:
    """The month's hours with this leader against what the program promises."""
    return f"{standing.month}: {hours(standing.minutes)} of {standing.goal_hours:g} h with {standing.leader}."


def _promises(fact: Fact, steps: tuple[Step, ...]) -> list[str]:
    names = {"coach": "You promised", "leader": f"{fact.leader} promised"}
    return [
        f"{names[step.owner]}: {step.what}" + (f", by {brief(step.due_on)}." if step.due_on else ".")
        for step in sorted(steps, key=lambda one: one.owner)
    ]


def leader_note(fact: Fact) -> Message:
    """To the leader: that something was logged, and the one touch to read it."""
    said = f"{fact.coach} logged: {line(fact)}."
    who = "Only the two of you can read the note. Coordinators see that it happened, not what was said."
    return Message(
        safe(f"{said}\n{who}"), (section(said), context(who), actions([button("Read it", OPEN, str(fact.id))]))
    )


def channel_line(fact: Fact) -> Message:
    """To the coordinators' channel: the facts alone."""
    parts = [f"{fact.coach} logged {readable(fact.id)} · {line(fact)}"]
    if fact.activities:
        parts.append(activity_words(fact))
    if fact.presence:
        parts.append(f"Principal present: {PRESENCE[fact.presence].lower()}")
    text = " · ".join(parts)
    return Message(safe(text), (section(text),))


def taken_back(fact: Fact) -> Message:
    """To the coach, after undo."""
    text = f"{readable(fact.id)} is taken back: {line(fact)}. It no longer counts, and nobody can read it."
    return Message(safe(text), (section(text), actions([button("Log a contact", LOG)])))


def leader_note_gone(fact: Fact) -> Message:
    """In place of the leader's note, after undo."""
    text = f"{fact.coach} took back {readable(fact.id)}: {line(fact)}. There is nothing to read any more."
    return Message(safe(text), (section(text),))


def channel_line_gone(fact: Fact) -> Message:
    """In place of the coordinators' line, after undo."""
    text = f"{fact.coach} took back {readable(fact.id)} · {line(fact)}"
    return Message(safe(text), (section(text),))


def moved_away(contact: int) -> Message:
    """In place of a leader's note about a contact that turned out to be with somebody else."""
    text = f"{readable(contact)} was corrected: it isn't about you. There is nothing to read."
    return Message(text, (section(text),))


def newest(facts: Sequence[Fact]) -> Message:
    """The coach's newest contacts, each with its button."""
    blocks = [section(row(one), open_button(one, "Open")) for one in facts]
    return Message(safe("\n".join(row(one) for one in facts)), tuple(blocks))


def nothing_yet() -> Message:
    """To a coach who asks for their newest contacts and has none."""
    return Message("You haven't logged a contact yet. Type /coachlog to log one.")


def nothing_to_undo() -> Message:
    """Undo, with nothing logged or all of it taken back."""
    return Message("There is nothing to undo. Type /coachlog to log a contact.")


def gone(contact: int) -> str:
    """To somebody who presses an old button about a contact that was taken back."""
    return f"{readable(contact)} was taken back, so there is nothing to open."
