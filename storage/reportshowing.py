"""A leader's key to her section of a status report: it is shown to her, and she agrees or objects (domain rule 16)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, update

from bot.errors import Denied, Refusal
from bot.messages.reportstates import NOT_SHOWN
from bot.rules import reports as rules
from bot.rules.reports import Section
from storage.database import Db, tenant
from storage.people import Actor
from storage.reportcards import correct_shown, report_changed
from storage.reportcards import show_section as owe_section
from storage.reportholding import take, touch
from storage.reporting import SECTION_OF, read_sections
from storage.reports import report_sections

SHOW = tenant(
    update(report_sections)
    .where(report_sections.c.id == bindparam("section"))
    .values(shown_at=bindparam("now"), leader_said="", said_at=None, changed_at=bindparam("now"))
)
HIDE = tenant(
    update(report_sections)
    .where(report_sections.c.id == bindparam("section"))
    .values(shown_at=None, leader_said="", said_at=None, changed_at=bindparam("now"))
)
SAY = tenant(
    update(report_sections)
    .where(report_sections.c.id == bindparam("section"))
    .values(leader_said=bindparam("said"), said_at=bindparam("now"), changed_at=bindparam("now"))
)


def show_section(db: Db, actor: Actor, now: datetime, section_id: int) -> None:
    """Show a leader her section before it is submitted. Once it is shown, saying it again changes nothing."""
    held = take(db, actor, int(db.value(SECTION_OF, section=section_id) or 0), "report.show")
    if "coach" not in held.parts:
        raise Denied("report.show")
    one = next(found for found in read_sections(db, held.row, now) if found.id == section_id)
    if one.shown_at is None:
        _show(db, now, one, held.row.edition)
        touch(db, now, held, "report.shown", section_id)


def show_words(db: Db, now: datetime, sections: Sequence[Section], edition: int) -> None:
    """Show every leader her section in which the coach wrote something, where that wasn't done."""
    for one in sections:
        if one.shown_at is None and any(line.words for line in one.live):
            _show(db, now, one, edition)


def _show(db: Db, now: datetime, one: Section, edition: int) -> None:
    db.change(SHOW, section=one.id, now=now)
    owe_section(db, now, one.id, one.leader_id, edition)


def show_anew(db: Db, now: datetime, one: Section) -> None:
    """What the coach wrote is different now: what she said was about other words."""
    if one.shown_at is not None:
        db.change(HIDE, section=one.id, now=now)


def say_of_section(db: Db, actor: Actor, now: datetime, section_id: int, said: str) -> None:
    """A leader agrees ("ok") or objects ("objected") to her section, and may say otherwise later.

    Raises Denied for anyone else, and Refusal while it is being written again.
    """
    if said not in (rules.OK, rules.OBJECTED):
        raise Denied("report.say")
    held = take(db, actor, int(db.value(SECTION_OF, section=section_id) or 0), "report.say")
    one = next((found for found in read_sections(db, held.row, now) if found.id == section_id), None)
    if one is None or one.leader_id != held.person.id:
        raise Denied("report.say")
    if one.shown_at is None:
        raise Refusal(NOT_SHOWN)
    if one.leader_said != said:
        db.change(SAY, section=one.id, said=said, now=now)
        touch(db, now, held, f"report.leader_{said}", one.id)
        correct_shown(db, now, one.id, one.leader_id)
        report_changed(db, now, held.id)
