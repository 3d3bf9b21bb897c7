"""What status reports and flags promise and the database can show: part of INVARIANTS, each saying what it promises."""

from sqlalchemy import and_, literal, or_, select

from bot.rules import reports as rules
from storage.audit import audit
from storage.concerns import concerns
from storage.contacts import contacts
from storage.engagements import engagements
from storage.reports import report_sections, reports
from storage.verify import Found, Look

other = reports.alias("other")
BROUGHT_IN = "report.brought_in"


def a_period_is_reported_once(look: Look) -> Found:
    """A coach has one report of a period and program, or one for each pair; never both."""
    same = and_(
        other.c.programme_id == reports.c.programme_id,
        other.c.coach_id == reports.c.coach_id,
        other.c.first == reports.c.first,
        other.c.id != reports.c.id,
    )
    twice = select(other.c.id).where(same, or_(other.c.unit == 0, other.c.unit == reports.c.unit))
    return look.rows(reports, twice.exists())


def reports_are_decided_by_somebody_else(look: Look) -> Found:
    """A report is accepted, returned or excused by a person other than its coach, by an audited act; and only then.

    One that comes again still says who returned it."""
    decided = reports.c.state.in_((rules.ACCEPTED, rules.RETURNED, rules.EXCUSED))
    by_nobody = or_(reports.c.decided_at.is_(None), reports.c.decided_by.is_(None))
    acts = select(audit.c.id).where(audit.c.workspace_id == reports.c.workspace_id, audit.c.object_id == reports.c.id)
    act = acts.where(or_(audit.c.verb == BROUGHT_IN, audit.c.verb == literal("report.").concat(reports.c.state)))
    returned = acts.where(audit.c.verb.in_((BROUGHT_IN, f"report.{rules.RETURNED}")))
    own = reports.c.decided_by == reports.c.coach_id
    yield from look.rows(reports, decided, or_(by_nobody, own, ~act.exists()))
    fresh = or_(reports.c.state == rules.DRAFTED, ~returned.exists())
    yield from look.rows(reports, ~decided, reports.c.decided_at.is_not(None), fresh)


def submitted_reports_say_when(look: Look) -> Found:
    """A report that was submitted says when and how often, and one that wasn't says neither."""
    read = reports.c.state.in_((rules.SUBMITTED, rules.ACCEPTED))
    wanting = or_(reports.c.submitted_at.is_(None), reports.c.first_submitted_at.is_(None), reports.c.times < 1)
    early = and_(reports.c.state == rules.DRAFTED, or_(reports.c.times > 0, reports.c.first_submitted_at.is_not(None)))
    return look.rows(reports, or_(and_(read, wanting), early))


def sections_are_of_their_coachs_pairs(look: Look) -> Found:
    """A section is about a pair of its report's coach and program."""
    mine = (
        select(reports.c.id)
        .join(
            engagements,
            and_(engagements.c.coach_id == reports.c.coach_id, engagements.c.programme_id == reports.c.programme_id),
        )
        .where(reports.c.id == report_sections.c.report_id, engagements.c.id == report_sections.c.engagement_id)
    )
    return look.rows(report_sections, ~mine.exists())


def every_pair_that_met_has_its_section(look: Look) -> Found:
    """Each contact that was logged before its period's report came is of a pair that has a section in it."""
    of_report = and_(
        reports.c.coach_id == contacts.c.coach_id,
        reports.c.programme_id == contacts.c.programme_id,
        reports.c.first <= contacts.c.day,
        reports.c.last >= contacts.c.day,
        or_(reports.c.unit == 0, reports.c.unit == contacts.c.engagement_id),
        reports.c.submitted_at > contacts.c.recorded_at,
        or_(contacts.c.changed_at.is_(None), reports.c.submitted_at > contacts.c.changed_at),
    )
    section = select(report_sections.c.id).where(
        report_sections.c.report_id == reports.c.id, report_sections.c.engagement_id == contacts.c.engagement_id
    )
    without = select(reports.c.id).where(of_report, ~section.correlate(reports, contacts).exists())
    return look.rows(contacts, contacts.c.removed_at.is_(None), without.exists())


def flags_are_taken_up_by_somebody_else(look: Look) -> Found:
    """A flag is taken up by a person other than the coach who raised it, and says when."""
    half = concerns.c.answered_at.is_(None) != concerns.c.answered_by.is_(None)
    return look.rows(concerns, or_(half, concerns.c.answered_by == concerns.c.raised_by))


REPORT_INVARIANTS = (
    a_period_is_reported_once,
    reports_are_decided_by_somebody_else,
    submitted_reports_say_when,
    sections_are_of_their_coachs_pairs,
    every_pair_that_met_has_its_section,
    flags_are_taken_up_by_somebody_else,
)
