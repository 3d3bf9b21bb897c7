"""The second page of form F17, the collaborative session log: what was said and agreed."""

from collections.abc import Mapping
from typing import Any

from bot import blocks as b
from bot.messages.sharing import SEE, readers_hint
from bot.rules import contacts as rules
from handlers.coachlog import formparts as parts
from handlers.coachlog.form import (
    ADD_CHECK_IN,
    ADD_PRIVATE,
    ADD_STANCES,
    ADD_STEP,
    BACK,
    SESSION,
    Shape,
    more_buttons,
)
from storage.forming import Facts

NONE_AGREED = b.option("None was agreed", "yes")
NOT_YET = b.option("Not yet set", "yes")


def build(facts: Facts, shape: Shape, filled: Mapping[str, Any], metadata: str) -> b.View:
    """The page. filled: all that the form says, that of the first page included."""
    leader = parts.leader_of(facts.pairs, filled, "the leader")
    blocks = [b.context(readers_hint(leader, portfolio=facts.portfolio))]
    if shape.check_in:
        blocks.append(_words("check_in", "Check-in: how work and person are", filled))
    blocks.append(parts.focus(facts.elements, filled, needed=True))
    blocks.append(_words("successes", "Successes, and the evidence", filled))
    if shape.check_in:
        blocks.append(_words("obstacles", rules.DETAILS["obstacles"], filled))
    blocks.append(_words("note", "What you discussed", filled))
    blocks += parts.message(shape.link, filled)
    blocks += _agreed(facts, shape, filled)
    if shape.stances:
        blocks += _beside(filled)
    if shape.private:
        blocks.append(parts.private(filled))
    blocks.append(b.actions(_more(shape), "more"))
    return b.modal(SESSION, "The session", "Save" if shape.contact else "Log it", blocks, metadata, notify=True)


def _words(name: str, label: str, filled: Mapping[str, Any]) -> b.Block:
    field = b.text_input(lines=True, initial=filled.get(name))
    return b.ask(name, label, field, optional=True, hint=parts.guessed(filled, name))


def _agreed(facts: Facts, shape: Shape, filled: Mapping[str, Any]) -> list[b.Block]:
    """Next steps of both sides, and the next meeting, or that there is none."""
    leader = parts.leader_of(facts.pairs, filled, "The leader")
    blocks = [block for place in range(max(shape.steps, 1)) for block in parts.step(place, leader, filled, facts.due)]
    none = b.checks([NONE_AGREED], ["yes"] if filled.get("no_steps") else [])
    unset = b.checks([NOT_YET], ["yes"] if filled.get("next_open") else [])
    meeting = b.date_input(filled.get("next_on"))
    return [
        *blocks,
        b.ask("no_steps", "Or no next step", none, optional=True),
        b.ask("next_on", "Next meeting", meeting, optional=True, hint=parts.guessed(filled, "next_on")),
        b.ask("next_open", "Or no day for it", unset, optional=True),
    ]


def _beside(filled: Mapping[str, Any]) -> list[b.Block]:
    options = [b.option(label, code) for code, label in rules.STANCES.items()]
    stances = b.choices(options, tuple(filled.get("stances", ())), rules.STANCES_MAX)
    return [
        b.ask("next_focus", rules.DETAILS["next_focus"], b.text_input(initial=filled.get("next_focus")), optional=True),
        b.ask("stances", "Stances you used", stances, optional=True),
        b.ask("resources", rules.DETAILS["resources"], b.text_input(initial=filled.get("resources")), optional=True),
    ]


def _more(shape: Shape) -> list[b.Block]:
    return more_buttons(
        {
            ADD_STEP: max(shape.steps, 1) < rules.STEPS_MAX,
            ADD_CHECK_IN: not shape.check_in,
            ADD_STANCES: not shape.stances,
            ADD_PRIVATE: not shape.private,
            BACK: True,
            SEE: True,
        }
    )
