"""A person's week at a glance: on the Home, and as a page that turns from week to week."""

from datetime import date, datetime

from bot.blocks import Block, View, actions, button, context, divider, header, modal, section
from bot.messages import visits as words
from bot.messages.contacts import LOG, OPEN
from bot.rules.contacts import brief, readable
from bot.rules.visits import Visit
from bot.rules.weeks import COACH, GUEST, LEADER, Free, Row, Week, may_change, monday_of, waits_for
from bot.rules.zones import spoken

PAGE = "visit.week"
TURN, BACK, NEXT, NOW = words.SHOW, "visit.turn.back", "visit.turn.next", "visit.turn.now"
ROWS_MAX = 20
ASKED_MAX = 5
LONG_AGO = 90  # days after which a visit isn't looked for any more


def week_on_home(week: Week) -> list[Block]:
    """What waits for an answer, this week's visits, and the ways to book and to other weeks."""
    return [*_asked(week), header("This week"), *_rows(week), *_ways(week)]


def week_page(week: Week, turned: int, metadata: str) -> View:
    """The page. turned: by how many weeks from this one."""
    turning = [button("Week before", BACK, "0"), button("Week after", NEXT, "0")]
    turning += [button("This week", NOW, "0")] if turned else []
    name = {0: "This week", 1: "Next week", -1: "Last week"}.get(turned, "Week")
    blocks = [*(_asked(week) if not turned else []), header(f"{name}, {span_words(week)}"), actions(turning)]
    zone = context(f"Times are {spoken(week.zone)} where nothing else is said.")
    return modal(PAGE, "My week", None, [*blocks, *_rows(week), divider(), *_ways(week, page=True), zone], metadata)


def span_words(week: Week) -> str:
    """Its days: Nov 16–22, or Nov 30 – Dec 6."""
    first, last = week.monday, week.sunday
    if first.month == last.month:
        return f"{first:%b} {first.day}–{last.day}"
    return f"{first:%b} {first.day} – {last:%b} {last.day}"


def _asked(week: Week) -> list[Block]:
    """Proposals of the other side."""
    shown = [block for one in week.asked[:ASKED_MAX] for block in row_blocks(one, week)]
    more = len(week.asked) - ASKED_MAX
    return [header("Waits for your answer"), *shown, *_left_out(more, "more")] if shown else []


def _rows(week: Week) -> list[Block]:
    asked = {one.visit.id for one in week.asked[:ASKED_MAX]} if monday_of(week.today) == week.monday else set()
    rows = [one for one in week.rows if one.visit.id not in asked]
    blocks = [block for one in rows[:ROWS_MAX] for block in row_blocks(one, week)]
    blocks += _left_out(len(rows) - ROWS_MAX, "more this week")
    blocks += [_free(one) for one in week.free[:ROWS_MAX]]
    blocks += _left_out(len(week.free) - ROWS_MAX, "more schools with nothing booked")
    blocks += [context(f"No school {_days(first, last)}: {what}.") for first, last, what in week.closed]
    return blocks or [section(_empty(week))]


def _days(first: date, last: date) -> str:
    return brief(first) if first == last else f"{brief(first)} to {brief(last)}"


def _left_out(count: int, rest: str) -> list[Block]:
    return [context(f"And {count} {rest}.")] if count > 0 else []


def _empty(week: Week) -> str:
    if not week.pairs:
        return (
            "Your visits appear here once you are matched with a leader."
            if week.coaches
            else "Your coach's visits appear here once you are matched."
        )
    who = "Book one, or set up the weekly visit." if week.coaches else "You can propose a time to your coach."
    return f"Nothing is booked. {who}"


def _ways(week: Week, *, page: bool = False) -> list[Block]:
    """To the forms, and from a Home to other weeks; nothing for who meets nobody."""
    if not week.pairs:
        return []
    ways = [button("Book a visit" if week.coaches else "Propose a time", words.BOOK)]
    ways += [button("Weekly visits", words.WEEKLY_LIST)] if week.coaches else []
    if page and week.coaches:
        ways.append(button("Log a contact", LOG))
    ways += [] if page else [button("Other weeks", TURN)]
    return [actions(ways)]


def row_blocks(row: Row, week: Week) -> list[Block]:
    """One visit and what can be done with it now."""
    text = f"{words.when(row.visit, week.zone, week.today)} · {_what(row.visit)}\n{' · '.join(_about(row, week))}"
    buttons = visit_buttons(row.visit, row.side, week.now)
    if len(buttons) < 2:
        return [section(text, *buttons)]
    return [section(text), actions(buttons)]


def _what(visit: Visit) -> str:
    """The school, and what it is where it isn't a visit to it."""
    return visit.school if visit.kind == "visit" else f"{words.what(visit)}, {visit.school}"


def _about(row: Row, week: Week) -> list[str]:
    visit = row.visit
    said = [words.whom(visit, row.side), words.place_of(visit), words.state_of(visit, row.side)]
    if row.side == COACH and visit.state == "planned":
        said += [_since(row, week), f"{row.shifts} in a row moved or not held" if row.shifts > 1 else ""]
        said += [f"you owe: {row.owes}" if row.owes else ""]
    return [one for one in said if one]


def _since(row: Row, week: Week) -> str:
    if row.last is None:
        return f"no visit logged in {LONG_AGO} days"
    days = (week.today - row.last).days
    return "visited today" if days <= 0 else "last visit yesterday" if days == 1 else f"last visit {days} days ago"


def visit_buttons(visit: Visit, side: str, now: datetime) -> list[Block]:
    """What somebody on this side of it can do with a visit now, the likeliest first."""
    whose = words.named(visit)
    if side == GUEST:
        return []
    if waits_for(visit, side):
        return words.answer_buttons(visit)
    if visit.state == "held" and visit.contact_id:
        spoken_ = f"Open {readable(visit.contact_id)}, {whose}"
        return [button("Open" if side == COACH else "Read", OPEN, str(visit.contact_id), spoken=spoken_)]
    if visit.state == "proposed":
        return [words.take_back(visit)]
    if side == LEADER:
        return [words.another_time(visit)] if visit.state == "planned" and visit.at > now else []
    return _coach_buttons(visit, whose, now) if may_change(visit, COACH) else []


def _coach_buttons(visit: Visit, whose: str, now: datetime) -> list[Block]:
    change = button("Change", words.CHANGE, str(visit.id), spoken=f"Change: {whose}")
    if visit.state in words.NOT_HELD:
        return [words.make_up_button(visit), change]
    if visit.at <= now:
        return [button("Log it", LOG, str(visit.engagement_id), spoken=f"Log the visit: {whose}"), change]
    move = button("Move", words.MOVE, str(visit.id), spoken=f"Move: {whose}")
    return [button("Brief", words.BRIEF, str(visit.id), spoken=f"Brief: {whose}"), move]


def _free(one: Free) -> Block:
    propose = button("Propose a time", words.PROPOSE, str(one.engagement_id), spoken=f"Propose a time: {one.school}")
    return section(f"Nothing booked for {one.school}\n{one.leader}", propose)
