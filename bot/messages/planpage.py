"""The page of a pair's agreement and plan: what stands, what each of the two can do with it, who can read it."""

from collections.abc import Sequence

from bot.blocks import Block, actions, button, context, divider, header, section, title
from bot.messages.agreements import EMPTY as NO_AGREEMENT
from bot.messages.agreements import HOLDS, OFFER_AGAIN, READ, UNSIGN, WITHDRAW, WRITE, Names, standing_line
from bot.messages.plans import ADD, REVIEWED, SHOW, UNDO_REVIEW, goal_buttons, goal_line
from bot.messages.plans import EMPTY as NO_GOALS
from bot.rules.agreements import WITHDRAWN, Agreement, other_side
from bot.rules.contacts import brief, spell
from bot.rules.plans import PairLine, PairPage

HOME_MAX = 3


def names(one: PairPage) -> Names:
    """Who the pair is."""
    return Names(one.school, one.leader, one.coach)


def pair_blocks(one: PairPage, said: str = "") -> list[Block]:
    """The whole page. said: what has just happened."""
    other = names(one).of(other_side(one.side)) if one.side else f"{one.leader} with {one.coach}"
    blocks = [section(said), divider()] if said else []
    blocks.append(section(f"{one.school} · {other}"))
    if one.sees_agreement:
        blocks += [title("Agreement"), *_agreement(one)]
    if one.sees_goals:
        blocks += [divider(), title("Plan"), *_plan(one)]
    return [*blocks, context(readers(one))]


def readers(one: PairPage) -> str:
    """Who can read it, in the reader's terms."""
    if not one.side:
        return "Only the two of them write here. They can see that you looked at it."
    other = names(one).of(other_side(one.side))
    return (
        f"You and {other} write here. Coordinators and lead coaches can read the agreement once it is in force, and "
        "the goals. Your district sees areas of focus, how often you meet, and what the goals are."
    )


def _agreement(one: PairPage) -> list[Block]:
    blocks = _in_force(one) if one.agreement else []
    blocks += _offered(one, one.offered) if one.offered else []
    if not blocks:
        blocks.append(section(NO_AGREEMENT if one.side else "Nothing is agreed in writing yet."))
        blocks += [actions([_write(one, "Write the agreement")])] if one.writes else []
    return blocks


def _write(one: PairPage, label: str) -> Block:
    first = not (one.agreement or one.offered)
    return button("Continue writing" if one.begun else label, WRITE, str(one.pair), "primary" if first else None)


def _in_force(one: PairPage) -> list[Block]:
    kept = one.agreement
    if kept is None or kept.in_force_on is None:
        return []
    areas = "\n".join(f"· {line}" for line in kept.focus)
    when = f"In force since {spell(kept.in_force_on)}."
    when += f" Looked at on {brief(kept.looked_on)}." if kept.looked_on else ""
    when += f" To be looked at on {spell(kept.review_on)}." if kept.review_on else ""
    blocks = [section(f"{when}\n{areas}\n{kept.cadence}")]
    buttons = [button("Read it", READ, str(kept.id), spoken="Read the agreement")] if kept.flows else []
    if one.writes:
        buttons += [] if one.offered and one.offered.waits_for else [_write(one, "Offer a change")]
        buttons += (
            [] if one.today in {kept.looked_on, kept.in_force_on} else [button("It still holds", HOLDS, str(kept.id))]
        )
        buttons += [button("Undo my signature", UNSIGN, str(kept.id))] if one.undo else []
    return [*blocks, *([actions(buttons)] if buttons else [])]


def _offered(one: PairPage, new: Agreement) -> list[Block]:
    other, what = names(one).of(other_side(one.side)), f"Edition {new.edition}"
    if new.state == WITHDRAWN:
        line = f"You took {what.lower()} back. {other} can't read it."
        buttons = [button("Offer it again", OFFER_AGAIN, str(new.id)), _write(one, "Write another")]
    elif new.waits_for == one.side:
        line = f"{other} offers {what.lower()}. It is in force once you have signed it."
        buttons = [button("Read and sign", READ, str(new.id), "primary"), _write(one, "Suggest a change")]
    else:
        line = f"{what} is signed by you and waits for {other}."
        buttons = [button("Read it", READ, str(new.id), spoken=f"Read {what.lower()}"), _write(one, "Change it")]
        buttons += [button("Take it back", WITHDRAW, str(new.id))] if new.by == one.side else []
    return [section(line), *([actions(buttons)] if one.writes else [])]


def _plan(one: PairPage) -> list[Block]:
    blocks: list[Block] = []
    for goal in one.plan.goals:
        blocks.append(section(goal_line(goal)))
        blocks += [actions(goal_buttons(goal))] if one.writes else []
    blocks += [section(NO_GOALS if one.side else "No goal yet.")] if not one.plan.goals else []
    if one.plan.live and one.plan.since:
        done = "Looked at on" if one.plan.reviewed_on else "Begun on"
        blocks.append(context(f"{done} {spell(one.plan.since)}."))
    if one.writes:
        first = None if one.plan.live else "primary"
        buttons = [button("Add a goal", ADD, str(one.pair), first if one.agreement else None)]
        if one.plan.undo:
            buttons.append(button("Undo: looked at today", UNDO_REVIEW, str(one.pair)))
        elif one.plan.live:
            buttons.append(button("We looked at it today", REVIEWED, str(one.pair)))
        blocks.append(actions(buttons))
    return blocks


def plans_on_home(lines: Sequence[PairLine]) -> list[Block]:
    """How the agreements and plans of one's own pairs stand: what needs something, and the way to all of them."""
    if not lines:
        return []
    open_ones = [one for one in lines if one.needs]
    said = [f"{one.school}: {_needs(one)}" for one in open_ones[:HOME_MAX]]
    more = len(open_ones) - HOME_MAX
    said += [f"And {more} more."] if more > 0 else []
    text = "\n".join(said) or "Agreed and planned. Nothing waits for you."
    return [divider(), header("Agreement and plan"), section(text, button("Open", SHOW, spoken="Agreements and plans"))]


def _needs(one: PairLine) -> str:
    stands = standing_line(one.stands, one.side, one.who)
    if one.stands.in_force_on is None or one.stands.offered:
        return f"{stands[:1].lower()}{stands[1:]}"
    return "the plan wasn't looked at for a while." if one.stale else "no goal yet."
