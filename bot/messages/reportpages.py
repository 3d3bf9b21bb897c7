"""The pages of a status report: the coach's list of schools, what a reader sees, as whom it may be seen beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import blocks as b
from bot.messages.reports import (
    ACCEPT,
    MINE,
    OPEN,
    OVERALL,
    PREVIEW,
    RETURN,
    SECTION,
    UNDO,
    about,
    added,
    due_words,
    figures_line,
    moment,
    name_of,
    needed,
    schools,
    schools_line,
    span,
    state_words,
    undoing,
)
from bot.messages.reportwords import COACH, COORDINATOR, LEADER, PREVIEWED, by_need, by_urgency, read_blocks, who_reads
from bot.rules import reports as rules
from bot.rules.reports import Concern, Report, Section

PAGE, READ, SEEN, LEADS = "report.page", "report.reading", "report.seen", "report.leading"
NEXT, BACK = "report.next", "report.back"
SEE_AS = "report.see_as"
AS_COORDINATOR = "0"
SHOWN = 10
TITLE = "Status report"
WITH_COACH = "It is with its coach. You can read it once it is submitted."
UNTIL = "You can take it back and change it until it is accepted."


def report_page(report: Report, now: datetime, skip: int, metadata: str, said: str = "") -> b.View:
    """The coach's page of a report that isn't submitted. skip: how many schools come before these; said: why it
    couldn't be submitted."""
    ordered = by_need(report.sections)
    shown = ordered[skip : skip + SHOWN]
    ready = report.ready == len(report.sections)
    blocks = [*([b.section(said)] if said else []), b.section(_stand(report, now))]
    if report.comment and report.state == rules.RETURNED:
        blocks.append(b.section(f"“{report.comment}”"))
    blocks += [b.context(who_reads(report)), b.divider()]
    first = next((one.id for one in shown if rules.problems_of(one)), None)
    blocks += [_school(one, primary=one.id == first) for one in shown]
    blocks += turning(len(ordered), skip)
    blocks += [b.divider(), b.section(_overall(report), b.button("Change", OVERALL, str(report.id)))]
    ways = [b.button("Preview", PREVIEW, str(report.id)), b.button("All my reports", MINE)]
    blocks.append(b.actions(ways, "ways"))
    submit = ("Submit again" if report.state == rules.RETURNED else "Submit") if ready else None
    return b.modal(PAGE, TITLE, submit, blocks, metadata, close="Close")


def _stand(report: Report, now: datetime) -> str:
    name = f"{span(report.period)}, {report.coach}"
    if report.state == rules.RETURNED:
        return f"{name}\nReturned by {report.decided_by or 'a coordinator'}, {due_words(report, now)}"
    count, ready = len(report.sections), report.ready
    if ready == count:
        return f"{name}: {due_words(report, now)}\n{'All schools are ready' if count > 1 else 'Ready'} to submit."
    how = f"{ready} of {schools(count)} ready. Submit appears once all are."
    return f"{name}: {due_words(report, now)}\n{how if count > 1 else 'Submit appears once it is ready.'}"


def _school(one: Section, *, primary: bool) -> b.Block:
    """A school's row, with the button that opens its form."""
    missing = bool(rules.problems_of(one))
    label = "Finish" if missing else "Open"
    press = b.button(label, SECTION, str(one.id), "primary" if primary else None, spoken=f"{label} {one.school}")
    how = rules.PROGRESS.get(one.progress or "", "")
    guess = " (a guess)" if one.guessed else ""
    concern = f" · {rules.CONCERNS[one.concern]}" if one.concern != "none" else ""
    state = needed(one) if missing else f"ready · {how}{guess}{concern}"
    return b.section(f"{one.school}, {one.leader}\n{figures_line(one.figures)}\n{state[0].upper()}{state[1:]}", press)


def _overall(report: Report) -> str:
    workload = rules.WORKLOADS.get(report.workload or "", "not said")
    note = f"\nClosing note: “{report.note}”" if report.note else ""
    return f"Your workload: {workload[0].lower()}{workload[1:]}{note}"


def turning(count: int, skip: int) -> list[b.Block]:
    """The way through more schools than a page holds."""
    if count <= SHOWN:
        return []
    place = f"{skip + 1}–{min(skip + SHOWN, count)} of {count}"
    buttons = [b.button("Back", BACK)] if skip else []
    buttons += [b.button("Next", NEXT)] if skip + SHOWN < count else []
    return [b.context(place), b.actions(buttons, "turning")]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands with a report that is read. concerns: the flags raised with it, by section; further: what waits for
    this coordinator, the first and how many; said: what was just tried in vain."""

    concerns: Mapping[int, Concern] = field(default_factory=dict)
    further: tuple[Report, int] | None = None
    said: str = ""


def reading_page(report: Report, now: datetime, skip: int, metadata: str, beside: Beside) -> b.View:
    """A submitted report as its reader sees it: what may be done with it stands at the end, of several schools above
    them, too."""
    said = [b.section(beside.said)] if beside.said else []
    acts = _acts(report, now, beside.further)
    blocks = [*said, *_head(report, now, told=bool(said)), *(acts if len(report.sections) != 1 else [])]
    if report.sections:
        blocks += [b.divider(), *reading_blocks(report, skip, report.reads, beside.concerns)]
        blocks += [b.divider(), *said, *_became(report, now), *acts] if acts else []
    return b.modal(READ, TITLE, None, blocks, metadata)


def _became(report: Report, now: datetime) -> list[b.Block]:
    """How it stands, where it was decided at the end of the page."""
    state = state_words(report, now)
    return [] if report.state == rules.SUBMITTED else [b.context(f"{state[0].upper()}{state[1:]}")]


def _acts(report: Report, now: datetime, further: tuple[Report, int] | None) -> list[b.Block]:
    """What its reader may do with it; once that is done, the way to the next."""
    row = str(report.id)
    if report.reads == COACH:
        mine = b.button("All my reports", MINE)
        if report.state == rules.SUBMITTED:
            return [b.context(UNTIL), b.actions([b.button("Take it back", UNDO, row), mine])]
        return [b.actions([mine])]
    if report.reads != COORDINATOR:
        return []
    if report.state == rules.SUBMITTED:
        return [b.actions([b.button("Accept", ACCEPT, row, "primary"), b.button("Return…", RETURN, row)])]
    after_all = [b.actions([b.button("Ask for it after all…", RETURN, row)])] if report.state == rules.EXCUSED else []
    return [*after_all, *_next(further), *_undoing(report, now)]


def _undoing(report: Report, now: datetime) -> list[b.Block]:
    """The way to take an acceptance back, while there is one."""
    until = rules.undo_until(report, now)
    if until is None:
        return []
    said = b.context(f"You can undo the acceptance until {moment(until, report.zone, now)}.")
    return [said, b.actions([undoing(report)])]


def _next(further: tuple[Report, int] | None) -> list[b.Block]:
    if further is None:
        return [b.context("Nothing else waits to be read.")]
    one, count = further
    press = b.button(f"Next to read: {name_of(one)}", OPEN, str(one.id), "primary")
    return [b.context(f"{count} more to read."), b.actions([press])]


def _head(report: Report, now: datetime, *, told: bool = False) -> list[b.Block]:
    """Whose, how it stands, its numbers. told: that it is with its coach has just been said."""
    state = state_words(report, now)
    lines = [f"{report.coach} · {about(report)}", f"{state[0].upper()}{state[1:]}"]
    if report.sections:
        lines.append(schools_line(report.sections))
        lines.append(added(report.sections))
    elif report.state in rules.OPEN and not told:
        lines.append(WITH_COACH)
    blocks = [b.section("\n".join(lines))]
    if report.workload or report.note:
        workload = rules.WORKLOADS.get(report.workload or "", "")
        said = [
            *([f"Workload: {workload.lower()}"] if workload else []),
            *([f"“{report.note}”"] if report.note else []),
        ]
        blocks.append(b.section("\n".join(said)))
    if report.comment:
        decision = "Excused" if report.state == rules.EXCUSED else "Returned"
        blocks.append(b.section(f"{decision} with: “{report.comment}”"))
    return blocks


def reading_blocks(report: Report, skip: int, reads: str, concerns: Mapping[int, Concern]) -> list[b.Block]:
    """Ten schools, what needs a coordinator first."""
    ordered = by_urgency(report.sections)
    blocks: list[b.Block] = []
    for one in ordered[skip : skip + SHOWN]:
        blocks += [*([b.divider()] if blocks else []), *read_blocks(one, reads, concerns.get(one.id))]
    return [*blocks, *turning(len(ordered), skip)]


def preview_page(report: Report, now: datetime, seen_as: str, skip: int, metadata: str) -> b.View:
    """What somebody else will see, before it is submitted. seen_as: "0" for a coordinator, or the leader's section."""
    section = next((one for one in report.sections if str(one.id) == seen_as), None)
    menu = {**b.select(_readers(report.sections), seen_as), "action_id": SEE_AS}
    if section is None:
        said = "A coordinator and the lead coach will see exactly this:"
        as_if = replace(report, state=rules.SUBMITTED, submitted_at=now, times=report.times + 1)
        blocks = [*_head(as_if, now), b.divider(), *reading_blocks(report, skip, PREVIEWED, {})]
    else:
        said = f"{section.leader} will see exactly this:" if report.two_keys != "none" else _not_shown(section)
        blocks = leader_blocks(section) if report.two_keys != "none" else []
    return b.modal(SEEN, "See it as others do", None, [b.actions([menu], "as"), b.section(said), *blocks], metadata)


def _not_shown(one: Section) -> str:
    return f"{one.leader} sees nothing of this: the program doesn't show leaders their part."


def _readers(sections: Sequence[Section]) -> list[b.Block]:
    leaders = [b.option(f"{one.leader} · {one.school}", str(one.id)) for one in sections[: b.OPTIONS_MAX - 1]]
    return [b.option("A coordinator", AS_COORDINATOR), *leaders]


def leader_blocks(one: Section) -> list[b.Block]:
    """Her part as a leader sees it: never the concern flag."""
    return read_blocks(one, LEADER)
