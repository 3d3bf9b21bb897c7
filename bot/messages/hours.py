"""The hours bank in words and as a chart: in the confirmation, on the Homes, and how to make up for missing hours."""

from collections.abc import Sequence

from bot.blocks import Block, View, button, context, fields, modal, section
from bot.messages.charts import bars
from bot.rules.contacts import KINDS, brief, hours
from bot.rules.hours import Bank, MakeUp, quarters
from bot.rules.views import Standing

MAKE_UP = "hours.make_up"
BAR = 9
FIELDS_MAX = 10
LISTED_MAX = 40
CHARTED = 12
WORDED_MINUTES = 90
PAGE = "hours.page"


def month_words(bank: Bank) -> str:
    """The month so far, and where it is going: November: 3.0 of 4.5 h — on pace for 5.0 by the 30th."""
    so_far = f"{bank.month}: {so_far_words(bank)}"
    if bank.over:
        return f"{so_far} — more than the usual {bank.band_hours:g} h."
    if bank.expected is None or quarters(bank.expected) == quarters(bank.minutes):
        return f"{so_far}."
    return f"{so_far} — on pace for {hours(bank.expected)} by the {ordinal(bank.last.day)}."


def standing_words(standing: Standing) -> str:
    """The month for the coach, with what would do where it falls short."""
    make_up = standing.bank.make_up
    return (
        f"{month_words(standing.bank)} {make_up_words(make_up, standing.bank.month)}"
        if make_up
        else month_words(standing.bank)
    )


def so_far_words(bank: Bank) -> str:
    """What is logged against the goal: 3.0 of 4.5 h."""
    return f"{hours(bank.minutes)} of {bank.goal_hours:g} h" if bank.goal_hours else f"{hours(bank.minutes)} h"


def year_words(bank: Bank) -> str:
    """The school year so far: 12.5 of 45 h."""
    return (
        f"{hours(bank.year_minutes)} of {bank.year_hours:g} h" if bank.year_hours else f"{hours(bank.year_minutes)} h"
    )


def make_up_words(make_up: MakeUp, month: str) -> str:
    """What would do, in one sentence."""
    short = amount(make_up.missing)
    if make_up.by is None:
        return f"{short} short, with no school day left in {month}."
    ways = (
        "lengthen a visit or add a contact"
        if make_up.lengthen
        else "add a contact"
        if make_up.parts == 1
        else "add contacts"
    )
    return f"{short} more would do it: {ways} by {brief(make_up.by)}."


def amount(minutes: int) -> str:
    """Some minutes, or hours where they are many."""
    return f"{minutes} minutes" if minutes <= WORDED_MINUTES else f"{hours(minutes)} hours"


def ordinal(number: int) -> str:
    """A day of the month: 1st, 22nd, 30th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def coach_hours(standings: Sequence[Standing], *, chart: bool) -> list[Block]:
    """Each leader's month: those that fall short first, with the way to make up; the numbers of the chart are in it."""
    if not standings:
        return [section("No leaders yet. Once you are matched, their hours appear here.")]
    ranked = by_need(standings)
    needy = [one for one in ranked[:CHARTED] if one.bank.make_up]
    first = {one.pair for one in needy}
    others = [one for one in standings if one.pair not in first][: LISTED_MAX - len(needy)]
    rows = [fields(list(map(row, others[at : at + FIELDS_MAX]))) for at in range(0, len(others), FIELDS_MAX)]
    left = len(standings) - len(needy) - len(others)
    return [
        *([hours_chart(ranked[:CHARTED], len(standings))] if chart else []),
        *(section(row(one), make_up_button(one)) for one in needy),
        *rows,
        *([context("And 1 more leader." if left == 1 else f"And {left} more leaders.")] if left else []),
    ]


def by_need(standings: Sequence[Standing]) -> list[Standing]:
    """Those whose month falls short by most come first."""
    return sorted(standings, key=lambda one: -(one.bank.make_up.missing if one.bank.make_up else 0))


def row(one: Standing) -> str:
    """One leader's month and year."""
    bank = one.bank
    lines = [f"{one.school}, {one.leader}", f"{_bar(bank)}  {so_far_words(bank)}"]
    pace = "" if bank.expected is None else f"On pace for {hours(bank.expected)} h"
    if bank.make_up:
        lines += [f"{pace}, {amount(bank.make_up.missing)} short", f"This year {year_words(bank)}"]
    else:
        lines.append(f"{pace} · this year {year_words(bank)}" if pace else f"This year {year_words(bank)}")
    return "\n".join(lines)


def _bar(bank: Bank) -> str:
    done = min(BAR, round(BAR * bank.minutes / 60 / bank.goal_hours)) if bank.goal_hours else BAR
    return "▇" * done + "▁" * (BAR - done)


def make_up_button(one: Standing) -> Block:
    """The way to one more visit for a leader whose hours fall short."""
    return button("Plan a make-up", MAKE_UP, str(one.pair), spoken=f"Plan a make-up with {one.leader}")


def hours_chart(standings: Sequence[Standing], all_leaders: int) -> Block:
    """A bar a leader for what is logged, one for the forecast, and the goal; in hours, as the words say them."""
    banks = [one.bank for one in standings]
    goals = {one.goal_hours for one in banks}
    goal = f"Goal {banks[0].goal_hours:g} h" if len(goals) == 1 else "Goal"
    whom = f", {len(standings)} of {all_leaders}" if all_leaders > len(standings) else ""
    series = (
        ("So far", [_hours(one.minutes) for one in banks]),
        ("Forecast", [_hours(one.expected or one.minutes) for one in banks]),
        (goal, [one.goal_hours for one in banks]),
    )
    return bars(f"Hours by leader{whom}", [one.leader for one in standings], series, "Hours")


def _hours(minutes: int) -> float:
    return quarters(minutes) / 4


def leader_hours(standings: Sequence[Standing]) -> list[Block]:
    """A leader's own month and year; where only if there are several."""
    several = len(standings) > 1
    return [
        section(
            (f"{one.school}\n" if several else "")
            + f"{month_words(one.bank)}\nThis school year: {year_words(one.bank)}."
        )
        for one in standings
    ]


def make_up_page(standing: Standing, kinds: Sequence[str]) -> View:
    """How one leader's month can still reach its goal. kinds: what counts."""
    bank = standing.bank
    blocks = [section(f"{standing.leader}, {standing.school}\n{month_words(bank)}")]
    if bank.make_up is None:
        blocks.append(section(f"Nothing is missing in {bank.month}."))
    else:
        blocks.append(section("\n".join(_proposal(bank.make_up, bank.month))))
        counting = ", ".join(KINDS[one].label.lower() for one in kinds)
        blocks.append(context(f"These are school days without a visit to {standing.school}. What counts: {counting}."))
        blocks.append(context(f"Nothing is booked by this. Agree on a day with {standing.leader}."))
    return modal(PAGE, "Plan a make-up", None, blocks)


def make_up_lines(standing: Standing) -> list[str]:
    """The month of one leader and what would do, above the form that books a part of it."""
    make_up = standing.bank.make_up
    ways = _proposal(make_up, standing.bank.month) if make_up else []
    return [f"{standing.leader}: {month_words(standing.bank)}", "\n".join(ways)]


def _proposal(make_up: MakeUp, month: str) -> list[str]:
    if make_up.by is None:
        return [make_up_words(make_up, month)]
    lines = [f"{amount(make_up.missing)} more would do it. By {brief(make_up.by)}:"]
    if make_up.lengthen:
        visit = make_up.lengthen
        lines.append(f"· make the visit on {brief(visit.day)} longer: {visit.minutes} minutes in all")
    if make_up.parts:
        lines.append(f"· {_addition(make_up, 'or ' if make_up.lengthen else '')}")
    if make_up.still and not make_up.lengthen:
        lines.append(f"Even then {amount(make_up.still)} would be missing in {month}.")
    return lines


def _addition(make_up: MakeUp, lead: str) -> str:
    days = [brief(day) for day in make_up.days]
    if make_up.parts == 1:
        return f"{lead}add a contact of {make_up.part} minutes on {_listed(days, 'or')}"
    return f"{lead}add {make_up.parts} contacts of {make_up.part} minutes, as on {_listed(days, 'and')}"


def _listed(words: Sequence[str], joint: str) -> str:
    """Days in a list that read well although each has a comma of its own."""
    return f" {joint} ".join(["; ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
