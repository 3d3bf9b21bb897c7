"""A nudge in words: pieces, one for each thing to say, in one message with the footer that all nudges have."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.blocks import Block, actions, button, context, divider, marked, option, safe, section, select, short
from bot.messages import Message
from bot.rules.nudges import Kind, what_follows

ASKED_WHY, STOP_LABEL = "Why am I getting this", "Stop this kind"
WHY, SNOOZE, STOP = "nudge.why", "nudge.snooze", "nudge.stop"
SNOOZES = {"tomorrow": "Tomorrow", "monday": "Monday", "day": "Another day…"}
STOP_CHOICE = "stop"  # in the menu of a message that has many buttons of its own
UNDO_SNOOZE, UNDO_STOP = "nudge.undo_snooze", "nudge.undo_stop"
CAN_STOP = "How to stop it: “Stop this kind” under the message, or Settings on Coachlog's Home."
SHOWN = 12
BLOCKS_MAX = 50
PLAIN = ("section", "actions", "context", "divider", "header")
TEXT_MAX = 3000  # of one piece
WELCOME_BACK = "Welcome back. This is what still matters."


@dataclass(frozen=True, slots=True)
class Piece:
    """What one nudge says.

    text: plain words, as typed, complete by themselves with tail; escaped here. tail: a sentence that is the same for
    others of its kind: of several in a row it stands under the last. buttons: do it, each opening the exact form.
    blocks: shown instead of text and buttons, where a piece has more to show; they say no more than text does. full:
    it has so many buttons that the footer takes as little room as it can.
    """

    text: str
    buttons: tuple[Block, ...] = ()
    blocks: tuple[Block, ...] = ()
    full: bool = False
    tail: str = ""

    def shown(self, *, plainly: bool) -> list[Block]:
        """Its blocks. plainly: for people who want text only."""
        if self.blocks:
            return [one for one in self.blocks if not plainly or one["type"] in PLAIN]
        rows = [actions(self.buttons[place : place + 5]) for place in range(0, len(self.buttons), 5)]
        return [section(short(self.text, TEXT_MAX)), *rows]


def bundle(message: int, pieces: Sequence[Piece], *, back: bool = False, plainly: bool = False) -> Message:
    """One message of all pieces, with its footer. message: the outbox row's id; back: its reader was away."""
    shown: list[list[Block]] = [[section(WELCOME_BACK)]] if back else []
    room = BLOCKS_MAX - 4 - len(shown)
    needed = accumulate(len(one.shown(plainly=plainly)) + 1 for one in pieces[:SHOWN])
    count = sum(blocks <= room for blocks in needed)
    pieces = [*tails_once(pieces[:count]), *pieces[count:]]
    shown += [one.shown(plainly=plainly) for one in pieces[:count]]
    said = [*([WELCOME_BACK] if back else []), *(short(one.text, TEXT_MAX) for one in pieces[:count])]
    if left := len(pieces) - count:
        more = f"And {left} more; Coachlog's Home shows them."
        shown.append([context(more)])
        said.append(more)
    parts = shown[0] if shown else []
    for one in shown[1:]:
        parts = [*parts, divider(), *one]
    apart = [divider()] if len(shown) > 1 else []
    end = footer(message, full=any(one.full for one in pieces[:count]))
    return Message("\n\n".join(safe(one) for one in said), (*_urging_one(parts), *apart, end))


def tails_once(pieces: Sequence[Piece]) -> list[Piece]:
    """Each with its tail in its text, but for those followed by one that ends in the same words."""
    after = [*(one.tail for one in pieces[1:]), ""]
    return [
        replace(one, text=f"{one.text} {one.tail}", tail="") if one.tail and one.tail != following else one
        for one, following in zip(pieces, after, strict=True)
    ]


def _urging_one(blocks: Iterable[Block]) -> list[Block]:
    """The first button that is urged stays so: of several things none is more to be done than another."""
    urged = False

    def calmer(one: Block) -> Block:
        nonlocal urged
        again, urged = urged, urged or one.get("style") == "primary"
        return {name: held for name, held in one.items() if name != "style"} if again else one

    def calm(block: Block) -> Block:
        if block["type"] == "actions":
            return {**block, "elements": [calmer(one) for one in block["elements"]]}
        return {**block, "accessory": calmer(block["accessory"])} if "accessory" in block else block

    return [calm(block) for block in blocks]


def footer(message: int, *, full: bool = False) -> Block:
    """Why, later, stop: under everything the assistant says of its own accord. full: stop is in the menu."""
    row = str(message)
    offered = SNOOZES | ({STOP_CHOICE: STOP_LABEL} if full else {})
    options = [option(label, f"{code}.{row}") for code, label in offered.items()]
    menu = {**select(options, prompt="Later or stop" if full else "Snooze"), "action_id": SNOOZE}
    return actions([button(ASKED_WHY, WHY, row), menu, *([] if full else [button(STOP_LABEL, STOP, row)])])


def why_page(kinds: Sequence[tuple[Kind, int]], limit: str) -> list[Block]:
    """Why each part of a message came, and what follows. kinds: each with the rung it is on; limit: how often."""
    blocks: list[Block] = []
    for kind, rung in kinds:
        blocks += [*([divider()] if blocks else []), marked(f"*{kind.label}*\n{kind.why}"), context(_place(kind, rung))]
    return [*blocks, divider(), context(limit)]


def _place(kind: Kind, rung: int) -> str:
    now = kind.ladder[min(rung, len(kind.ladder) - 1)]
    after = what_follows(kind, rung)
    following = [f"Next, unless it is settled: {one}" for one in after[:1]] + [f"Then: {one}" for one in after[1:]]
    stop = f"It can't be stopped: {kind.locked}" if kind.locked else CAN_STOP
    return "\n".join([f"This one: {now}", *(following if after else ["Nothing follows."]), stop])


def put_off(message: int, when: str) -> Message:
    """It will be said again then."""
    said = f"I'll bring this up again on {when}, unless it is settled by then."
    return _with_undo(said, UNDO_SNOOZE, message)


def stopped(message: int, kinds: Sequence[Kind]) -> Message:
    """These don't come any more."""
    named = ", ".join(f"“{one.label}”" for one in kinds)
    return _with_undo(f"Stopped: {named}. Settings on Coachlog's Home turns it on again.", UNDO_STOP, message)


def plain_answer(said: str) -> Message:
    """A sentence of our own."""
    return Message(safe(said), (section(said),))


def _with_undo(said: str, action: str, message: int) -> Message:
    return Message(safe(said), (section(said), actions([button("Undo", action, str(message))])))
