"""Why something can't be done with a status report as it stands, said to whoever tried."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.dates import local_time
from bot.rules.reports import ACCEPTED, DRAFTED, EXCUSED, RETURNED, SUBMITTED, Report

NEWER = "This report has changed since you opened it. Look at it once more, then decide."
NEWER_LOG = "Your log has changed since you opened this. Look at the draft once more, then submit."
OWN = "Somebody else has to decide about your own report. Any other coordinator can."
WANTS_COMMENT = "Say in a line or two what is missing, so that the coach knows what to do."
FULL = "This school has as many lines as a report takes. Take one out first."
UNDO_OVER = (
    "An acceptance can be taken back for a day, and that is over. The coach can still change contacts, with a reason."
)
NOT_SHOWN = "There is nothing to read anymore. The section is being written again."


def stands(report: Report, reader: int) -> str:
    """How a report stands, and who brought it there when; reader: the person who is told."""
    at = _day(report.decided_at, report.zone)
    if report.state in (ACCEPTED, EXCUSED, RETURNED):
        if report.decided_by_id == reader:
            return f"You {report.state} that report on {at}."
        return f"That report was {report.state} on {at} by {report.decided_by or 'another coordinator'}."
    if report.state == SUBMITTED:
        sent = _day(report.submitted_at, report.zone)
        return f"That report was submitted on {sent} and waits for a coordinator."
    if report.state == DRAFTED:
        return "That report is with its coach. You can read it once it is submitted."
    return "That report can't be changed now."


def undone(by: str | None, at: datetime, zone: str, *, mine: bool) -> str:
    """An acceptance that somebody took back before."""
    who = "You" if mine else by or "Another coordinator"
    return f"{who} took that acceptance back on {_day(at, zone)}. The report waits to be read."


def wanting(schools: Sequence[str], many: int) -> str:
    """Which schools keep a report from being submitted."""
    named = ", ".join(schools[:3]) + (f" and {len(schools) - 3} more" if len(schools) > 3 else "")
    return f"{len(schools)} of {many} schools still need something: {named}."


def taken_up(by: str | None, at: datetime | None, zone: str, *, mine: bool) -> str:
    """A concern that somebody took up before."""
    who = "You" if mine else by or "Another coordinator"
    return f"{who} took this up on {_day(at, zone)}."


def lowered(by: str, at: datetime | None, zone: str) -> str:
    """A concern that doesn't stand any more."""
    return f"{by} changed or lowered this flag on {_day(at, zone)}. What waits now is on your Home."


def _day(at: datetime | None, zone: str) -> str:
    if at is None:
        return "an earlier day"
    here = local_time(at, zone)
    return f"{here:%b} {here.day}"
