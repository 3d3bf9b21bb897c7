"""A district's month in words, for its liaisons: sums of their own district, and nothing that tells of one leader."""

from collections.abc import Sequence

from bot import blocks as b
from bot.blocks import Block, View, actions, button, context, divider, header, paragraphs, safe, section
from bot.messages import Message
from bot.messages.digests import figure, named
from bot.messages.exports import PROGRAM_EXPORT
from bot.messages.plans import SHOW
from bot.rules.contacts import hours
from bot.rules.digests import Month
from bot.rules.views import DistrictHome

GOALS, NEXT, BACK = "district.goals", "district.goals.next", "district.goals.back"
PAGE = "district.page"
SHOWN = 10
FEW = "Figures are told from five leaders on, so that none of them is about one person."
YOURS = (
    "Of your district you see each leader's hours, areas of focus, and what the goals are. "
    "What is said in coaching stays between a leader and the coach."
)
WHAT = "These are sums of your own district. What is said in coaching stays between a leader and the coach."
NO_DIGEST = "A digest of each month, with the visits, comes on the first school Monday after it, and stands here."
ASK = "Ask me in a message: hours by month? visits in October?"
NO_DISTRICT = "No district is set for you yet. A coordinator sets it in the roster; then you find it here."
NOBODY = "Nobody in {} is coached now. Once somebody is, their hours stand here."
LISTED = 25
WHOSE = "What leaders of your district work on, and not who works on what."


def month_digest(row: int, number: int, district: str, month: Month) -> Message:
    """The whole message."""
    head, lines = f"{named(district)}: coaching in {month.first:%B %Y}", _lines(month)
    last = f"{WHAT} Digest {number} of your district."
    blocks: list[Block] = [section("\n".join([head, *lines]))]
    if month.goals:
        blocks.append(actions([button("Titles of the goals", GOALS, str(row))]))
    return Message(safe("\n".join([head, *lines, last])), (*blocks, context(last)))


def _lines(month: Month) -> list[str]:
    lines = [
        f"{figure(month.leaders, 'leader is', 'leaders are')} coached.",
        *(_figures(month) if month.large else [FEW]),
    ]
    if month.goals:
        lines.append(f"{figure(month.goals, 'goal is', 'goals are')} being worked on.")
    return lines


def district_home(facts: DistrictHome) -> list[Block]:
    """A liaison's Home: this month so far, the hours of each leader, the newest digest, and what can be opened."""
    if not facts.leaders:
        none = NOBODY.format(facts.district) if facts.district else NO_DISTRICT
        return [header(named(facts.district) or "Your district"), section(none)]
    leaders = figure(facts.leaders, "leader is", "leaders are")
    so_far = [f"{leaders} coached. Hours that count: {hours(facts.minutes)}."]
    if facts.counted:
        verb = "is" if facts.behind == 1 else "are"
        so_far.append(f"{facts.behind:,} of {figure(facts.counted, 'leader')} {verb} behind on the month's hours.")
    blocks = [header(named(facts.district)), section("\n".join([f"{facts.today:%B} so far", *so_far]))]
    shown = [f"{who}: {hours(minutes)} h" for who, minutes in facts.by_leader[:LISTED]]
    shown += [f"And {left} more." for left in [len(facts.by_leader) - LISTED] if left > 0]
    blocks += [divider(), header(f"Hours in {facts.today:%B}"), *paragraphs(shown)] if shown else []
    blocks += [divider(), *_newest(facts), divider()]
    ways = [button("Agreements and goals", SHOW), button("Hours as a file", PROGRAM_EXPORT)]
    return [*blocks, actions(ways), context(f"{ASK}\n{YOURS}")]


def _newest(facts: DistrictHome) -> list[Block]:
    """What the newest digest told, and the way to the goals' titles."""
    if facts.last is None:
        return [context(NO_DIGEST)]
    head = header(f"Digest of {facts.last.first:%B}")
    goals = [actions([button("Titles of the goals", GOALS, str(facts.digest))])] if facts.last.goals else []
    return [head, section("\n".join(_lines(facts.last))), *goals]


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
