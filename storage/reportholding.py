"""A status report in hand: its row locked, and who acts on it, checked at the moment of effect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.errors import Denied, Refusal
from bot.messages.reportstates import NEWER, OWN, stands
from bot.rules import reports as rules
from bot.rules.reports import Report, Section
from bot.rules.sharing import Reader, may
from storage import audit
from storage.database import Db, tenant
from storage.people import Actor, Person, find_person, people
from storage.reporting import ONE, REPORT, SECTION_OF, opened, parts_of, read_sections
from storage.reports import reports

HOLD = tenant(select(reports.c.id).where(reports.c.id == bindparam("report")).with_for_update())
ACT = tenant(
    select(audit.audit.c.at, people.c.id, people.c.name)
    .outerjoin_from(audit.audit, people, people.c.slack_user_id == audit.audit.c.actor)
    .where(
        audit.audit.c.verb == bindparam("verb"),
        audit.audit.c.object_id == bindparam("report"),
        audit.audit.c.at >= bindparam("since"),
    )
    .order_by(audit.audit.c.id.desc())
    .limit(1)
)
TOUCH = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(edition=reports.c.edition + 1, changed_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class InHand:
    """A locked report, and the person who acts. parts: of bot/rules/sharing, those they have in it."""

    row: Row[Any]
    person: Person
    parts: frozenset[str]

    @property
    def id(self) -> int:
        """The report's id."""
        return int(self.row.id)


def take(db: Db, actor: Actor, report_id: int, what: str) -> InHand:
    """Lock a report for a person of this workspace. Raises Denied where either isn't there.

    It is read only then: of a row that somebody else changed meanwhile, PostgreSQL wouldn't join who decided.
    """
    db.first(HOLD, report=report_id)
    row, person = db.first(ONE, report=report_id), find_person(db, actor)
    if row is None or person is None:
        raise Denied(what)
    return InHand(row, person, parts_of(db, row, person.id))


def take_own(db: Db, actor: Actor, report_id: int, what: str, edition: int | None = None) -> InHand:
    """Lock a report that its coach may change now. Raises Denied for anyone else and Refusal where that is over."""
    held = take(db, actor, report_id, what)
    if "coach" not in held.parts:
        raise Denied(what)
    if held.row.state not in rules.OPEN:
        raise Refusal(stands(opened(db, held.row), held.person.id))
    check_edition(held, edition)
    return held


def take_section(
    db: Db, actor: Actor, now: datetime, section_id: int, what: str, edition: int | None = None
) -> tuple[InHand, Section]:
    """Lock the report of a section that its coach may change now."""
    held = take_own(db, actor, int(db.value(SECTION_OF, section=section_id) or 0), what, edition)
    return held, next(one for one in read_sections(db, held.row, now) if one.id == section_id)


def take_to_decide(db: Db, actor: Actor, report_id: int, what: str) -> InHand:
    """Lock a report for a coordinator of its program other than its coach. Raises Denied and Refusal."""
    held = take(db, actor, report_id, what)
    if not may(Reader(held.parts), REPORT, "review"):
        raise Denied(what)
    if held.row.coach_id == held.person.id:
        raise Refusal(OWN)
    return held


def check_edition(held: InHand, edition: int | None) -> None:
    """Raise Refusal where the report isn't any more what was looked at."""
    if edition is not None and edition != held.row.edition:
        raise Refusal(NEWER)


def touch(db: Db, now: datetime, held: InHand, verb: str, subject: int | None = None) -> None:
    """Note a change of a report: another edition, and who made it."""
    db.change(TOUCH, report=held.id, now=now)
    audit.note(db, now, held.person.slack_user_id or "?", verb, subject or held.id)


def newest_act(db: Db, report_id: int, verb: str, since: datetime) -> Row[Any] | None:
    """When something was last done with a report, and by whom: at, id, name. None where it wasn't since then."""
    return db.first(ACT, report=report_id, verb=verb, since=since)


def as_held(db: Db, held: InHand) -> Report:
    """The locked report as a value, without its sections."""
    return opened(db, held.row)
