"""How a contact reads on a page, for whoever may see it; the same blocks show it in advance (see it as)."""

from bot import blocks as b
from bot.frameworks import elements
from bot.messages import sharing as words
from bot.messages.contacts import activity_words, what, when
from bot.rules.commitments import CLOSED
from bot.rules.contacts import DETAILS, KINDS, MEDIA, PRESENCE, STANCES, brief, spell
from bot.rules.views import Record, Step


def record_blocks(record: Record) -> list[b.Block]:
    """What this reader sees of a contact: the facts, then the words where they may read them, then who else can."""
    fact = record.fact
    blocks = [b.section(f"{what(fact)} · {when(fact, spell)}\n{fact.school} · {fact.coach} with {fact.leader}")]
    if facts := _lines(_facts(record)):
        blocks.append(b.section(facts))
    if record.words:
        blocks += _said(record)
    if record.steps:
        blocks += [b.header("Next steps"), *(b.section(_step(record, one)) for one in record.steps)]
    blocks.append(b.context(words.who_reads(record)))
    if record.private_note:
        blocks += [b.header("Private note"), b.section(record.private_note), b.context("Only you can ever read this.")]
    return blocks


def _lines(facts: dict[str, str]) -> str:
    return "\n".join(f"{label}: {said}" for label, said in facts.items() if said)


def _facts(record: Record) -> dict[str, str]:
    fact = record.fact
    kind = KINDS[fact.kind]
    known = elements()
    return {
        "Took place": "" if fact.made else "No, only attempted",
        "How": MEDIA[fact.medium] if len(kind.media) > 1 else "",
        "What was done": activity_words(fact),
        "Principal present": PRESENCE.get(fact.presence or "", ""),
        "Further leaders": ", ".join(record.there),
        "Also there": record.others or "",
        "Focus": ", ".join(known[one].words for one in fact.focus if one in known),
        "Stance": ", ".join(STANCES[one] for one in record.stances if one in STANCES),
        "Next meeting": spell(fact.next_on) if fact.next_on else "Not set yet" if record.next_open else "",
        "Next steps": _agreed(record),
    }


def _agreed(record: Record) -> str:
    if record.no_steps:
        return "None agreed"
    if record.steps or not record.agreed:
        return ""
    return "1, which the two of them see" if record.agreed == 1 else f"{record.agreed}, which the two of them see"


def _said(record: Record) -> list[b.Block]:
    collaborative = record.state.collaborative
    label = "What was discussed" if collaborative else words.note_label(record)
    blocks = [b.header(label), b.section(record.note or "No note.")]
    for name, said in record.details:
        blocks += [b.header(DETAILS[name]), b.section(said)]
    return blocks


def _step(record: Record, one: Step) -> str:
    """A next step; what became of it since is the pair's alone."""
    who = record.fact.coach if one.owner == "coach" else record.fact.leader
    day = f" – by {brief(one.due_on)}" if one.due_on else ""
    ended = one.state in CLOSED and record.reads in {"coach", "leader"}
    return f"{who}: {one.what}{f' – {one.state}' if ended else day}"
