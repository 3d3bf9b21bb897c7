"""Notes that belong to a contact: a walkthrough (F18), feedback gathered (F19), a difficult decision (F20)."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Column, Index, String, Table

from bot.errors import FieldErrors, Tampered
from bot.rules import fieldnotes as rules
from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

# kind: walkthrough, feedback, decision. tier: T1, or T0 for one that stays its author's.
field_notes = Table(
    "field_notes",
    metadata,
    key_column(),
    workspace_column(),
    Column("intent", String(40), nullable=False),
    reference("contact_id", "contacts.id"),
    reference("person_id", "people.id"),
    Column("kind", String(12), nullable=False),
    Column("tier", String(2), nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant),
    Column("removed_at", Instant),
    Index("ix_field_notes_contact_id", "contact_id", "id"),
    Index("uq_field_notes_workspace_id_intent", "workspace_id", "intent", unique=True),
)

Words = Annotated[str, StringConstraints(strip_whitespace=True)]
Line: TypeAlias = Annotated[Words, Field(min_length=1, max_length=rules.LINE_MAX)]
Text: TypeAlias = Annotated[Words, Field(min_length=1, max_length=rules.TEXT_MAX)]
Many: TypeAlias = Annotated[int, Field(ge=1, le=rules.MANY_MAX)]
NAMED = "A note may name no teacher: say what you saw, not whose room it was. Then answer No here."


class NewNote(BaseModel):
    """What every field note has: who may read it, and its words by field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    def tier(self) -> str:
        """T1, unless the note says otherwise."""
        return rules.T1

    def texts(self) -> dict[str, str]:
        """Its words in the writer's own choice, by field."""
        said = self.model_dump()
        return {name: said[name] for name in ("purpose", "look_fors", "pattern", "feedback", "topic", "themes", "room",
                "note") if said.get(name)}  # fmt: skip


class NewWalkthrough(NewNote):
    """Form F18. named: whether a teacher is named, which has to be no."""

    purpose: Line
    rooms: Many | None = None
    look_fors: Annotated[Words, Field(max_length=rules.TEXT_MAX)] | None = None
    pattern: Text
    feedback: Text
    named: Literal["yes", "no"]

    @model_validator(mode="after")
    def _names_nobody(self) -> "NewWalkthrough":
        if self.named == "yes":
            raise FieldErrors({"named": NAMED})
        return self


class NewFeedback(NewNote):
    """Form F19. agreed: those who were asked agreed that the principal reads it; else its author alone does."""

    topic: Line
    asked: Many | None = None
    themes: Text
    agreed: Literal["yes", "no"]

    @property
    def tier(self) -> str:
        """The pair's, where those who were asked agreed."""
        return rules.T1 if self.agreed == "yes" else rules.T0


class NewDecision(NewNote):
    """Form F20. room: roles, no names; readers: T0 its author alone, T1 the pair."""

    about: str
    room: Line
    part: tuple[str, ...] = ()
    note: Annotated[Words, Field(max_length=rules.TEXT_MAX)] | None = None
    readers: Literal["T0", "T1"] = "T0"

    @property
    def tier(self) -> str:
        """As chosen."""
        return self.readers

    @model_validator(mode="after")
    def _is_of_the_form(self) -> "NewDecision":
        if self.about not in rules.DECISIONS or not set(self.part) <= rules.PARTS.keys():
            raise Tampered({"about": "Choose from the list."})
        if not self.part:
            raise FieldErrors({"part": "Choose at least one."})
        return self


FORMS: dict[str, type[NewNote]] = {
    rules.WALKTHROUGH: NewWalkthrough,
    rules.FEEDBACK: NewFeedback,
    rules.DECISION: NewDecision,
}
