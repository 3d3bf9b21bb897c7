"""The Monday digest in the coordinators' channel: what needs somebody, each with the way to it, then the figures.

Counts and names only. What stands in the thread is in bot/messages/digestparts.py, the lists behind the numbers in
bot/messages/digestlists.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import dropwhile

from bot.blocks import Block, actions, button, context, header, safe, section, short
from bot.messages import Message
from bot.messages.charts import bars
from bot.rules.contacts import brief
from bot.rules.dates import clock, local_time
from bot.rules.desk import Silent
from bot.rules.digests import CALL_DAYS, Digest, Figures, Flag, Held, Names, Quiet, Room, WeekHeld

VISITS, HOURS, REPORTS, UNREAD = "digest.visits", "digest.hours", "digest.reports", "digest.unread"
QUIET, FREE, OLD, LOW, FLAGS = "digest.quiet", "digest.free", "digest.old", "digest.low", "digest.flags"
STEPS, DISTRICTS, MIX, CAPACITY = "digest.steps", "digest.districts", "digest.mix", "digest.capacity"
CHANGES, STOOD, PAGE, LATEST = "digest.changes", "digest.stood", "digest.page", "digest.latest"
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs somebody: in words, and the button that opens what is behind it."""

    words: str
    label: str
    action: str


def count(number: int, one: str, several: str = "") -> str:
    """A number with its noun: one pair, three pairs, 2,310 pairs."""
    spelled = COUNTS[number] if 0 < number < len(COUNTS) else f"{number:,}"
    return f"{spelled} {one if number == 1 else several or one + 's'}"


def figure(number: int, one: str, several: str = "") -> str:
    """The same in figures: 1 pair, 2,310 pairs."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def capital(words: str) -> str:
    """Words at the start of a sentence."""
    return words[:1].upper() + words[1:]


def named(text: str) -> str:
    """A name as it stands in a line."""
    return short(text, NAME_MAX)


def pair_words(names: Names, pair: int) -> str:
    """A pair in a line: Harbor Middle, Principal 15 (Coach D)."""
    one = names.pair(pair)
    return f"{named(one.school)}, {named(one.leader)} ({named(one.coach)})"


def when(at: datetime, zone: str) -> str:
    """An instant in the program's zone: Fri, Nov 13, 4:10 PM."""
    here = local_time(at, zone)
    return f"{brief(here.date())}, {clock(f'{here:%H:%M}')}"


def month_day(day: date) -> str:
    """Nov 9."""
    return f"{day:%b} {day.day}"


def needs(digest: Digest, names: Names) -> list[Need]:
    """What needs somebody, the most urgent first."""
    makers: Sequence[Callable[[Digest, Names], Need | None]] = (
        _flags, _call, _late, _unread, _free, _old, _low, _over,
    )  # fmt: skip
    return [need for make in makers if (need := make(digest, names))]


def _flags(digest: Digest, names: Names) -> Need | None:
    flags = digest.figures.flags
    if not flags:
        return None
    first = min(flags, key=lambda one: one.due_at)
    if len(flags) > 1:
        words = f"{capital(count(len(flags), 'concern flag'))}; the first {answer_due(first, digest)}"
        return Need(words, "Read", FLAGS)
    raised = f"A concern flag from {named(names.person(first.by))}, raised {when(first.raised_at, digest.zone)}"
    return Need(f"{raised}; an {answer_due(first, digest)}", "Read", FLAGS)


def answer_due(flag: Flag, digest: Digest) -> str:
    """By when somebody answers a concern flag, or since when that is overdue."""
    due = brief(local_time(flag.due_at, digest.zone).date())
    return f"answer was due {due}" if flag.due_at < digest.as_of else f"answer is due {due}"


def _call(digest: Digest, names: Names) -> Need | None:
    found = digest.figures.call
    if not found:
        return None
    longest = max(found, key=lambda one: one.days)
    if len(found) == 1:
        return Need(f"{pair_words(names, longest.pair)}: {silence(longest)}", "Open", QUIET)
    words = f"{capital(count(len(found), 'pair'))} without contact for {CALL_DAYS} days or more, the longest"
    return Need(f"{words} {pair_words(names, longest.pair)}: {longest.days} days", "Open", QUIET)


def silence(one: Quiet | Silent) -> str:
    """How long there was no contact."""
    return f"no contact for {figure(one.days, 'day')}" if one.last else f"no contact yet, for {figure(one.days, 'day')}"


def _late(digest: Digest, _names: Names) -> Need | None:
    late = digest.figures.late
    if not late:
        return None
    days = figure(max(one.days for one in late), "business day")
    longest = f"late by {days}" if len(late) == 1 else f"late, the longest by {days}"
    return Need(f"{capital(count(len(late), 'status report'))} {longest}", "See who", REPORTS)


def _unread(digest: Digest, _names: Names) -> Need | None:
    unread = digest.figures.unread
    if not unread:
        return None
    days = figure(max(one.days for one in unread), "business day")
    verb = f"has waited {days}" if len(unread) == 1 else f"have waited, the longest {days},"
    return Need(f"{capital(count(len(unread), 'status report'))} {verb} to be read", "Read", UNREAD)


def _free(digest: Digest, names: Names) -> Need | None:
    free = digest.figures.free
    if not free:
        return None
    if len(free) == 1:
        return Need(f"{pair_words(names, free[0])}: nothing booked for ten days", "Open", FREE)
    return Need(f"{capital(count(len(free), 'pair'))} with nothing booked for ten days", "Open", FREE)


def _old(digest: Digest, _names: Names) -> Need | None:
    old = digest.figures.old
    verb = "is" if len(old) == 1 else "are"
    words = f"{capital(count(len(old), 'visit'))} of more than a week ago {verb} neither logged nor explained"
    return Need(words, "See which", OLD) if old else None


def _low(digest: Digest, names: Names) -> Need | None:
    low = digest.figures.low
    if not low:
        return None
    far = "far below the promised hours two months in a row"
    if len(low) == 1:
        return Need(f"{pair_words(names, low[0])}: {far}", "Open", LOW)
    return Need(f"{capital(count(len(low), 'leader'))} {far}", "See who", LOW)


def _over(digest: Digest, names: Names) -> Need | None:
    over = digest.figures.over
    if not over:
        return None
    most = max(over, key=lambda one: one.percent)
    if len(over) == 1:
        words = f"{named(names.person(most.coach))} has more to do than time in {ahead(over)}: {most.percent}%"
        return Need(words, "See weeks", CAPACITY)
    words = f"{capital(count(len(over), 'coach', 'coaches'))} have more to do than time in {ahead(over)}"
    return Need(f"{words}, the most {most.percent}%", "See who", CAPACITY)


def ahead(rooms: Sequence[Room]) -> str:
    """The weeks that were looked at: the next four weeks."""
    weeks = max((len(one.weeks) for one in rooms), default=0)
    return f"the next {count(weeks, 'week')}" if weeks > 1 else "the next week"


def headline(digest: Digest, found: Sequence[Need]) -> str:
    """Coaching, week of Nov 9 – three things need you"""
    verb = "needs" if len(found) == 1 else "need"
    what = f"{count(len(found), 'thing')} {verb} you" if found else "nothing needs you"
    so_far = " so far" if digest.figures.day <= digest.figures.last else ""
    return f"{short(digest.title, 80)}, week of {month_day(digest.figures.first)}{so_far} – {what}"


def held_words(figures: Figures) -> str:
    """Visits held 61 of 68 (90%)"""
    visits = figures.visits
    return f"Visits held {held_of(visits)}" if visits.planned or visits.held else "No visits were planned"


def held_of(visits: Held) -> str:
    """61 of 68 (90%)"""
    if not visits.planned:
        return f"{visits.held:,}, none planned"
    return f"{visits.held:,} of {visits.planned:,} ({visits.share}%)"


def fact_lines(figures: Figures) -> list[str]:
    """The figures of a week, in two lines."""
    said = [held_words(figures)]
    if figures.leaders:
        said.append(f"hours on pace {figures.on_pace:,} of {figures.leaders:,} leaders")
    if figures.due:
        said.append(f"reports on time {figures.on_time:,} of {figures.due:,}")
    silent = " · ".join(f"{days} days: {figures.silent(days):,}" for days in (14, 21, 30))
    overdue = f" · next steps overdue: {figures.overdue:,}" if figures.large else ""
    return [" · ".join(said), f"Without contact for {silent}{overdue}"]


def _weeks(figures: Figures) -> list[WeekHeld]:
    """The weeks since the first that had visits; none where it is one alone."""
    weeks = list(dropwhile(lambda one: not (one.planned or one.held), figures.weeks))
    return weeks if len(weeks) > 1 else []


def weeks_words(figures: Figures) -> list[str]:
    """What the chart shows, in words."""
    said = [f"{month_day(one.monday)} {one.held} of {one.planned}" for one in _weeks(figures)]
    return [f"Held of planned, by week: {' · '.join(said)}"] if said else []


def weeks_blocks(figures: Figures, *, charts: bool) -> list[Block]:
    """Visits held and planned, a week each."""
    return [_chart(_weeks(figures)) if charts else context(words) for words in weeks_words(figures)]


def _chart(weeks: Sequence[WeekHeld]) -> Block:
    labels = [month_day(one.monday) for one in weeks]
    series = (("Held", [one.held for one in weeks]), ("Planned", [one.planned for one in weeks]))
    return bars("Visits held and planned", labels, series, "Visits")


def footing(digest: Digest) -> str:
    """Which digest it is, and as of when: a second copy of the same is known by it."""
    number = f"Digest {digest.number} · as of" if digest.number else "As of"
    return f"{number} {when(digest.as_of, digest.zone)}"


def details(digest: Digest) -> list[str]:
    """What is told in the thread."""
    figures = digest.figures
    parts = (
        ("by district", figures.districts),
        ("without contact", figures.quiet),
        ("activity mix", figures.activities or figures.practices or not figures.large),
        ("coaches' time", figures.rooms),
        ("what changed", figures.before),
    )
    told = " · ".join(name for name, there in parts if there)
    return [f"Details in the thread: {told}."] if told else []


def week_digest(digest: Digest, names: Names, *, charts: bool = True, thread: bool = True) -> Message:
    """The whole message. thread: its details follow in the thread; else they are behind a button."""
    found = needs(digest, names)
    head = headline(digest, found)
    if not found:
        return _all_clear(digest, head)
    lines, row = [f"{place}  {one.words}" for place, one in enumerate(found, 1)], str(digest.id)
    asked = [
        section(line, button(one.label, one.action, row, spoken=short(f"{one.label}: {one.words}", 75)))
        for line, one in zip(lines, found, strict=True)
    ]
    facts, last = fact_lines(digest.figures), [footing(digest), *(details(digest) if thread else [])]
    top = [header(head), *asked, section("\n".join(facts))]
    end = [actions(list_buttons(digest, thread=thread)), context("\n".join(last))]
    plainer = (*top, *weeks_blocks(digest.figures, charts=False), *end)
    shown = (*top, *weeks_blocks(digest.figures, charts=True), *end) if charts else plainer
    said = [head, *lines, *facts, *weeks_words(digest.figures), *last]
    return Message(safe("\n".join(said)), shown, plainer=plainer)


def _all_clear(digest: Digest, head: str) -> Message:
    """One line."""
    visits = digest.figures.visits
    held = f"{visits.held:,} of {visits.planned:,} visits held" if visits.planned else "No visits were planned"
    line = f"{head}. {held}. Digest {digest.number}."
    return Message(safe(line), (section(line, button("Details", PAGE, str(digest.id))),))


def list_buttons(digest: Digest, *, thread: bool) -> list[Block]:
    """The ways to the lists behind the figures."""
    row = str(digest.id)
    offered = [
        ("Visits", VISITS, True),
        ("Hours", HOURS, bool(digest.figures.leaders)),
        ("Reports", REPORTS, bool(digest.figures.due)),
        ("Without contact", QUIET, bool(digest.figures.quiet)),
        ("Next steps", STEPS, digest.figures.large),
        ("Details", PAGE, not thread),
        ("As it stood", STOOD, True),
    ]
    return [button(label, action, row) for label, action, there in offered if there]
