"""A district's month in words, for its liaisons: sums of their own district, and nothing that tells of one leader."""

from collections.abc import Sequence

from bot import blocks as b
from bot.blocks import Block, View, actions, button, context, safe, section
from bot.messages import Message
from bot.messages.digests import figure, named
from bot.rules.contacts import hours
from bot.rules.digests import Month

GOALS, NEXT, BACK = "district.goals", "district.goals.next", "district.goals.back"
PAGE = "district.page"
SHOWN = 10
FEW = "Figures are told from five leaders on, so that none of them is about one person."
WHAT = "These are sums of your own district. What is said in coaching stays between a leader and the coach."
WHOSE = "What leaders of your district work on, and not who works on what."


def month_digest(row: int, number: int, district: str, month: Month) -> Message:
    """The whole message."""
    head = f"{named(district)}: coaching in {month.first:%B %Y}"
    lines = [
        f"{figure(month.leaders, 'leader is', 'leaders are')} coached.",
        *(_figures(month) if month.large else [FEW]),
    ]
    if month.goals:
        lines.append(f"{figure(month.goals, 'goal is', 'goals are')} being worked on.")
    last = f"{WHAT} Digest {number} of your district."
    blocks: list[Block] = [section("\n".join([head, *lines]))]
    if month.goals:
        blocks.append(actions([button("Titles of the goals", GOALS, str(row))]))
    return Message(safe("\n".join([head, *lines, last])), (*blocks, context(last)))


def _figures(month: Month) -> list[str]:
    visits = month.visits
    held = f"Visits held: {visits.held:,} of {visits.planned:,}" if visits.planned else "No visits were planned."
    said = [f"{held} ({visits.share}%)." if visits.planned else held, f"Hours of coaching: {hours(month.minutes)}."]
    if month.promised:
        promised = hours(month.promised)
        said.append(
            f"{month.on_dose:,} of {month.leaders:,} leaders had the {promised} hours that are promised a month."
        )
    return said


def goals_page(titles: Sequence[str], skip: int, metadata: str) -> View:
    """Ten titles, by their words."""
    shown = titles[skip : skip + SHOWN]
    blocks = [section(f"• {one}") for one in shown] or [section("No goal is being worked on now.")]
    turning = [button("Back", BACK, str(max(0, skip - SHOWN)))] if skip else []
    turning += [button("Next", NEXT, str(skip + SHOWN))] if skip + SHOWN < len(titles) else []
    blocks += [actions(turning)] if turning else []
    return b.modal(PAGE, "Goals", None, [*blocks, context(WHOSE)], metadata)
