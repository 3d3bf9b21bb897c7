"""An agreement of a pair: areas of focus, norms, expectations, indicators of success; in force once both have signed.

A change makes a new edition, which both sign again; earlier editions stay as they were.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from bot.errors import FieldErrors
from bot.rules import agreements as rules
from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

# edition: counts from 1 for a pair; state: offered, in_force, replaced, withdrawn. focus: one area a line; words: the
# rest that was typed, as JSON; flows: what reaches the program and the district, as shown to both; looked_on: the day
# on which one of the two said that it still holds.
agreements = Table(
    "agreements",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    Column("edition", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("focus", Sealed, nullable=False),
    Column("cadence", Sealed, nullable=False),
    Column("words", Sealed, nullable=False),
    Column("flows", Sealed, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("looked_on", Date),
    reference("written_by", "people.id"),
    Column("coach_signed_at", Instant),
    Column("leader_signed_at", Instant),
    Column("in_force_at", Instant),
    Column("intent", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("engagement_id", "edition"),
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_agreements_state", "workspace_id", "state", "review_on"),
)

Words = Annotated[str, StringConstraints(strip_whitespace=True)]
Text = Annotated[Words, Field(min_length=1, max_length=rules.TEXT_MAX)]
More = Annotated[Words, Field(max_length=rules.TEXT_MAX)]
ONE_AREA = "Name at least one area, one a line."
TOO_MANY_AREAS = f"Please keep it to {rules.FOCUS_MAX} areas, one a line. Fewer get further."
LONG_LINE = f"Please keep each line to {rules.LINE_MAX} characters."
NO_SIGN = "Name at least one sign that it works, here or below."
TOO_MANY_SIGNS = f"Please keep it to {rules.INDICATORS_MAX} signs in all, one a line."


class NewPage(BaseModel):
    """The form's first page: what the pair works on, and what each expects."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    focus: Text
    norms: Text
    leader_expects: More | None = None
    coach_expects: More | None = None

    @model_validator(mode="after")
    def _has_few_areas(self) -> "NewPage":
        areas = rules.lines_of(self.focus)
        if not areas or len(areas) > rules.FOCUS_MAX:
            raise FieldErrors({"focus": TOO_MANY_AREAS if areas else ONE_AREA})
        _short({"focus": areas})
        return self


class NewAgreement(NewPage):
    """Form F8. measured, others: what will show that it works, one a line; those that can be measured, and others."""

    measured: More | None = None
    others: More | None = None
    cadence: Annotated[Words, Field(min_length=1, max_length=rules.LINE_MAX)]
    review_on: date

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas of focus."""
        return rules.lines_of(self.focus)

    @property
    def indicators(self) -> list[tuple[str, bool]]:
        """Each with whether it can be measured."""
        both = ((self.measured, True), (self.others, False))
        return [(line, measured) for text, measured in both for line in rules.lines_of(text or "")]

    @model_validator(mode="after")
    def _says_what_shows_it(self) -> "NewAgreement":
        signs = self.indicators
        if not signs or len(signs) > rules.INDICATORS_MAX:
            raise FieldErrors({"measured": TOO_MANY_SIGNS if signs else NO_SIGN})
        _short({name: rules.lines_of(getattr(self, name) or "") for name in ("measured", "others")})
        return self

    def texts(self) -> dict[str, str]:
        """Its words in the writer's own choice, by field."""
        said = self.model_dump(exclude={"review_on"}, exclude_none=True)
        return {name: words for name, words in said.items() if words}


def _short(fields: dict[str, tuple[str, ...]]) -> None:
    long = {name: LONG_LINE for name, lines in fields.items() if any(len(one) > rules.LINE_MAX for one in lines)}
    if long:
        raise FieldErrors(long)
