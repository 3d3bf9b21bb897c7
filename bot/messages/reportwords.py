"""A school's part of a status report as its readers see it, and who they are. Typed words are shown as typed."""

from collections.abc import Sequence
from dataclasses import replace

from bot import blocks as b
from bot.frameworks import elements
from bot.messages.reports import FIGURES, TAKE, figures_line
from bot.rules import reports as rules
from bot.rules.commitments import BARRIERS
from bot.rules.contacts import brief, readable
from bot.rules.dates import clock, local_time
from bot.rules.reports import Concern, Line, Report, Section

ORDER = {"call": 0, "watch": 1}
PACE = {"stuck": 0, "slipping": 1}
COORDINATOR, LEADER, COACH = "coordinator", "leader", "coach"
PREVIEWED = "previewed"  # as a coordinator sees it, by its coach: without the buttons
CONFIDENCE = "Coordinators and the lead coach"


def who_reads(report: Report, leader: str = "") -> str:
    """Before anything is typed: who will read it. leader: of the school it is about."""
    said = f"{CONFIDENCE} read this once you submit."
    if report.two_keys == "none":
        return f"{said} Nobody else does. Please name no students."
    whom = leader or "Each leader"
    whose = "what is about her" if leader else "her own part"
    if report.two_keys == "ok":
        return f"{said} {whom} reads {whose} first, and it waits for her OK. The concern flag isn't shown to her."
    return f"{said} {whom} reads {whose} first, and has 72 hours to object. The concern flag isn't shown to her."


def line_words(one: Line) -> str:
    """A line with the contacts behind it: Visits: 2 of 2 held [L-0231, L-0238]"""
    cites = f" [{', '.join(readable(contact) for contact in one.cites)}]" if one.cites else ""
    label = "" if one.kind == rules.ADDED else f"{rules.LINES[one.kind]}: "
    return f"{label}{one.text}{cites}"


def by_urgency(sections: Sequence[Section]) -> list[Section]:
    """As a coordinator reads them: concerns first, then what is stuck."""
    return sorted(sections, key=lambda one: (ORDER.get(one.concern, 2), PACE.get(one.progress or "", 2), one.school))


def by_need(sections: Sequence[Section]) -> list[Section]:
    """As a coach finishes them: what needs something first."""
    return sorted(sections, key=lambda one: (not rules.problems_of(one), one.school, one.id))


def how_it_goes(one: Section) -> str:
    """Its progress; the numbers, where no line says them."""
    progress = rules.PROGRESS.get(one.progress or "", "")
    numbers = "" if one.line(rules.VISITS) else figures_line(one.figures)
    return " · ".join(part for part in (progress, numbers) if part) or "Nothing said yet"


def words_of(one: Section) -> list[str]:
    """All that its coach says of a school, but for the concern."""
    order = (rules.EVIDENCE, rules.NEXT, rules.SUPPORT)
    answers = [line for kind in order for line in one.live if line.kind == kind]
    others = [line for line in one.live if line.words and line.kind not in order]
    barriers = ", ".join(BARRIERS[kind] for kind in one.barriers if kind in BARRIERS)
    focus = focus_words(one)
    has = "has" if one.leader_seen else "hasn't"
    seen = "" if one.leader_seen is None else f"{one.leader} {has} seen this."
    said = [f"Barriers: {barriers}" if barriers else "", focus, *(line_words(line) for line in others), seen]
    return [*(line_words(line) for line in answers), *(words for words in said if words)]


def facts_of(one: Section) -> list[b.Block]:
    """What the log says of it, with the contacts behind each line, in quiet lines."""
    drafted = [line_words(line) for line in one.live if not line.words and line.kind != rules.NEXT]
    return [b.context(block["text"]["text"]) for block in b.paragraphs(drafted)]


def focus_words(one: Section) -> str:
    """What the coach says was worked on; nothing where the log's own line says it."""
    if one.line(rules.FOCUS) and "focus" not in one.typed:
        return ""
    found = elements()
    named = ", ".join(found[code].words for code in one.focus if code in found)
    return f"Focus: {named}" if named else ""


def read_blocks(one: Section, reads: str, concern: Concern | None = None) -> list[b.Block]:
    """A school as somebody reads it. reads: as whom; concern: the flag that was raised with it."""
    contacts = b.button("Contacts", FIGURES, str(one.id), spoken=f"The contacts behind these numbers, {one.school}")
    press = contacts if reads != LEADER and one.figures.made else None
    blocks = [b.header(f"{one.school}, {one.leader}"), b.section(how_it_goes(one), press)]
    if one.held and reads != LEADER:
        blocks.append(b.context(_waits(one, own=reads == COACH)))
    if one.held and reads not in (COACH, LEADER):
        one = replace(one, lines=tuple(line for line in one.lines if not line.words))
    blocks += [*b.paragraphs(words_of(one)), *facts_of(one)]
    return blocks + ([] if reads == LEADER or one.concern == "none" else [_flag(one, reads, concern)])


def _waits(one: Section, *, own: bool) -> str:
    """Why typed words aren't shown. own: to whoever typed them."""
    if own:
        said = "said that something is wrong" if one.leader_said == rules.OBJECTED else "hasn't said that it is fine"
        return f"{one.leader} {said}, so coordinators don't read what you typed here."
    if one.leader_said == rules.OBJECTED:
        return f"{one.leader} said that something is wrong, so what the coach typed about it isn't shown."
    return f"What the coach typed waits for {one.leader}'s word. The rest is shown."


def _flag(one: Section, reads: str, concern: Concern | None) -> b.Block:
    """The concern flag with its words, and who took it up."""
    lines = [f"Concern: {rules.CONCERNS[one.concern]}", *([f"“{one.concern_text}”"] if one.concern_text else [])]
    if concern is None:
        return b.section("\n".join(lines))
    if concern.answered_at is not None:
        on = brief(local_time(concern.answered_at, concern.zone).date())
        return b.section("\n".join([*lines, f"Taken up by {concern.answered_by or 'a coordinator'}, {on}."]))
    due = local_time(concern.due_at, concern.zone)
    lines.append(f"Nobody has taken it up. An answer is due {brief(due.date())}, {clock(f'{due:%H:%M}')}.")
    take = b.button("I'll take it", TAKE, str(concern.id), spoken=f"I'll take the concern, {one.school}")
    return b.section("\n".join(lines), take if reads == COORDINATOR else None)
