"""Next steps when they fall due, to the one who promised them; and what has been in the way of one for long."""

from collections.abc import Sequence
from datetime import date

from bot.blocks import Block, actions, button, context, safe, section
from bot.messages import Message
from bot.messages.commitments import CHANGE, DONE, barrier_words, who
from bot.messages.nudges import Piece
from bot.rules.commitments import BARRIERS, Commitment
from bot.rules.contacts import brief
from bot.rules.ladders import STEP_LAST, STEP_LATE

ASK = "step.ask_program"
SHOWN = 6


def due_piece(steps: Sequence[tuple[Commitment, int]], today: date) -> Piece:
    """Everything of one person's that is spoken of today. steps: each with its rung in the ladder."""
    lines: list[str] = []
    blocks: list[Block] = []
    for one, rung in steps[:SHOWN]:
        line = due_line(one, rung, today)
        lines.append(line)
        blocks += [section(line), _buttons(one)]
    if (left := len(steps) - SHOWN) > 0:
        lines.append(f"And {left} more on your Home.")
        blocks.append(context(lines[-1]))
    return Piece("\n".join(lines), blocks=tuple(blocks))


def due_line(one: Commitment, rung: int, today: date) -> str:
    """One step in the words of its rung: plainly at first, then with what follows."""
    other = one.leader if one.reader == "coach" else one.coach
    due = _due(one, today)
    follows = {
        STEP_LATE: "If the day doesn't hold anymore, move it.",
        STEP_LAST: "This is the last reminder: it is on top of your next visit's form now.",
    }
    said = f"You promised {other}: {one.what}\n{due} · {one.school}"
    return f"{said}\n{follows[rung]}" if rung in follows else said


def _due(one: Commitment, today: date) -> str:
    if one.due_on is None:
        return "Without a day"
    if one.due_on == today:
        return "Due today"
    return f"{'By' if one.due_on > today else 'Was due'} {brief(one.due_on)}"


def _buttons(one: Commitment) -> Block:
    row = str(one.id)
    return actions(
        [
            button("Done", DONE, row, "primary", spoken=f"Done: {one.what}"),
            button("Another day", CHANGE, row, spoken=f"Change: {one.what}"),
        ]
    )


def barrier_piece(one: Commitment, since: date) -> Piece:
    """To both of a pair, once: something has been in the way of a step for two weeks."""
    line = (
        f"{who(one, one.owner)}: {one.what}\n{barrier_words(one)} · since {brief(since)} · {one.school}\n"
        "If it still is, the program may help. Nothing is asked unless one of you asks."
    )
    row = str(one.id)
    return Piece(
        line,
        (
            button("Change the step", CHANGE, row, spoken=f"Change: {one.what}"),
            button("Ask the program…", ASK, row, spoken=f"Ask the program to help: {one.what}"),
        ),
    )


def asked_line(one: Commitment) -> str:
    """What coordinators are told when somebody asks for help, word for word."""
    kind = BARRIERS.get(one.barrier or "", "something")
    said = "something" if one.barrier == "other" else kind[0].lower() + kind[1:]
    return (
        f"{one.coach} and {one.leader}, {one.school}, ask for help: in the way of a next step is {said}. "
        f"Please ask them what would help."
    )


def question_lines(one: Commitment) -> list[str]:
    """Before it is asked: what coordinators would read, who else hears of it, and what stays between the two."""
    other = one.leader if one.reader == "coach" else one.coach
    return [
        "This goes to the coordinators' channel, word for word:",
        asked_line(one),
        f"{other} is told that you asked. The step and your notes stay between the two of you.",
    ]


def asked_already(day: date, again: date) -> str:
    """To somebody who asks for what was asked already."""
    return (
        f"The program was asked about this on {brief(day)}. "
        f"You can ask again on {brief(again)}, or once the step has changed."
    )


def asked_now(one: Commitment) -> str:
    """To the one who asked."""
    other = one.leader if one.reader == "coach" else one.coach
    return f"Asked. The coordinators' channel has it, and {other} is told."


def asked_message(one: Commitment) -> Message:
    """To the coordinators' channel."""
    line = asked_line(one)
    return Message(safe(line), (section(line),))


def told_message(one: Commitment) -> Message:
    """To the other one of the pair."""
    other = one.leader if one.reader == "coach" else one.coach
    line = f"{other} asked the program to help with what is in the way of a next step. Coordinators read this: "
    line += f"“{asked_line(one)}”"
    button_row = actions([button("Change the step", CHANGE, str(one.id), spoken=f"Change: {one.what}")])
    return Message(safe(line), (section(line), button_row))
