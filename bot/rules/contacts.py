"""What a contact of each kind asks for (form F16), and what is allowed in it (domain rules 1 to 3)."""

from dataclasses import dataclass
from datetime import date

MINUTES_MAX = 600
COUNT_MAX = 99
WRITTEN_MINUTES_MAX = 30
NOTE_MAX = 1000
PRIVATE_NOTE_MAX = 3000
OTHERS_MAX = 200
STEP_MAX = 200
STEPS_MAX = 3
TICKED_MAX = 10
STEP_DAYS_MAX = 120
ACTIVITIES_MAX = 4
HOURS_STEP = 0.25
DETAIL_MAX = 1000
REASON_MAX = 300
ATTENDEES_MAX = 40
STANCES_MAX = 3
LONG_MINUTES = 360
BACKFILL_DAYS = 14


MEDIA: dict[str, str] = {
    "on_site": "On site",
    "off_site": "Off site",
    "phone": "Phone",
    "video": "Video",
    "email": "E-mail",
    "text": "Text message",
    "letter": "Letter",
}
MET = ("on_site", "off_site", "video", "phone")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of contact. Minutes are asked unless it is counted (e-mails, texts), in pieces: one, many.

    media: the media it may have, the usual one first; asked where there are several. group: further leaders may be
    there. collaborative: form F17, which asks focus, next steps and the next meeting.
    """

    id: str
    label: str
    media: tuple[str, ...]
    timed: bool = True
    activities: bool = True
    presence: bool = False
    others: bool = False
    group: bool = False
    collaborative: bool = False
    pieces: tuple[str, str] = ("", "")

    @property
    def counted(self) -> bool:
        """Whether the form asks how many instead of how long."""
        return not self.timed


KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("visit", "On-site visit", ("on_site",), presence=True, others=True),
        Kind("session", "Coaching session", MET, collaborative=True),
        Kind("call", "Phone call", ("phone",), activities=False),
        Kind("video", "Video call", ("video",), activities=False),
        Kind("email", "E-mail", ("email",), False, activities=False, pieces=("e-mail", "e-mails")),
        Kind("text", "Text message", ("text",), False, activities=False, pieces=("text message", "text messages")),
        Kind("team_meeting", "Team meeting", MET, presence=True, others=True, group=True),
        Kind("cohort", "Cohort meeting", ("off_site", "on_site", "video"), presence=True, others=True, group=True),
        Kind("other", "Something else", (*MET, "letter"), presence=True, others=True, group=True),
    )
}

STANCES: dict[str, str] = {
    "instructional": "Instructional",
    "facilitative": "Facilitative",
    "collaborative": "Collaborative",
    "consultative": "Consultative",
    "transformational": "Transformational",
}

# The further words of a collaborative log (form F17), by field.
DETAILS: dict[str, str] = {
    "check_in": "Check-in",
    "successes": "Successes and evidence",
    "obstacles": "Obstacles",
    "next_focus": "Focus of the next meeting",
    "resources": "Resources shared",
}

ACTIVITIES: dict[str, str] = {
    "A1": "Chart data",
    "A2": "Walkthrough",
    "A3": "Data team",
    "A4": "Teacher PD or support",
    "A5": "Parents or community",
    "A6": "Observe students",
    "A7": "Observe a teacher",
    "A8": "Plan with consultants",
    "A9": "Difficult decision",
    "A10": "Sounding board",
    "A11": "Gather feedback",
}

PRESENCE: dict[str, str] = {"yes": "Yes", "partly": "Partly", "no": "No"}


def check_amounts(kind: Kind, minutes: int | None, count: int | None, made: bool = True) -> dict[str, str]:
    """Domain rules 2 and 3, as {field: sentence}; empty when all is well. Of an attempt, nothing is required."""
    errors: dict[str, str] = {}
    if not made:
        if minutes is not None and not 0 <= minutes <= MINUTES_MAX:
            errors["minutes"] = f"Enter 0 to {MINUTES_MAX} minutes, or leave it empty."
        return errors
    if kind.timed:
        if minutes is None or not 1 <= minutes <= MINUTES_MAX:
            errors["minutes"] = f"Enter the minutes, from 1 to {MINUTES_MAX}."
        return errors
    if count is None or not 1 <= count <= COUNT_MAX:
        errors["count"] = f"Enter how many, from 1 to {COUNT_MAX}."
    if minutes is not None and not 0 <= minutes <= WRITTEN_MINUTES_MAX:
        errors["minutes"] = f"For written messages, enter 0 to {WRITTEN_MINUTES_MAX} minutes, or leave it empty."
    return errors


def check_day(day: date, today: date, starts_on: date, ends_on: date | None) -> str | None:
    """Domain rule 1: why this day can't be logged, or None. today: in the coach's zone."""
    if day > today:
        return "That day is still to come. Choose today or an earlier day."
    if day < starts_on:
        return f"This engagement began on {spell(starts_on)}. Choose that day or a later one."
    if ends_on is not None and day > ends_on:
        return f"This engagement ended on {spell(ends_on)}. Choose that day or an earlier one."
    return None


def spell(day: date) -> str:
    """A day as people read it: Tue, Nov 17, 2026."""
    return f"{day:%a}, {day:%b} {day.day}, {day.year}"


def brief(day: date) -> str:
    """A day of this school year: Tue, Nov 17."""
    return f"{day:%a}, {day:%b} {day.day}"


def hours(minutes: int) -> str:
    """Minutes as hours to the quarter, as totals show them: 95 is 1.5."""
    quarters = round(minutes / 60 / HOURS_STEP) * HOURS_STEP
    return f"{quarters:.2f}".rstrip("0").rstrip(".") if quarters % 0.5 else f"{quarters:.1f}"


def readable(contact_id: int) -> str:
    """The id people see: L-0231."""
    return f"L-{contact_id:04d}"
