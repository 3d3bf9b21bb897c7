"""What each person wants of messages (form F34): hours, days, quiet times, being away, and which kinds."""

from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table, UniqueConstraint

from bot.errors import FieldErrors, Tampered
from bot.rules.dates import is_zone
from bot.rules.nudges import KINDS
from bot.rules.prompts import RHYTHMS
from bot.rules.wishes import hours_problem
from storage.database import Instant, key_column, metadata, reference, workspace_column

# days: the weekdays messages may come, as "01234"; kinds_off: kinds of nudges that are stopped; prompt_weeks: weeks
# from one reflection prompt to the next; NULL anywhere: the usual.
preferences = Table(
    "preferences",
    metadata,
    key_column(),
    workspace_column(),
    reference("person_id", "people.id"),
    Column("zone", String(64)),
    Column("hours_from", String(5)),
    Column("hours_to", String(5)),
    Column("days", String(7)),
    Column("quiet_from", String(5)),
    Column("quiet_to", String(5)),
    Column("bundle_at", String(5)),
    Column("away_from", Date),
    Column("away_until", Date),
    Column("kinds_off", JSON, nullable=False),
    Column("prompt_weeks", Integer),
    Column("text_only", Boolean, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "person_id"),
)


HHMM = r"^([01]\d|2[0-3]):[0-5]\d$"
Time: TypeAlias = Annotated[str, Field(pattern=HHMM)]
FOLLOW = "slack"  # the choice of a zone: where Slack says the person is
AWAY_MOST = timedelta(days=366)


class NewHours(BaseModel):
    """When somebody may be written to. zone: FOLLOW or an IANA name; days: "0" is Monday."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zone: Annotated[str, Field(max_length=64)] = FOLLOW
    days: tuple[Literal["0", "1", "2", "3", "4", "5", "6"], ...] = ()
    hours_from: Time
    hours_to: Time
    bundle_at: Time
    quiet_from: Time | None = None
    quiet_to: Time | None = None

    @model_validator(mode="after")
    def _fits(self) -> "NewHours":
        if self.zone != FOLLOW and not is_zone(self.zone):
            raise Tampered({"zone": "Choose one of the zones in the list."})
        found = {"days": "Choose at least one day."} if not self.days else {}
        found |= hours_problem(self.hours_from, self.hours_to, self.bundle_at, self.quiet_from, self.quiet_to)
        if found:
            raise FieldErrors(found)
        return self


class NewAway(BaseModel):
    """From which day to which somebody is away."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    away_from: date
    away_until: date

    @model_validator(mode="after")
    def _fits(self) -> "NewAway":
        if self.away_until < self.away_from:
            raise FieldErrors({"away_until": "Choose the first day or one after it."})
        if self.away_until - self.away_from > AWAY_MOST:
            raise FieldErrors({"away_until": "Choose a day within a year."})
        return self


class NewKinds(BaseModel):
    """Which kinds of nudges somebody wants, and how. prompt_weeks: None where they get no questions."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kinds: tuple[str, ...] = ()
    prompt_weeks: int | None = None
    text_only: Literal["yes", "no"] = "no"

    @model_validator(mode="after")
    def _offered(self) -> "NewKinds":
        if set(self.kinds) - KINDS.keys():
            raise Tampered({"kinds": "Choose from the list."})
        if self.prompt_weeks is not None and self.prompt_weeks not in RHYTHMS:
            raise Tampered({"prompt_weeks": "Choose from the list."})
        return self
