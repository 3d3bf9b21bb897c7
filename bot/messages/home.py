"""The App Home of each role, and of people the program doesn't know."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.blocks import HOME_MAX, Block, View, actions, button, context, divider, fields, header, home, section
from bot.messages.contacts import LOG, open_button, row, what
from bot.rules.contacts import brief, hours, readable
from bot.rules.dates import clock
from bot.rules.views import (
    CoachHome,
    CoordinatorHome,
    Fact,
    HomeFacts,
    LeaderHome,
    Planned,
    Promise,
    Quiet,
    Standing,
)

WEEK = "home.week"
SETUP = "setup.open"
OLDER = "contact.older"
OLDER_WITH_ME = "contact.older_with_me"
SHOWN = 10
BAR = 9
FIELDS_MAX = 10
STANDINGS_MAX = 40
WEEK_MAX = 20


def coach_home(facts: CoachHome) -> list[Block]:
    """The next act first; then this week's visits, what was promised, the month's hours, what was logged last."""
    blocks = [actions([button("Log a contact", LOG, style="primary")]), header("This week"), *_week(facts)]
    blocks += _promises(facts.promises, facts.today, "coach")
    blocks += [divider(), header(f"Hours in {facts.today:%B}"), *_hours(facts.standings)]
    blocks += [divider(), header("Logged last")]
    return blocks + own_rows(facts.recent) + _older(facts.recent, OLDER)


def _week(facts: CoachHome) -> list[Block]:
    if not facts.week:
        return [section("No weekly visits are planned. Your coordinator sets the visit day with the roster.")]
    shown = [_planned(one, facts.today) for one in facts.week[:WEEK_MAX]]
    return shown + _left_out(len(facts.week) - WEEK_MAX, "visits this week")


def _left_out(count: int, what: str) -> list[Block]:
    return [context(f"And {count} more {what}.")] if count > 0 else []


def _planned(one: Planned, today: date) -> Block:
    at = f", {clock(one.start)}" if one.start else ""
    held = one.last is not None and one.last >= one.day - timedelta(days=one.day.weekday())
    text = f"{_day(one.day, today)}{at} · {one.school}\n{one.leader} · {_since(one, today, held)}"
    if held or one.day > today:
        return section(text)
    return section(text, button("Log it", LOG, str(one.engagement_id), spoken=f"Log the visit at {one.school}"))


def _day(day: date, today: date, word: str = "Today") -> str:
    return word if day == today else brief(day)


def _since(one: Planned, today: date, held: bool) -> str:
    if one.last is None:
        return "no visit logged in 90 days"
    if held:
        return f"logged {_day(one.last, today, 'today')}"
    days = (today - one.last).days
    return "last visit yesterday" if days == 1 else f"last visit {days} days ago"


def _promises(promises: Sequence[Promise], today: date, reader: str) -> list[Block]:
    """What was agreed and still matters; reader: "coach" or "leader", who is "you"."""
    several = reader == "coach" or len({(one.school, one.coach) for one in promises}) > 1
    lines = [_promise(one, today, reader, several) for one in promises]
    return [divider(), header("Next steps"), *(section(line) for line in lines)] if lines else []


def _promise(one: Promise, today: date, reader: str, several: bool) -> str:
    names = {"coach": one.coach, "leader": one.leader, reader: "You"}
    due = one.step.due_on
    day = f"{'Was due' if due < today else 'By'} {_day(due, today, 'today')}" if due else ""
    where = f"{one.school}, with {one.leader if reader == 'coach' else one.coach}" if several else ""
    rest = " · ".join(part for part in (day, where) if part)
    return f"{names[one.step.owner]}: {one.step.what}" + (f"\n{rest}" if rest else "")


def _hours(standings: tuple[Standing, ...]) -> list[Block]:
    if not standings:
        return [section("No leaders yet. Once you are matched, their hours appear here.")]
    texts = [
        f"{one.school}, {one.leader}\n{_bar(one)}  {hours(one.minutes)} of {one.goal_hours:g} h"
        for one in standings[:STANDINGS_MAX]
    ]
    shown = [fields(texts[start : start + FIELDS_MAX]) for start in range(0, len(texts), FIELDS_MAX)]
    return shown + _left_out(len(standings) - STANDINGS_MAX, "leaders")


def _bar(one: Standing) -> str:
    done = min(BAR, round(BAR * one.minutes / 60 / one.goal_hours)) if one.goal_hours else BAR
    return "▇" * done + "▁" * (BAR - done)


def own_rows(facts: Iterable[Fact]) -> list[Block]:
    """A coach's contacts, each with its button."""
    rows = [section(row(one), open_button(one, "Open")) for one in facts]
    return rows or [section("Nothing logged yet. What you log appears here.")]


def shared_rows(facts: Sequence[Fact]) -> list[Block]:
    """A leader's contacts, each with its button; with whom only where that differs."""
    several = len({(one.school, one.coach) for one in facts}) > 1
    rows = [
        section(
            f"{what(one)} · {brief(one.day)}" + (f"\n{one.school}, with {one.coach}" if several else ""),
            open_button(one, "Read"),
        )
        for one in facts
    ]
    return rows or [section("Nothing logged yet. After each visit you can read here what your coach wrote.")]


def _older(recent: tuple[Fact, ...], action: str) -> list[Block]:
    return [actions([button("Older", action, str(len(recent)))])] if len(recent) == SHOWN else []


def leader_home(facts: LeaderHome) -> list[Block]:
    """Who coaches her, what was agreed and still matters, and every shared log, newest first."""
    who = "\n".join(f"{coach} coaches you at {school}." for coach, school in facts.coaches)
    blocks = [header("Your coaching"), section(who or "No coach is matched with you yet. You'll see it here.")]
    blocks.append(
        context("Notes are between you and your coach. Coordinators see that a visit happened, not what was said.")
    )
    blocks += _promises(facts.promises, facts.today, "leader")
    blocks += [divider(), header("Visits and calls"), *shared_rows(facts.recent)]
    return blocks + _older(facts.recent, OLDER_WITH_ME)


def coordinator_home(facts: CoordinatorHome, may_set_up: bool) -> list[Block]:
    """Who needs them, the month in numbers, the newest facts behind them."""
    set_up = [actions([button("Program set-up", SETUP, style=None if facts.leaders else "primary")])]
    blocks = [header(facts.programme), *_needs(facts)]
    if facts.leaders:
        blocks += [divider(), header(f"{facts.today:%B} so far"), _month(facts)]
    blocks += set_up if may_set_up else []
    blocks += [divider(), header("Logged last")]
    blocks += [
        section(f"{readable(one.id)} · {what(one)} · {brief(one.day)}\n{one.school}, {one.leader} · {one.coach}")
        for one in facts.recent
    ]
    if not facts.recent:
        blocks.append(section("Nothing logged yet. Each contact appears here as a fact, without its words."))
    return blocks


def _needs(facts: CoordinatorHome) -> list[Block]:
    if not facts.leaders:
        return [section("No leader is matched with a coach yet. The roster files, uploaded in the set-up, do that.")]
    blocks = []
    if facts.quiet:
        lines = [_quiet(one, facts.today) for one in facts.quiet]
        blocks.append(
            section("\n".join(["No contact for three weeks:", *lines, *_rest(facts.quiet_count, len(lines))]))
        )
    if facts.unmatched:
        lines = ["Not in Slack yet. They are matched when they join:", *(f"· {one}" for one in facts.unmatched)]
        blocks.append(section("\n".join([*lines, *_rest(facts.unmatched_count, len(facts.unmatched))])))
    return [header("Needs you"), *blocks] if blocks else [section("Nothing needs you.")]


def _quiet(one: Quiet, today: date) -> str:
    since = f"{(today - one.last).days} days" if one.last else "never"
    return f"· {one.school}, {one.leader} – {since} ({one.coach})"


def _rest(found: int, shown: int) -> list[str]:
    return [f"and {found - shown:,} more"] if found > shown else []


def _month(facts: CoordinatorHome) -> Block:
    coaches = "1 coach" if facts.coaches == 1 else f"{facts.coaches} coaches"
    contacts = "1 contact" if facts.contacts == 1 else f"{facts.contacts:,} contacts"
    reached = f"{facts.leaders_reached:,} of {facts.leaders:,} leaders reached by {coaches}"
    return section(f"{reached}\n{contacts} · {hours(facts.minutes)} hours that count")


def stranger_home() -> list[Block]:
    """For someone the program doesn't know."""
    said = (
        "I don't have you in a coaching program yet. A coordinator adds people with the roster; "
        "once your e-mail is in it, your Home appears here by itself."
    )
    return [header("Welcome to Coachlog"), section(said)]


def bystander_home() -> list[Block]:
    """For someone the program knows, whose role has nothing to do here."""
    said = "You're in the program, and there is nothing for you to do here yet."
    return [header("Welcome to Coachlog"), section(said)]


def installer_home() -> list[Block]:
    """For the person who installed the app, before there is a program."""
    return [
        header("Set up your program"),
        section("Three steps: the program's rules and channels, the roster files, and who coordinates."),
        actions([button("Start", SETUP, style="primary")]),
    ]


def _fit(parts: list[list[Block]]) -> list[list[Block]]:
    """The parts of one Home, the longer ones shortened where all of them together are too many."""
    dividers = max(len(parts) - 1, 0)
    if sum(map(len, parts)) + dividers <= HOME_MAX:
        return parts
    share = (HOME_MAX - dividers) // len(parts)
    cut = context("There is more than fits here: you hold several roles.")
    return [part if len(part) <= share else [*part[: share - 1], cut] for part in parts]


def home_view(facts: HomeFacts) -> View:
    """One Home from the parts of every role the person holds."""
    parts = [
        *(coordinator_home(one, facts.may_set_up and not place) for place, one in enumerate(facts.coordinator)),
        *([coach_home(facts.coach)] if facts.coach else []),
        *([leader_home(facts.leader)] if facts.leader else []),
    ]
    if facts.may_set_up and not facts.coordinator:
        parts.insert(0, installer_home())
    blocks: list[Block] = []
    for part in _fit(parts) or [bystander_home() if facts.known else stranger_home()]:
        blocks += ([divider()] if blocks else []) + part
    return home(blocks)
