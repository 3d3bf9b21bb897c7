"""What is said about a contact, to the coach, the leader and the coordinators."""

from collections.abc import Callable
from datetime import date

from bot.blocks import Block, actions, button, context, safe, section
from bot.messages import Message
from bot.messages.fieldnotes import note_buttons
from bot.messages.hours import MAKE_UP, standing_words
from bot.rules.contacts import ACTIVITIES, KINDS, PRESENCE, brief, readable
from bot.rules.dates import clock_range
from bot.rules.views import Fact, Standing, Step

OPEN = "contact.open"
UNDO = "contact.undo"
EDIT = "contact.edit"
LOG = "contact.log"
SEE_SAVED = "see.saved"
COORDINATORS = {
    False: "Coordinators see that it happened, not what was said.",
    True: "The program's coordinators can read it too: it is a portfolio item.",
}
RESTORE = "contact.restore"
# A medium that isn't the kind's usual one.
HOW = {"on_site": "on site", "off_site": "off site", "phone": "by phone", "video": "by video", "letter": "by letter"}
TRIED = "You tried. It doesn't count toward the hours."


def when(fact: Fact, say: Callable[[date], str] = brief) -> str:
    """The day, with the time where it is known: Tue, Nov 17, 9:00–10:30 AM."""
    return f"{say(fact.day)}, {clock_range(fact.start, fact.minutes)}" if fact.start else say(fact.day)


def what(fact: Fact) -> str:
    """The kind with its amount: On-site visit (90 min), 2 e-mails, or Phone call, attempted."""
    kind = KINDS[fact.kind]
    unusual = len(kind.media) > 1 and fact.medium != kind.media[0]
    how = f"{kind.label} {HOW[fact.medium]}" if unusual and fact.medium in HOW else kind.label
    if not fact.made:
        return f"{how}, attempted"
    if kind.counted:
        one, many = kind.pieces
        return f"{fact.count} {one if fact.count == 1 else many}"
    return f"{how} ({fact.minutes} min)"


def whom(fact: Fact) -> str:
    """The leader, and how many more were there."""
    return f"{fact.leader} and {fact.there} more" if fact.there else fact.leader


def line(fact: Fact) -> str:
    """One contact in one line, without a word of what was said."""
    group = f" with {whom(fact)}" if fact.there else ""
    return f"{what(fact)}{group} · {fact.school} · {when(fact)}"


def row(fact: Fact, state: str = "") -> str:
    """One contact in a coach's list: what and when, then with whom. state: how it stands, in a word."""
    return (
        f"{readable(fact.id)} · {what(fact)} · {brief(fact.day)}\n{with_state(f'{fact.school}, {whom(fact)}', state)}"
    )


def with_state(line_: str, state: str) -> str:
    """A line of a list with how its contact stands: confirmed, or a question open."""
    return f"{line_} · {state}" if state else line_


def open_button(fact: Fact, label: str) -> Block:
    """The button of one contact in a list."""
    return button(label, OPEN, str(fact.id), spoken=f"{label} {readable(fact.id)}, {what(fact)}, {brief(fact.day)}")


def activity_words(fact: Fact) -> str:
    """What was done, by name; empty when nothing was chosen."""
    return ", ".join(ACTIVITIES[one] for one in fact.activities)


def confirmation(fact: Fact, steps: tuple[Step, ...], standing: Standing) -> Message:
    """To the coach, after saving: what was saved, the month so far, who sees it, with the buttons to take it back."""
    first = [f"Logged {readable(fact.id)} · {line(fact)}", *([] if fact.made else [TRIED])]
    parts = [*first, standing_words(standing), *_promises(fact, steps)]
    parts.append(f"{fact.leader} can see this. {COORDINATORS[fact.portfolio]}")
    buttons = [
        button("Open", OPEN, str(fact.id)),
        button("Edit", EDIT, str(fact.id)),
        button("Undo", UNDO, str(fact.id)),
        button("See it as…", SEE_SAVED, str(fact.id)),
    ]
    if standing.bank.make_up:
        buttons.append(button("Plan a make-up", MAKE_UP, str(standing.pair)))
    notes = note_buttons(fact.activities, fact.id)
    blocks: list[Block] = [section("\n".join(parts[:-1])), context(parts[-1]), *([actions(notes)] if notes else [])]
    blocks.append(actions(buttons))
    return Message(safe("\n".join(parts)), tuple(blocks))


def _promises(fact: Fact, steps: tuple[Step, ...]) -> list[str]:
    names = {"coach": "You promised", "leader": f"{fact.leader} promised"}
    return [
        f"{names[step.owner]}: {step.what}" + (f", by {brief(step.due_on)}." if step.due_on else ".")
        for step in sorted(steps, key=lambda one: one.owner)
    ]


def leader_note(fact: Fact) -> Message:
    """To the leader: that something was logged, and the one touch to read it."""
    said = f"{fact.coach} {'logged' if fact.made else 'tried to reach you'}: {line(fact)}."
    pair = f"{fact.coach} and {fact.leader}" if fact.there else "the two of you"
    who = COORDINATORS[True] if fact.portfolio else f"Only {pair} can read the note. {COORDINATORS[False]}"
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
    return Message(safe(text), (section(text, open_button(fact, "Open")),))


def taken_back(fact: Fact, how: str = "taken back") -> Message:
    """To the coach, after undo. how: "deleted" where that was it."""
    text = f"{readable(fact.id)} is {how}: {line(fact)}. It no longer counts, and nobody can read it."
    buttons = [button("Bring it back", RESTORE, str(fact.id)), button("Log a contact", LOG)]
    return Message(safe(text), (section(text), actions(buttons)))


def brought_back(fact: Fact) -> Message:
    """To the coach, after a contact was brought back."""
    text = f"{readable(fact.id)} is back: {line(fact)}. It counts again, and {fact.leader} can read it."
    return Message(safe(text), (section(text), actions([open_button(fact, "Open")])))


def leader_note_gone(fact: Fact) -> Message:
    """In place of the leader's note, after undo."""
    text = f"{fact.coach} took back {readable(fact.id)}: {line(fact)}. There is nothing to read anymore."
    return Message(safe(text), (section(text),))


def channel_line_gone(fact: Fact) -> Message:
    """In place of the coordinators' line, after undo."""
    text = f"{fact.coach} took back {readable(fact.id)} · {line(fact)}"
    return Message(safe(text), (section(text),))


def moved_away(contact: int) -> Message:
    """In place of a leader's note about a contact that turned out to be with somebody else."""
    text = f"{readable(contact)} was corrected: it isn't about you. There is nothing to read."
    return Message(text, (section(text),))


def nothing_yet() -> Message:
    """To a coach who asks for their newest contacts and has none."""
    return Message("You haven't logged a contact yet. Type /coachlog to log one.")


def nothing_to_undo() -> Message:
    """Undo, with nothing logged or all of it taken back."""
    return Message("There is nothing to undo. Type /coachlog to log a contact.")


def gone(contact: int) -> str:
    """To somebody who presses an old button about a contact that was taken back."""
    return f"{readable(contact)} was taken back, so there is nothing to open."
