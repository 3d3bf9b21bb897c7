"""What people are told of a status report: coordinators on one card each, its coach, a leader of her part."""

from datetime import datetime

from bot.blocks import Block, View, actions, button, modal, safe, section
from bot.messages import Message
from bot.messages.reportpages import LEADS
from bot.messages.reports import (
    ACCEPT,
    LEADER_OK,
    LEADER_WRONG,
    OPEN,
    RETURN,
    UNDO,
    about,
    added,
    due_words,
    name_of,
    schools,
    schools_line,
    span,
    state_words,
    undoing,
)
from bot.messages.reportwords import LEADER, read_blocks
from bot.rules import reports as rules
from bot.rules.contacts import brief
from bot.rules.dates import local_time
from bot.rules.reports import Concern, Report, Section

CARD_BLOCK = (
    "report_card"  # with the edition that is shown, of several also the report: report_card.12, report_card.12.7
)


def card(report: Report, now: datetime) -> Message:
    """To a coordinator: how one report stands, with the buttons that fit. It follows the report."""
    row = str(report.id)
    lines = [f"Status report, {name_of(report)}: {state_words(report, now, stays=True)}."]
    if report.sections:
        concerns = [f"{one.school}: {rules.CONCERNS[one.concern].lower()}" for one in flagged(report)]
        lines += [
            schools_line(report.sections),
            added(report.sections),
            *([f"Concerns: {'; '.join(concerns)}"] if concerns else []),
        ]
    if report.comment and report.state == rules.RETURNED:
        lines.append(f"“{report.comment}”")
    whose = f"the report of {report.coach}"
    buttons = [button("Read", OPEN, row, spoken=f"Read {whose}")]
    if report.state == rules.SUBMITTED and report.reads == "coordinator":
        buttons += [
            button("Accept", ACCEPT, row, "primary", spoken=f"Accept {whose}"),
            button("Return…", RETURN, row, spoken=f"Return {whose}"),
        ]
    elif report.state == rules.ACCEPTED and rules.undo_until(report, now):
        buttons.append(undoing(report, f"Undo the acceptance of {whose}"))
    elif report.state not in (rules.SUBMITTED, rules.ACCEPTED):
        buttons = []
    return _message(lines, buttons, f"{CARD_BLOCK}.{report.edition}")


def flagged(report: Report) -> list[Section]:
    """The schools with a concern flag, those first that ask to be called."""
    return sorted((one for one in report.sections if one.concern != "none"), key=lambda one: one.concern != "call")


def again(report: Report) -> Message:
    """To the coordinator who returned it, when it comes back on a day that has its card: the card says the rest."""
    said = f"{report.coach} submitted the report for {about(report)} again."
    return _message([said], [button("Read", OPEN, str(report.id), "primary")])


def done(report: Report, now: datetime, nth: int = 0) -> Message:
    """To the coach, once it is submitted: when, who reads it, how to take it back. nth: the submission it is about.

    What a later message says isn't said here as well: one that came back is short, and one that is decided.
    """
    row, name = str(report.id), f"status report, {about(report)}"
    if nth and (nth < report.times or (nth == report.times and report.state == rules.RETURNED)):
        return _message([f"Submitted: {name}. It came back since."], [])
    if report.state != rules.SUBMITTED:
        finish = [button("Finish", OPEN, row)] if report.state in rules.OPEN else []
        said = f"Status report, {about(report)}: {state_words(report, now, stays=True)}."
        return _message([said], finish, f"{CARD_BLOCK}.{report.edition}")
    again_ = "Submitted again" if report.resubmitted else "Submitted"
    late = " It came after its due time." if rules.is_late(report, now) else ""
    count = "" if report.school else f", {schools(len(report.sections))}"
    lines = [
        f"{again_}: {name}{count}.{late}",
        "Coordinators and the lead coach can read it now. You can take it back and change it until it is accepted.",
    ]
    waiting = [one for one in report.sections if one.held]
    if waiting:
        lines.append(
            f"What you typed waits for the word of {', '.join(one.leader for one in waiting[:3])}{_more(waiting)}."
        )
    ways = [button("Take it back", UNDO, row), button("Open", OPEN, row)]
    return _message(lines, ways, f"{CARD_BLOCK}.{report.edition}")


def _more(waiting: list[Section]) -> str:
    return f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""


def reopened(report: Report, by: str | None) -> Message:
    """To the coach who was told of an acceptance: it was taken back."""
    lines = [
        f"{by or 'A coordinator'} took the acceptance of your status report, {about(report)}, back.",
        "It waits to be read again. Until it is accepted you can take it back, and change its contacts freely.",
    ]
    return _message(lines, [button("Open", OPEN, str(report.id))])


def decided(report: Report, now: datetime, told: str) -> Message | None:
    """To the coach: accepted, returned with a comment, or excused. Of one that came back, that it is in again.

    told: the decision that a message is about.
    """
    by = report.decided_by or "A coordinator"
    name = f"your status report, {about(report)}"
    if told == rules.ACCEPTED != report.state:
        return _message([f"{name[0].upper()}{name[1:]}, was accepted. That was taken back since."], [])
    if report.state == rules.ACCEPTED:
        lines = [f"{by} accepted {name}.", "Changes to its contacts now ask for a reason."]
        return _message(lines, [button("Open", OPEN, str(report.id))])
    if report.state == rules.RETURNED:
        late = due_words(report, now, stays=True)
        lines = [f"{by} returned {name}, {late}.", *_quoted(report)]
        return _message(lines, [button("Change it", OPEN, str(report.id), "primary")])
    if report.state == rules.SUBMITTED and report.resubmitted:
        return _message([f"{by} returned {name}. You submitted it again.", *_quoted(report)], [])
    if report.state == rules.EXCUSED:
        return _message([f"{by} excused {name}. Nothing is owed for it.", *_quoted(report)], [])
    return None


def _quoted(report: Report) -> list[str]:
    return [f"“{report.comment}”"] if report.comment else []


def shown(report: Report, one: Section, now: datetime) -> Message:
    """To a leader: that there is her part, before coordinators read what was typed about her; or what she said of it.

    What was typed stands on the page alone: the owners of a Slack may be able to export its messages.
    """
    head = f"{report.coach} wrote about your coaching, {span(report.period)}, for the program's coordinators."
    lines = [head, _key_words(report, one, now)]
    ways = [button("Read it", OPEN, str(report.id), "primary"), *_keys(one)]
    return Message(safe("\n".join(lines)), (section("\n".join(lines)), actions(ways)))


def leader_page(report: Report, now: datetime, metadata: str) -> View:
    """What a leader was shown of a report: her part of it."""
    head = section(f"{report.coach} wrote this about your coaching, {span(report.period)}.")
    parts = [block for one in report.sections for block in _to_leader(report, one, now)]
    return modal(LEADS, "About your coaching", None, [head, *parts], metadata)


def _to_leader(report: Report, one: Section, now: datetime) -> list[Block]:
    """Her part with its two keys."""
    return [*read_blocks(one, LEADER), section(_key_words(report, one, now)), actions(_keys(one))]


def _keys(one: Section) -> list[Block]:
    """What she may say of it now; neither is urged."""
    row = str(one.id)
    buttons = [] if one.leader_said == rules.OK else [button("It's fine", LEADER_OK, row)]
    if one.leader_said != rules.OBJECTED:
        buttons.append(button("Something is wrong", LEADER_WRONG, row))
    return buttons


def _key_words(report: Report, one: Section, now: datetime) -> str:
    if one.leader_said == rules.OK:
        return "You said it is fine. Coordinators can read it."
    if one.leader_said == rules.OBJECTED:
        return (
            f"You said something is wrong. Coordinators don't read what {report.coach} typed; {report.coach} is told."
        )
    if report.two_keys == "objection_72h" and one.shown_at:
        until = local_time(one.shown_at + rules.OBJECTION_WINDOW, report.zone)
        if now > one.shown_at + rules.OBJECTION_WINDOW:
            return f"Coordinators read it since {brief(until.date())}. You may still say that something is wrong."
        return (
            f"Coordinators read what was typed from {brief(until.date())} on, unless you say that something is wrong."
        )
    return "Coordinators read what was typed once you say that it is fine."


def objected(report: Report, one: Section) -> Message:
    """To the coach: a leader said that something is wrong. What it is, the two of them settle."""
    lines = [
        f"{one.leader} said that something is wrong in what you wrote about {one.school}, {span(report.period)}.",
        "Coordinators don't read it. Talk with her, then take the report back and change it; she is asked again.",
    ]
    return _message(lines, [button("Open", OPEN, str(report.id))])


def taken(one: Concern) -> Message:
    """To a coordinator who took a concern up."""
    ways = [button("Read the report", OPEN, str(one.report_id))] if one.report_id else []
    said = f"You have taken up the concern about {one.school}, {one.leader}. {one.coach} raised it."
    return _message([said, "The other coordinators see that you have it."], ways)


def again_open(sentence: str, report: int) -> Message:
    """To somebody whose press came too late: what happened, and the way there."""
    return _message([sentence], [button("Open it", OPEN, str(report))])


def _message(lines: list[str], buttons: list[Block], block_id: str | None = None) -> Message:
    text = "\n".join(lines)
    return Message(safe(text), (section(text), *([actions(buttons, block_id)] if buttons else [])))
