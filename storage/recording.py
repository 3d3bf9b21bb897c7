"""Recording, changing and taking back a contact: the verbs behind form F16."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, bindparam, delete, select, update

from bot.errors import Denied, Refusal
from bot.rules import contacts as rules
from bot.rules.dates import local_day
from bot.rules.views import Fact
from storage import audit
from storage.contacts import REQUEST_MAX, NewContact, columns_of, contacts, next_steps
from storage.contents import content_in, content_of
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.inbox import first_time
from storage.insert import insert_once
from storage.outbox import NewOwed, owe, owe_once
from storage.people import Actor, active_user, people
from storage.programmes import programmes
from storage.reading import find_fact
from storage.retouching import leader_key, owe_retouches

coach = people.alias("coach")

NOT_YOURS = "This isn't one of your schools now. Choose another one in the list."

OWN_PAIR = tenant(
    select(
        engagements.c.id,
        engagements.c.programme_id,
        engagements.c.leader_id,
        engagements.c.coach_id,
        engagements.c.starts_on,
        engagements.c.ends_on,
        programmes.c.zone,
        coach.c.zone.label("coach_zone"),
        programmes.c.rules,
    )
    .join_from(engagements, coach, coach.c.id == engagements.c.coach_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .where(
        engagements.c.id == bindparam("engagement"),
        coach.c.slack_user_id == bindparam("user"),
        coach.c.deactivated_at.is_(None),
    )
)
# Read to be changed: two edits in flight wait for each other, so that the newest words win (SQLite has one writer).
BY_INTENT = tenant(
    select(contacts, active_user(coach).label("author"))
    .join_from(contacts, coach, coach.c.id == contacts.c.coach_id)
    .where(contacts.c.intent == bindparam("intent_key"))
    .with_for_update(of=contacts)
)
BY_ID = tenant(
    select(contacts, active_user(coach).label("author"))
    .join_from(contacts, coach, coach.c.id == contacts.c.coach_id)
    .where(contacts.c.id == bindparam("contact"))
    .with_for_update(of=contacts)
)
LEADER = tenant(select(engagements.c.leader_id).where(engagements.c.id == bindparam("engagement")))
FORGET_STEPS = tenant(delete(next_steps).where(next_steps.c.contact_id == bindparam("contact")))
TAKE_BACK = tenant(
    update(contacts)
    .where(contacts.c.id == bindparam("contact"), contacts.c.removed_at.is_(None))
    .values(removed_at=bindparam("at"), removed_by_intent=bindparam("by"))
)
UNDONE_BY = tenant(select(contacts.c.id).where(contacts.c.removed_by_intent == bindparam("intent_key")))
HOLD_COACH = tenant(
    select(people.c.id).where(people.c.slack_user_id == bindparam("user")).with_for_update(key_share=True)
)
NEWEST = tenant(
    select(contacts.c.id)
    .where(contacts.c.coach_id == bindparam("coach"), contacts.c.removed_at.is_(None))
    .order_by(contacts.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a submission: the contact's id, and whether it was new, changed or the same again."""

    id: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Intent:
    """One filling-in of one form. sent_at: when Slack signed the submission, so that a replay changes nothing.

    request: Slack's name for the submission, so that it doesn't either where nothing is signed (Socket Mode).
    """

    key: str
    sent_at: datetime
    request: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The contact a form edits, and when Slack signed the submission.

    request: Slack's name for the submission, so that a replay within the same second changes nothing either.
    """

    contact: int
    sent_at: datetime
    request: str = ""


def record_contact(db: Db, actor: Actor, now: datetime, intent: Intent, new: NewContact) -> Saved:
    """Record a contact for one of the actor's own engagements, once per intent.

    The same intent with the same content returns the first record; with other content it changes it.
    Raises Denied for someone else's engagement and Refusal for a day outside it. Owes the coach's
    confirmation, the leader's note, the coordinators' line and both Homes.
    """
    pair = _own_pair(db, actor, new.engagement)
    _check_day(pair, new, now)
    kind = rules.KINDS[new.kind]
    values = columns_of(db, new, kind, new.kind in pair.rules.get("kinds_that_count", ()))
    contact = insert_once(
        db,
        contacts,
        intent=intent.key,
        request=intent.request[-REQUEST_MAX:] or None,
        sent_at=intent.sent_at,
        programme_id=pair.programme_id,
        engagement_id=pair.id,
        coach_id=pair.coach_id,
        recorded_at=now,
        changed_at=None,
        removed_at=None,
        **values,
    )
    if contact is None:
        return _repeat(db, actor, now, intent, new)
    _add_steps(db, contact, new)
    audit.note(db, now, actor.user_id, "contact.recorded", contact)
    _tell(db, now, pair, contact)
    return Saved(contact, "new")


def _own_pair(db: Db, actor: Actor, engagement: int) -> Row[tuple[object, ...]]:
    pair = db.first(OWN_PAIR, engagement=engagement, user=actor.user_id)
    if pair is None:
        raise Denied("contact.record", "engagement", NOT_YOURS)
    return pair


def _check_day(pair: Row[tuple[object, ...]], new: NewContact, now: datetime) -> None:
    today = max(local_day(now, pair.zone), local_day(now, pair.coach_zone or pair.zone))
    if problem := rules.check_day(new.day, today, pair.starts_on, pair.ends_on):
        raise Refusal(problem, "day")
    for place, step in enumerate(new.next_steps):
        if step.due_on and (problem := _due_problem(step.due_on, new.day)):
            raise Refusal(problem, f"next_steps.{place}.due_on")


def _due_problem(due_on: date, day: date) -> str | None:
    days = (due_on - day).days
    if 0 <= days <= rules.STEP_DAYS_MAX:
        return None
    return f"Choose a day from the contact's own to {rules.STEP_DAYS_MAX} days after it."


def _add_steps(db: Db, contact: int, new: NewContact) -> None:
    db.add_many(
        next_steps,
        [
            {
                "contact_id": contact,
                "owner": one.owner,
                "what": db.seal(next_steps.c.what, one.what),
                "due_on": one.due_on,
            }
            for one in new.next_steps
        ],
    )


def _tell(db: Db, now: datetime, pair: Row[tuple[object, ...]], contact: int) -> None:
    channel = pair.rules.get("channels", {}).get("coordinators")
    messages = [
        NewOwed("confirmation", f"confirmation:{contact}", person_id=pair.coach_id, subject_id=contact),
        NewOwed("leader_note", f"leader_note:{contact}", person_id=pair.leader_id, subject_id=contact),
        NewOwed("home", f"home:{contact}:coach", person_id=pair.coach_id),
        NewOwed("home", f"home:{contact}:leader", person_id=pair.leader_id),
    ]
    if channel:
        messages.append(NewOwed("channel_line", f"channel_line:{contact}", channel=channel, subject_id=contact))
    owe(db, now, messages)


def _repeat(db: Db, actor: Actor, now: datetime, intent: Intent, new: NewContact) -> Saved:
    row = db.first(BY_INTENT, intent_key=intent.key)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.intent")
    again = bool(intent.request) and intent.request[-REQUEST_MAX:] == row.request
    if again or (row.changed_at is not None and intent.sent_at <= row.sent_at):
        return Saved(row.id, "same")  # changed since, or in the same second: a replay of the first submission
    return change_contact(db, actor, now, Target(row.id, intent.sent_at, intent.request), new)


def change_contact(db: Db, actor: Actor, now: datetime, target: "Target", new: NewContact) -> Saved:
    """Change an own contact; the messages already sent and the Homes follow.

    A submission that was signed before the stored one, or says the same, changes nothing. Raises Refusal when the
    contact was taken back, and for a pair of another programme.
    """
    contact, sent_at = target.contact, target.sent_at
    row = db.first(BY_ID, contact=contact)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.change")
    if sent_at < row.sent_at or content_of(db, row) == content_in(new):
        return Saved(contact, "same")
    if target.request and not first_time(db, now, f"change:{target.request}"):
        return Saved(contact, "same")
    pair = _own_pair(db, actor, new.engagement)
    _check_change(row, pair)
    _check_day(pair, new, now)
    counts = new.kind in pair.rules.get("kinds_that_count", ())
    values = columns_of(db, new, rules.KINDS[new.kind], counts)
    db.run(
        update(contacts)
        .where(contacts.c.id == contact)
        .values(engagement_id=pair.id, programme_id=pair.programme_id, changed_at=now, sent_at=sent_at, **values)
    )
    db.change(FORGET_STEPS, contact=contact)
    _add_steps(db, contact, new)
    audit.note(db, now, actor.user_id, "contact.changed", contact)
    _follow_change(db, now, row, pair)
    return Saved(contact, "changed")


def _check_change(row: Row[tuple[object, ...]], pair: Row[tuple[object, ...]]) -> None:
    if row.removed_at is not None:
        raise Refusal(f"{rules.readable(row.id)} was taken back, so it can't be changed. Log it as a new contact.")
    if row.programme_id != pair.programme_id:
        raise Refusal("This leader is in another program. Undo this contact and log it anew.", "engagement")


def _follow_change(db: Db, now: datetime, row: Row[tuple[object, ...]], pair: Row[tuple[object, ...]]) -> None:
    what = f"{row.id}:{now.timestamp()}"
    _refresh_homes(db, now, pair, what)
    if row.engagement_id != pair.id:
        before = db.first(LEADER, engagement=row.engagement_id)
        left = before.leader_id if before else None
        owe(db, now, [NewOwed("home", f"home:{what}:left", person_id=left)])
        owe_once(db, now, NewOwed("leader_note", leader_key(row.id, pair.id), pair.leader_id, subject_id=row.id))
    owe_retouches(db, now, row.id, {row.engagement_id, pair.id})


def take_back_contact(db: Db, actor: Actor, now: datetime, contact: int | None, intent: str) -> Fact | None:
    """Undo: take back an own contact (None: the newest). What it was, or None when there is nothing to take back.

    intent: the trigger of a command, so that a repeat of it doesn't take back the one before; "" for a button.

    Pressing it again changes nothing. Raises Denied for someone else's contact.
    """
    if contact is None:
        contact = _newest(db, actor, now, intent)
        if contact is None:
            return None
    row = db.first(BY_ID, contact=contact)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.undo")
    if db.change(TAKE_BACK, contact=contact, at=now, by=intent or None) == 1:
        audit.note(db, now, actor.user_id, "contact.taken_back", contact)
        _refresh_homes(db, now, _own_pair(db, actor, row.engagement_id), f"{contact}:undo")
        owe_retouches(db, now, contact, {row.engagement_id})
    return find_fact(db, contact)


def _newest(db: Db, actor: Actor, now: datetime, intent: str) -> int | None:
    """The contact an undo is about. One undo of a person waits for the other."""
    person = db.value(HOLD_COACH, user=actor.user_id)
    if person is None:
        return None
    new = not intent or first_time(db, now, f"undo:{intent}")
    found: int | None = db.value(NEWEST, coach=person) if new else db.value(UNDONE_BY, intent_key=intent)
    return found


def _refresh_homes(db: Db, now: datetime, pair: Row[tuple[object, ...]], what: str) -> None:
    owe(
        db,
        now,
        [
            NewOwed("home", f"home:{what}:coach", person_id=pair.coach_id),
            NewOwed("home", f"home:{what}:leader", person_id=pair.leader_id),
        ],
    )
