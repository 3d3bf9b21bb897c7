"""What the database shows of how counted rows stood: it is kept by the database itself, whoever changes them."""

from sqlalchemy import and_, select

from storage.contacts import contacts
from storage.past import past
from storage.pasttriggers import missing_triggers
from storage.verify import Found, Look


def the_database_keeps_how_counted_rows_stood(look: Look) -> Found:
    """Each counted table has the triggers that keep how its rows stood before a change."""
    return [("*", noun, name) for noun, name in missing_triggers(look.connection)]


def contacts_taken_back_are_remembered(look: Look) -> Found:
    """Of each contact that was taken back it is kept how it was counted until then."""
    mine = and_(past.c.workspace_id == contacts.c.workspace_id, past.c.noun == contacts.name)
    kept = select(past.c.id).where(mine, past.c.row_id == contacts.c.id, past.c.until == contacts.c.removed_at)
    return look.rows(contacts, contacts.c.removed_at.is_not(None), ~kept.exists())


PAST_INVARIANTS = (the_database_keeps_how_counted_rows_stood, contacts_taken_back_are_remembered)
