"""A pair's plan: up to three live goals, each with what shows that it is met, and when the plan was looked at last."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from bot.errors import FieldErrors, Tampered
from bot.frameworks import elements
from bot.rules import plans as rules
from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

# template: action, work, ilp; edition: counts the changes; reviewed_on: when the pair looked at it together last;
# reviewed_before: what stood there, so that the newest look can be taken back.
plans = Table(
    "plans",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    Column("template", String(8), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("reviewed_on", Date),
    Column("reviewed_before", Date),
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("engagement_id"),
)

# focus: codes of practices and elements; state: live, met, dropped. improvement_goal: the school's; why_none: why it
# serves none of them; over: why it is live beside three others; changed_by: who did it last.
goals = Table(
    "goals",
    metadata,
    key_column(),
    workspace_column(),
    reference("plan_id", "plans.id"),
    Column("text", Sealed, nullable=False),
    Column("improvement_goal", Sealed),
    Column("why_none", Sealed),
    Column("focus", String(120), nullable=False),
    Column("indicator", Sealed, nullable=False),
    Column("by_day", Date, nullable=False),
    Column("state", String(8), nullable=False),
    Column("over", Sealed),
    reference("changed_by", "people.id"),
    Column("intent", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_goals_plan", "workspace_id", "plan_id", "state"),
)

Words = Annotated[str, StringConstraints(strip_whitespace=True)]
Text = Annotated[Words, Field(min_length=1, max_length=rules.TEXT_MAX)]
More = Annotated[Words, Field(max_length=rules.TEXT_MAX)]
SERVES = "Name the school's improvement goal it serves, or say below why it serves none."
CHOOSE = "Choose from the list."


class NewGoal(BaseModel):
    """Form F12. over: why it is added beside three live ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: Text
    improvement_goal: More | None = None
    why_none: More | None = None
    focus: Annotated[tuple[str, ...], Field(min_length=1, max_length=rules.FOCUS_MAX)]
    indicator: Text
    by_day: date
    over: More | None = None

    @model_validator(mode="after")
    def _serves_the_school(self) -> "NewGoal":
        if not set(self.focus) <= elements().keys():
            raise Tampered({"focus": CHOOSE})
        if not (self.improvement_goal or self.why_none):
            raise FieldErrors({"improvement_goal": SERVES})
        return self

    def texts(self) -> dict[str, str]:
        """Its words in the writer's own choice, by field."""
        said = self.model_dump(exclude={"focus", "by_day"}, exclude_none=True)
        return {name: words for name, words in said.items() if words}
