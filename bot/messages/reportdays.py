"""The status reports that came on a day, on one card for each coordinator: what is to be read, and who decided what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.blocks import Block, actions, button, context, divider, option, safe, section
from bot.messages import Message
from bot.messages.reportcards import CARD_BLOCK, card, flagged
from bot.messages.reports import LIST, OPEN, name_of, schools_line, span
from bot.rules import reports as rules
from bot.rules.contacts import brief
from bot.rules.dates import clock, local_time
from bot.rules.reports import Report

DAY_BLOCK = "report_day"  # with the day that a card is about: report_day.2026-11-17
CHOOSE = "report.choose"  # a row's menu; value: what to do and the report: accept.12
READ_IT, ACCEPT_IT, RETURN_IT = "read", "accept", "return"
ROWS = 5  # on a phone's screen; who reads one is led to the next


def day_card(found: Sequence[Report], day: date, now: datetime) -> Message:
    """To a coordinator: how the reports stand that came on a day, what is most urgent first. It follows them.

    Of several each has a menu of its own that names it, so that no press meets another one than was meant.
    """
    if not found:
        text = f"What came on {brief(day)} went back to its coach. Once it is submitted again, it is brought to you."
        return Message(safe(text), (_head(text, day),))
    if len(found) == 1:
        said = card(found[0], now)
        return Message(said.text, ({**said.blocks[0], "block_id": f"{DAY_BLOCK}.{day}"}, *said.blocks[1:]))
    waiting = by_turn(one for one in found if one.state == rules.SUBMITTED)
    named = len({one.period for one in found}) > 1
    lines = [_words(one, named=named) for one in waiting[:ROWS]]
    more = [f"And {len(waiting) - ROWS} more to read."] if len(waiting) > ROWS else []
    over = _decided(found)
    blocks = [_head(_standing(found, day), day), actions(_ways(waiting, found[0]))]
    if waiting:
        rows = (_row(one, words) for one, words in zip(waiting, lines, strict=False))
        blocks += [divider(), *rows, *(context(one) for one in more)]
    blocks += [context("\n".join(over))] if over else []
    text = "\n".join([_standing(found, day), *lines, *more, *over])
    return Message(safe(text), tuple(blocks))


def by_turn(found: Iterable[Report]) -> list[Report]:
    """As they are best read: where somebody asks for a call, then what is to be watched, then as they came."""
    return sorted(found, key=lambda one: (_urgency(one), one.submitted_at, one.id))


def _urgency(one: Report) -> int:
    flags = {part.concern for part in one.sections}
    return 0 if "call" in flags else 1 if "watch" in flags else 2


def _head(text: str, day: date) -> Block:
    return {**section(text), "block_id": f"{DAY_BLOCK}.{day}"}


def _standing(found: Sequence[Report], day: date) -> str:
    """In numbers: 14 to read, 3 accepted."""
    counts = {
        "to read": sum(one.state == rules.SUBMITTED for one in found),
        **{state: sum(one.state == state for one in found) for state in (rules.ACCEPTED, *_OTHERS)},
    }
    said = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    periods = {span(one.period) for one in found}
    of = f" for {periods.pop()}" if len(periods) == 1 else ""
    return f"{len(found)} status reports{of} came on {brief(day)}: {said}."


_OTHERS = (rules.RETURNED, rules.EXCUSED)


def _ways(waiting: Sequence[Report], one: Report) -> list[Block]:
    first = waiting[0] if waiting else None
    read = [button("Read the next", OPEN, str(first.id), "primary", spoken=f"Read {name_of(first)}")] if first else []
    return [*read, button("All reports", LIST, str(one.programme_id))]


def _words(one: Report, *, named: bool) -> str:
    """A report that waits: whose, how its schools are, where there is a concern. named: of which period, too."""
    again = ", again" if one.resubmitted else ""
    late = ", late" if rules.is_late(one, one.due_at) else ""
    at = local_time(one.submitted_at or one.changed_at, one.zone)
    whose = name_of(one) if named else f"{one.coach}, {one.school}" if one.school else one.coach
    lines = [f"{whose} · {clock(f'{at:%H:%M}')}{again}{late}"]
    if one.sections:
        lines.append(schools_line(one.sections))
    lines += [f"{rules.CONCERNS[part.concern]}: {part.school}" for part in flagged(one)]
    return "\n".join(lines)


def _row(one: Report, words: str) -> Block:
    name = name_of(one)
    menu = {
        "type": "overflow",
        "action_id": CHOOSE,
        "options": [
            option(f"Read {name}", f"{READ_IT}.{one.id}"),
            option(f"Accept {name}", f"{ACCEPT_IT}.{one.id}"),
            option(f"Return {name}…", f"{RETURN_IT}.{one.id}"),
        ],
    }
    return {**section(words, menu), "block_id": f"{CARD_BLOCK}.{one.edition}.{one.id}"}


def _decided(found: Sequence[Report]) -> list[str]:
    """Who decided what: Accepted by Coordinator 2: Coach D, Coach E."""
    by: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found:
        if one.state != rules.SUBMITTED:
            by[one.state, one.decided_by or "another coordinator"].append(one.coach)
    return [f"{rules.STATES[state]} by {who}: {', '.join(coaches)}." for (state, who), coaches in by.items()]
