"""Who is told when a report changes: coordinators by a card a day each, which follows all of that day; its coach;
leaders with two keys.

An act on a report calls report_changed once, in its own transaction, after the row is written. The words are composed
when they are sent, from the report as it stands then.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.rules.dates import local_day
from storage.database import Db, tenant
from storage.outbox import NewOwed, outbox, owe_once
from storage.people import people, roles
from storage.programmes import programmes
from storage.reports import report_sections, reports
from storage.retouching import ABOUT, owe_retouch

CARD = "report_cards"  # to each coordinator: one for all that came on a day, corrected when one of them changes
AGAIN = "report_again"  # to the coordinator who returned it, when it comes back on a day that has its card
DONE = "report_done"  # to the coach, once it is submitted
DECIDED = "report_decided"  # to the coach, once it is accepted, returned or excused
REOPENED = "report_reopened"  # to the coach who was told that it is accepted, once that is taken back
UNDONE = "report.acceptance_undone"  # the act, as it is audited
SHOWN = "report_shown"  # to a leader: her section, where the program asks for two keys
OBJECTED = "report_objected"  # to the coach: a leader said that something is wrong in hers

ROW = tenant(
    select(
        reports.c.id,
        reports.c.programme_id,
        reports.c.coach_id,
        reports.c.state,
        reports.c.times,
        reports.c.edition,
        reports.c.submitted_at,
        reports.c.decided_at,
        reports.c.decided_by,
        programmes.c.zone,
    )
    .join_from(reports, programmes, programmes.c.id == reports.c.programme_id)
    .where(reports.c.id == bindparam("report"))
)
COORDINATORS = tenant(
    select(roles.c.person_id)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.role == "coordinator",
        people.c.deactivated_at.is_(None),
    )
    .order_by(roles.c.person_id)
)
SECTIONS_OBJECTED = tenant(
    select(report_sections.c.id, report_sections.c.said_at).where(
        report_sections.c.report_id == bindparam("report"), report_sections.c.leader_said == "objected"
    )
)
POSTED = tenant(
    select(outbox.c.id, outbox.c.person_id, outbox.c.channel).where(
        outbox.c.person_id == bindparam("leader"),
        outbox.c.kind == SHOWN,
        outbox.c.subject_id == bindparam("section"),
        outbox.c.state.in_(("sending", "sent")),
    )
)
# A card that was held back, as its report was with its coach again when it should have been sent.
REVIVE = tenant(
    update(outbox)
    .where(outbox.c.key == bindparam("one"), outbox.c.state == "void")
    .values(state="pending", due_at=bindparam("now"), reason=None, lease_until=None)
)


def report_changed(
    db: Db, now: datetime, report_id: int, was: datetime | None = None, undone_at: datetime | None = None
) -> None:
    """Owe what follows from a report's state: cards when it is submitted, the coach's message when it is decided,
    corrections of what is posted, and fresh Homes. Does nothing twice for one submission or decision.

    was: when it had been submitted, before this change: the card of that day follows as well; undone_at: when it had
    been accepted, where that was taken back.
    """
    row = db.first(ROW, report=report_id)
    if row is None:
        return
    overseers = [
        one.person_id for one in db.all(COORDINATORS, programme=row.programme_id) if one.person_id != row.coach_id
    ]
    days = {local_day(at, row.zone) for at in (was, row.submitted_at) if at}
    _correct(db, now, row, [card_key(row.programme_id, day, person) for day in days for person in overseers])
    if row.state == "submitted":
        for person in overseers:
            _tell(db, now, row, person)
        if undone_at is None:
            _owe(db, now, DONE, f"{DONE}:{row.id}:{row.times}", row.coach_id, row.id)
        else:
            _take_word_back(db, now, row, undone_at)
    elif row.decided_at is not None and row.state in {"accepted", "returned", "excused"}:
        _owe(db, now, DECIDED, decided_key(row.id, row.decided_at, row.state), row.coach_id, row.id)
    for one in db.all(SECTIONS_OBJECTED, report=row.id):
        _owe(db, now, OBJECTED, f"{OBJECTED}:{one.id}:{int(one.said_at.timestamp())}", row.coach_id, one.id)
    for person in [*overseers, row.coach_id]:
        owe_once(db, now, NewOwed("home", f"home:report:{row.id}:{row.edition}:{now.timestamp()}:{person}", person))


def card_key(programme: int, day: date, person: int) -> str:
    """The key of a coordinator's card of a day."""
    return f"{CARD}:{programme}:{day}:{person}"


def day_of(key: str) -> date:
    """The day of a card, of its key."""
    return date.fromisoformat(key.split(":")[2])


def decided_key(report: int, at: datetime, state: str) -> str:
    """The key of what a coach is told of a decision."""
    return f"{DECIDED}:{report}:{int(at.timestamp())}:{state}"


def _take_word_back(db: Db, now: datetime, row: Row[Any], accepted_at: datetime) -> None:
    """The coach who was told of an acceptance is told that it was taken back; one who wasn't yet hears of neither."""
    for one in db.all(ABOUT, keys=[decided_key(row.id, accepted_at, "accepted")]):
        owe_retouch(db, now, one, f"{row.id}:{row.edition}")
        _owe(db, now, REOPENED, f"{REOPENED}:{row.id}:{int(accepted_at.timestamp())}", row.coach_id, row.id)


def _tell(db: Db, now: datetime, row: Row[Any], person: int) -> None:
    """A coordinator has the day's card; where that came before, whoever returned the report is told that it is back."""
    day = local_day(row.submitted_at, row.zone)
    new = _owe(db, now, CARD, card_key(row.programme_id, day, person), person, row.programme_id)
    if not new and row.times > 1 and row.decided_by == person:
        _owe(db, now, AGAIN, f"{AGAIN}:{row.id}:{row.times}:{person}", person, row.id)


def show_section(db: Db, now: datetime, section_id: int, leader_id: int, times: int) -> None:
    """Owe a leader her section, to agree or object. times: which showing it is; one message each."""
    _owe(db, now, SHOWN, f"{SHOWN}:{section_id}:{times}", leader_id, section_id)


def correct_shown(db: Db, now: datetime, section_id: int, leader_id: int) -> None:
    """Owe a correction of what a leader was sent about her section, once she said something of it."""
    for row in db.all(POSTED, leader=leader_id, section=section_id):
        owe_once(db, now, NewOwed("retouch", f"retouch:{row.id}:{now.timestamp()}", row.person_id, row.channel, row.id))


def _owe(db: Db, now: datetime, kind: str, key: str, person: int, subject: int) -> bool:
    """Whether it is said anew."""
    new = owe_once(db, now, NewOwed(kind, key, person_id=person, subject_id=subject))
    if not new and db.change(REVIVE, one=key, now=now):
        db.owed = new = True
    return new


def _correct(db: Db, now: datetime, row: Row[Any], cards: Iterable[str]) -> None:
    """Owe corrections of all that is posted about a report: the cards, and what its coach was told."""
    told = [f"{DONE}:{row.id}:{time}" for time in range(1, row.times + 2)]  # times: less by one once it is taken back
    told += [decided_key(row.id, row.decided_at, "returned")] if row.decided_at else []
    for one in sorted(db.all(ABOUT, keys=[*cards, *told]), key=lambda found: found.id):
        owe_retouch(db, now, one, f"{row.id}:{row.edition}")
