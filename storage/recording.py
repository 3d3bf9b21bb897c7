"""Recording, changing and taking back a contact: the verbs behind form F16."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, Refusal
from bot.rules import contacts as rules
from bot.rules.became import Logged
from bot.rules.concerns import BACKFILL
from bot.rules.dates import local_day
from bot.rules.sharing import portfolio_item
from storage import audit
from storage.attending import add_attendances, follow_attendances, refresh_leaders, tell_them
from storage.commitments import close_with
from storage.contacts import REQUEST_MAX, NewContact, columns_of, contacts
from storage.contents import attendees_in, content_in, content_of
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.fieldnoting import keep_to_author
from storage.inbox import first_time
from storage.insert import insert_once
from storage.looking import look_once_more
from storage.outbox import NewOwed, owe, owe_once
from storage.pairs import Pair, leaders_there, own_pair
from storage.people import Actor, active_user, people
from storage.remarks import settle_questions
from storage.reportlocks import needs_reason
from storage.retouching import leader_key, owe_retouches, refresh_homes
from storage.sharing import keys_fall_back
from storage.steps import add_steps, check_steps, keep_steps
from storage.versions import keep_version
from storage.visitlinks import follow_contact, link_contact

coach = people.alias("coach")

WHY = "Its report period has closed. Say why you change it; what it said before stays on record."

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


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a submission: the contact's id, and whether it was new, changed or the same again."""

    id: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Intent:
    """One filling-in of one form. sent_at: when Slack signed the submission, so that a replay changes nothing.

    request: Slack's name for the submission, so that it doesn't either where nothing is signed (Socket Mode).
    confirmed: the codes of concerns that the person has looked at; link: to the message it was logged from.
    """

    key: str
    sent_at: datetime
    request: str = ""
    confirmed: frozenset[str] = frozenset()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The contact a form edits, and when Slack signed the submission.

    request: Slack's name for the submission, so that a replay within the same second changes nothing either.
    """

    contact: int
    sent_at: datetime
    request: str = ""
    confirmed: frozenset[str] = frozenset()


def record_contact(db: Db, actor: Actor, now: datetime, intent: Intent, new: NewContact) -> Saved:
    """Record a contact for one of the actor's own engagements, once per intent.

    The same intent with the same content returns the first record; with other content it changes it.
    Raises Denied for someone else's engagement and Refusal for a day outside it. Owes the coach's
    confirmation, the leader's note, the coordinators' line and both Homes.
    """
    pair = own_pair(db, actor, new.engagement)
    there = _check(db, actor, now, pair, new)
    look_once_more(db, actor, now, pair, new, intent.confirmed, intent.key)
    values = columns_of(db, new, rules.KINDS[new.kind], new.kind in pair.rules.get("kinds_that_count", ()))
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
        link=db.seal(contacts.c.link, intent.link or None),
        backfilled=BACKFILL in intent.confirmed,
        portfolio=portfolio_item(new.kind, pair.rules, made=new.happened),
        **values,
    )
    if contact is None:
        return _repeat(db, actor, now, intent, new)
    close_with(db, actor, now, pair.id, new.done_steps)
    add_steps(db, contact, pair.id, new.next_steps)
    add_attendances(db, contact, there)
    link_contact(db, now, contact, pair.id, Logged(new.kind, new.day, new.start, new.happened))
    audit.note(db, now, actor.user_id, "contact.recorded", contact)
    _tell(db, now, pair, contact, there)
    return Saved(contact, "new")


def _check(
    db: Db, actor: Actor, now: datetime, pair: Pair, new: NewContact, contact: int | None = None
) -> dict[int, int]:
    """The rules that need rows; the further leaders, by engagement. contact: the one that is changed."""
    today = max(local_day(now, pair.zone), local_day(now, pair.coach_zone or pair.zone))
    if problem := rules.check_day(new.day, today, pair.starts_on, pair.ends_on):
        raise Refusal(problem, "day")
    if new.next_on and new.next_on < new.day:
        raise Refusal("Choose a day after this contact for the next meeting.", "next_on")
    check_steps(db, pair, new, contact)
    return leaders_there(db, actor, attendees_in(new), new.day)


def _tell(db: Db, now: datetime, pair: Pair, contact: int, there: dict[int, int]) -> None:
    channel = pair.rules.get("channels", {}).get("coordinators")
    messages = [
        NewOwed("confirmation", f"confirmation:{contact}", person_id=pair.coach_id, subject_id=contact),
        NewOwed("leader_note", f"leader_note:{contact}", person_id=pair.leader_id, subject_id=contact),
        NewOwed("home", f"home:{contact}:coach", person_id=pair.coach_id),
        NewOwed("home", f"home:{contact}:leader", person_id=pair.leader_id),
    ]
    messages += tell_them(contact, str(contact), there)
    if channel and pair.rules.get("contact_lines", True):
        messages.append(NewOwed("channel_line", f"channel_line:{contact}", channel=channel, subject_id=contact))
    owe(db, now, messages)


def _repeat(db: Db, actor: Actor, now: datetime, intent: Intent, new: NewContact) -> Saved:
    row = db.first(BY_INTENT, intent_key=intent.key)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.intent")
    again = bool(intent.request) and intent.request[-REQUEST_MAX:] == row.request
    if again or (row.changed_at is not None and intent.sent_at <= row.sent_at):
        return Saved(row.id, "same")  # changed since, or in the same second: a replay of the first submission
    close_with(db, actor, now, row.engagement_id, new.done_steps)
    return change_contact(db, actor, now, Target(row.id, intent.sent_at, intent.request, intent.confirmed), new)


def change_contact(db: Db, actor: Actor, now: datetime, target: "Target", new: NewContact) -> Saved:
    """Change an own contact; the messages already sent and the Homes follow.

    A submission that was signed before the stored one, or says the same, changes nothing. Raises Refusal when the
    contact was taken back, and for a pair of another programme.
    """
    contact, sent_at = target.contact, target.sent_at
    row = db.first(BY_ID, contact=contact)
    if row is None or row.author != actor.user_id:
        raise Denied("contact.change")
    before = content_of(db, row)
    if sent_at < row.sent_at or before == content_in(new):
        return Saved(contact, "same")
    if target.request and not first_time(db, now, f"change:{target.request}"):
        return Saved(contact, "same")
    pair = own_pair(db, actor, new.engagement)
    _check_change(row, pair)
    reason = _reason(db, row, pair, now, new)
    there = _check(db, actor, now, pair, new, contact)
    look_once_more(db, actor, now, pair, new, target.confirmed)
    keep_version(db, now, contact, pair.coach_id, before, reason)
    _rewrite(db, now, row, pair, new, sent_at)
    follow_contact(db, now, contact, row)
    audit.note(db, now, actor.user_id, "contact.amended" if reason else "contact.changed", contact)
    keys_fall_back(db, now, contact, pair, before, content_in(new))
    _follow_change(db, now, row, pair, there)
    return Saved(contact, "amended" if reason else "changed")


def _reason(db: Db, row: Row[tuple[object, ...]], pair: Pair, now: datetime, new: NewContact) -> str | None:
    """Why a contact is amended; None while it may just be changed. Raises Refusal where a reason is wanting."""
    wanted = needs_reason(db, row, pair, now)
    if wanted and not new.reason:
        raise Refusal(WHY, "reason")
    return new.reason if wanted else None


def _stays_open(row: Row[tuple[object, ...]], pair: Pair, new: NewContact) -> bool:
    """Whether a changed log is a portfolio item: one that was none as a session doesn't become one by an edit."""
    was_log = rules.KINDS[row.kind].collaborative and row.made
    return portfolio_item(new.kind, pair.rules, made=new.happened) and (row.portfolio or not was_log)


def _rewrite(
    db: Db, now: datetime, row: Row[tuple[object, ...]], pair: Pair, new: NewContact, sent_at: datetime
) -> None:
    values = columns_of(db, new, rules.KINDS[new.kind], new.kind in pair.rules.get("kinds_that_count", ()))
    values["portfolio"] = _stays_open(row, pair, new)
    db.run(
        update(contacts)
        .where(contacts.c.id == row.id)
        .values(engagement_id=pair.id, programme_id=pair.programme_id, changed_at=now, sent_at=sent_at, **values)
    )
    keep_steps(db, now, row.id, (row.engagement_id, pair.id), new)


def _check_change(row: Row[tuple[object, ...]], pair: Row[tuple[object, ...]]) -> None:
    if row.removed_at is not None:
        raise Refusal(f"{rules.readable(row.id)} was taken back, so it can't be changed. Log it as a new contact.")
    if row.programme_id != pair.programme_id:
        raise Refusal("This leader is in another program. Undo this contact and log it anew.", "engagement")


def _follow_change(db: Db, now: datetime, row: Row[tuple[object, ...]], pair: Pair, there: dict[int, int]) -> None:
    what = f"{row.id}:{now.timestamp()}"
    refresh_homes(db, now, pair, what)
    before = follow_attendances(db, now, row.id, what, there)
    if row.engagement_id != pair.id:
        keep_to_author(db, row.id)
        left = db.first(LEADER, engagement=row.engagement_id)
        refresh_leaders(db, now, f"{what}:left", {left.leader_id} if left else set())
        owe_once(db, now, NewOwed("leader_note", leader_key(row.id, pair.id), pair.leader_id, subject_id=row.id))
    owe_retouches(db, now, row.id, {row.engagement_id, pair.id, *before, *there})
    settle_questions(db, now, row.id, {pair.leader_id, *there.values()})
