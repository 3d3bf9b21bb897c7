"""The programme as one file (form F1): name, code, zone, school year, and the rules it sets for itself."""

import re
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, field_validator, model_validator

from bot.rules.contacts import KINDS
from bot.rules.programme import Channels, Dose, Plain, Rules, TestWindow
from bot.rules.roster import cells

YEAR_DAYS_MAX = 400
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
CHANNEL = re.compile(r"[CG][A-Z0-9]{1,31}", re.ASCII)
_FRAMEWORK = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError(
            f"{cells.shown(text)} isn't a code. Use up to 40 letters, digits, dots, dashes or underscores."
        )
    return text


class SchoolYear(Plain):
    """The first and the last day of the school year."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date, Field(alias="to")]

    @model_validator(mode="after")
    def _in_order(self) -> "SchoolYear":
        if not 0 < (self.end - self.start).days <= YEAR_DAYS_MAX:
            raise ValueError(f"The year must end after it begins, and within {YEAR_DAYS_MAX} days. Check both dates.")
        return self


class ProgrammeFile(Rules):
    """Form F1 whole. What isn't given keeps its stored value, or gets its default in a new program."""

    name: Annotated[str, cells.needed(cells.words(120), "the program's name")]
    code: Annotated[str, cells.needed(_code, "a short code")]
    zone: Annotated[str, cells.needed(cells.zone, "an IANA time zone such as America/New_York")]
    school_year: SchoolYear

    OWN: ClassVar[frozenset[str]] = frozenset({"name", "code", "zone", "school_year"})

    @field_validator("kinds_that_count")
    @classmethod
    def _known_kinds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if strange := [one for one in value if one not in KINDS]:
            raise ValueError(f"{cells.shown(strange[0])} isn't a kind of contact. Use some of {', '.join(KINDS)}.")
        return tuple(dict.fromkeys(value))

    @field_validator("frameworks")
    @classmethod
    def _framework_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if strange := [one for one in value if not _FRAMEWORK.fullmatch(one)]:
            raise ValueError(f"{cells.shown(strange[0])} isn't the name of a framework. Write one such as cpsel.")
        return tuple(dict.fromkeys(value))

    @field_validator("test_windows")
    @classmethod
    def _windows_in_order(cls, value: tuple[TestWindow, ...]) -> tuple[TestWindow, ...]:
        if late := [one for one in value if one.end < one.start]:
            raise ValueError(f"The test window {cells.shown(late[0].name)} ends before it begins. Check its dates.")
        return value

    @field_validator("dose")
    @classmethod
    def _band_over_the_month(cls, value: Dose) -> Dose:
        given = {"hours_per_month", "hours_per_month_band"} <= value.model_fields_set
        if given and value.hours_per_month_band is not None and value.hours_per_month_band < value.hours_per_month:
            raise ValueError("hours_per_month_band is below hours_per_month. Write at least the hours of a month.")
        return value

    @field_validator("channels")
    @classmethod
    def _channel_ids(cls, value: Channels) -> Channels:
        for key, channel in value:
            if channel is not None and not CHANNEL.fullmatch(channel):
                raise ValueError(
                    f"{cells.shown(channel)} isn't a Slack channel ID. For {key}, copy the ID from the end "
                    "of the channel's details (it begins with C)."
                )
        return value

    def rules_over(self, stored: dict[str, Any] | None) -> dict[str, Any]:
        """The whole rules as stored: those given here over those that were stored before."""
        given = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(self.OWN))
        merged = dict(stored or {})
        for key, value in given.items():
            before = merged.get(key)
            merged[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
        return Rules.model_validate(merged).model_dump(mode="json", by_alias=True)
