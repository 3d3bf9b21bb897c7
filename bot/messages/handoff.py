"""What a new coach finds of the pair before, and what stays closed."""

from typing import Any

from bot.blocks import Block, View, actions, button, context, divider, modal, section, title
from bot.messages.agreements import OPEN, agreement_blocks
from bot.messages.commitments import LIST
from bot.messages.contacts import what
from bot.rules.contacts import brief, hours, spell

PAGE = "roster.handoff_page"
CLOSED = "The notes of the two aren't here: they were written for each other. Ask {leader}, and begin your own."


def handoff_page(one: Any) -> View:
    """The page behind “What goes on”. one: a storage.handoffs.Handoff."""
    school = one.names.school
    place = school if school == one.new_school else f"{school}, now {one.new_school}"
    head = f"{one.names.leader} · {place}\n{one.names.coach} coached from {spell(one.since)} on."
    blocks = [section(head), title("What you go on with"), section(_goes_on(one))]
    blocks.append(
        actions([button("Agreement and goals", OPEN, str(one.pair)), button("Open next steps", LIST)]),
    )
    if one.agreement:
        blocks += [divider(), title("What the two had agreed"), *agreement_blocks(one.agreement, one.names)]
    blocks += [divider(), title("When they met"), *_facts(one)]
    return modal(PAGE, "What goes on", None, [*blocks, context(CLOSED.format(leader=one.names.leader))])


def _goes_on(one: Any) -> str:
    weekly = f"Weekly: {'; '.join(one.weekly)}" if one.weekly else "No weekly time: agree on one."
    agreement = "Sign an agreement of your own; this one was the two others'." if one.agreement else "No agreement yet."
    goals = "1 goal" if one.goals == 1 else f"{one.goals or 'No'} goals"
    steps = "1 open next step" if one.steps == 1 else f"{one.steps or 'no'} open next steps"
    return f"{weekly}\n{goals}, {steps}\n{agreement}"


def _facts(one: Any) -> list[Block]:
    if not one.facts:
        return [section("Nothing was logged.")]
    lines = [f"{brief(fact.day)} · {what(fact)}" for fact in one.facts]
    head = "1 contact" if one.contacts == 1 else f"{one.contacts:,} contacts"
    left = one.entries - len(one.facts)
    more = f"\nand {left:,} more {'entry' if left == 1 else 'entries'}" if left > 0 else ""
    return [section(f"{head}, {hours(one.minutes)} hours that count. The newest:\n" + "\n".join(lines) + more)]
