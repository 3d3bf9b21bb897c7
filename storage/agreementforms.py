"""What the forms of an agreement and of a goal begin with, and the agreement's first page kept until the second."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.errors import Denied
from bot.frameworks import Element, elements_of
from bot.messages.agreements import Names, draft_kind, flows, usual_cadence
from bot.rules import agreements as rules
from bot.rules.agreements import COACH, IN_FORCE, OFFERED, Agreement
from bot.rules.programme import Rules
from storage.agreeing import BY_INTENT, SIGN
from storage.agreementrows import editions_of, opened
from storage.database import Db, tenant
from storage.drafts import OPEN, keep_draft, open_draft, see_draft
from storage.goalwork import LIVE_COUNT, WRITE
from storage.people import Actor
from storage.planaccess import AGREEMENT, GOALS, Access, access_to
from storage.programmes import programmes

FIRST, SECOND = "first", "second"
PAGE_GONE = (
    "The first page isn't kept any more: it was offered from another window, or a week has passed. Copy your words, "
    "close this form and open it again."
)
RULES = tenant(select(programmes.c.rules).where(programmes.c.id == bindparam("programme")))


@dataclass(frozen=True, slots=True)
class Begun:
    """What an agreement's form shows. side: the writer's; reached: the other one is in Slack; base: the edition it
    begins from, 0 for none; edition: the one it makes; first, second: initial values by field; guessed: some of them
    are guesses."""

    who: Names
    side: str
    reached: bool
    flows: str
    base: int = 0
    edition: int = 1
    first: Mapping[str, Any] = field(default_factory=dict)
    second: Mapping[str, Any] = field(default_factory=dict)
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """What a goal's form shows. elements: the standards to choose from; live: how many other goals are live."""

    who: Names
    side: str
    elements: tuple[Element, ...]
    live: int


def begin_agreement(db: Db, actor: Actor, now: datetime, pair: int) -> Begun:
    """What the form begins with: what its writer kept, else the newest edition, else what is likely. Raises Denied."""
    held = access_to(db, actor, pair, AGREEMENT, SIGN)
    row = held.row
    editions = editions_of(db, pair)
    newest = next((one for one in editions if one.state in (OFFERED, IN_FORCE)), None)
    base = opened(db, newest, row, held.reader) if newest is not None else None
    made = Begun(
        Names(row.school, row.leader, row.coach),
        held.side,
        bool(row.leader_user if held.side == COACH else row.coach_user),
        flows(portfolio=bool(row.portfolio_rule)),
        base.id if base else 0,
        editions[0].edition + 1 if editions else 1,
    )
    made = _from_edition(made, base) if base else _likely(made, held)
    made = replace(made, second={**made.second, "review_on": str(held.day(now) + rules.REVIEW_USUAL)})
    kept = db.first(OPEN, user=actor.user_id, of_kind=draft_kind(pair))
    return _from_draft(db, actor, made, pair, kept.id) if kept is not None else made


def _from_edition(made: Begun, base: Agreement) -> Begun:
    first = {
        "focus": rules.as_text(base.focus), "norms": base.norms, "leader_expects": base.leader_expects,
        "coach_expects": base.coach_expects,
    }  # fmt: skip
    signs = {
        name: rules.as_text(line for line, can in base.indicators if can is measured)
        for name, measured in (("measured", True), ("others", False))
    }
    return replace(made, first=first, second={**signs, "cadence": base.cadence})


def _likely(made: Begun, held: Access) -> Begun:
    row = held.row
    guess = usual_cadence(row.visit_day, row.visit_start, row.visit_minutes, row.school)
    return replace(made, second={"cadence": guess} if guess else {}, guessed=bool(guess))


def _from_draft(db: Db, actor: Actor, made: Begun, pair: int, draft: int) -> Begun:
    filled = see_draft(db, actor.user_id, draft_kind(pair), draft).filled
    first, second = filled.get(FIRST, {}), filled.get(SECOND)
    kept = {**second} if second else dict(made.second)
    return replace(made, first=dict(first), second=kept, guessed=made.guessed and not second)


def keep_page(db: Db, actor: Actor, now: datetime, pair: int, step: str, filled: Mapping[str, Any]) -> int:
    """Keep a page of the agreement that is being written, for its writer alone; the draft's id. Raises Denied."""
    access_to(db, actor, pair, AGREEMENT, SIGN)
    kind = draft_kind(pair)
    draft = open_draft(db, now, actor.user_id, kind)
    keep_draft(db, now, actor.user_id, kind, replace(draft, filled={**draft.filled, step: dict(filled)}))
    return draft.id


def first_page(db: Db, actor: Actor, pair: int, draft: int) -> dict[str, Any]:
    """What was kept of the first page. Raises Denied when there is nothing of the actor's, or not any more."""
    try:
        return dict(see_draft(db, actor.user_id, draft_kind(pair), draft).filled.get(FIRST, {}))
    except Denied:
        raise Denied("draft", sentence=PAGE_GONE) from None


def is_offered(db: Db, intent: str) -> bool:
    """Whether this filling-in was offered already."""
    return db.first(BY_INTENT, intent_key=intent) is not None


def goal_facts(db: Db, actor: Actor, pair: int, goal: int = 0) -> GoalFacts:
    """What a goal's form needs. goal: the one it changes. Raises Denied for anyone but the two."""
    held = access_to(db, actor, pair, GOALS, WRITE)
    found = db.first(RULES, programme=held.row.programme_id)
    chosen = tuple((found.rules if found else {}).get("frameworks") or Rules().frameworks)
    if "practices" not in chosen:
        chosen = ("practices", *chosen)
    live = int(db.value(LIVE_COUNT, pair=pair, but=goal) or 0)
    names = Names(held.row.school, held.row.leader, held.row.coach)
    return GoalFacts(names, held.side, tuple(elements_of(chosen)), live)
