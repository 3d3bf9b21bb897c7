"""A line after `/coachmeet`, shown back before anything is saved: what was read, what is a guess, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import Block, actions, button, context, safe, section, short
from bot.messages import Message
from bot.messages.visits import SEES, SHOW, what, when
from bot.rules.bookings import BOOK, CHANGES, CLOSE, MOVE, PHONE, SKIP, WEEKLY, Booking, missing
from bot.rules.contacts import spell
from bot.rules.dates import clock, clock_range
from bot.rules.lines import Pair, Read
from bot.rules.visits import KINDS, REASONS, Visit
from bot.rules.zones import spoken

SAVE = "booking.save"
ASK = "booking.ask"
EDIT = "booking.edit"
DISCARD = "booking.discard"
CHOOSE = ("booking.choose_first", "booking.choose_second", "booking.choose_third", "booking.choose_fourth")

GUESS = "◦ "
LEAD = "I read this as (nothing is saved yet)"
LEGEND = "◦ marks a guess. Please check it."
ACTS = {
    BOOK: "Book", WEEKLY: "Weekly", MOVE: "Move", PHONE: "By phone instead", SKIP: "Skip", CLOSE: "School closed",
}  # fmt: skip
LABELS = {BOOK: "Book it", WEEKLY: "Set it up", MOVE: "Move it", PHONE: "By phone", SKIP: "Skip it", CLOSE: "Closed"}
WANTED = {
    "engagement": "which school",
    "visit": "which visit is meant",
    "day": "the day",
    "start": "the time",
    "reason": "why",
}
EVERY = {1: "every week", 2: "every 2 weeks"}


@dataclass(frozen=True, slots=True)
class Card:
    """A line that waits to be confirmed. pairs: those it may be about; visit: the one it changes.

    likely: the visit wasn't named by its day; leads: its reader is a leader, who asks and doesn't book; warnings: what
    to look at, in sentences.
    """

    id: int
    booking: Booking
    pairs: tuple[Pair, ...] = ()
    visit: Visit | None = None
    likely: bool = False
    leads: bool = False
    warnings: tuple[str, ...] = ()


def card(one: Card) -> Message:
    """The draft with its buttons."""
    if one.leads and one.booking.act.value not in {BOOK, MOVE}:
        return not_hers(one)
    left = missing(one.booking, one.visit is not None)
    lines = [LEAD, _main(one), *_more(one)]
    notes = [f"I can't read “{short(words, 60)}”." for words in one.booking.unread]
    ends = [*([LEGEND] if any(GUESS in line for line in lines) else []), *notes]
    asked = _question(one, left)
    ends += [] if asked else [_sees(one)]
    blocks: list[Block] = [section("\n".join(lines))]
    blocks += [section("\n".join(one.warnings))] if one.warnings else []
    blocks += [context("\n".join(ends))] if ends else []
    blocks += [section(asked)] if asked else []
    blocks.append(actions(_buttons(one, left)))
    said = [*lines, *one.warnings, *ends, *([asked] if asked else [])]
    return Message(safe("\n".join(said)), tuple(blocks))


def not_hers(one: Card) -> Message:
    """To a leader who would skip, close or call: that is her coach's to do, and what she can do."""
    coach = one.pairs[0].leader if one.pairs else "your coach"
    text = f"{coach} sets that. You can ask for another time: /coachmeet move to Friday 10am. Or tell {coach} directly."
    text = text[:1].upper() + text[1:]
    return Message(safe(text), (section(text), actions([button("Show my week", SHOW)])))


def discarded() -> Message:
    """In place of the draft, once it is thrown away."""
    return Message("Discarded. Nothing was changed.")


def saved(again: bool) -> Message:
    """In place of the draft, once it is saved; what it is now is said in a message of its own."""
    return Message("This was done already." if again else "Done. What stands now is in the message below.")


def _mark(words: str, guessed: bool) -> str:
    return f"{GUESS if guessed else ''}{words}"


def _main(one: Card) -> str:
    booking = one.booking
    names = " or ".join(f"{pair.school}, {pair.leader}" for pair in one.pairs)
    parts = [_mark(_act(one), booking.act.guessed)]
    if booking.act.value in {BOOK, WEEKLY}:
        kind = booking.kind or Read("visit", True)
        parts.append(_mark(KINDS[kind.value], kind.guessed))
    parts.append(_mark(names, booking.pairs.guessed) if names else "")
    if one.visit is not None:
        parts.append(_mark(f"{what(one.visit)}, {when(one.visit)}", one.likely))
    elif booking.old is not None:
        parts.append(_mark(spell(booking.old.value), booking.old.guessed))
    return " · ".join(part for part in parts if part)


def _act(one: Card) -> str:
    if one.leads:
        return "Propose" if one.booking.act.value == BOOK else "Ask for another time"
    if one.booking.act.value == BOOK and one.booking.ask:
        return "Propose"
    return ACTS[one.booking.act.value]


def _more(one: Card) -> list[str]:
    booking, act = one.booking, one.booking.act.value
    lines = []
    if act in {BOOK, MOVE, WEEKLY} and (booking.day or booking.start):
        lines.append(_time(booking, "To: " if act == MOVE else ""))
    if act == WEEKLY and booking.day:
        often = EVERY.get(booking.every, f"every {booking.every} weeks")
        lines.append(f"{often[:1].upper()}{often[1:]} on {booking.day.value:%A}s, until you end it")
    if booking.reason and act in CHANGES:
        lines.append(f"Reason: {REASONS[booking.reason.value].lower()}")
    return lines


def _time(booking: Booking, lead: str) -> str:
    day = _mark(spell(booking.day.value), booking.day.guessed) if booking.day else "the day isn't said"
    if booking.start is None:
        return f"{lead}{day}, the time isn't said"
    length = booking.minutes
    if length is None:
        return f"{lead}{day}, {_mark(clock(booking.start.value), booking.start.guessed)}, {spoken(booking.zone)}"
    hours = clock_range(booking.start.value, length.value)
    said = f"{_mark(hours, booking.start.guessed)}, {_mark(f'{length.value} min', length.guessed)}"
    return f"{lead}{day}, {said}, {spoken(booking.zone)}"


def _sees(one: Card) -> str:
    who = one.pairs[0].leader if one.pairs else "The other person"
    return f"{who} is told. {SEES}"


def _question(one: Card, left: Sequence[str]) -> str:
    if _choosable(one, left):
        return "Which school is it?"
    if left == ("visit",) and one.pairs:
        return f"I find no such visit at {one.pairs[0].school}. Press Fill in the rest, or type the day as well."
    return f"Still missing: {', '.join(WANTED[name] for name in left)}." if left else ""


def _choosable(one: Card, left: Sequence[str]) -> bool:
    return "engagement" in left and set(left) <= {"engagement", "visit"} and 1 < len(one.pairs) <= len(CHOOSE)


def _buttons(one: Card, left: Sequence[str]) -> list[Block]:
    row = str(one.id)
    first: list[Block] = []
    if _choosable(one, left):
        first = [
            button(f"{pair.school} · {pair.leader}", action, row)
            for action, pair in zip(CHOOSE, one.pairs, strict=False)
        ]
    elif not left:
        first = _save(one, row)
    edit = "Fill in the rest" if left else "Edit"
    return [*first, button(edit, EDIT, row), button("Discard", DISCARD, row)]


def _save(one: Card, row: str) -> list[Block]:
    if one.leads or one.booking.ask:
        return [button("Propose it", SAVE, row, "primary")]
    save = button(LABELS[one.booking.act.value], SAVE, row, "primary")
    if one.booking.act.value != BOOK:
        return [save]
    return [save, button("Ask first", ASK, row, spoken="Ask first: the leader accepts or offers another time")]
