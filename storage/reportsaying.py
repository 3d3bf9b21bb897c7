"""Composing what is said of a status report, when it is sent and when it is corrected, as it stands then."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.errors import Denied
from bot.messages import Message
from bot.messages import reportcards as words
from bot.messages.reportdays import day_card
from bot.rules import reports as rules
from bot.rules.nudges import KINDS
from bot.rules.reports import Report
from storage.database import Db, tenant
from storage.manners import wait_for_good_time
from storage.outbox import Owed
from storage.people import Actor, find_person, people
from storage.reportcards import AGAIN, CARD, DECIDED, DONE, OBJECTED, REOPENED, SHOWN, UNDONE, day_of, decided_key
from storage.reportdays import came_on, card_of
from storage.reportholding import newest_act
from storage.reporting import find_report, find_section
from storage.retouching import Posted

CARDS = KINDS["report_waiting"]  # cards keep the hours of what is said of reports that wait
USER = tenant(
    select(people.c.slack_user_id).where(people.c.id == bindparam("person"), people.c.deactivated_at.is_(None))
)


def _user(db: Db, person: int | None) -> str | None:
    user: str | None = db.value(USER, person=person or 0)
    return user


def _seen(db: Db, user: str | None, now: datetime, report_id: int) -> Report | None:
    """The report as its reader may see it now; None where they may not any more."""
    try:
        return find_report(db, Actor(user), now, report_id) if user else None
    except Denied:
        return None


def _card(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, once nothing of that day is to be read: a card that wasn't sent is sent when something comes back.

    Raises NotNow at a bad hour: what comes by night is read in the morning. A flag's own nudge and its clock don't wait
    for the card.
    """
    day = day_of(owed.key)
    found = came_on(db, Actor(owed.user), now, owed.subject_id or 0, day) if owed.user else None
    waits = found and any(one.state == rules.SUBMITTED for one in found)
    if not found or not waits:
        return None
    wait_for_good_time(db, now, owed.person_id, CARDS)
    return day_card(found, day, now)


def _again(db: Db, owed: Owed, now: datetime) -> Message | None:
    report = _seen(db, owed.user, now, owed.subject_id or 0)
    times = int(owed.key.split(":")[2])
    if report is None or (report.state, report.times) != (rules.SUBMITTED, times):
        return None
    wait_for_good_time(db, now, owed.person_id, CARDS)
    return words.again(report)


def _done(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, once it was taken back or decided: that is told apart."""
    report = _seen(db, owed.user, now, owed.subject_id or 0)
    times = int(owed.key.rpartition(":")[2])
    return words.done(report, now) if report and (report.state, report.times) == (rules.SUBMITTED, times) else None


def _decided(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, where it stands otherwise by now."""
    report = _seen(db, owed.user, now, owed.subject_id or 0)
    if (
        report is None
        or report.decided_at is None
        or owed.key != decided_key(report.id, report.decided_at, report.state)
    ):
        return None
    return words.decided(report, now, report.state)


def _reopened(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, once it is decided anew or with its coach: they know."""
    report = _seen(db, owed.user, now, owed.subject_id or 0)
    if report is None or report.state != rules.SUBMITTED:
        return None
    act = newest_act(db, report.id, UNDONE, report.drafted_at)
    return words.reopened(report, act.name if act else None)


def _shown(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, while it is being written again."""
    return _part(db, owed.user, owed.subject_id or 0, now)


def _part(db: Db, user: str | None, section: int, now: datetime) -> Message | None:
    try:
        report, one = find_section(db, Actor(user or ""), now, section)
    except Denied:
        return None
    return words.shown(report, one, now) if report.reads == "leader" else None


def _objected(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, once she says otherwise or it is written anew."""
    try:
        report, one = find_section(db, Actor(owed.user or ""), now, owed.subject_id or 0)
    except Denied:
        return None
    return words.objected(report, one) if one.leader_said == rules.OBJECTED else None


def said_to(db: Db, actor: Actor, now: datetime, report_id: int, day: date | None = None) -> Message | None:
    """How a report stands, to whoever pressed a button of its confirmation, or of the card of a day."""
    if find_person(db, actor) is None:
        return None
    report = find_report(db, actor, now, report_id)
    if report.reads == "coach":
        return words.done(report, now)
    return card_of(db, actor.user_id, now, report.programme_id, day) if day else words.card(report, now)


def _card_again(db: Db, posted: Posted, now: datetime) -> Message | None:
    return card_of(db, _user(db, posted.person_id), now, posted.contact, day_of(posted.key))


def _done_again(db: Db, posted: Posted, now: datetime) -> Message | None:
    report = _seen(db, _user(db, posted.person_id), now, posted.contact)
    return words.done(report, now, int(posted.key.rpartition(":")[2])) if report else None


def _decided_again(db: Db, posted: Posted, now: datetime) -> Message | None:
    report = _seen(db, _user(db, posted.person_id), now, posted.contact)
    return words.decided(report, now, posted.key.rpartition(":")[2]) if report else None


def _part_again(db: Db, posted: Posted, now: datetime) -> Message | None:
    return _part(db, _user(db, posted.person_id), posted.contact, now)


REPORTS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {
    CARD: _card,
    AGAIN: _again,
    DONE: _done,
    DECIDED: _decided,
    REOPENED: _reopened,
    SHOWN: _shown,
    OBJECTED: _objected,
}
REPORTS_AGAIN: dict[str, Callable[[Db, Posted, datetime], Message | None]] = {
    CARD: _card_again,
    DONE: _done_again,
    DECIDED: _decided_again,
    SHOWN: _part_again,
}
