"""How each promise about agreements and plans is broken on purpose, for tests of `coachlog verify`."""

from collections.abc import Callable
from datetime import date

from storage.agreements import agreements
from storage.plans import goals, plans
from tests.storage.small import NOW, Small


def agreement(town: Small, edition: int = 1, **values: object) -> None:
    """An agreement of the pair, in force."""
    sealed = {name: town.db.seal(agreements.c[name], "{}") for name in ("focus", "cadence", "words", "flows")}
    signed = {"coach_signed_at": NOW, "leader_signed_at": NOW, "in_force_at": NOW}
    row = {"engagement_id": town.pair, "edition": edition, "state": "in_force", "written_by": town.coach, **signed}
    times = {"review_on": date(2027, 2, 15), "at": NOW, "changed_at": NOW, "intent": f"agreement-{edition}"}
    town.db.add(agreements, **{**row, **times, **sealed, **values})


def twice(town: Small) -> None:
    agreement(town)
    agreement(town, 2)


def four_goals(town: Small) -> None:
    plan = {"engagement_id": town.pair, "template": "action", "edition": 4, "at": NOW, "changed_at": NOW}
    made = town.db.add(plans, **plan)
    words = {name: town.db.seal(goals.c[name], "x") for name in ("text", "why_none", "indicator")}
    row = {"plan_id": made, "focus": "practices:P5", "by_day": date(2027, 3, 1), "state": "live", "at": NOW}
    for number in range(4):
        town.db.add(goals, intent=f"goal-{number}", changed_by=town.coach, changed_at=NOW, **row, **words)


PLAN_BREAKS: dict[str, Callable[[Small], object]] = {
    "agreements_in_force_have_both_signatures": lambda town: agreement(town, leader_signed_at=None),
    "a_pair_has_one_agreement": twice,
    "agreements_are_written_by_one_of_the_pair": lambda town: agreement(
        town, written_by=town.leader, leader_signed_at=None, state="replaced"
    ),
    "more_goals_than_three_have_a_reason": four_goals,
}
