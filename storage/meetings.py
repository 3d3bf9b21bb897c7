"""What a meeting says as a form gives it: booked, proposed, or answered with another time."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from bot.errors import Denied, FieldErrors
from bot.rules import visits as rules
from storage.contacts import Row as Choice

TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
Place = Annotated[str, StringConstraints(strip_whitespace=True, max_length=rules.PLACE_MAX)] | None


class NewMeeting(BaseModel):
    """A single visit or meeting as the form gives it. start: local "HH:MM" in zone, which is the program's if None.

    place: None is the school, for a visit; guests: the engagements of further leaders of the coach; make_up_for: the
    visit it is held instead of, or, proposed, the one to be moved.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    engagement: Choice
    kind: str = rules.ON_SITE
    day: date
    start: Annotated[str, Field(pattern=TIME)]
    minutes: int = 60
    place: Place = None
    zone: str | None = None
    guests: Annotated[tuple[Choice, ...], Field(max_length=rules.GUESTS_MAX)] = ()
    make_up_for: int | None = None

    @field_validator("place", "zone", mode="before")
    @classmethod
    def _nothing_is_none(cls, value: Any) -> Any:
        return value or None

    @model_validator(mode="after")
    def _is_a_meeting(self) -> "NewMeeting":
        if self.kind not in rules.KINDS:
            raise Denied("value", "kind", "Choose one of the kinds in the list.")
        errors = minutes_problem(self.minutes)
        if self.guests and self.kind not in rules.GROUPS:
            errors["guests"] = "Only a team or cohort meeting has further leaders. Choose that kind, or take them out."
        if errors:
            raise FieldErrors(errors)
        return self


class NewAnswer(BaseModel):
    """What the one who is asked says to a proposal: yes, no, or another time (day, start, maybe minutes).

    seen: the change of it that they read, where an answer is to that one only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    act: Literal["accept", "offer", "decline"]
    day: date | None = None
    start: Annotated[str, Field(pattern=TIME)] | None = None
    minutes: int | None = None
    seen: int | None = None

    @model_validator(mode="after")
    def _offers_a_time(self) -> "NewAnswer":
        if self.act != "offer":
            return self
        missing = {"day": (self.day is None, "Choose a day."), "start": (self.start is None, "Choose a time.")}
        errors = {name: sentence for name, (wanting, sentence) in missing.items() if wanting}
        errors |= minutes_problem(self.minutes) if self.minutes is not None else {}
        if errors:
            raise FieldErrors(errors)
        return self


def minutes_problem(minutes: int) -> dict[str, str]:
    """Why a meeting can't be so long, by field; empty when it can."""
    if rules.MINUTES_MIN <= minutes <= rules.MINUTES_MAX:
        return {}
    return {"minutes": f"Enter the minutes, from {rules.MINUTES_MIN} to {rules.MINUTES_MAX}."}
