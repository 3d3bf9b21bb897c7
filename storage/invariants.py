"""What promises.md lets the database show: INVARIANTS, each a function whose docstring is what it promises."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, String, Subquery, Table, and_, cast, func, literal, or_, select, true, tuple_

from storage.audit import audit
from storage.contacts import contacts
from storage.engagements import engagements
from storage.feedinvariants import FEED_INVARIANTS
from storage.inbox import inbox
from storage.keys import Unreadable
from storage.loginvariants import (
    changed_contacts_keep_what_they_said,
    closed_steps_say_when,
    field_notes_are_their_coachs,
    next_steps_are_of_their_contacts_pair,
    nobody_attends_twice,
    questions_wait_for_their_coach,
)
from storage.outbox import REPEATABLE, outbox
from storage.pastinvariants import PAST_INVARIANTS
from storage.people import people
from storage.planinvariants import PLAN_INVARIANTS
from storage.reflectioninvariants import REFLECTION_INVARIANTS
from storage.reportinvariants import REPORT_INVARIANTS
from storage.sealed import SealedTable, sealed_tables
from storage.sendinginvariants import (
    a_place_has_one_trouble,
    no_nudge_outlives_its_use,
    nothing_due_is_left_lying,
    nudges_are_planned_once,
    nudges_are_said_to_their_person,
)
from storage.tables import metadata
from storage.verify import Found, Invariant, Look
from storage.visitinvariants import VISIT_INVARIANTS
from storage.workspaces import workspaces

LATE = timedelta(hours=1)
FOUR_WEEKS = timedelta(weeks=4)  # messages are kept that long and longer
ABOUT_CONTACTS = ("confirmation", "leader_note", "channel_line")
CLOSED = ("sent", "unknown", "failed", "expired", "void")
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit'::regclass AND tgenabled <> 'D'",
}
# Contacts that were brought in from elsewhere share one audit row; a form's own intent has no colon in it.
BROUGHT_IN = contacts.c.intent.contains(":", autoescape=True)


def sent_messages_have_their_ts(look: Look) -> Found:
    """A message marked as sent carries the channel and the ts that Slack gave it."""
    no_ts = or_(func.coalesce(outbox.c.sent_ts, "") == "", func.coalesce(outbox.c.sent_channel, "") == "")
    return look.rows(outbox, outbox.c.state == "sent", outbox.c.kind.not_in(REPEATABLE), no_ts)


def nothing_is_owed_twice(look: Look) -> Found:
    """No two messages of a workspace share their occurrence key."""
    return _twice(look, outbox, outbox.c.key)


def no_intent_has_two_contacts(look: Look) -> Found:
    """One filling-in of a form made at most one contact."""
    return _twice(look, contacts, contacts.c.intent)


def no_event_is_stored_twice(look: Look) -> Found:
    """An event that Slack delivered again is stored once."""
    return _twice(look, inbox, inbox.c.event_key)


def no_two_messages_share_a_ts(look: Look) -> Found:
    """Two messages can't be the same post."""
    several = (
        select(outbox.c.workspace_id, outbox.c.sent_channel, outbox.c.sent_ts)
        .where(outbox.c.state == "sent", outbox.c.sent_ts != "", *look.mine(outbox.c.workspace_id))
        .group_by(outbox.c.workspace_id, outbox.c.sent_channel, outbox.c.sent_ts)
        .having(func.count() > 1)
    )
    return look.rows(outbox, tuple_(outbox.c.workspace_id, outbox.c.sent_channel, outbox.c.sent_ts).in_(several))


def _twice(look: Look, table: Table, key: ColumnElement[str]) -> Found:
    several = select(table.c.workspace_id, key).group_by(table.c.workspace_id, key).having(func.count() > 1)
    return look.rows(table, tuple_(table.c.workspace_id, key).in_(several))


def no_lease_outlives_its_sender(look: Look) -> Found:
    """A message whose sender is gone is taken over or listed as unknown within an hour of the clock's ticking."""
    if (ticked := look.ticked) is None:
        return ()
    over = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < ticked - LATE)
    return look.rows(outbox, outbox.c.state == "sending", over)


def closed_messages_keep_no_words(look: Look) -> Found:
    """A message that is closed holds no words any more."""
    return look.rows(outbox, outbox.c.state.in_(CLOSED), outbox.c.payload.is_not(None))


def every_event_is_applied(look: Look) -> Found:
    """Each event that Slack delivered is applied within an hour of the clock's ticking; none is parked as failed."""
    late = inbox.c.state == "failed"
    if ticked := look.ticked:
        late = or_(late, and_(inbox.c.state == "pending", inbox.c.not_before < ticked - LATE))
    return look.rows(inbox, late)


def applied_events_keep_no_words(look: Look) -> Found:
    """An event that is applied holds no words any more."""
    return look.rows(inbox, inbox.c.state == "done", inbox.c.payload.is_not(None))


def contacts_belong_to_their_coachs_pair(look: Look) -> Found:
    """A contact is of its coach's own engagement and program, from the engagement's first day on."""
    wrong = or_(
        engagements.c.coach_id != contacts.c.coach_id,
        engagements.c.programme_id != contacts.c.programme_id,
        engagements.c.starts_on > contacts.c.day,
    )
    pair = engagements.c.id == contacts.c.engagement_id
    return look.rows(contacts, contacts.c.removed_at.is_(None), select(engagements.c.id).where(pair, wrong).exists())


def coaches_are_not_their_own_leaders(look: Look) -> Found:
    """Nobody coaches themselves, and no coach is the leader's supervisor."""
    coach = people.alias("coach")
    supervises = select(coach.c.id).where(
        coach.c.id == engagements.c.coach_id, func.lower(coach.c.email) == func.lower(engagements.c.supervisor_email)
    )
    return look.rows(engagements, or_(engagements.c.coach_id == engagements.c.leader_id, supervises.exists()))


def contacts_are_audited_once(look: Look) -> Found:
    """Each contact that a form made was recorded by exactly one audited act."""
    acts = _acts("contact.recorded")
    return look.rows(contacts, ~BROUGHT_IN, func.coalesce(acts.c.times, 0) != 1, beside=(acts, _of_contact(acts)))


def changes_are_audited(look: Look) -> Found:
    """Each contact that was changed, amended, taken back or deleted was so by an audited act."""
    changed, removed = ("contact.changed", "contact.amended"), ("contact.taken_back", "contact.deleted")
    for verbs, when in ((changed, contacts.c.changed_at), (removed, contacts.c.removed_at)):
        acts = _acts(*verbs)
        yield from look.rows(contacts, when.is_not(None), acts.c.times.is_(None), beside=(acts, _of_contact(acts)))


def contacts_brought_in_are_counted(look: Look) -> Found:
    """As many contacts came from elsewhere as the audit log says."""
    said = select(audit.c.workspace_id, func.sum(audit.c.object_id).label("said"))
    said_so = said.where(audit.c.verb == "contacts.brought_in").group_by(audit.c.workspace_id).subquery()
    held = select(contacts.c.workspace_id, func.count().label("held")).where(BROUGHT_IN)
    here = held.group_by(contacts.c.workspace_id).subquery()
    both = workspaces.outerjoin(said_so, said_so.c.workspace_id == workspaces.c.id).outerjoin(
        here, here.c.workspace_id == workspaces.c.id
    )
    differ = func.coalesce(said_so.c.said, 0) != func.coalesce(here.c.held, 0)
    wanted = select(workspaces.c.team_id).select_from(both).where(differ, *look.mine(workspaces.c.id))
    return [(team, contacts.name, "brought in") for team in look.connection.execute(wanted).scalars()]


def _acts(*verbs: str) -> Subquery:
    return (
        select(audit.c.workspace_id, audit.c.object_id, func.count().label("times"))
        .where(audit.c.verb.in_(verbs))
        .group_by(audit.c.workspace_id, audit.c.object_id)
        .subquery()
    )


def _of_contact(acts: Subquery) -> ColumnElement[bool]:
    return and_(acts.c.workspace_id == contacts.c.workspace_id, acts.c.object_id == contacts.c.id)


def contacts_are_confirmed(look: Look) -> Found:
    """Each contact that a form made in the last four weeks owes its coach a confirmation."""
    key = literal("confirmation:").concat(cast(contacts.c.id, String))
    told = select(outbox.c.id).where(outbox.c.workspace_id == contacts.c.workspace_id, outbox.c.key == key)
    ticked = look.ticked
    recently = true() if ticked is None else contacts.c.recorded_at > ticked - FOUR_WEEKS
    return look.rows(contacts, ~BROUGHT_IN, recently, ~told.exists())


def messages_are_about_something(look: Look) -> Found:
    """A message about a contact is about one that is there, in the same workspace."""
    about = select(contacts.c.id).where(
        contacts.c.id == outbox.c.subject_id, contacts.c.workspace_id == outbox.c.workspace_id
    )
    return look.rows(outbox, outbox.c.kind.in_(ABOUT_CONTACTS), ~about.exists())


def references_stay_in_their_workspace(look: Look) -> Found:
    """Whatever a row refers to is there, and in the row's own workspace."""
    for table in metadata.sorted_tables:
        if "workspace_id" not in table.c:
            continue
        for key in (one for one in table.foreign_keys if "workspace_id" in one.column.table.c):
            target = one_of(key.column.table)
            fits = and_(target.c[key.column.name] == key.parent, target.c.workspace_id == table.c.workspace_id)
            yield from look.rows(table, key.parent.is_not(None), ~select(target.c.id).where(fits).exists())


def one_of(table: Table) -> Any:
    """The table under another name, so that it can be compared with itself."""
    return table.alias("referred")


def sealed_words_open(look: Look) -> Found:
    """Each sealed column opens with the keys that are here, in the place where it was sealed."""
    teams = {row.id: row.team_id for row in look.connection.execute(select(workspaces.c.id, workspaces.c.team_id))}
    for sealed in sealed_tables():
        for rows in sealed.batches(look.connection, look.workspace):
            for row in rows:
                if not _opens(look, sealed, row):
                    yield (
                        teams.get(row.workspace_id, "?") if "workspace_id" in row._fields else row.team_id,
                        sealed.name,
                        row.id,
                    )


def _opens(look: Look, sealed: SealedTable, row: Row[Any]) -> bool:
    try:
        for column in sealed.columns:
            if (blob := row._mapping[column.name]) is not None:
                look.keyring.open(bytes(blob), sealed.context(row, column))
    except (Unreadable, UnicodeDecodeError):
        return False
    return True


def removed_workspaces_keep_no_token(look: Look) -> Found:
    """A workspace that removed the app has no token here, and a live one has."""
    wrong = workspaces.c.uninstalled_at.is_not(None) == workspaces.c.bot_token.is_not(None)
    wanted = select(workspaces.c.team_id, workspaces.c.id).where(wrong, *look.mine(workspaces.c.id))
    return [(row.team_id, workspaces.name, row.id) for row in look.connection.execute(wanted)]


def the_audit_log_only_grows(look: Look) -> Found:
    """The database itself refuses to change or remove audit rows."""
    names = set(look.connection.exec_driver_sql(TRIGGERS[look.connection.dialect.name]).scalars())
    return [("*", audit.name, name) for name in ("audit_refuses_update", "audit_refuses_delete") if name not in names]


INVARIANTS: tuple[Invariant, ...] = (
    sent_messages_have_their_ts,
    nothing_is_owed_twice,
    no_two_messages_share_a_ts,
    nothing_due_is_left_lying,
    nudges_are_planned_once,
    nudges_are_said_to_their_person,
    no_nudge_outlives_its_use,
    a_place_has_one_trouble,
    no_lease_outlives_its_sender,
    closed_messages_keep_no_words,
    messages_are_about_something,
    no_event_is_stored_twice,
    every_event_is_applied,
    applied_events_keep_no_words,
    no_intent_has_two_contacts,
    contacts_belong_to_their_coachs_pair,
    coaches_are_not_their_own_leaders,
    contacts_are_audited_once,
    changes_are_audited,
    changed_contacts_keep_what_they_said,
    next_steps_are_of_their_contacts_pair,
    closed_steps_say_when,
    field_notes_are_their_coachs,
    nobody_attends_twice,
    questions_wait_for_their_coach,
    contacts_brought_in_are_counted,
    contacts_are_confirmed,
    *VISIT_INVARIANTS,
    *FEED_INVARIANTS,
    *REFLECTION_INVARIANTS,
    *REPORT_INVARIANTS,
    *PLAN_INVARIANTS,
    *PAST_INVARIANTS,
    references_stay_in_their_workspace,
    sealed_words_open,
    removed_workspaces_keep_no_token,
    the_audit_log_only_grows,
)
