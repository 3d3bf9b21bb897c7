"""What becomes of a status report: submitted, taken back, returned, accepted, excused; each once for one press.

An acceptance can be taken back for a day; the report then stands as it did before.

A coach submits and takes back; any coordinator of the program but the coach decides, about what they have seen.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from bot.errors import Denied, Refusal
from bot.messages.reportstates import NEWER_LOG, UNDO_OVER, WANTS_COMMENT, stands, undone, wanting
from bot.rules import reports as rules
from bot.rules.reports import Report, problems_of
from storage import audit
from storage.concernacts import follow_report
from storage.database import Db, tenant
from storage.drafting import hold_period, refresh_report
from storage.inbox import first_time
from storage.nudging import withdraw_nudges
from storage.people import Actor
from storage.reportcards import UNDONE, report_changed
from storage.reportediting import (
    add_line,
    bring_back_line,
    change_closing,
    change_line,
    change_section,
    keep_closing,
    remove_line,
)
from storage.reportholding import InHand, as_held, check_edition, newest_act, take, take_own, take_to_decide
from storage.reporting import find_report, read_sections
from storage.reports import NewClosing, reports
from storage.reportshowing import show_words

__all__ = [  # with a coach's own part, which is written in storage/reportediting.py
    "accept_report", "add_line", "bring_back_line", "change_closing", "change_line", "change_section", "excuse_report",
    "remove_line", "return_report", "submit_report", "take_back_report", "undo_acceptance",
]  # fmt: skip

DRAFT, DUE, LATE, WAITING = "report_draft", "report_due", "report_late", "report_waiting"
OWED = (DRAFT, DUE, LATE)  # nudges that are over once a report is in

SUBMIT = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(
        state=rules.SUBMITTED,
        submitted_at=bindparam("now"),
        first_submitted_at=bindparam("first_at"),
        times=reports.c.times + 1,
        two_keys=bindparam("keys"),
        edition=reports.c.edition + 1,
        changed_at=bindparam("now"),
    )
)
TAKE_BACK = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(
        state=bindparam("as_state"),
        submitted_at=None,
        first_submitted_at=bindparam("first_at"),
        times=reports.c.times - 1,
        edition=reports.c.edition + 1,
        changed_at=bindparam("now"),
    )
)
DECIDE = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(
        state=bindparam("as_state"),
        decided_at=bindparam("decided"),
        decided_by=bindparam("person"),
        comment=bindparam("sealed"),
        edition=reports.c.edition + 1,
        changed_at=bindparam("now"),
    )
)


def submit_report(
    db: Db,
    actor: Actor,
    now: datetime,
    report_id: int,
    edition: int | None,
    intent: str,
    closing: NewClosing | None = None,
) -> Report:
    """Submit an own report as it was looked at; late too. Raises Refusal while a school still needs something.

    intent: Slack's name for the press, so that a second one of the same changes nothing. A draft that isn't what the
    log says any more is refused as well: the coach looks once more. Raises Denied for anyone but its coach.
    """
    hold_period(db, report_id)
    held = take(db, actor, report_id, "report.submit")
    if "coach" not in held.parts:
        raise Denied("report.submit")
    if _again(db, now, intent):
        return find_report(db, actor, now, report_id)
    held = take_own(db, actor, report_id, "report.submit", edition)
    if refresh_report(db, now, report_id):
        raise Refusal(NEWER_LOG)
    sections = read_sections(db, held.row, now)
    if missing := [one.school for one in sections if problems_of(one)]:
        raise Refusal(wanting(missing, len(sections)))
    if closing is not None:
        keep_closing(db, actor, now, held, closing)
    two_keys = str(held.row.rules.get("report_two_keys", "none"))
    first_at = held.row.first_submitted_at or now
    db.change(SUBMIT, report=held.id, now=now, first_at=first_at, keys=two_keys)
    if two_keys != "none":
        show_words(db, now, sections, held.row.edition)
    follow_report(db, now, held, sections)
    return _acted(db, actor, now, held, "report.resubmitted" if held.row.times else "report.submitted", OWED)


def take_back_report(db: Db, actor: Actor, now: datetime, report_id: int, intent: str) -> Report:
    """Take a submission back that nobody decided about yet. Raises Refusal where somebody did."""
    held = take(db, actor, report_id, "report.take_back")
    if "coach" not in held.parts:
        raise Denied("report.take_back")
    if _again(db, now, intent):
        return find_report(db, actor, now, report_id)
    if held.row.state != rules.SUBMITTED:
        raise Refusal(stands(as_held(db, held), held.person.id))
    state = rules.DRAFTED if held.row.decided_at is None else rules.RETURNED  # who returned it, and when, is kept
    first_at = held.row.first_submitted_at if held.row.times > 1 else None
    db.change(TAKE_BACK, report=held.id, now=now, as_state=state, first_at=first_at)
    return _acted(db, actor, now, held, "report.taken_back", (WAITING,))


def accept_report(db: Db, actor: Actor, now: datetime, report_id: int, edition: int | None, intent: str) -> Report:
    """Accept a submitted report. From then on its contacts are amended. Raises Refusal where it stands otherwise."""
    return _decide(db, actor, now, report_id, edition, intent, rules.ACCEPTED)


def return_report(
    db: Db, actor: Actor, now: datetime, report_id: int, edition: int | None, intent: str, comment: str
) -> Report:
    """Give a report back to its coach with what is missing; also one that was excused, to ask for it after all."""
    if not comment.strip():
        raise Refusal(WANTS_COMMENT, "comment")
    return _decide(db, actor, now, report_id, edition, intent, rules.RETURNED, comment)


def excuse_report(
    db: Db, actor: Actor, now: datetime, report_id: int, edition: int | None, intent: str, comment: str | None = None
) -> Report:
    """Excuse a coach from a report, as when somebody left in the period: nobody else can say what they saw."""
    return _decide(db, actor, now, report_id, edition, intent, rules.EXCUSED, comment)


def _decide(
    db: Db,
    actor: Actor,
    now: datetime,
    report_id: int,
    edition: int | None,
    intent: str,
    state: str,
    comment: str | None = None,
) -> Report:
    held = take_to_decide(db, actor, report_id, f"report.{state}")
    if _again(db, now, intent):
        return find_report(db, actor, now, report_id)
    if not rules.may_become(held.row.state, state):
        raise Refusal(stands(as_held(db, held), held.person.id))
    check_edition(held, edition)
    words = (comment or "").strip()[: rules.COMMENT_MAX] or None
    kept = state == rules.ACCEPTED  # why it had been returned is there again where that is taken back
    sealed = held.row.comment if kept else db.seal(reports.c.comment, words)
    db.change(DECIDE, report=held.id, now=now, as_state=state, person=held.person.id, decided=now, sealed=sealed)
    over: tuple[Any, ...] = (WAITING,) if state == rules.RETURNED else (WAITING, *OWED)
    return _acted(db, actor, now, held, f"report.{state}", over)


def undo_acceptance(db: Db, actor: Actor, now: datetime, report_id: int, edition: int | None, intent: str) -> Report:
    """Take an acceptance back within a day, as any coordinator may: the report waits again, as it did before.

    Raises Refusal where somebody did so before, or it is too late.
    """
    held = take_to_decide(db, actor, report_id, "report.unaccept")
    if _again(db, now, intent):
        return find_report(db, actor, now, report_id)
    report = as_held(db, held)
    if held.row.state != rules.ACCEPTED:
        raise Refusal(_not_accepted(db, held, report))
    check_edition(held, edition)
    if rules.undo_until(report, now) is None:
        raise Refusal(UNDO_OVER)
    before = newest_act(db, held.id, f"report.{rules.RETURNED}", held.row.drafted_at)
    db.change(
        DECIDE, report=held.id, now=now, as_state=rules.SUBMITTED, sealed=held.row.comment,
        decided=before.at if before else None, person=before.id if before else None,
    )  # fmt: skip
    return _acted(db, actor, now, held, UNDONE, (), held.row.decided_at)


def _not_accepted(db: Db, held: InHand, report: Report) -> str:
    """What became of a report whose acceptance is to be taken back."""
    came = held.row.submitted_at
    act = newest_act(db, held.id, UNDONE, came) if held.row.state == rules.SUBMITTED else None
    if act is None:
        return stands(report, held.person.id)
    return undone(act.name, act.at, report.zone, mine=act.id == held.person.id)


def _again(db: Db, now: datetime, intent: str) -> bool:
    return bool(intent) and not first_time(db, now, f"report:{intent}")


def _acted(
    db: Db,
    actor: Actor,
    now: datetime,
    held: InHand,
    verb: str,
    over: tuple[str, ...],
    undone_at: datetime | None = None,
) -> Report:
    """What every act ends with: on record, nudges that are over withdrawn, everybody told. undone_at: as there."""
    audit.note(db, now, actor.user_id, verb, held.id)
    withdraw_nudges(db, now, over, held.id)
    report_changed(db, now, held.id, held.row.submitted_at, undone_at)
    return find_report(db, actor, now, held.id)
