"""Reflections: a question put to a leader, and her answer, which is hers alone until she shares it (form F23)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Boolean, Column, Index, String, Table, UniqueConstraint

from bot.errors import FieldErrors
from bot.rules import reflecting as rules
from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

# engagement_id: of the leader who is asked, or, where the occurrence begins with CRAFT, one of the coach's who is asked
# about their own coaching; occurrence: so that each question is put once; channel, thread_ts: the thread it was
# answered in; answer: its parts and the number that was chosen, sealed (storage/answers.py); answer_ts: the first
# message; lapsed: changed after it was shared, so it is shared no longer; evidence: one sentence of it that stands for
# an element of a standard. States: bot/rules/reflecting.py.
reflections = Table(
    "reflections",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    reference("person_id", "people.id"),
    Column("prompt", String(24), nullable=False),
    Column("occurrence", String(80), nullable=False),
    Column("state", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("until", Instant, nullable=False),
    Column("channel", String(32)),
    Column("thread_ts", String(32)),
    Column("answer", Sealed),
    Column("answer_ts", String(32)),
    Column("answered_at", Instant),
    Column("shared_at", Instant),
    Column("lapsed", Boolean, nullable=False),
    Column("evidence", Sealed),
    Column("element", String(24)),
    Column("evidence_at", Instant),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("workspace_id", "occurrence"),
    Index("ix_reflections_person", "workspace_id", "person_id", "asked_at"),
    Index("ix_reflections_until", "workspace_id", "state", "until"),
)

CRAFT = "craft:"
Words = Annotated[str, StringConstraints(strip_whitespace=True)]


class NewAnswer(BaseModel):
    """Form F23: words, or where the question has a scale a number from 1 to 5, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    answer: Annotated[Words, Field(max_length=rules.FORM_MAX)] | None = None
    scale: Literal["1", "2", "3", "4", "5"] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "NewAnswer":
        if not self.answer and self.scale is None:
            raise FieldErrors({"answer": "Please write something, or close this and press Skip."})
        return self


class NewEvidence(BaseModel):
    """Which sentence of an answer stands for which element. sentence: its place in the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sentence: Annotated[int, Field(ge=0, lt=rules.SENTENCES_MAX)]
    element: Annotated[str, Field(min_length=1, max_length=24)]
