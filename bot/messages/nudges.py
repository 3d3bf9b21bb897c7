"""A nudge in words: pieces, one for each thing to say, in one message with the footer that all nudges have."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import Block, actions, button, context, divider, option, safe, section, select, short
from bot.messages import Message

WHY, SNOOZE, STOP = "nudge.why", "nudge.snooze", "nudge.stop"
SNOOZES = {"tomorrow": "Tomorrow", "monday": "Monday", "day": "Another day…"}
SHOWN = 12
BLOCKS_MAX = 50
TEXT_MAX = 3000  # of one piece
WELCOME_BACK = "Welcome back. This is what still matters."


@dataclass(frozen=True, slots=True)
class Piece:
    """What one nudge says.

    text: plain words, as typed, complete by themselves; escaped here. buttons: do it, each opening the exact form.
    blocks: shown instead of text and buttons, where a piece has more to show; they say no more than text does.
    """

    text: str
    buttons: tuple[Block, ...] = ()
    blocks: tuple[Block, ...] = ()

    def shown(self, *, plainly: bool) -> list[Block]:
        """Its blocks. plainly: for people who want text only; the buttons stay."""
        if self.blocks and not plainly:
            return list(self.blocks)
        buttons = self.buttons or tuple(_pressable(self.blocks))
        rows = [actions(buttons[place : place + 5]) for place in range(0, len(buttons), 5)]
        return [section(short(self.text, TEXT_MAX)), *rows]


def bundle(message: int, pieces: Sequence[Piece], *, back: bool = False, plainly: bool = False) -> Message:
    """One message of all pieces, with its footer. message: the outbox row's id; back: its reader was away."""
    shown: list[list[Block]] = [[section(WELCOME_BACK)]] if back else []
    room = BLOCKS_MAX - 4 - len(shown)
    count = 0
    for piece in pieces[:SHOWN]:
        blocks = piece.shown(plainly=plainly)
        room -= len(blocks) + 1
        if room < 0:
            break
        shown.append(blocks)
        count += 1
    said = [*([WELCOME_BACK] if back else []), *(short(one.text, TEXT_MAX) for one in pieces[:count])]
    if left := len(pieces) - count:
        more = f"And {left} more; Coachlog's Home shows them."
        shown.append([context(more)])
        said.append(more)
    parts = shown[0] if shown else []
    for one in shown[1:]:
        parts = [*parts, divider(), *one]
    return Message("\n\n".join(safe(one) for one in said), (*parts, footer(message)))


def footer(message: int) -> Block:
    """Why, later, stop: under everything the assistant says of its own accord."""
    row = str(message)
    options = [option(label, f"{code}.{row}") for code, label in SNOOZES.items()]
    return actions(
        [
            button("Why am I getting this", WHY, row),
            {**select(options, prompt="Snooze"), "action_id": SNOOZE},
            button("Stop this kind", STOP, row),
        ]
    )


def _pressable(blocks: Sequence[Block]) -> list[Block]:
    """The buttons in blocks of any kind."""
    held = [one for block in blocks for one in (*block.get("elements", ()), block.get("accessory") or {})]
    return [one for one in held if one.get("type") == "button"]
