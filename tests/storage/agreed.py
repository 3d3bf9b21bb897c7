"""What tests of agreements and plans share: pages filled in, an agreement both have signed, a goal."""

from datetime import date, datetime
from typing import Any

from storage.agreeing import Offering, offer_agreement, sign_agreement
from storage.agreements import NewAgreement
from storage.goalwork import Planning, save_goal
from storage.people import Actor
from storage.plans import NewGoal
from tests.storage.contacting import COACH, LEADER, NOW, Program

FOCUS, NORM, SIGN_WORDS, TEXT = (
    "Feedback after walkthroughs",
    "We say what we see.",
    "Six rooms a week",
    "More feedback",
)


def an_agreement(**changes: Any) -> NewAgreement:
    """Both pages filled in."""
    filled = {
        "focus": f"- {FOCUS}\n* Data teams", "norms": NORM, "leader_expects": "Straight answers.",
        "measured": SIGN_WORDS, "others": "Teachers ask for it", "cadence": "Tuesdays at 9",
        "review_on": date(2027, 2, 15),
    }  # fmt: skip
    return NewAgreement.model_validate({**filled, **changes})


def offering(program: Program, intent: str = "one", base: int = 0, wording: str = "") -> Offering:
    """One filling-in of the form of the pair."""
    return Offering(intent, program.pair, base, wording)


def offer(program: Program, actor: Actor = COACH, intent: str = "one", base: int = 0, **changes: Any) -> int:
    """Offer an edition; its id."""
    return offer_agreement(program.db, actor, NOW, offering(program, intent, base), an_agreement(**changes))


def agree(program: Program, at: datetime = NOW, **changes: Any) -> int:
    """Offer an edition and let the leader sign it; its id."""
    made = offer_agreement(program.db, COACH, at, offering(program, f"agreed {at}"), an_agreement(**changes))
    sign_agreement(program.db, LEADER, at, made)
    return made


def a_goal(**changes: Any) -> NewGoal:
    """A goal's form filled in."""
    filled = {
        "text": TEXT, "improvement_goal": "Goal 2: reading", "focus": ("practices:P5", "cpsel:2B"),
        "indicator": "Notes counted each month", "by_day": date(2027, 3, 1),
    }  # fmt: skip
    return NewGoal.model_validate({**filled, **changes})


def aim(program: Program, intent: str = "goal", actor: Actor = COACH, at: datetime = NOW, **changes: Any) -> int:
    """Add a goal of the pair; its id."""
    return save_goal(program.db, actor, at, Planning(intent, program.pair), a_goal(**changes))
