"""The App Home of each role, and of people the program doesn't know."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.blocks import HOME_MAX, Block, View, actions, button, context, divider, header, home, section
from bot.messages import desk
from bot.messages.calendars import OPEN as CALENDAR
from bot.messages.commitments import steps_on_home
from bot.messages.contacts import LOG, open_button, row, what, with_state
from bot.messages.digests import LATEST
from bot.messages.districts import district_home
from bot.messages.drafts import row as draft_row
from bot.messages.exports import EXPORT, PROGRAM_EXPORT
from bot.messages.hours import coach_hours, leader_hours
from bot.messages.openings import OPEN
from bot.messages.planpage import plans_on_home
from bot.messages.reflections import on_coach_home, on_leader_home
from bot.messages.remarks import questions
from bot.messages.reports import on_coach_home as reports
from bot.messages.sharing import MY_READERS
from bot.messages.weeks import week_on_home
from bot.messages.welcome import READ, WHAT_THIS_IS
from bot.messages.wishes import OPEN as OPEN_SETTINGS
from bot.rules.commitments import Ledger
from bot.rules.contacts import brief, hours, readable
from bot.rules.views import (
    CoachHome,
    CoordinatorHome,
    Fact,
    HomeFacts,
    LeaderHome,
    Unfinished,
)

WEEK = "home.week"
SETUP = "setup.open"
OLDER = "contact.older"
OLDER_WITH_ME = "contact.older_with_me"
SHOWN = 10
BETWEEN_YOU = "Notes are between you and your coach. Coordinators see that a visit happened, not what was said."
PORTFOLIO = "Session logs are portfolio items, which coordinators read. Other notes are between you and your coach."
NO_FACTS = "Nothing logged yet. Each contact appears here as a fact, without its words."
OPEN_LOG = "Open a pair's log…"
ONLY_SUMS = "As an admin you see sums. Single contacts are for the program's coordinators."
LONG_AGO = "From more than six weeks ago, so it doesn't come first anymore. You can still finish it."
DRAFTS_MAX = 3
SETTINGS = (
    divider(),
    actions([button("Settings", OPEN_SETTINGS), button("My calendar", CALENDAR), button(WHAT_THIS_IS, READ)]),
)


def coach_home(facts: CoachHome, *, charts: bool) -> list[Block]:
    """The next act first; then this week's visits, what was promised, the month's hours, what was logged last."""
    blocks = [actions([button("Log a contact", LOG, style="primary")]), *questions(facts.questions)]
    blocks += _to_finish(facts)
    blocks += week_on_home(facts.week) if facts.week else []
    blocks += _steps(facts.promises, facts.today, bool(facts.standings), several=True)
    blocks += plans_on_home(facts.plans)
    blocks += on_coach_home(facts.given, facts.given_count)
    blocks += [divider(), header(f"Hours in {facts.today:%B}"), *coach_hours(facts.standings, chart=charts)]
    blocks += [divider(), header("Logged last")]
    blocks += own_rows(facts.recent, facts.states) + _older(facts.recent, OLDER, bool(facts.plans))
    return blocks + _left_unfinished(facts)


def _to_finish(facts: CoachHome) -> list[Block]:
    """Reports that are owed, and forms that were left unsaved."""
    rows = [*reports(facts.reports), *_drafts([one for one in facts.unfinished if not one.is_old(facts.today)])]
    return [header("To finish"), *rows, divider()] if rows else []


def _left_unfinished(facts: CoachHome) -> list[Block]:
    """The same from long ago, at the end."""
    old = [one for one in facts.unfinished if one.is_old(facts.today)]
    rows = [*reports(facts.left, first=False), *_drafts(old)]
    return [divider(), header("Left unfinished"), context(LONG_AGO), *rows] if rows else []


def _drafts(found: Sequence[Unfinished]) -> list[Block]:
    more = len(found) - DRAFTS_MAX
    rows = [block for one in found[:DRAFTS_MAX] for block in draft_row(one)]
    return rows + _left_out(more, "draft" if more == 1 else "drafts")


def _left_out(count: int, what: str) -> list[Block]:
    return [context(f"And {count} more {what}.")] if count > 0 else []


def _steps(ledger: Ledger, today: date, pairs: bool, *, several: bool) -> list[Block]:
    """The next steps of both sides. pairs: whether there is anybody to agree any with."""
    if not (pairs or ledger.open or ledger.today):
        return []
    return [divider(), header("Next steps"), *steps_on_home(ledger, today, several=several)]


def own_rows(facts: Iterable[Fact], states: Mapping[int, str]) -> list[Block]:
    """A coach's contacts, each with its button. states: in a word, how they stand, by id."""
    rows = [section(row(one, states.get(one.id, "")), open_button(one, "Open")) for one in facts]
    return rows or [section("Nothing logged yet. What you log appears here.")]


def shared_rows(facts: Sequence[Fact], states: Mapping[int, str]) -> list[Block]:
    """A leader's contacts, each with its button; with whom only where that differs. states: how they stand, by id."""
    several = len({(one.school, one.coach) for one in facts}) > 1
    rows = [
        section(
            with_state(f"{what(one)} · {brief(one.day)}", states.get(one.id, ""))
            + (f"\n{one.school}, with {one.coach}" if several else ""),
            open_button(one, "Read"),
        )
        for one in facts
    ]
    return rows or [section("Nothing logged yet. After each visit you can read here what your coach wrote.")]


def _older(recent: tuple[Fact, ...], action: str, pairs: bool) -> list[Block]:
    """Further rows, a file, and who read: also of those whose agreement may be read before anything is logged."""
    buttons = [button("Older", action, str(recent[-1].id))] if len(recent) == SHOWN else []
    buttons += [button("Export", EXPORT)] if recent else []
    buttons += [button("Who read my records", MY_READERS)] if recent or pairs else []
    return [actions(buttons)] if buttons else []


def leader_home(facts: LeaderHome) -> list[Block]:
    """Who coaches her, what was agreed and still matters, and every shared log, newest first."""
    who = "\n".join(f"{coach} coaches you at {school}." for coach, school in facts.coaches)
    blocks = [header("Your coaching"), section(who or "No coach is matched with you yet. You'll see it here.")]
    blocks.append(context(PORTFOLIO if any(one.portfolio for one in facts.recent) else BETWEEN_YOU))
    blocks += [divider(), *week_on_home(facts.week)] if facts.week and facts.week.pairs else []
    if facts.hours:
        blocks += [divider(), header("Your hours"), *leader_hours(facts.hours)]
    blocks += _steps(facts.promises, facts.today, bool(facts.coaches), several=len(facts.coaches) > 1)
    blocks += plans_on_home(facts.plans)
    blocks += on_leader_home(facts.questions) if facts.coaches or facts.questions.total else []
    blocks += [divider(), header("Visits and calls"), *shared_rows(facts.recent, facts.states)]
    return blocks + _older(facts.recent, OLDER_WITH_ME, bool(facts.plans))


def coordinator_home(facts: CoordinatorHome, may_set_up: bool) -> list[Block]:
    """Who needs them, the month in numbers, the newest facts behind them."""
    set_up = [button("Program set-up", SETUP, style=None if facts.leaders else "primary")] if may_set_up else []
    blocks = [header(facts.programme), *_needs(facts)]
    if facts.leaders:
        blocks += [*desk.comes(facts.desk), divider(), header(f"{facts.today:%B} so far"), _month(facts)]
        blocks += _answered(facts)
    digest = [button("Digest", LATEST, str(facts.digests))] if facts.leaders and facts.digests else []
    blocks += desk.ways(facts.desk, digest, set_up)
    blocks += [divider(), header("Logged last")]
    blocks += [
        section(
            f"{readable(one.id)} · {what(one)} · {brief(one.day)}\n{one.school}, {one.leader} · {one.coach}",
            open_button(one, "Open"),
        )
        for one in facts.recent
    ]
    if not facts.recent:
        blocks.append(section(NO_FACTS if facts.lists else ONLY_SUMS))
    ways = [button("Export", PROGRAM_EXPORT)] if facts.recent and facts.lists else []
    ways += [button(OPEN_LOG, OPEN)] if facts.administers else []
    return [*blocks, *([actions(ways)] if ways else [])]


def _needs(facts: CoordinatorHome) -> list[Block]:
    if not facts.leaders:
        return [section("No leader is matched with a coach yet. The roster files, uploaded in the set-up, do that.")]
    return desk.needs(facts.desk)


def _answered(facts: CoordinatorHome) -> list[Block]:
    if facts.answered is None:
        return []
    answered, asked = facts.answered
    said = (
        f"Questions to leaders, the last four weeks: {answered:,} of {asked:,} answered. The answers are theirs alone."
    )
    return [context(said)]


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
    most = HOME_MAX - len(SETTINGS)
    if sum(map(len, parts)) + dividers <= most:
        return parts
    share = (most - dividers) // len(parts)
    cut = context("There is more than fits here: you hold several roles.")
    return [part if len(part) <= share else [*part[: share - 1], cut] for part in parts]


def home_view(facts: HomeFacts) -> View:
    """One Home from the parts of every role the person holds."""
    parts = [
        *(coordinator_home(one, facts.may_set_up and not place) for place, one in enumerate(facts.coordinator)),
        *([coach_home(facts.coach, charts=facts.charts)] if facts.coach else []),
        *([leader_home(facts.leader)] if facts.leader else []),
        *([district_home(facts.district)] if facts.district else []),
    ]
    if facts.may_set_up and not facts.coordinator:
        parts.insert(0, installer_home())
    blocks: list[Block] = []
    for part in _fit(parts) or [bystander_home() if facts.known else stranger_home()]:
        blocks += ([divider()] if blocks else []) + part
    return home([*blocks, *SETTINGS] if facts.known else blocks)
