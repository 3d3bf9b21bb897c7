"""Status reports in words: the ids of their buttons, short words for how one stands, and what stands on Homes.

A button's value is the row it is about: a report, a section or a line of one; of LIST a program, or nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.blocks import Block, button, plain, section
from bot.rules import reports as rules
from bot.rules.contacts import brief, hours
from bot.rules.counted import Counted
from bot.rules.dates import clock, local_time
from bot.rules.periods import Period
from bot.rules.reports import Report, Section

OPEN = "report.open"  # value: the report, or nothing for the one that is due; each reader gets their own page of it
LIST = "report.list"  # value: the program, or nothing; coordinators and lead coaches
MINE = "report.mine"  # a coach's own reports
SECTION = "report.section"  # value: the section; the coach's form
OVERALL = "report.overall"
PREVIEW = "report.preview"  # value: the report; as the coordinator will see it
UNDO = "report.undo"  # value: the report; takes a submission back
ACCEPT = "report.accept"  # value: the report
UNACCEPT = "report.unaccept"  # value: the report; takes an acceptance back
RETURN = "report.return"  # value: the report; asks for a comment
EXCUSE = "report.excuse"  # value: the report
TAKE = "report.take"  # value: the concern; a coordinator says that they will take it
LEADER_OK = "report.leader_ok"  # value: the section; the leader's key
LEADER_WRONG = "report.leader_wrong"  # value: the section
FIGURES = "report.figures"  # value: the section; the contacts behind its numbers

NEEDS = {
    "progress": "how it is going",
    "focus": "what you worked on",
    "evidence": "evidence",
    "next": "what comes next",
}
HOME_MAX = 3
DAY = timedelta(days=1)


REALLY = {
    "title": plain("Undo the acceptance?"),
    "text": plain("The report waits to be read again. Its coach is told, where they were told that it is accepted."),
    "confirm": plain("Undo it"),
    "deny": plain("Leave it"),
}


def undoing(report: Report, spoken: str = "") -> Block:
    """Takes an acceptance back; asked beforehand, as it comes under the finger that accepted."""
    return {**button("Undo acceptance…", UNACCEPT, str(report.id), spoken=spoken), "confirm": REALLY}


def span(period: Period, today: date | None = None) -> str:
    """A period as people say it: Nov 1–15; of another year than today's with the year."""
    year = f", {period.first.year}" if today and today.year != period.first.year else ""
    return f"{period.first:%b} {period.first.day}–{period.last.day}{year}"


def moment(at: datetime, zone: str, now: datetime | None = None) -> str:
    """A day and a time: Thu, Nov 19, 5:00 PM. now: for a page, which is looked at now: tomorrow, 5:00 PM."""
    here = local_time(at, zone)
    today = local_time(now, zone).date() if now else None
    near = {today: "today", today + DAY: "tomorrow", today - DAY: "yesterday"} if today else {}
    return f"{near.get(here.date(), brief(here.date()))}, {clock(f'{here:%H:%M}')}"


def due_words(report: Report, now: datetime, *, stays: bool = False) -> str:
    """By when a report is due, or since when it is late. stays: in a message, which is read on other days as well."""
    when = moment(report.due_at, report.zone, None if stays else now)
    return f"due {when}" if now <= report.due_at else f"late: was due {when}"


def state_words(report: Report, now: datetime, *, stays: bool = False) -> str:
    """How a report stands, by whom and when. stays: as for due_words."""
    late = rules.is_late(report, now)
    near = None if stays else now
    if report.state == rules.SUBMITTED and report.submitted_at:
        again = "submitted again" if report.resubmitted else "submitted"
        return f"{again} {moment(report.submitted_at, report.zone, near)}{', late' if late else ''}"
    if report.state == rules.DRAFTED:
        return f"not submitted yet, {due_words(report, now, stays=stays)}"
    by = f" by {report.decided_by}" if report.decided_by else ""
    on = f" {moment(report.decided_at, report.zone, near)}" if report.decided_at else ""
    return f"{report.state}{on}{by}{', came late' if late else ''}"


def about(report: Report) -> str:
    """Of when: Nov 1–15; with the school, where the program wants a report of each."""
    return f"{span(report.period)}, {report.school}" if report.school else span(report.period)


def name_of(report: Report) -> str:
    """Whose and of when: Coach C, Nov 1–15."""
    return f"{report.coach}, {about(report)}"


def figures_line(one: Counted) -> str:
    """A section's numbers in one line: 2 of 2 visits held · 3.0 h · 5 contacts."""
    visits = f"{held_of(one.held, one.planned)} held" if one.planned else "no visit planned"
    beside = [f"{one.unplanned} not planned"] if one.unplanned else []
    contacts = "1 contact" if one.made == 1 else f"{one.made} contacts" if one.made else "no contact"
    return " · ".join((visits, *beside, *([f"{hours(one.minutes)} h"] if one.minutes else []), contacts))


def held_of(held: int, planned: int) -> str:
    """How many visits of how many: 1 of 1 visit."""
    return f"{held} of {planned} {'visit' if planned == 1 else 'visits'}"


def added(sections: Sequence[Section]) -> str:
    """The numbers of several schools together."""
    held, planned = sum(one.figures.held for one in sections), sum(one.figures.planned for one in sections)
    minutes = sum(one.figures.minutes for one in sections)
    return f"{held_of(held, planned)} held · {hours(minutes)} h that count"


def needed(one: Section) -> str:
    """What a section still needs: needs evidence and what comes next; "ready" when nothing."""
    asked = NEEDS if one.figures.made else NEEDS | {"evidence": "why there was no contact"}
    missing = [asked[name] for name in rules.problems_of(one)]
    if not missing:
        return "ready"
    return f"needs {', '.join(missing[:-1])} and {missing[-1]}" if len(missing) > 1 else f"needs {missing[0]}"


def schools(count: int) -> str:
    """1 school, or 4 schools."""
    return "1 school" if count == 1 else f"{count} schools"


def progress_words(sections: Sequence[Section]) -> str:
    """How many schools are how far: 3 on track, 1 stuck."""
    counts = {label: sum(one.progress == code for one in sections) for code, label in rules.PROGRESS.items()}
    return ", ".join(f"{count} {label.lower()}" for label, count in counts.items() if count)


def schools_line(sections: Sequence[Section]) -> str:
    """How its schools are, in one line: 4 schools: 3 on track, 1 stuck; of one alone how that is."""
    if len(sections) == 1:
        return rules.PROGRESS.get(sections[0].progress or "", "Nothing said yet")
    return f"{schools(len(sections))}: {progress_words(sections) or 'nothing said'}"


def home_line(report: Report, now: datetime) -> str:
    """A report on its coach's Home."""
    name = f"Status report, {about(report)}"
    if report.state == rules.RETURNED:
        return f"{name}: returned by {report.decided_by or 'a coordinator'}, {due_words(report, now)}"
    ready = f"{report.ready} of {schools(len(report.sections))} ready"
    return f"{name}: {due_words(report, now)}, {ready}"


def on_coach_home(found: Sequence[tuple[int, str]], *, first: bool = True) -> list[Block]:
    """What a coach has to finish: each report's id, and how it stands. first: whether it comes first on the page."""
    style = "primary" if first else None
    return [
        section(line, button("Finish", OPEN, str(report), None if place else style, spoken=f"Finish: {line}"))
        for place, (report, line) in enumerate(found[:HOME_MAX])
    ]
