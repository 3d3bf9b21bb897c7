"""The rules a programme sets for itself (form F1), beyond its name, code, zone and school year."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ROLES = ("coach", "leader", "coordinator", "lead_coach", "office", "liaison", "admin")


class Plain(BaseModel):
    """A value that refuses fields it doesn't know and can't be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TestWindow(Plain):
    """Days on which a school is testing and visits are usually not held."""

    __test__ = False
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date, Field(alias="to")]
    name: str = "Testing"
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Cadence(Plain):
    """visits_per_week: on-site visits promised to each school."""

    visits_per_week: Annotated[int, Field(ge=0, le=5)] = 1


class Dose(Plain):
    """The coaching each leader is to get, in hours.

    hours_per_month_band: what a month usually doesn't go over, which nobody is kept from; minutes_per_day_cap: of one
    day, so many count. None: there is no such thing.
    """

    hours_per_month: Annotated[float, Field(ge=0, le=100)] = 4.5
    hours_per_month_band: Annotated[float, Field(ge=0, le=100)] | None = 6
    hours_per_year: Annotated[float, Field(ge=0, le=1000)] = 45
    minutes_per_day_cap: Annotated[int, Field(ge=1, le=1440)] | None = None


class DueRule(Plain):
    """When a status report is due after its period closes, in the programme's zone."""

    business_days: Annotated[int, Field(ge=0, le=20)] = 2
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "17:00"


class NudgeCaps(Plain):
    """How many messages of its own accord the assistant may send."""

    per_person_per_week: Annotated[int, Field(ge=0, le=20)] = 3


class Capacity(Plain):
    """The weeks ahead in which coaches' time is looked at, 0 for none; the hours a week each has for visits, with the
    way there, the log and the calls around them."""

    weeks: Annotated[int, Field(ge=0, le=8)] = 4
    hours_per_week: Annotated[float, Field(gt=0, le=60)] = 35


class Channels(Plain):
    """Slack channel ids; an empty one is not used."""

    coordinators: str | None = None
    coaches: str | None = None
    community: str | None = None
    ops: str | None = None


class Rules(Plain):
    """Everything form F1 asks beyond name, code, zone and year. kinds_that_count: contact kinds of the hours bank."""

    test_windows: tuple[TestWindow, ...] = ()
    frameworks: tuple[str, ...] = ("practices", "cpsel")
    cadence: Cadence = Cadence()
    dose: Dose = Dose()
    kinds_that_count: tuple[str, ...] = ("visit", "session", "video", "team_meeting")
    report_unit: Literal["coach", "school"] = "coach"
    period_rule: Literal["1-15, 16-end"] = "1-15, 16-end"
    due_rule: DueRule = DueRule()
    report_two_keys: Literal["none", "ok", "objection_72h"] = "none"  # a leader sees her section before coordinators
    log_late_hours: Annotated[int, Field(ge=1, le=336)] = 48
    nudge_caps: NudgeCaps = NudgeCaps()
    capacity: Capacity = Capacity()
    channels: Channels = Channels()
    confidentiality: Annotated[str, Field(max_length=3000)] = (
        "Coordinators see that coaching happens and on which goals, not what was said."
    )
    retention_months: Annotated[int, Field(ge=1, le=240)] = 84
    contact_lines: bool = True  # each contact is a line in the coordinators' channel; else the digest and Home tell
    portfolio_logs: bool = False  # collaborative logs are portfolio items: coordinators read those written from then on
