"""The coordinator's desk in Home: what needs them, most urgent first, each with its one act; all clear in one line."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.blocks import Block, View, actions, button, context, divider, header, modal, section
from bot.messages import roster
from bot.messages.digests import capital, silence
from bot.messages.reports import LIST, TAKE
from bot.rules.contacts import brief
from bot.rules.dates import clock, local_time
from bot.rules.desk import Desk, Flag, Silent, Standing
from bot.rules.reports import CONCERNS
from bot.rules.visits import KINDS, Visit

SILENT, UNEXPLAINED = "desk.silent", "desk.unexplained"  # the lists behind two of its numbers; value: the program
LIST_PAGE, OLDER, NEWER = "desk.list", "desk.older", "desk.newer"
TITLES = {SILENT: "Silent pairs", UNEXPLAINED: "Visits not explained"}
NONE = {
    SILENT: "No pair is without contact for three weeks.",
    UNEXPLAINED: "Every visit is logged or explained.",
}
FLAGS_SHOWN, PAIRS_SHOWN, PEOPLE_SHOWN, ACTS_SHOWN, CLOSED_SHOWN = 5, 5, 3, 3, 3
EACH = 10
CLEAR = "Nothing needs you."
NOT_COUNTED = "Days on which the school was closed aren't counted."
MATCHED_BY = "They are matched by their e-mail when they join."
CORRECT = " Open one to correct it."


def needs(desk: Desk) -> list[Block]:
    """Everything that waits for somebody, or one line."""
    blocks = [*_flags(desk), *_reports(desk), *_silent(desk), *_unexplained(desk), *_unmatched(desk)]
    return [header("Needs you"), *blocks] if blocks else [section(CLEAR)]


def comes(desk: Desk) -> list[Block]:
    """What comes next, in a quiet line."""
    lines = []
    if desk.visits:
        lines.append(f"{desk.visits:,} {'visit' if desk.visits == 1 else 'visits'} in the next seven days")
    lines += [f"{name}, {_span(first, last)}" for name, first, last in desk.closing[:CLOSED_SHOWN]]
    coming = [one for one in desk.reports if desk.now and one.due_at >= desk.now]
    lines += [f"Reports for {_period(one)} are due {_moment(one.due_at, desk)}" for one in coming[:1]]
    return [context("Next: " + " · ".join(lines))] if lines else []


def ways(desk: Desk, before: list[Block], after: list[Block]) -> list[Block]:
    """What was changed by hand lately, and the way to the roster between further buttons."""
    own = [button("Roster", roster.OPEN, str(desk.programme))] if desk.changes else []
    buttons = [*before, *own, *after]
    recent = roster.recent(desk.acts[:ACTS_SHOWN])
    lately = [divider(), header(roster.LATELY), *recent] if recent else []
    return [*lately, *([actions(buttons)] if buttons else [])]


def _flags(desk: Desk) -> list[Block]:
    blocks = []
    for one in desk.flags[:FLAGS_SHOWN]:
        take = button("I'll take it", TAKE, str(one.id), "primary", spoken=f"I'll take the concern, {one.school}")
        blocks.append(section(_flag(one, desk), take if desk.takes else None))
    return blocks + _more(desk.flag_count - FLAGS_SHOWN, "flag", "flags")


def _flag(one: Flag, desk: Desk) -> str:
    when = _moment(one.due_at, desk)
    clock_ = f"An answer was due {when}" if desk.now and one.due_at < desk.now else f"An answer is due {when}"
    return f"{CONCERNS[one.level]}: {one.school}, {one.leader}\nRaised by {one.coach}. {clock_}."


def _reports(desk: Desk) -> list[Block]:
    """The newest period that is due or over, with what waits in any."""
    waits = [one for one in desk.reports if one.to_read or one.late or one.returned]
    if not waits:
        return []
    line = "\n".join(_standing(one) for one in waits[:3])
    return [section(line, button("Status reports", LIST, str(desk.programme)))]


def _standing(one: Standing) -> str:
    said = [f"{one.there} of {one.owed} in"]
    said += [f"{one.to_read} to read"] if one.to_read else []
    said += [f"{one.late} late"] if one.late else []
    said += [f"{one.returned} returned"] if one.returned else []
    return f"Status reports, {_period(one)}: {', '.join(said)}"


def _period(one: Standing) -> str:
    return f"{one.first:%b} {one.first.day}–{one.last.day}"


def _silent(desk: Desk) -> list[Block]:
    if not desk.silent_count:
        return []
    if not desk.lists:
        return [section(f"No contact for three weeks: {desk.silent_count:,} of the pairs.")]
    several = desk.silent_count > PAIRS_SHOWN
    every = button(f"All {desk.silent_count:,}", SILENT, str(desk.programme)) if several else None
    rows = [silent_row(one) for one in desk.silent[:PAIRS_SHOWN]]
    return [section("No contact for three weeks:", every), *rows, context(NOT_COUNTED)]


def silent_row(one: Silent) -> Block:
    """A silent pair, with the way to it."""
    return _pair_row(one.pair, f"{one.school}, {one.leader}", f"{capital(silence(one))} · {one.coach}")


def visit_row(one: Visit) -> Block:
    """A visit that nobody accounted for, with the way to its pair."""
    what = f"{brief(one.day)} · {KINDS[one.kind]} · {one.coach}"
    return _pair_row(one.engagement_id, f"{one.school}, {one.leader}", what)


def _pair_row(pair: int, name: str, said: str) -> Block:
    return section(f"{name}\n{said}", button("Open", roster.PAIR, str(pair), spoken=f"Open {name}"))


def _unexplained(desk: Desk) -> list[Block]:
    if not desk.unexplained:
        return []
    visits = "visit" if desk.unexplained == 1 else "visits"
    line = f"Neither logged nor explained after a week: {desk.unexplained:,} {visits}."
    see = button("See which", UNEXPLAINED, str(desk.programme), spoken="See which visits aren't explained")
    return [section(line, see if desk.lists else None)]


def _unmatched(desk: Desk) -> list[Block]:
    if not desk.unmatched_count:
        return []
    correct = CORRECT if desk.changes else ""
    blocks = [section(f"Not in Slack yet: {desk.unmatched_count:,}. {MATCHED_BY}{correct}")]
    for person, name, email in desk.unmatched[:PEOPLE_SHOWN]:
        open_it = button("Open", roster.PERSON, str(person), spoken=f"Open {name}") if desk.changes else None
        blocks.append(section(f"{name}\n{email}", open_it))
    return blocks + _more(desk.unmatched_count - PEOPLE_SHOWN, "person", "people")


def _more(count: int, one: str, several: str) -> list[Block]:
    return [context(f"And {count:,} more {one if count == 1 else several}.")] if count > 0 else []


def _span(first: date, last: date) -> str:
    return brief(first) if first == last else f"{brief(first)} to {brief(last)}"


def _moment(at: datetime, desk: Desk) -> str:
    here, today = local_time(at, desk.zone), desk.today
    near = {today: "today", today + timedelta(days=1): "tomorrow", today - timedelta(days=1): "yesterday"}
    return f"{near.get(here.date(), brief(here.date()))}, {clock(f'{here:%H:%M}')}"


def list_page(what: str, rows: Sequence[Silent | Visit], count: int, skip: int, metadata: str) -> View:
    """All that is behind a number of the desk, ten at a time: what has waited longest first."""
    blocks = [section(_list_head(what, count)), *(_list_row(one) for one in rows)]
    place = [f"{skip + 1}–{min(skip + EACH, count)} of {count:,}"] if count > EACH else []
    notes = [*place, *([NOT_COUNTED] if what == SILENT else [])]
    ways = [button("Before", NEWER)] if skip else []
    ways += [button("Next", OLDER)] if skip + EACH < count else []
    blocks += [*([context(" · ".join(notes))] if notes else []), *([actions(ways)] if ways else [])]
    return modal(LIST_PAGE, TITLES[what], None, blocks, metadata)


def _list_row(one: Silent | Visit) -> Block:
    return visit_row(one) if isinstance(one, Visit) else silent_row(one)


def _list_head(what: str, count: int) -> str:
    if not count:
        return NONE[what]
    many = "" if count == 1 else "s"
    if what == SILENT:
        return f"No contact for three weeks: {count:,} pair{many}"
    return f"Neither logged nor explained after a week: {count:,} visit{many}"
