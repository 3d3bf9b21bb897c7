"""Next steps in words: the lines on the Homes, and what is answered to somebody who presses an old button."""

from collections.abc import Iterable
from datetime import date

from bot.blocks import Block, actions, button, context, section
from bot.rules import commitments as rules
from bot.rules.commitments import Commitment, Ledger, Pair
from bot.rules.contacts import brief

DONE = "step.done"
CHANGE = "step.change"
REOPEN = "step.reopen"
MOVE_BACK = "step.move_back"
CLEAR = "step.clear"
LIST = "step.list"
ACTED = {"done": "Done", "dropped": "Dropped", "moved": "Moved", "barrier": "In the way of"}
UNDO = {
    rules.ACT_DONE: REOPEN,
    rules.ACT_DROPPED: REOPEN,
    rules.ACT_MOVED: MOVE_BACK,
    rules.ACT_BARRIER: CLEAR,
}


def steps_on_home(ledger: Ledger, today: date, *, several: bool) -> list[Block]:
    """What is open, each with its buttons; what was acted on today, with its undo; the way to all of them.

    several: whether the school and the other person must be said.
    """
    blocks = [block for one in ledger.today for block in acted_line(one, today)]
    for one in ledger.open:
        blocks += step_rows(one, today, several=several)
    if not ledger.open:
        blocks.append(section("Nothing is open."))
    if ledger.more:
        blocks.append(context(f"{rest_words(ledger)}."))
    blocks.append(actions([button("All next steps", LIST, "0")]))
    return blocks


def rest_words(ledger: Ledger) -> str:
    """How many more there are: And 4 more."""
    return f"And {'at least ' if ledger.full else ''}{ledger.more} more"


def step_rows(one: Commitment, today: date, *, several: bool, late: int = 0) -> list[Block]:
    """One open step and its two buttons. late: school days overdue, where that is known."""
    pressed = str(one.id)
    spoken = f"{who(one, one.owner)}: {one.what}"
    return [
        section(f"{spoken}\n{about(one, today, several=several, late=late)}"),
        actions(
            [
                button("Done", DONE, pressed, spoken=f"Done: {spoken}"),
                button("Change", CHANGE, pressed, spoken=f"Change: {spoken}"),
            ]
        ),
    ]


def closed_row(one: Commitment, *, several: bool) -> list[Block]:
    """One closed step with the button that opens it again."""
    parts = [ended(one), *([where(one)] if several else [])]
    again = button("Reopen", REOPEN, str(one.id), spoken=f"Reopen: {one.what}")
    return [section(f"{who(one, one.owner)}: {one.what}\n{' · '.join(parts)}", again)]


def acted_line(one: Commitment, today: date) -> list[Block]:
    """What was done to a step today, by whom, and the undo of it; nothing where there is nothing to undo."""
    undo = UNDO.get(one.act or "")
    if undo is None:
        return []
    by = f" by {name(one, one.changed_by)}" if one.changed_by else ""
    to = f" to {day_of(one.due_on, today)}" if one.act == rules.ACT_MOVED and one.due_on else ""
    said = "Marked as held up" if one.act == rules.ACT_BARRIER else ACTED[str(one.act)]
    line = f"{said}{to}{by}: {one.what}"
    return [section(line, button("Undo", undo, str(one.id), spoken=f"Undo: {line}"))]


def about(one: Commitment, today: date, *, several: bool, late: int = 0) -> str:
    """What stands under an open step: its day, how late, how often moved, what is in the way, with whom."""
    parts = [due_words(one, today, late)]
    if one.moves and one.first_due_on:
        times = "moved" if one.moves == 1 else f"moved {one.moves} times"
        parts.append(f"{times}, first due {brief(one.first_due_on)}")
    if one.barrier:
        parts.append(barrier_words(one))
    if several:
        parts.append(where(one))
    return " · ".join(part for part in parts if part) or f"Agreed on {brief(one.agreed_on)}"


def due_words(one: Commitment, today: date, late: int = 0) -> str:
    """By when it is due, or since when it is overdue."""
    if one.due_on is None:
        return ""
    if one.due_on >= today:
        return "Due today" if one.due_on == today else f"By {brief(one.due_on)}"
    since = f", {late} school day{'' if late == 1 else 's'} late" if late else ""
    return f"Was due {brief(one.due_on)}{since}"


def barrier_words(one: Commitment) -> str:
    """What is in the way, and who can help."""
    kind = rules.BARRIERS.get(one.barrier or "", "")
    helper = rules.HELPERS.get(one.helper or "", "")
    return f"In the way: {kind.lower()}" + (f"; {helper[0].lower()}{helper[1:]} can help" if helper else "")


def where(one: Commitment) -> str:
    """The school, and with whom it was agreed where the line doesn't begin with them."""
    with_whom = one.leader if one.reader == rules.COACH else one.coach
    return f"{one.school}, with {with_whom}" if one.owner == one.reader else one.school


def who(one: Commitment, side: str | None) -> str:
    """A side of the pair as its reader sees it, at the start of a sentence."""
    return "You" if side == one.reader else _name(one, side)


def name(one: Commitment, side: str | None) -> str:
    """A side of the pair as its reader sees it, within a sentence."""
    return "you" if side == one.reader else _name(one, side)


def _name(one: Commitment, side: str | None) -> str:
    return one.coach if side == rules.COACH else one.leader


def day_of(day: date, today: date) -> str:
    """A day of this school year, or today."""
    return "today" if day == today else brief(day)


def kept_lines(pairs: Iterable[Pair]) -> list[str]:
    """Each pair's follow-through: Lincoln Elementary – you: 8 of 10, Principal 14: 5 of 6."""
    return [_kept(one) for one in pairs]


def _kept(one: Pair) -> str:
    mine, other = (rules.COACH, rules.LEADER) if one.reader == rules.COACH else (rules.LEADER, rules.COACH)
    them = one.leader if other == rules.LEADER else one.coach
    sides = (("you", one.kept[mine]), (them, one.kept[other]))
    said = [f"{whose}: {kept.on_time} of {kept.due}" for whose, kept in sides if kept.due]
    return f"{one.school} – {', '.join(said)}"


def ended(one: Commitment) -> str:
    """How and when a step was closed, and by whom: Done on Nov 19 by Principal 14."""
    said = "Done" if one.state == rules.DONE else "Dropped"
    on = f" on {_date(one.closed_on)}" if one.closed_on else ""
    by = f" by {name(one, one.changed_by)}" if one.changed_by else ""
    why = f" ({rules.REASONS[one.reason].lower()})" if one.reason in rules.REASONS else ""
    return f"{said}{on}{by}{why}"


def already(one: Commitment) -> str:
    """To somebody who presses a button about a step that is closed."""
    words = ended(one)
    return f"That was {words[0].lower()}{words[1:]}."


def moved_to_its_day(day: date) -> str:
    """To somebody who moves a step to the day it has."""
    return f"It is due on {brief(day)} already. Choose another day."


def nothing_to_undo(one: Commitment) -> str:
    """To somebody who presses an old Undo."""
    if not one.live:
        return already(one)
    return f"There is nothing to undo: it is open, due {brief(one.due_on)}." if one.due_on else "It is open already."


def _date(day: date) -> str:
    return f"{day:%b} {day.day}"
