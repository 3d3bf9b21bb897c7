"""Goals (form F12): added, changed, met, dropped, reopened; and that the pair looked at its plan."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, Refusal, Unsure
from bot.messages.plans import closed_already
from bot.rules.agreements import other_side
from bot.rules.plans import FOCUS_MAX, LIVE_MAX, MET, Goal
from handlers.coachplan.page import again, came_from, follow
from handlers.errors import in_background, show
from handlers.secondlook import FIELD, second_look
from handlers.turn import Turn
from storage.agreementforms import GoalFacts, goal_facts
from storage.goalwork import Planning, close_goal, flagged_in, goal_for, reopen_goal, review_plan, save_goal
from storage.goalwork import undo_review as take_review_back
from storage.guarding import NEUTRAL, OWN, Flagged
from storage.plans import NewGoal

FORM = "goal.form"
LABELS = {
    "text": "Goal",
    "improvement_goal": "School goal it serves",
    "why_none": "Or why it serves none",
    "indicator": "What shows that it is met",
    "over": "Why beside three others",
}


async def open_blank(turn: Turn) -> None:
    """Ack, then open the form for a new goal of a pair."""
    pair, came = turn.row_id(), came_from(turn)
    await turn.ack()
    in_background(turn, lambda later: _open(later, pair, came, None))


async def open_change(turn: Turn) -> None:
    """Ack, then open the form on a goal."""
    goal, came = turn.row_id(), came_from(turn)
    await turn.ack()
    in_background(turn, lambda later: _open_change(later, goal, came))


async def _open_change(turn: Turn, goal: int, came: Mapping[str, int]) -> None:
    one, pair = await turn.store.read(goal_for, turn.actor, goal)
    if not one.live:
        raise Refusal(closed_already(one))
    await _open(turn, pair, came, one)


async def _open(turn: Turn, pair: int, came: Mapping[str, int], one: Goal | None) -> None:
    facts = await turn.store.read(goal_facts, turn.actor, pair, one.id if one else 0)
    data = {
        "i": secrets.token_urlsafe(18),
        "e": pair,
        "g": one.id if one else 0,
        "v": one.version if one else "",
        **came,
    }
    await show(turn, build(facts, _values(one) if one else {}, turn.pack(data, FORM), changes=one is not None))


def _values(one: Goal) -> dict[str, Any]:
    return {
        "text": one.text, "improvement_goal": one.serves, "why_none": one.why_none, "focus": one.focus,
        "indicator": one.indicator, "by_day": str(one.by_day), "over": one.over,
    }  # fmt: skip


def build(
    facts: GoalFacts, filled: Mapping[str, Any], metadata: str, *, changes: bool, found: Sequence[Flagged] = ()
) -> b.View:
    """The form. filled: initial values by field; changes: it is about a goal that is there."""
    groups: dict[str, list[b.Block]] = {}
    for one in facts.elements:
        groups.setdefault(one.framework, []).append(b.option(one.words, one.code))
    chosen = [str(code) for code in filled.get("focus", ())]
    other = facts.who.of(other_side(facts.side))
    reads = f"You and {other} read this, and the program's coordinators. Your district reads the goal itself."
    blocks = [
        *second_look(found, LABELS),
        b.context(f"{reads} Please name no students."),
        _line(filled, "text", "What will be different", limit=True),
        _line(filled, "improvement_goal", "From the school improvement plan", optional=True),
        _line(filled, "why_none", "", optional=True),
        b.ask("focus", "Practice or standard", b.grouped(groups, chosen, FOCUS_MAX), hint="One to three."),
        _line(filled, "indicator", "What you'll see or count"),
        b.ask("by_day", "By when", b.date_input(filled.get("by_day"))),
    ]
    if facts.live >= LIVE_MAX or filled.get("over"):
        hint = "Three goals are live, and fewer get further. This one needs a reason."
        blocks.append(b.ask("over", LABELS["over"], b.text_input(initial=filled.get("over")), hint=hint))
    return b.modal(FORM, "Change a goal" if changes else "Add a goal", "Save", blocks, metadata)


def _line(filled: Mapping[str, Any], name: str, prompt: str, *, optional: bool = False, limit: bool = False) -> b.Block:
    field = b.text_input(lines=limit, initial=filled.get(name), prompt=prompt)
    return b.ask(name, LABELS[name], field, optional=optional)


async def submit(turn: Turn) -> None:
    """Parse, save, ack; the pair's page follows."""
    data, filled = turn.unpack(), forms.values(turn.view)
    wording = str(filled.pop(FIELD, ""))
    if wording not in {"", NEUTRAL, OWN}:
        raise Denied("value", FIELD)
    new = forms.parse(NewGoal, filled)
    planning = Planning(data["i"], data["e"], data["g"], data["v"], wording)
    try:
        await turn.store.write(save_goal, turn.actor, turn.now, planning, new)
    except Unsure:
        await _ask(turn, data, filled, new)
        return
    await follow(turn, data["e"], data, "Goal changed." if data["g"] else "Goal added.")


async def _ask(turn: Turn, data: Mapping[str, Any], filled: Mapping[str, Any], new: NewGoal) -> None:
    """The same form with what to look at above it; what was typed stays."""
    found = await turn.store.read(flagged_in, turn.actor, data["e"], new)
    facts = await turn.store.read(goal_facts, turn.actor, data["e"], data["g"])
    view = build(facts, filled, turn.pack(data, FORM), changes=bool(data["g"]), found=found)
    await turn.ack(response_action="update", view=view)


async def close(turn: Turn, state: str) -> None:
    """Mark a goal as met or dropped, ack; the page follows."""
    pair = await turn.store.write(close_goal, turn.actor, turn.now, turn.row_id(), state)
    await turn.ack()
    said = "Marked as met." if state == MET else "Dropped."
    again(turn, pair, f"{said} Reopen it below if that was too early.")


async def reopen(turn: Turn) -> None:
    """Make a closed goal live again, ack; the page follows."""
    pair = await turn.store.write(reopen_goal, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    again(turn, pair, "Reopened: it is live again.")


async def review(turn: Turn) -> None:
    """Note a look at the plan, ack; the page follows."""
    pair = await turn.store.write(review_plan, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    again(turn, pair, "Noted: you looked at the plan together today.")


async def undo_review(turn: Turn) -> None:
    """Take today's look at the plan back, ack; the page follows."""
    pair = await turn.store.write(take_review_back, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    again(turn, pair, "Undone: the look at the plan isn't noted anymore.")
