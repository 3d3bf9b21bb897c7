"""What is said around a visit: the brief at the door, the card after it, and what became of those not logged."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.blocks import Block, actions, button, context, option, safe, section, select
from bot.messages import Message
from bot.messages.commitments import who
from bot.messages.nudges import Piece
from bot.messages.visits import state_of
from bot.rules.commitments import Commitment
from bot.rules.contacts import brief
from bot.rules.dates import clock, clock_range
from bot.rules.rounds import Brief
from bot.rules.visits import KINDS, ON_SITE, REMOTE, Visit
from bot.rules.weeks import COACH

LOG, MOVED, PHONE, CLOSED, SKIP = "outcome.log", "outcome.moved", "outcome.phone", "outcome.closed", "outcome.skip"
BECAME = "outcome.became"
NOT_HELD = {"moved": "Moved", "phone": "By phone", "closed": "School closed", "skip": "Skip…"}
AT_SCHOOL = ("phone", "closed")  # what only a visit on site can have become
TILES = 8
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
DAY = timedelta(days=1)


def named(one: Visit) -> str:
    """A visit in a sentence: your visit to Lincoln Elementary, your phone call with Principal 14."""
    if one.kind == ON_SITE:
        return f"your visit to {one.school}"
    return f"your {KINDS[one.kind].lower()} with {one.leader}"


def when(one: Visit, today: date) -> str:
    """Its day and hours: today, 9:00–10:30 AM."""
    return f"{day_word(one.day, today)}, {clock_range(one.local_start, one.minutes)}"


def day_word(day: date, today: date) -> str:
    """A day near today as people say it."""
    return {today: "today", today - DAY: "yesterday", today + DAY: "tomorrow"}.get(day, brief(day))


def outcomes(one: Visit) -> Block:
    """What may have become of a visit: one press each."""
    row, whose = str(one.id), f"{one.school}, {brief(one.day)}"
    at_school = [
        button("By phone", PHONE, row, spoken=f"By phone: {whose}"),
        button("School closed", CLOSED, row, spoken=f"School closed: {whose}"),
    ]
    return actions(
        [
            button("Log it", LOG, row, "primary", spoken=f"Log the visit: {whose}"),
            button("Moved", MOVED, row, spoken=f"Moved: {whose}"),
            *(() if one.kind in REMOTE else at_school),
            button("Skip…", SKIP, row, spoken=f"Skip: {whose}"),
        ]
    )


def held_or_not(one: Visit) -> Block:
    """The same in one short row, for a list: one press where it was held, a menu for all else."""
    row, whose = str(one.id), f"{one.school}, {brief(one.day)}"
    offered = {code: words for code, words in NOT_HELD.items() if one.kind not in REMOTE or code not in AT_SCHOOL}
    menu = select([option(words, f"{code}.{row}") for code, words in offered.items()], prompt="Not held")
    held = button("Held → log it", LOG, row, "primary", spoken=f"Log the visit: {whose}")
    return actions([held, {**menu, "action_id": BECAME}])


def card(one: Visit, today: date) -> Piece:
    """Fifteen minutes after a visit."""
    return _asking(f"{_upper(named(one))} ({when(one, today)}) is over. How did it go?", one)


def unlogged(one: Visit, today: date) -> Piece:
    """Later, where nothing is logged."""
    return _asking(f"Nothing is logged yet for {named(one)} ({when(one, today)}).", one)


def _asking(line: str, one: Visit) -> Piece:
    return Piece(line, blocks=(section(line), outcomes(one)))


def settled(one: Visit) -> str:
    """In place of what asked about a visit, once it is known what became of it."""
    stands = state_of(one, COACH) or "it is planned"
    return f"{one.school}, {brief(one.day)}: {stands}."


def all_settled(lines: Sequence[str]) -> Message:
    """In place of a message of which nothing is open any more."""
    return Message("\n".join(safe(one) for one in lines), tuple(section(one) for one in lines))


def tile(visits: Sequence[Visit]) -> Piece:
    """Thursday: every visit that nothing is known of, each with one row of what became of it."""
    count = len(visits)
    head = "One visit is not logged." if count == 1 else f"{number(count)} visits are not logged."
    lines, blocks = [head], [section(head)]
    for one in visits[:TILES]:
        line = f"{brief(one.day)}, {clock(one.local_start)} · {one.school}, {one.leader}{_kind(one)}"
        lines.append(line)
        blocks += [section(line), held_or_not(one)]
    if count > TILES:
        lines.append(f"And {count - TILES} more on your Home.")
        blocks.append(context(lines[-1]))
    return Piece("\n".join(lines), blocks=tuple(blocks))


def _kind(one: Visit) -> str:
    """What it is, where it isn't a visit on site."""
    return "" if one.kind == ON_SITE else f" · {KINDS[one.kind]}"


def number(count: int) -> str:
    """A number at the start of a sentence."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def brief_piece(facts: Brief) -> Piece:
    """The brief at the door, as a message."""
    row = str(facts.visit.id)
    by_phone = [button("By phone", PHONE, row)] if facts.visit.kind not in REMOTE else []
    buttons = [button("Move", MOVED, row), *by_phone, button("Skip…", SKIP, row)]
    return Piece("\n".join(brief_lines(facts)), blocks=(*brief_blocks(facts), actions(buttons)))


def brief_blocks(facts: Brief) -> list[Block]:
    """The brief in blocks: when and where, what is open, what to think of."""
    return [section("\n".join(part)) for part in _brief_parts(facts) if part]


def brief_lines(facts: Brief) -> list[str]:
    """The brief in lines."""
    return [line for part in _brief_parts(facts) for line in part]


def _brief_parts(facts: Brief) -> list[list[str]]:
    one = facts.visit
    where = _kind(one) + (f" · {one.place}" if one.place else "")
    head = [f"{_upper(when(one, facts.today))} · {one.school}, {one.leader}{where}", _since(facts)]
    steps = [f"• {open_line(step, facts.today)}" for step in facts.steps] or ["Nothing is open between you."]
    if facts.more:
        steps.append(f"And {facts.more} more on your Home.")
    rest = [f"Last worked on: {'; '.join(facts.focus)}"] if facts.focus else []
    rest += [f"Your goals: {'; '.join(facts.goals)}"] if facts.goals else []
    rest += [f"Your plan was last looked at on {brief(facts.stale)}."] if facts.stale else []
    return [head, steps, rest + ([f"A question to take along: {facts.question}"] if facts.question else [])]


def open_line(step: Commitment, today: date) -> str:
    """One open step: who, what, by when, open for how long."""
    days = (today - step.agreed_on).days
    open_for = "agreed today" if days <= 0 else f"open for {days} day{'' if days == 1 else 's'}"
    if step.due_on is None:
        return f"{who(step, step.owner)}: {step.what} · {open_for}"
    due = "due" if step.due_on >= today else "was due"
    return f"{who(step, step.owner)}: {step.what} · {due} {day_word(step.due_on, today)}, {open_for}"


def _since(facts: Brief) -> str:
    if facts.last is None:
        return "No contact is logged yet."
    days = (facts.today - facts.last).days
    return f"Last contact {'today' if days <= 0 else 'yesterday' if days == 1 else f'{days} days ago'}."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
