"""The forms of a status report: a school's, one line of it, the coach's own closing words, a comment."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import blocks as b
from bot.frameworks import Element
from bot.messages.reports import figures_line, span
from bot.messages.reportwords import line_words, who_reads
from bot.rules import reports as rules
from bot.rules.commitments import BARRIERS
from bot.rules.reports import Line, Report, Section

FORM, LINE_FORM = "report.section_form", "report.line_form"
OVERALL_FORM, RETURN_FORM = "report.overall_form", "report.return_form"
MORE = "report.more"
LINE, BRING, ADD = "report.line", "report.bring_back", "report.add_line"
EDIT_IT, REMOVE_IT, BEHIND_IT = "edit", "remove", "behind"
GUESS = "A guess from the numbers. Change it if it isn't so."
BOOKED = "From what is booked. Change it as you like."
SLOW = ("slipping", "stuck")
SEEN = {"yes": "Yes", "no": "Not yet"}

Filled = Mapping[str, Any]


def values_of(one: Section) -> dict[str, Any]:
    """A section as its form's values."""
    lines = {kind: line.text for kind in rules.TYPED_KINDS if (line := one.line(kind))}
    seen = {} if one.leader_seen is None else {"leader_seen": "yes" if one.leader_seen else "no"}
    held = {"progress": one.progress, "focus": one.focus, "barriers": one.barriers, "concern_text": one.concern_text}
    return {**{name: said for name, said in held.items() if said}, "concern": one.concern, **lines, **seen}


def section_form(
    report: Report, one: Section, filled: Filled, elements: Sequence[Element], metadata: str, *, more: bool
) -> b.View:
    """A school's form. filled: what its fields hold; more: barriers, support and what was worked on are asked too."""
    more = more or bool(filled.get("barriers") or filled.get("support")) or filled.get("progress") in SLOW
    missing = rules.problems_of(one)
    numbers = "" if one.line(rules.VISITS) else f"\n{figures_line(one.figures)}"
    blocks = [b.section(f"{one.school}, {one.leader} · {span(report.period)}{numbers}")]
    blocks += [b.context(who_reads(report, one.leader)), *_facts(one)]
    blocks += [_progress(one, filled), _evidence(one, filled)]
    if more or "focus" in missing:
        blocks.append(_focus(elements, filled, needed="focus" in missing))
    if more:
        support = _words("support", "Support wanted from the program", filled, SUPPORT, optional=True)
        blocks += [_barriers(filled), support]
    following = _words("next", "The next two weeks", filled, NEXT, hint=_booked(one))
    blocks += [following, *_concern(filled), _seen(one, filled)]
    if not more:
        blocks.append(b.actions([b.button("+ Barriers, support, focus", MORE)]))
    return b.modal(FORM, "Finish a school", "Save", blocks, metadata, notify=True)


EVIDENCE, NO_CONTACT = "What shows it, in one line", "Why there was no contact, in one line"
SHOWS = "Seen: exit tickets in use in 4 of 6 rooms"  # a phone shows some 45 characters
NO_REASON = "Such as: she was ill; we meet on Tuesday"
SUPPORT = "Such as: a substitute for half a day"
NEXT = "What you will do here, and when"
WORKED_ON = "Choose up to six"
IN_THE_WAY = "Choose what holds it up"
ABOUT = "What a coordinator should know before they call you"
LINE_WORDS = "One sentence"


def _facts(one: Section) -> list[b.Block]:
    """The drafted lines and those added, each with its menu; those taken out, with the way back."""
    shown = [line for line in one.lines if line.kind not in rules.TYPED_KINDS]
    rows = [_gone(line) if line.removed else _line(line) for line in shown]
    room = len(one.live) < rules.LINES_MAX
    return [*rows, *([b.actions([b.button("+ A line", ADD, str(one.id))], "lines")] if room else []), b.divider()]


def _line(line: Line) -> b.Block:
    ways = [b.option("Edit", f"{EDIT_IT}.{line.id}"), b.option("Take out", f"{REMOVE_IT}.{line.id}")]
    ways += [b.option("See its contacts", f"{BEHIND_IT}.{line.id}")] if line.cites else []
    return b.section(line_words(line), {"type": "overflow", "action_id": LINE, "options": ways})


def _gone(line: Line) -> b.Block:
    words = b.short(line_words(line), 120)
    return b.section(f"Taken out: {words}", b.button("Bring back", BRING, str(line.id), spoken=f"Bring back: {words}"))


def _progress(one: Section, filled: Filled) -> b.Block:
    options = [b.option(label, code) for code, label in rules.PROGRESS.items()]
    guess = one.guessed and filled.get("progress") == one.progress
    menu = b.select(options, filled.get("progress"), "Choose one")
    return b.ask("progress", "How is it going?", menu, live=True, hint=GUESS if guess else "")


def _words(name: str, label: str, filled: Filled, prompt: str, *, optional: bool = False, hint: str = "") -> b.Block:
    """One line of words. prompt: what to write, where nothing could be drafted."""
    return b.ask(name, label, b.text_input(initial=filled.get(name), prompt=prompt), optional=optional, hint=hint)


def _evidence(one: Section, filled: Filled) -> b.Block:
    label, prompt = (EVIDENCE, SHOWS) if one.figures.made else (NO_CONTACT, NO_REASON)
    return _words("evidence", label, filled, prompt)


def _booked(one: Section) -> str:
    line = one.line(rules.NEXT)
    return BOOKED if line and line.origin == rules.BY_DRAFT else ""


def _focus(elements: Sequence[Element], filled: Filled, *, needed: bool) -> b.Block:
    groups: dict[str, list[b.Block]] = {}
    for one in elements:
        groups.setdefault(one.framework, []).append(b.option(one.words, one.code))
    chosen = b.grouped(groups, tuple(filled.get("focus", ())), rules.FOCUS_MAX)
    return b.ask("focus", "What you worked on", {**chosen, "placeholder": b.plain(WORKED_ON)}, optional=not needed)


def _barriers(filled: Filled) -> b.Block:
    options = [b.option(label, kind) for kind, label in BARRIERS.items()]
    chosen = b.choices(options, tuple(filled.get("barriers", ())))
    return b.ask("barriers", "What is in the way", {**chosen, "placeholder": b.plain(IN_THE_WAY)}, optional=True)


def _concern(filled: Filled) -> list[b.Block]:
    """The flag; its words once it is raised."""
    options = [b.option(label, code) for code, label in rules.CONCERNS.items()]
    flag = str(filled.get("concern") or "none")
    asked = [b.ask("concern", "Is there a concern?", b.radio(options, flag), live=True, hint=FLAG)]
    if flag == "none":
        return asked
    words = b.text_input(lines=True, initial=filled.get("concern_text"), prompt=ABOUT)
    return [*asked, b.ask("concern_text", "What it is about", words, optional=True, hint=FLAG_WORDS)]


FLAG = "Where there is one, a coordinator answers within two business days."
FLAG_WORDS = "Only coordinators and the lead coach read this. Please name no students."


def _seen(one: Section, filled: Filled) -> b.Block:
    options = [b.option(label, code) for code, label in SEEN.items()]
    label = f"Has {b.short(one.leader, 60)} seen what you write here?"
    return b.ask("leader_seen", label, b.radio(options, filled.get("leader_seen")), optional=True)


def line_form(line: Line | None, school: str, reads: str, metadata: str) -> b.View:
    """One line: edited, or with None a new one. reads: who will read it."""
    label = rules.LINES[line.kind] if line else "What should stand in the report"
    words = b.text_input(lines=True, initial=line.text if line else None, prompt=LINE_WORDS)
    blocks = [b.section(school), b.context(reads), b.ask("text", label, words)]
    return b.modal(LINE_FORM, "Edit a line" if line else "Add a line", "Save", blocks, metadata)


def overall_form(filled: Filled, metadata: str) -> b.View:
    """The coach's workload and closing words."""
    options = [b.option(label, code) for code, label in rules.WORKLOADS.items()]
    note = b.text_input(lines=True, initial=filled.get("note"))
    blocks = [
        b.context("Coordinators and the lead coach read this once you submit. Leaders don't."),
        b.ask("workload", "Your workload", b.radio(options, filled.get("workload")), optional=True),
        b.ask("note", "Closing note", note, optional=True, hint="Anything about the whole period. No student names."),
    ]
    return b.modal(OVERALL_FORM, "Workload and note", "Save", blocks, metadata)


def return_form(report: Report, metadata: str) -> b.View:
    """Why a report is returned."""
    comment = b.text_input(lines=True, prompt="What should be added or changed")
    blocks = [
        b.section(f"{report.coach} · {span(report.period)}"),
        b.context(f"{report.coach} reads this at once. The report goes back to be changed and submitted again."),
        b.ask("comment", f"What {b.short(report.coach, 60)} should do", comment),
    ]
    return b.modal(RETURN_FORM, "Return the report", "Return it", blocks, metadata)
