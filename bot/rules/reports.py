"""The status report (form F22): its values, its states, what a section still needs. Plain values, no clock, no rows.

What is counted and the drafted lines hold metadata only: dates, kinds, minutes, activities, how many were agreed and
kept. Words are the coach's own, and stand where they typed them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.rules import lateness
from bot.rules.contacts import KINDS
from bot.rules.counted import Counted
from bot.rules.periods import Period

PROGRESS: dict[str, str] = {"on_track": "On track", "slipping": "Slipping", "stuck": "Stuck", "done": "Done"}
CONCERNS: dict[str, str] = {"none": "No concern", "watch": "Keep an eye on it", "call": "Please call me"}
WORKLOADS: dict[str, str] = {"light": "Light", "right": "About right", "heavy": "Heavy"}
TWO_KEYS: dict[str, str] = {
    "none": "No, coordinators read what coaches submit",
    "ok": "Yes, and they have to agree to what the coach wrote",
    "objection_72h": "Yes, and may object within 72 hours",
}
OBJECTION_WINDOW = timedelta(hours=72)
UNDO_FOR = timedelta(days=1)  # for which an acceptance can be taken back
RECENT = timedelta(days=45)  # so long after its period an unfinished report is still what a coach most likely wants

DRAFTED, SUBMITTED, RETURNED, ACCEPTED = "drafted", "submitted", "returned", "accepted"
EXCUSED = lateness.EXCUSED
STATES: dict[str, str] = {
    DRAFTED: "Drafted",
    SUBMITTED: "Submitted",
    RETURNED: "Returned",
    ACCEPTED: "Accepted",
    EXCUSED: "Excused",
}
OPEN = (DRAFTED, RETURNED)  # the coach may change it, and the draft follows the log
FOLLOW: dict[str, frozenset[str]] = {
    DRAFTED: frozenset((SUBMITTED, EXCUSED)),
    SUBMITTED: frozenset((DRAFTED, RETURNED, ACCEPTED)),
    RETURNED: frozenset((SUBMITTED, EXCUSED)),
    ACCEPTED: frozenset(),
    EXCUSED: frozenset((RETURNED,)),
}

# Kinds of lines. Facts are drafted from the log; the others are the coach's, except what is booked next.
VISITS, CONTACTS, FOCUS, STEPS = "visits", "contacts", "focus", "steps"
EVIDENCE, SUPPORT, NEXT, ADDED = "evidence", "support", "next", "added"
LINES: dict[str, str] = {
    VISITS: "Visits",
    CONTACTS: "Other contacts",
    FOCUS: "Worked on",
    STEPS: "Next steps",
    EVIDENCE: "Evidence",
    SUPPORT: "Support wanted",
    NEXT: "Next two weeks",
    ADDED: "Added",
}
DRAFTED_KINDS = (VISITS, CONTACTS, FOCUS, STEPS, NEXT)
TYPED_KINDS = (EVIDENCE, SUPPORT, NEXT)  # a form has one field for each
BY_DRAFT, EDITED, BY_COACH = "drafted", "edited", "added"  # where a line comes from

OK, OBJECTED = "ok", "objected"  # what a leader said of her section

LINE_MAX = 300
NOTE_MAX = 1000
COMMENT_MAX = 500
LINES_MAX = 12  # of one section
FOCUS_MAX = 6
BARRIERS_MAX = 11
AHEAD = timedelta(days=14)  # what "next" is about


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a section. cites: the contacts behind it; origin: drafted, edited, added; removed: the coach
    took it out and can have it back."""

    id: int
    kind: str
    text: str
    cites: tuple[int, ...] = ()
    origin: str = BY_COACH
    removed: bool = False
    place: int = 0

    @property
    def words(self) -> bool:
        """Whether a person typed it."""
        return self.origin != BY_DRAFT


@dataclass(frozen=True, slots=True)
class Section:
    """One pair in a report. first, last: the days of the period in which the pair ran; typed: the fields the coach set,
    the others are guesses; held: typed words wait for the leader's word, so coordinators don't read them yet."""

    id: int
    engagement_id: int
    school: str
    leader: str
    first: date
    last: date
    figures: Counted = field(default_factory=Counted)
    focus: tuple[str, ...] = ()
    progress: str | None = None
    barriers: tuple[str, ...] = ()
    concern: str = "none"
    concern_text: str | None = None
    leader_seen: bool | None = None
    shown_at: datetime | None = None
    leader_said: str = ""
    said_at: datetime | None = None
    typed: frozenset[str] = frozenset()
    lines: tuple[Line, ...] = ()
    held: bool = False
    leader_id: int = 0

    def line(self, kind: str) -> Line | None:
        """The first line of a kind that isn't taken out."""
        return next((one for one in self.lines if one.kind == kind and not one.removed), None)

    @property
    def live(self) -> tuple[Line, ...]:
        """The lines that stand."""
        return tuple(one for one in self.lines if not one.removed)

    @property
    def guessed(self) -> bool:
        """Whether its progress is a guess that nobody has confirmed."""
        return self.progress is not None and "progress" not in self.typed


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its reader sees it. unit, school: the pair it is about, 0 and "" for all of a coach; reads: coach,
    coordinator, lead_coach or leader; zone: the program's; two_keys: what it was submitted under, else the program's
    rule now."""

    id: int
    programme_id: int
    coach_id: int
    coach: str
    unit: int
    period: Period
    state: str
    due_at: datetime
    zone: str
    edition: int
    drafted_at: datetime
    changed_at: datetime
    times: int = 0
    submitted_at: datetime | None = None
    first_submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_by_id: int | None = None
    comment: str | None = None
    workload: str | None = None
    note: str | None = None
    two_keys: str = "none"
    reads: str = "coach"
    school: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def resubmitted(self) -> bool:
        """Whether it came again after it was returned."""
        return self.times > 1

    @property
    def ready(self) -> int:
        """How many sections need nothing more."""
        return sum(not problems_of(one) for one in self.sections)


def may_become(state: str, wanted: str) -> bool:
    """Whether a report in one state may get into another."""
    return wanted in FOLLOW[state]


def undo_until(report: Report, now: datetime) -> datetime | None:
    """Until when an acceptance can be taken back; None where it can't, or can't any more."""
    if report.state != ACCEPTED or report.decided_at is None:
        return None
    until = report.decided_at + UNDO_FOR
    return until if now <= until else None


def is_late(report: Report, now: datetime) -> bool:
    """Whether it first came after its due time, or is missing."""
    return standing_of(report, now) in {lateness.CAME_LATE, lateness.MISSING}


def standing_of(report: Report, now: datetime) -> str:
    """How a report stands."""
    return lateness.standing(report.state, report.due_at, report.first_submitted_at, now)


def problems_of(section: Section) -> dict[str, str]:
    """What a section still needs before it can be submitted, by field; empty when it is ready."""
    seen = section.figures.made > 0
    missing = {
        "progress": (section.progress is None, "Choose how it is going."),
        "focus": (not (section.focus or section.line(FOCUS)) and _met(section), "Choose what you worked on."),
        "evidence": (section.line(EVIDENCE) is None, EVIDENCE_SEEN if seen else EVIDENCE_NONE),
        "next": (section.line(NEXT) is None, "Say what comes in the next two weeks, or book a visit."),
    }
    return {name: sentence for name, (wanting, sentence) in missing.items() if wanting}


def _met(section: Section) -> bool:
    """Whether there was a contact of a kind at which things are worked on: no call, e-mail or text."""
    return any(KINDS[kind].activities for kind in section.figures.contacts if kind in KINDS)


EVIDENCE_SEEN = "Say in one line what shows it."
EVIDENCE_NONE = "There was no contact. Say in one line why."


def words_wait(two_keys: str, shown_at: datetime | None, said: str, now: datetime) -> bool:
    """Whether what the coach typed about a person still waits for her word (domain rule 16)."""
    if two_keys == "none" or said == OK:
        return False
    if two_keys == "objection_72h" and said != OBJECTED:
        return shown_at is None or now < shown_at + OBJECTION_WINDOW
    return True


def guess_progress(one: Counted, barriers: tuple[str, ...]) -> str:
    """A first guess that the coach looks at: from visits and steps, by counts alone."""
    held = one.held + one.unplanned
    over = held + one.missed + one.unexplained
    if one.made == 0 and over:
        return "stuck"
    if one.missed + one.unexplained > held or one.overdue > one.done or barriers:
        return "slipping"
    return "on_track"


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern flag as coordinators read it: the category; what the coach may have written stands in the report.

    due_at: when an answer is due; answered_by: the coordinator who took it up; ended_at: the coach lowered it.
    """

    id: int
    programme_id: int
    engagement_id: int
    school: str
    leader: str
    coach: str
    coach_id: int
    level: str
    raised_at: datetime
    due_at: datetime
    zone: str
    report_id: int | None = None
    section_id: int | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    answered_by_id: int | None = None
    ended_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether nobody took it up yet."""
        return self.answered_at is None and self.ended_at is None
