"""What agreements and plans promise and the database can show: part of INVARIANTS, each saying what it promises."""

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.rules.agreements import IN_FORCE, OFFERED
from bot.rules.plans import LIVE, LIVE_MAX
from storage.agreements import agreements
from storage.engagements import engagements
from storage.plans import goals, plans
from storage.verify import Found, Look


def agreements_in_force_have_both_signatures(look: Look) -> Found:
    """An agreement is in force only with both signatures; one that is offered misses exactly one."""
    both = and_(agreements.c.coach_signed_at.is_not(None), agreements.c.leader_signed_at.is_not(None))
    neither = and_(agreements.c.coach_signed_at.is_(None), agreements.c.leader_signed_at.is_(None))
    return look.rows(
        agreements,
        or_(
            and_(agreements.c.state == IN_FORCE, or_(~both, agreements.c.in_force_at.is_(None))),
            and_(agreements.c.state == OFFERED, or_(both, neither, agreements.c.in_force_at.is_not(None))),
        ),
    )


def a_pair_has_one_agreement(look: Look) -> Found:
    """A pair has at most one agreement in force, and at most one that waits for a signature."""
    for state in (IN_FORCE, OFFERED):
        other = agreements.alias("other")
        same = (other.c.engagement_id == agreements.c.engagement_id, other.c.id < agreements.c.id)
        yield from look.rows(
            agreements, agreements.c.state == state, select(other.c.id).where(*same, other.c.state == state).exists()
        )


def agreements_are_written_by_one_of_the_pair(look: Look) -> Found:
    """Only the two of a pair write its agreement, and the writer has signed it."""
    by_coach, by_leader = (
        agreements.c.written_by == who for who in (engagements.c.coach_id, engagements.c.leader_id)
    )  # fmt: skip
    fine: ColumnElement[bool] = or_(
        and_(by_coach, agreements.c.coach_signed_at.is_not(None)),
        and_(by_leader, agreements.c.leader_signed_at.is_not(None)),
    )
    pair = select(engagements.c.id).where(engagements.c.id == agreements.c.engagement_id, fine)
    return look.rows(agreements, ~pair.exists())


def more_goals_than_three_have_a_reason(look: Look) -> Found:
    """A pair has at most three live goals without a reason why they are more."""
    bare = (
        select(goals.c.plan_id)
        .where(goals.c.state == LIVE, goals.c.over.is_(None), *look.mine(goals.c.workspace_id))
        .group_by(goals.c.plan_id)
        .having(func.count() > LIVE_MAX)
    )
    return look.rows(plans, plans.c.id.in_(bare))


PLAN_INVARIANTS = (
    agreements_in_force_have_both_signatures,
    a_pair_has_one_agreement,
    agreements_are_written_by_one_of_the_pair,
    more_goals_than_three_have_a_reason,
)
