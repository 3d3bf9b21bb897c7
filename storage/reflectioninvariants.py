"""What is promised of reflections: each is its leader's, and only an answer that stands is shared or evidence."""

from sqlalchemy import and_, or_, select

from storage.audit import audit
from storage.engagements import engagements
from storage.reflections import CRAFT, reflections
from storage.verify import Found, Invariant, Look


def reflections_are_their_leaders(look: Look) -> Found:
    """A question was put to the leader of its pair, or to a coach about their own coaching; such a one is shared with
    nobody."""
    theirs = (engagements.c.id == reflections.c.engagement_id, engagements.c.leader_id == reflections.c.person_id)
    craft = reflections.c.occurrence.startswith(CRAFT)
    given = or_(reflections.c.shared_at.is_not(None), reflections.c.evidence.is_not(None))
    bad = or_(and_(~craft, ~select(engagements.c.id).where(*theirs).exists()), and_(craft, given))
    return look.rows(reflections, bad)


def only_answers_are_shared(look: Look) -> Found:
    """What is shared, or evidence, is an answer that stands; evidence names its element, and says what."""
    given = or_(reflections.c.shared_at.is_not(None), reflections.c.evidence.is_not(None))
    half = reflections.c.evidence.is_not(None) != and_(
        reflections.c.evidence_at.is_not(None), reflections.c.element.is_not(None)
    )
    return look.rows(reflections, or_(and_(given, reflections.c.state != "answered"), half))


def sharing_is_an_audited_act(look: Look) -> Found:
    """An answer is shared by an act that is in the audit log."""
    act = select(audit.c.id).where(
        audit.c.workspace_id == reflections.c.workspace_id,
        audit.c.object_id == reflections.c.id,
        audit.c.verb == "reflection.shared",
    )
    return look.rows(reflections, reflections.c.shared_at.is_not(None), ~act.exists())


REFLECTION_INVARIANTS: tuple[Invariant, ...] = (
    reflections_are_their_leaders,
    only_answers_are_shared,
    sharing_is_an_audited_act,
)
