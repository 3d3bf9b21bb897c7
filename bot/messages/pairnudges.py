"""What is said of a pair that stalls: nothing booked, no contact, hours that fall short. Facts, and never blame."""

from collections.abc import Callable, Sequence

from bot.blocks import Block, actions, button, context, safe, section
from bot.messages import Message
from bot.messages.contacts import LOG
from bot.messages.desk import SILENT, UNEXPLAINED
from bot.messages.hours import MAKE_UP, amount, by_need, month_words
from bot.messages.nudges import Piece
from bot.messages.visitnudges import number
from bot.messages.visits import PROPOSE
from bot.rules.contacts import brief
from bot.rules.rounds import QUIET, UNBOOKED, UNSIGNED, CallList, Stalled
from bot.rules.views import Standing

LISTED = 10
WHAT = {QUIET: "no contact", UNBOOKED: "nothing booked", UNSIGNED: "no agreement both have signed"}
CALL = "Could one of you call? A contact that is logged, or a visit that is booked, takes a pair off the list."
SHORT_SHOWN = 6


def unbooked(one: Stalled, rung: int, *, to_coach: bool) -> Piece:
    """Nothing is booked in the next two weeks: to both; five days later to the coach alone."""
    other = one.leader if to_coach else one.coach
    line = f"Nothing is booked with {other}, {one.school}, in the next two weeks."
    if rung:
        line = f"Still n{line[1:]} In five days the coordinators are asked who can help."
    propose = button("Propose a time", PROPOSE, str(one.pair), "primary", spoken=f"Propose a time to {other}")
    return Piece(line, (propose,))


def quiet(one: Stalled, rung: int) -> Piece:
    """No contact for two weeks; for three, then the lead coach is told as well. To the coach."""
    line = f"No contact with {one.leader}, {one.school}, is logged{since(one)}."
    helped = "Your lead coach is asked to help, too. After 30 days the coordinators are."
    row = str(one.pair)
    return Piece(
        line,
        (
            button("Log a contact", LOG, row, "primary", spoken=f"Log a contact with {one.leader}"),
            button("Propose a time", PROPOSE, row, spoken=f"Propose a time to {one.leader}"),
        ),
        tail=helped if rung else "A short call or a message counts.",
    )


def quiet_to_lead(one: Stalled) -> Piece:
    """To the lead coach, after three weeks: a request for help."""
    return Piece(
        f"{one.coach} and {one.leader}, {one.school}: no contact is logged{since(one)}. "
        f"{one.coach} was told a week ago. Could you ask {one.coach} what would help?"
    )


def since(one: Stalled) -> str:
    """Since when: since Mon, Nov 2; nothing where there never was a contact."""
    return f" since {brief(one.since)}" if one.since else " yet"


def short_hours(standings: Sequence[Standing], rung: int) -> Piece:
    """To the coach: whose month falls short, with the way to make up for it. rung 2: it is over."""
    ranked = by_need(standings)
    over = rung == 2
    month = ranked[0].bank.month
    count = len(ranked)
    who = "one leader" if count == 1 else f"{count} leaders"
    verb = "ended" if over else "is going to end"
    head = f"{month} {verb} below the hours promised to {who}."
    lines, blocks = [head], [section(head)]
    for one in ranked[:SHORT_SHOWN]:
        line = f"{one.leader}, {one.school}\n{_short(one)}"
        lines.append(line)
        blocks.append(section(line, None if over else _make_up(one)))
    if (left := count - SHORT_SHOWN) > 0:
        lines.append(f"And {left} more on your Home.")
        blocks.append(context(lines[-1]))
    return Piece("\n".join(lines), blocks=tuple(blocks))


def own_hours(one: Standing, coach: str, rung: int) -> Piece:
    """To a leader: her own month, the same facts that her coach is told. rung 2: it is over."""
    over = rung == 2
    month = one.bank.month
    head = f"{month} {'ended' if over else 'is going to end'} below the hours the program promises you."
    told = f"{coach} is told, too." if over else f"{coach} is told, too. A longer visit or one more contact would do."
    text = f"{head}\n{_short(one)}\n{told}"
    return Piece(text, (button("Propose a time", PROPOSE, str(one.pair), spoken=f"Propose a time to {coach}"),))


def _short(one: Standing) -> str:
    make_up = one.bank.make_up
    return f"{month_words(one.bank)} {amount(make_up.missing)} short." if make_up else month_words(one.bank)


def _make_up(one: Standing) -> Block:
    return button("Plan a make-up", MAKE_UP, str(one.pair), spoken=f"Plan a make-up with {one.leader}")


def call_list(news: CallList, programme: int = 0) -> Message:
    """To the coordinators' channel: who could use help, as facts and a request, with the way to the list."""
    parts = [_stalled(news), _low(news)] if news.pairs and news.low else [_stalled(news) if news.pairs else _low(news)]
    count = news.unexplained
    visits = "visit" if count == 1 else "visits"
    last = CALL if {one.why for one in news.pairs} - {UNSIGNED} else "Could one of you ask what would help?"
    if count:
        last += f" {number(count)} {visits} of more than a week ago {'is' if count == 1 else 'are'} not explained yet."
    said = ["\n".join(part) for part in parts]
    row = str(programme)
    ways = [button("Open the list", SILENT, row, "primary")] if news.pairs else []
    ways += [button("Visits not explained", UNEXPLAINED, row)] if count else []
    way = [actions(ways)] if ways and programme else []
    return Message(safe("\n".join([*said, last])), (*map(section, said), context(last), *way))


def _stalled(news: CallList) -> list[str]:
    count, fresh = len(news.pairs), news.fresh
    head = "One pair could use your help." if count == 1 else f"{number(count)} pairs could use your help."
    new = f" {number(fresh)} of them {'is' if fresh == 1 else 'are'} new on this list." if 0 < fresh < count else ""
    return [f"{head}{new} Their coaches were asked first.", *_lines(news.pairs, stalled_line)]


def _low(news: CallList) -> list[str]:
    head = "Below four fifths of the promised hours, two months in a row:"
    return [head, *_lines(news.low, lambda one: f"· {one.school}, {one.leader} ({one.coach})")]


def _lines(pairs: Sequence[Stalled], line: Callable[[Stalled], str]) -> list[str]:
    left = len(pairs) - LISTED
    return [*map(line, pairs[:LISTED]), *([f"And {left:,} more."] if left > 0 else [])]


def stalled_line(one: Stalled) -> str:
    """One pair of the list: · Harbor Middle, Principal 15 (Coach D): no contact since Tue, Oct 27"""
    what = f"{WHAT[one.why]}{since(one)}"
    return f"· {one.school}, {one.leader} ({one.coach}): {what}"
