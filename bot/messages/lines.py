"""One typed line, shown back before anything is saved: what was read, what is a guess, what is missing."""

from bot.blocks import Block, actions, button, context, safe, section, short
from bot.frameworks import elements
from bot.messages import Message
from bot.messages.contacts import OPEN
from bot.rules.contacts import ACTIVITIES, KINDS, MEDIA, NOTE_MAX, PRESENCE, brief, readable, spell
from bot.rules.dates import clock_range
from bot.rules.lines import Draft, Pair, Promised, Proposal, Read, needs
from bot.rules.zones import spoken

SAVE = "line.save"
SAVE_YES = "line.save_yes"
SAVE_PARTLY = "line.save_partly"
SAVE_NO = "line.save_no"
EDIT = "line.edit"
DISCARD = "line.discard"
CHOOSE = ("line.choose_first", "line.choose_second", "line.choose_third", "line.choose_fourth")
PRESENT = {SAVE_YES: "yes", SAVE_PARTLY: "partly", SAVE_NO: "no"}

GUESS = "◦ "
LEAD = "I read this as (nothing is saved yet)"
LEGEND = "◦ marks a guess. Please check it."
WANTED = {
    "pairs": "which school",
    "kind": "what kind of contact",
    "day": "the day",
    "made": "whether it took place",
    "minutes": "how long",
    "count": "how many",
    "presence": "whether the principal was there",
    "focus": "a standard or practice you worked on",
    "no_steps": "a next step (or that none was agreed)",
    "next_on": "the next meeting (or that it isn't set)",
    "note": f"a note of at most {NOTE_MAX} characters",
}


def card(proposal: Proposal) -> Message:
    """The draft with its buttons: Save, or the one question that is left, then Edit and Discard."""
    draft, missing = proposal.draft, needs(proposal.draft)
    lines = [LEAD, _main(draft, proposal.pairs), *_details(draft, proposal)]
    notes = [f"I can't read “{short(words, 60)}”." for words in draft.unread]
    notes += [f"You wrote “{draft.doubt}”. Save it only if it took place."] if draft.doubt else []
    asked = _question(missing, len(proposal.pairs))
    ends = [*([LEGEND] if any(GUESS in line for line in lines) else []), *notes, *_readers(proposal)]
    blocks: list[Block] = [section("\n".join(lines))]
    if ends:
        blocks.append(context("\n".join(ends)))
    if asked:
        blocks.append(section(asked))
    blocks.append(actions(_buttons(proposal, missing)))
    return Message(safe("\n".join([*lines, *ends, *([asked] if asked else [])])), tuple(blocks))


def _readers(proposal: Proposal) -> list[str]:
    """Who will read the words, before they are saved."""
    if not proposal.draft.note:
        return []
    who = proposal.pairs[0].leader if len(proposal.pairs) == 1 else "the leader"
    return [f"Only you and {who} can read the note."]


def saved(contact: int, again: bool) -> Message:
    """In place of the draft, once it is saved."""
    name = readable(contact)
    text = f"This was saved already, as {name}." if again else f"Saved as {name}."
    return Message(text, (section(text, button("Open", OPEN, str(contact), spoken=f"Open {name}")),))


def discarded() -> Message:
    """In place of the draft, once it is thrown away."""
    return Message("Discarded. Nothing was saved.")


def _mark(read: Read[str]) -> str:
    return (GUESS if read.guessed else "") + read.value


def _main(draft: Draft, pairs: tuple[Pair, ...]) -> str:
    """Kind, school, day with time and zone, and how long, as far as they were read."""
    kind = KINDS[draft.kind.value] if draft.kind else None
    parts = [_mark(Read(kind.label, draft.kind.guessed))] if draft.kind and kind else []
    if draft.made:
        parts.append(_mark(Read("attempted", draft.made.guessed)))
    if draft.medium:
        parts.append(_mark(Read(MEDIA[draft.medium.value].lower(), draft.medium.guessed)))
    names = [f"{one.school}, {one.leader}" for one in pairs]
    if names:
        parts.append(_mark(Read(" or ".join(names), draft.pairs.guessed)))
    parts.append(_when(draft))
    if draft.minutes and not (kind and kind.counted):
        parts.append(_mark(Read(f"{draft.minutes.value} min", draft.minutes.guessed)))
    if draft.count and kind and kind.counted:
        pieces = kind.pieces[0] if draft.count.value == 1 else kind.pieces[1]
        parts.append(_mark(Read(f"{draft.count.value} {pieces}", draft.count.guessed)))
    return " · ".join(part for part in parts if part)


def _when(draft: Draft) -> str:
    if draft.day is None and draft.start is None:
        return ""
    guessed = (draft.day is not None and draft.day.guessed) or (draft.start is not None and draft.start.guessed)
    day = spell(draft.day.value) if draft.day else "the day isn't said"
    time = ""
    if draft.start:
        length = draft.minutes.value if draft.minutes else 0
        time = f", {clock_range(draft.start.value, length)}"
    return f"{GUESS if guessed else ''}{day}{time}, {spoken(draft.zone)}"


def _details(draft: Draft, proposal: Proposal) -> list[str]:
    pairs, lines = proposal.pairs, []
    if proposal.others:
        names = "; ".join(f"{one.school}, {one.leader}" for one in proposal.others)
        lines.append("Also there: " + _mark(Read(names, draft.attendees.guessed)))
    if draft.activities.value:
        names = ", ".join(ACTIVITIES[one] for one in draft.activities.value)
        lines.append(_mark(Read(names, draft.activities.guessed)))
    if draft.presence:
        lines.append("Principal there: " + _mark(Read(PRESENCE[draft.presence.value].lower(), draft.presence.guessed)))
    if draft.focus.value:
        names = ", ".join(elements()[one].words for one in draft.focus.value if one in elements())
        label = "Worked on: " if draft.focus.words else "Worked on, as last time: "
        lines.append(label + _mark(Read(names, draft.focus.guessed)))
    leader = pairs[0].leader if len(pairs) == 1 else "The leader"
    lines += [_step(one, leader) for one in draft.steps]
    lines += _following(draft)
    if draft.note:
        lines.append(f"Note: “{short(draft.note, 2000)}”")
    return lines


def _following(draft: Draft) -> list[str]:
    """That no steps were agreed, and when they meet next."""
    lines = ["No next steps agreed"] if draft.no_steps and not draft.steps else []
    if draft.next_on:
        lines.append("Next meeting: " + _mark(Read(brief(draft.next_on.value), draft.next_on.guessed)))
    elif draft.next_open:
        lines.append("Next meeting: not set yet")
    return lines


def _step(step: Promised, leader: str) -> str:
    who = "You" if step.owner == "coach" else leader
    due = f" – due {brief(step.due_on)}" if step.due_on else ""
    return f"Next step: {GUESS if step.guessed else ''}{who} – {step.what}{due}"


def _question(missing: tuple[str, ...], choices: int) -> str:
    """What is asked: the one question that buttons can answer, or all that is missing."""
    if missing == ("presence",):
        return "Was the principal there? Your answer saves it."
    if _choosable(missing, choices):
        return "Which school is it?"
    return f"Still missing: {', '.join(WANTED[name] for name in missing)}." if missing else ""


def _choosable(missing: tuple[str, ...], choices: int) -> bool:
    return "pairs" in missing and set(missing) <= {"pairs", "presence"} and 1 < choices <= len(CHOOSE)


def _buttons(proposal: Proposal, missing: tuple[str, ...]) -> list[Block]:
    line = str(proposal.id)
    edit = "Edit"
    if not missing:
        first = [button("Save", SAVE, line, "primary")]
    elif missing == ("presence",):
        labels = {SAVE_YES: "Yes", SAVE_PARTLY: "Partly", SAVE_NO: "No"}
        first = [button(label, action, line, spoken=f"{label}, save it") for action, label in labels.items()]
    elif _choosable(missing, len(proposal.pairs)):
        first = [
            button(f"{pair.school} · {pair.leader}", action, line)
            for action, pair in zip(CHOOSE, proposal.pairs, strict=False)
        ]
    else:
        first, edit = [], "Fill in the rest"
    return [*first, button(edit, EDIT, line), button("Discard", DISCARD, line)]
