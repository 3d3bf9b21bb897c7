"""Writing an agreement (form F8) on two pages, with a second look where a word may tell who somebody is."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, Unsure
from bot.rules.agreements import INDICATORS_MAX, other_side
from handlers.coachplan.page import came_from, follow
from handlers.errors import in_background, show
from handlers.secondlook import FIELD, second_look
from handlers.turn import Turn
from storage.agreeing import Offering, flagged_in, offer_agreement
from storage.agreementforms import FIRST as FIRST_STEP
from storage.agreementforms import SECOND as SECOND_STEP
from storage.agreementforms import Begun, begin_agreement, first_page, is_offered, keep_page
from storage.agreements import NewAgreement, NewPage
from storage.guarding import NEUTRAL, OWN, Flagged

FIRST, SECOND, BACK = "plan.form_first", "plan.form_second", "plan.form_back"
GUESS = "A guess from your weekly visit. Please check it."
LABELS = {
    "focus": "Areas of focus",
    "norms": "How you work together",
    "leader_expects": "What the leader expects",
    "coach_expects": "What the coach expects",
    "measured": "Signs that can be measured",
    "others": "Other signs",
    "cadence": "When, where and how you meet",
}


async def open_form(turn: Turn) -> None:
    """Ack, then open the first page."""
    pair, came = turn.row_id(), came_from(turn)
    await turn.ack()
    in_background(turn, lambda later: _open(later, pair, came))


async def _open(turn: Turn, pair: int, came: Mapping[str, int]) -> None:
    begun = await turn.store.read(begin_agreement, turn.actor, turn.now, pair)
    data = {"i": secrets.token_urlsafe(18), "e": pair, "o": begun.base, "d": 0, **came}
    await show(turn, first_view(begun, begun.first, turn.pack(data, FIRST)))


def first_view(begun: Begun, filled: Mapping[str, Any], metadata: str) -> b.View:
    """What they work on, and what each expects."""
    sides = {"leader_expects": begun.who.leader, "coach_expects": begun.who.coach}
    expects = [
        b.ask(name, b.short(f"What {who} expects", 150), _text(filled, name), optional=True)
        for name, who in sides.items()
    ]
    blocks = [
        b.context(_who(begun)),
        b.ask("focus", LABELS["focus"], _text(filled, "focus"), hint="One to three, one a line."),
        b.ask(
            "norms", LABELS["norms"], _text(filled, "norms"), hint="What you keep to: time, candor, what stays here."
        ),
        *expects,
    ]
    return b.modal(FIRST, "Agreement, 1 of 2", "Next", blocks, metadata)


def _who(begun: Begun) -> str:
    other = begun.who.of(other_side(begun.side))
    return (
        f"Only you read this until you offer it, then {other} too. Once both have signed, coordinators and lead "
        "coaches can read it; your district sees areas of focus and how often you meet. Please name no students."
    )


def _text(filled: Mapping[str, Any], name: str) -> b.Block:
    return b.text_input(lines=True, initial=filled.get(name))


def second_view(begun: Begun, filled: Mapping[str, Any], metadata: str, found: Sequence[Flagged] = ()) -> b.View:
    """What will show that it works, when they meet, and what reaches others."""
    other = begun.who.of(other_side(begun.side))
    signs = f"One a line, at most {INDICATORS_MAX} in all."
    usual = "Every Tuesday at 9, at the school; calls between"
    cadence = b.text_input(lines=True, initial=filled.get("cadence"), prompt=usual)
    hint = GUESS if begun.guessed else "Also how you reach each other between visits."
    blocks = [
        *second_look(found, LABELS),
        b.ask("measured", "Signs that it works, to be measured", _text(filled, "measured"), optional=True, hint=signs),
        b.ask("others", "Other signs that it works", _text(filled, "others"), optional=True, hint=signs),
        b.ask("cadence", LABELS["cadence"], cadence, hint=hint),
        b.ask("review_on", "Look at it again on", b.date_input(filled.get("review_on"))),
        b.title("What reaches others"),
        b.section(begun.flows),
        b.context(f"“Sign and offer” is your signature. {other} is asked to sign; until then it isn't in force."),
        b.actions([b.button("Back to page 1", BACK)]),
    ]
    return b.modal(SECOND, "Agreement, 2 of 2", "Sign and offer", blocks, metadata)


async def submit_first(turn: Turn) -> None:
    """Parse, keep, ack with the second page."""
    data, filled = turn.unpack(), forms.values(turn.view)
    forms.parse(NewPage, filled)
    draft = await turn.store.write(keep_page, turn.actor, turn.now, data["e"], FIRST_STEP, filled)
    begun = await turn.store.read(begin_agreement, turn.actor, turn.now, data["e"])
    view = second_view(begun, begun.second, turn.pack({**data, "d": draft}, SECOND))
    await turn.ack(response_action="update", view=view)


async def go_back(turn: Turn) -> None:
    """Ack, keep what is typed, and show the first page again in its place."""
    data, filled = turn.unpack(), forms.values(turn.view)
    await turn.ack()
    in_background(turn, lambda later: _go_back(later, data, filled))


async def _go_back(turn: Turn, data: Mapping[str, Any], filled: Mapping[str, Any]) -> None:
    kept = {name: value for name, value in filled.items() if name != FIELD}
    await turn.store.write(keep_page, turn.actor, turn.now, data["e"], SECOND_STEP, kept)
    begun = await turn.store.read(begin_agreement, turn.actor, turn.now, data["e"])
    view = first_view(begun, begun.first, turn.pack(data, FIRST))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def submit_second(turn: Turn) -> None:
    """Parse both pages, save, ack; the pair's page follows."""
    data, filled = turn.unpack(), forms.values(turn.view)
    wording = str(filled.pop(FIELD, ""))
    if wording not in {"", NEUTRAL, OWN}:
        raise Denied("value", FIELD)
    begun = await turn.store.read(begin_agreement, turn.actor, turn.now, data["e"])
    if not await turn.store.read(is_offered, data["i"]):
        first = await turn.store.read(first_page, turn.actor, data["e"], data["d"])
        new = forms.parse(NewAgreement, {**first, **filled})
        offering = Offering(data["i"], data["e"], data["o"], wording)
        try:
            await turn.store.write(offer_agreement, turn.actor, turn.now, offering, new)
        except Unsure:
            await _ask(turn, data, begun, filled, new)
            return
    await follow(turn, data["e"], data, _offered(begun))


async def _ask(turn: Turn, data: Mapping[str, Any], begun: Begun, filled: Mapping[str, Any], new: NewAgreement) -> None:
    """The same page with what to look at above it; what was typed stays."""
    found = await turn.store.read(flagged_in, turn.actor, data["e"], new)
    await turn.ack(response_action="update", view=second_view(begun, filled, turn.pack(data, SECOND), found))


def _offered(begun: Begun) -> str:
    other = begun.who.of(other_side(begun.side))
    asked = f"{other} is asked to sign." if begun.reached else f"{other} isn't in Slack yet, so please tell them."
    return f"Signed by you and offered. {asked} It is in force once both have signed; until then you can take it back."
