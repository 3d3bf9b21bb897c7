"""The App Home of each role, and of people the program doesn't know."""

from datetime import date, timedelta

from bot.blocks import Block, View, actions, button, context, divider, header, home, section
from bot.messages.contacts import LOG, OPEN, what, when
from bot.rules.contacts import brief, hours, readable
from bot.rules.dates import clock
from bot.rules.views import CoachHome, CoordinatorHome, Fact, HomeFacts, LeaderHome, Planned, Standing, Step

WEEK = "home.week"
SETUP = "setup.open"
BAR = 9


def coach_home(facts: CoachHome) -> list[Block]:
    """The next act first; then this week's visits, the month's hours with each leader, what was logged last."""
    blocks = [actions([button("Log a contact", LOG, style="primary")])]
    blocks += [header("This week"), *_week(facts)]
    month = f"{facts.today:%B}"
    blocks += [divider(), header(f"Hours in {month}"), *_hours(facts.standings)]
    blocks += [divider(), header("Logged last")]
    return blocks + _recent(facts.recent, "Nothing logged yet. What you log appears here.")


def _week(facts: CoachHome) -> list[Block]:
    if not facts.week:
        return [section("No weekly visits are planned. Your coordinator sets the visit day with the roster.")]
    return [_planned(one, facts.today) for one in facts.week]


def _planned(one: Planned, today: date) -> Block:
    day = "Today" if one.day == today else brief(one.day)
    at = f", {clock(one.start)}" if one.start else ""
    held = one.last is not None and one.last >= one.day - timedelta(days=one.day.weekday())
    text = f"{day}{at} · {one.school}\n{one.leader} · {_since(one, today, held)}"
    if held or one.day > today:
        return section(text)
    return section(text, button("Log it", LOG, str(one.engagement_id)))


def _since(one: Planned, today: date, held: bool) -> str:
    if one.last is None:
        return "no visit logged in 90 days"
    if held:
        return f"logged {brief(one.last)}"
    days = (today - one.last).days
    return "last visit yesterday" if days == 1 else f"last visit {days} days ago"


def _hours(standings: tuple[Standing, ...]) -> list[Block]:
    if not standings:
        return [section("No leaders yet. Once you are matched, their hours appear here.")]
    lines = [
        f"{_bar(one)}  {hours(one.minutes)} of {one.goal_hours:g} h · {one.school}, {one.leader}"
        for one in standings[:40]
    ]
    return [section("\n".join(lines[start : start + 10])) for start in range(0, len(lines), 10)]


def _bar(one: Standing) -> str:
    done = min(BAR, round(BAR * one.minutes / 60 / one.goal_hours)) if one.goal_hours else BAR
    return "▇" * done + "▁" * (BAR - done)


def _recent(recent: tuple[Fact, ...], empty: str) -> list[Block]:
    if not recent:
        return [section(empty)]
    return [
        section(f"{what(one)} · {when(one)}\n{one.school}, {one.leader} · {readable(one.id)}", _open(one))
        for one in recent
    ]


def _open(one: Fact) -> Block:
    return button("Open", OPEN, str(one.id))


def leader_home(facts: LeaderHome) -> list[Block]:
    """Who coaches her, what was agreed last, and every shared log, newest first."""
    who = "\n".join(f"{coach} coaches you at {school}." for coach, school in facts.coaches)
    blocks = [header("Your coaching"), section(who or "No coach is matched with you yet. You'll see it here.")]
    if facts.steps:
        blocks += [header("Next steps from last time"), section("\n".join(_step(one) for one in facts.steps))]
    blocks += [divider(), header("Visits and calls")]
    for one in facts.recent:
        blocks.append(
            section(f"{what(one)} · {when(one)}\n{one.school}, with {one.coach}", button("Read", OPEN, str(one.id)))
        )
    if not facts.recent:
        blocks.append(section("Nothing logged yet. After each visit you can read here what your coach wrote."))
    blocks.append(
        context("Notes are between you and your coach. Coordinators see that a visit happened, not what was said.")
    )
    return blocks


def _step(one: Step) -> str:
    who = "You" if one.owner == "leader" else "Your coach"
    return f"{who}: {one.what}" + (f" – by {brief(one.due_on)}" if one.due_on else "")


def coordinator_home(facts: CoordinatorHome, may_set_up: bool) -> list[Block]:
    """The month in numbers, the newest facts behind them, and who isn't matched to a Slack person."""
    blocks = [header(facts.programme), *_month(facts)]
    if may_set_up:
        blocks.append(actions([button("Program set-up", SETUP, style=None if facts.leaders else "primary")]))
    if facts.unmatched_count:
        blocks += [header("Not in Slack yet"), section(_unmatched(facts))]
    blocks += [divider(), header("Logged last")]
    blocks += [
        section(f"{what(one)} · {when(one)}\n{one.school}, {one.leader} · {one.coach} · {readable(one.id)}")
        for one in facts.recent
    ]
    if not facts.recent:
        blocks.append(section("Nothing logged yet. Each contact appears here as a fact, without its words."))
    return blocks


def _month(facts: CoordinatorHome) -> list[Block]:
    if not facts.leaders:
        return [section("No leader is matched with a coach yet. The roster files, uploaded in the set-up, do that.")]
    reached = f"{facts.leaders_reached} of {facts.leaders} leaders reached"
    return [
        section(f"{facts.month}: {facts.contacts} contacts · {hours(facts.minutes)} h that count · {reached}"),
        context(f"{facts.coaches} coaches · {facts.leaders} leaders"),
    ]


def _unmatched(facts: CoordinatorHome) -> str:
    more = facts.unmatched_count - len(facts.unmatched)
    rest = f"\nand {more} more" if more > 0 else ""
    return (
        "These e-mails belong to nobody in this Slack. They are matched when the people join.\n"
        + "\n".join(facts.unmatched)
        + rest
    )


def stranger_home() -> list[Block]:
    """For someone the program doesn't know."""
    said = (
        "I don't have you in a coaching program yet. A coordinator adds people with the roster; "
        "once your e-mail is in it, your Home appears here by itself."
    )
    return [header("Welcome to Coachlog"), section(said)]


def installer_home() -> list[Block]:
    """For the person who installed the app, before there is a program."""
    return [
        header("Set up your program"),
        section("Three steps: the program's rules and channels, the roster files, and who coordinates."),
        actions([button("Start", SETUP, style="primary")]),
    ]


def home_view(facts: HomeFacts) -> View:
    """One Home from the parts of every role the person holds."""
    parts = [
        *([coordinator_home(facts.coordinator, facts.may_set_up)] if facts.coordinator else []),
        *([coach_home(facts.coach)] if facts.coach else []),
        *([leader_home(facts.leader)] if facts.leader else []),
    ]
    if facts.may_set_up and not facts.coordinator:
        parts.insert(0, installer_home())
    blocks: list[Block] = []
    for part in parts or [stranger_home()]:
        blocks += ([divider()] if blocks else []) + part
    return home(blocks)
