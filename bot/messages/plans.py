"""Plans in words: goals as lines, and what is answered where something about them can't be."""

from bot.blocks import Block, button
from bot.frameworks import elements
from bot.messages.agreements import OPEN, Names
from bot.messages.nudges import Piece
from bot.rules.agreements import other_side
from bot.rules.contacts import brief, spell
from bot.rules.plans import STATES, Goal

SHOW = "plan.show"
ADD, CHANGE, MET, DROP, REOPEN = "goal.add", "goal.change", "goal.met", "goal.drop", "goal.reopen"
REVIEWED, UNDO_REVIEW = "plan.reviewed", "plan.undo_review"

BY_WHEN = "Choose a day after today, at most two years ahead."
THREE_ARE_LIVE = (
    "Three goals are live already, and fewer get further. Mark one as met or dropped first, or say why a further one "
    "can't wait."
)
REOPEN_NOT = "Three goals are live already. Mark one of them as met or dropped first."
NOTHING_TO_REVIEW = "There is no live goal to look at yet. Add one first."
NO_REVIEW_TODAY = "There is nothing to undo: nobody noted a look at the plan today."
EMPTY = "No goal yet. Up to three goals show here, with what shows that each is met and by when."


def changed_meanwhile(other: str) -> str:
    """To somebody whose form began from a goal as it was before."""
    return f"{other} or you changed this goal meanwhile. Close this form and open it again; copy your words first."


def closed_already(one: Goal) -> str:
    """To somebody who closes a goal that is closed."""
    on = f" on {spell(one.closed_on)}" if one.closed_on else ""
    return f"That goal was marked as {STATES[one.state].lower()}{on}. Reopen it to change that."


def focus_words(codes: tuple[str, ...]) -> str:
    """Practices and elements as people read them."""
    return "; ".join(elements()[one].words for one in codes if one in elements())


def goal_line(one: Goal) -> str:
    """A goal as it is read: its text, by when, what it is about and what shows that it is met."""
    when = f"By {spell(one.by_day)}" if one.live else f"{STATES[one.state]} on {brief(one.closed_on or one.by_day)}"
    lines = [one.text, f"{when} · {focus_words(one.focus)}"]
    lines += [f"Shown by: {one.indicator}"] if one.indicator else []
    lines += [f"Serves: {one.serves}"] if one.serves else []
    lines += [f"Serves no school goal: {one.why_none}"] if one.why_none and not one.serves else []
    lines += [f"Beside three others: {one.over}"] if one.over else []
    return "\n".join(line for line in lines if line)


def goal_buttons(one: Goal) -> list[Block]:
    """What the two can do with a goal."""
    row = str(one.id)
    if not one.live:
        return [button("Reopen", REOPEN, row, spoken=f"Reopen: {one.text}")]
    return [
        button("Met", MET, row, spoken=f"Met: {one.text}"),
        button("Change", CHANGE, row, spoken=f"Change: {one.text}"),
        button("Drop", DROP, row, spoken=f"Drop: {one.text}"),
    ]


def unreviewed(who: Names, pair: int, side: str, since: str) -> Piece:
    """45 days without a look at the plan: to both, once."""
    other = who.of(other_side(side))
    line = (
        f"The plan with {other}, {who.school}, was last looked at on {since}. Ten minutes together keep it true; "
        "I won't bring it up again before your next visit."
    )
    return Piece(line, (button("Look at the plan", OPEN, str(pair), "primary"),))
