"""Lists of status reports: a coach's own, a leader's parts, and how those of a program stand for a period."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import blocks as b
from bot.messages.contacts import open_button, row
from bot.messages.reportpages import SHOWN, turning
from bot.messages.reports import EXCUSE, OPEN, about, due_words, figures_line, span, state_words
from bot.rules import lateness
from bot.rules import reports as rules
from bot.rules.periods import Period, previous
from bot.rules.reports import Report, Section
from bot.rules.views import Fact

MINE_PAGE, LIST_PAGE, PARTS_PAGE = "report.mine_page", "report.list_page", "report.parts_page"
CONTACTS_PAGE, CONTACTS_SHOWN = "report.contacts_page", 40
PERIOD, FILTER = "report.list_period", "report.list_filter"
PERIODS_BACK = 12
SOON = timedelta(days=7)
ALL, TO_READ, LATE, BACK_WITH, MISSING, ACCEPTED = "all", "to_read", "late", "returned", "missing", "accepted"
FILTERS = {
    ALL: "All",
    TO_READ: "To read",
    LATE: "Late",
    MISSING: "Not in yet",
    BACK_WITH: "Returned",
    ACCEPTED: "Accepted",
}
EMPTY = {
    ALL: "No coach works with a school in this period. Their reports appear here once they do.",
    TO_READ: "Nothing to read.",
    LATE: "None is late.",
    MISSING: "All are in.",
    BACK_WITH: "None is returned.",
    ACCEPTED: "None is accepted yet.",
}
NONE_MINE = "You have no status report yet. It is drafted from your log two days before a period ends."
SURE = {
    "title": {"type": "plain_text", "text": "Excuse this report?"},
    "text": {"type": "plain_text", "text": "It isn't owed anymore and counts as neither late nor missing."},
    "confirm": {"type": "plain_text", "text": "Excuse it"},
    "deny": {"type": "plain_text", "text": "Leave it"},
}


def fits(one: Report, chosen: str, now: datetime) -> bool:
    """Whether a report is among those that a filter keeps."""
    standing = rules.standing_of(one, now)
    kept = {
        ALL: True,
        TO_READ: one.state == rules.SUBMITTED,
        LATE: standing == lateness.MISSING,
        MISSING: standing in {lateness.MISSING, lateness.TO_COME},
        BACK_WITH: one.state == rules.RETURNED,
        ACCEPTED: one.state == rules.ACCEPTED,
    }
    return kept[chosen]


def summary(found: Sequence[Report], now: datetime) -> str:
    """How a period's reports stand, in numbers: 16 of 18 in, 3 to read, 2 late."""
    owed = [one for one in found if one.state != rules.EXCUSED]
    told = ((TO_READ, "to read"), (BACK_WITH, "returned"), (LATE, "late"))
    counts = [(sum(fits(one, chosen, now) for one in owed), words) for chosen, words in told]
    said = [f"{sum(not fits(one, MISSING, now) for one in owed)} of {len(owed)} in"]
    return ", ".join([*said, *(f"{count} {words}" for count, words in counts if count)])


_FIRST = {rules.SUBMITTED: 0, rules.RETURNED: 2, rules.DRAFTED: 3, rules.ACCEPTED: 4, rules.EXCUSED: 5}


def list_page(
    found: Sequence[Report], period: Period, chosen: str, today: Period, skip: int, now: datetime, metadata: str
) -> b.View:
    """A program's reports of a period. today: the period that runs."""
    order = {id(one): (1 if fits(one, LATE, now) and one.state in rules.OPEN else _FIRST[one.state]) for one in found}
    kept = sorted((one for one in found if fits(one, chosen, now)), key=lambda one: (order[id(one)], one.coach, one.id))
    head = f"{span(period)}: {summary(found, now)}" if found else span(period)
    due = f"\n{due_words(found[0], now)[0].upper()}{due_words(found[0], now)[1:]}" if found else ""
    blocks = [b.section(f"{head}{due}" if found and now <= found[0].due_at else head), _menus(period, chosen, today)]
    shown = kept[skip : skip + SHOWN]
    first = next((one.id for one in shown if one.state == rules.SUBMITTED), None)
    blocks += [_row(one, now, primary=one.id == first) for one in shown] or [b.section(EMPTY[chosen])]
    return b.modal(LIST_PAGE, "Status reports", None, [*blocks, *turning(len(kept), skip)], metadata)


def _menus(period: Period, chosen: str, today: Period) -> b.Block:
    periods = [today]
    while len(periods) < PERIODS_BACK:
        periods.append(previous(periods[-1]))
    if period not in periods:
        periods.append(period)
    days = [b.option(span(one, today.last), one.first.isoformat()) for one in periods]
    kinds = [b.option(label, code) for code, label in FILTERS.items()]
    return b.actions(
        [
            {**b.select(days, period.first.isoformat()), "action_id": PERIOD},
            {**b.select(kinds, chosen), "action_id": FILTER},
        ],
        "menus",
    )


def _row(one: Report, now: datetime, *, primary: bool) -> b.Block:
    state = state_words(one, now)
    whose = f"{one.coach}, {one.school}" if one.school else one.coach
    said = f"{whose}\n{state[0].upper()}{state[1:]}"
    if one.state == rules.SUBMITTED:
        style = "primary" if primary else None
        return b.section(said, b.button("Read", OPEN, str(one.id), style, spoken=f"Read the report of {whose}"))
    if one.state in rules.OPEN:
        if one.reads != "coordinator":
            return b.section(said)
        press = b.button("Excuse…", EXCUSE, str(one.id), spoken=f"Excuse the report of {whose}")
        return b.section(said, {**press, "confirm": SURE})
    return b.section(said, b.button("Open", OPEN, str(one.id), spoken=f"Open the report of {whose}"))


def mine_page(found: Sequence[Report], now: datetime, skip: int, metadata: str) -> b.View:
    """A coach's own reports, the newest first."""
    shown = found[skip : skip + SHOWN]
    wanted = [one for one in shown if one.state in rules.OPEN and one.due_at - now < SOON]
    first = min(wanted, key=lambda one: (one.due_at, one.id)).id if wanted else None
    rows = [_own_row(one, now, primary=one.id == first) for one in shown]
    blocks = [*(rows or [b.section(NONE_MINE)]), *turning(len(found), skip)]
    return b.modal(MINE_PAGE, "Your status reports", None, blocks, metadata)


def _own_row(one: Report, now: datetime, *, primary: bool) -> b.Block:
    state, name = state_words(one, now), about(one)
    label = "Finish" if one.state in rules.OPEN else "Open"
    press = b.button(label, OPEN, str(one.id), "primary" if primary else None, spoken=f"{label} the report, {name}")
    return b.section(f"{name}\n{state[0].upper()}{state[1:]}", press)


def parts_page(found: Sequence[tuple[int, str, Period, str]], today: Period, metadata: str) -> b.View:
    """The parts of reports that a leader was shown: report, coach, period, what she said of it."""
    said = {rules.OK: "You said it is fine", rules.OBJECTED: "You said something is wrong", "": "Waits for your word"}
    rows = [
        b.section(
            f"{span(period, today.last)} · {coach}\n{said.get(word, '')}",
            b.button("Read", OPEN, str(report), spoken=f"Read your part, {span(period)}"),
        )
        for report, coach, period, word in found
    ]
    return b.modal(PARTS_PAGE, "About your coaching", None, rows, metadata)


def contacts_page(one: Section, facts: Sequence[Fact], *, of_line: bool = False) -> b.View:
    """The contacts behind a school's numbers, or behind one line; the newest first, and never a word of them here."""
    rows = [b.section(row(fact), open_button(fact, "Open")) for fact in facts[:CONTACTS_SHOWN]]
    more = len(facts) - CONTACTS_SHOWN
    left = [b.context(f"And {more} more, in Coachlog's lists.")] if more > 0 else []
    numbers = "" if of_line else f"\n{figures_line(one.figures)}"
    head = b.section(f"{one.school}, {one.leader}{numbers}")
    empty = [] if rows else [b.section("No contact in these days anymore.")]
    title = "Behind this line" if of_line else "Behind the numbers"
    return b.modal(CONTACTS_PAGE, title, None, [head, b.divider(), *rows, *left, *empty])
