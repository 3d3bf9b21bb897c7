"""What the log promises beyond single contacts: earlier versions, the ledger of next steps, who was there."""

from sqlalchemy import and_, not_, or_, select

from bot.rules.remarks import QUESTIONED
from storage.contacts import attendances, contacts, next_steps
from storage.engagements import engagements
from storage.fieldnotes import field_notes
from storage.remarks import remarks
from storage.verify import Found, Look
from storage.versions import versions


def changed_contacts_keep_what_they_said(look: Look) -> Found:
    """Each contact that was changed has its earlier version."""
    kept = select(versions.c.id).where(versions.c.contact_id == contacts.c.id)
    return look.rows(contacts, contacts.c.changed_at.is_not(None), ~kept.exists())


def next_steps_are_of_their_contacts_pair(look: Look) -> Found:
    """What was agreed in a contact stands in the ledger of its pair, or of one of the same leader that follows it."""
    agreed_in, stands_in = engagements.alias("agreed_in"), engagements.alias("stands_in")
    other = (
        select(contacts.c.id)
        .join_from(contacts, agreed_in, agreed_in.c.id == contacts.c.engagement_id)
        .join(stands_in, stands_in.c.id == next_steps.c.engagement_id)
        .where(
            contacts.c.id == next_steps.c.contact_id,
            agreed_in.c.id != stands_in.c.id,
            or_(agreed_in.c.leader_id != stands_in.c.leader_id, agreed_in.c.starts_on >= stands_in.c.starts_on),
        )
    )
    return look.rows(next_steps, other.exists())


def closed_steps_say_when(look: Look) -> Found:
    """A next step that is done or dropped says when it was closed, and one that is open doesn't."""
    shut = or_(next_steps.c.state == "done", next_steps.c.state == "dropped")
    return look.rows(next_steps, shut != next_steps.c.closed_at.is_not(None))


def field_notes_are_their_coachs(look: Look) -> Found:
    """A field note was written by the coach of its contact."""
    theirs = (contacts.c.id == field_notes.c.contact_id, contacts.c.coach_id == field_notes.c.person_id)
    return look.rows(field_notes, ~select(contacts.c.id).where(*theirs).exists())


def nobody_attends_twice(look: Look) -> Found:
    """The further leaders of a group contact are other pairs of the same coach."""
    pair = engagements.alias("pair")
    wrong = (
        select(contacts.c.id)
        .join_from(contacts, pair, pair.c.id == attendances.c.engagement_id)
        .where(
            contacts.c.id == attendances.c.contact_id,
            or_(pair.c.coach_id != contacts.c.coach_id, pair.c.id == contacts.c.engagement_id),
        )
    )
    return look.rows(attendances, wrong.exists())


def questions_wait_for_their_coach(look: Look) -> Found:
    """What waits for an answer is a question that stands, and waits for the coach of its contact."""
    coach = select(contacts.c.id).where(
        contacts.c.id == remarks.c.contact_id, contacts.c.coach_id == remarks.c.waits_for
    )
    stands = and_(remarks.c.kind == QUESTIONED, remarks.c.removed_at.is_(None), coach.exists())
    return look.rows(remarks, remarks.c.waits_for.is_not(None), not_(stands))
