"""Contacts: what a coach records of a visit, call or meeting, with the next steps agreed in it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from bot.errors import FieldErrors, Tampered
from bot.rules import contacts as rules
from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

REQUEST_MAX = 64  # the end of Slack's name for the first submission; what is random in it is there

contacts = Table(
    "contacts",
    metadata,
    key_column(),
    workspace_column(),
    Column("intent", String(40), nullable=False),
    reference("programme_id", "programmes.id"),
    reference("engagement_id", "engagements.id"),
    reference("coach_id", "people.id"),
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("start", String(5)),
    Column("minutes", Integer, nullable=False),
    Column("amount", Integer),
    Column("counts", Boolean, nullable=False),
    Column("activities", String(40), nullable=False),
    Column("presence", String(8)),
    Column("others", Sealed),
    Column("note", Sealed),
    Column("private_note", Sealed),
    Column("request", String(REQUEST_MAX)),
    Column("sent_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("changed_at", Instant),
    Column("removed_at", Instant),
    Column("removed_by_intent", String(80)),
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_contacts_coach", "coach_id", "day"),
    Index("ix_contacts_coach_id_id", "coach_id", "id"),
    # A coordinator's Home counts thousands of these: what it asks is in the index, so that no row is fetched for it.
    Index("ix_contacts_engagement", "engagement_id", "day", "id", "workspace_id", "removed_at"),
    Index("ix_contacts_programme", "programme_id", "day", "id", "workspace_id", "removed_at", "counts", "minutes"),
)

Index(
    "uq_contacts_workspace_id_removed_by_intent",
    contacts.c.workspace_id,
    contacts.c.removed_by_intent,
    unique=True,
    sqlite_where=contacts.c.removed_by_intent.is_not(None),
    postgresql_where=contacts.c.removed_by_intent.is_not(None),
)

next_steps = Table(
    "next_steps",
    metadata,
    key_column(),
    workspace_column(),
    reference("contact_id", "contacts.id", index=True),
    Column("owner", String(8), nullable=False),
    Column("what", Sealed, nullable=False),
    Column("due_on", Date),
)

Words = Annotated[str, StringConstraints(strip_whitespace=True)]


ROWS = 2**63  # more have no id


def _row(value: Any) -> int:
    """The id behind a choice; our forms offer nothing else."""
    text = str(value)
    if text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) < ROWS:
        return int(text)
    raise Tampered({"engagement": "Choose one of the schools in the list."})


class NewStep(BaseModel):
    """One next step: who promises what, by when."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    owner: Literal["coach", "leader"] = "coach"
    what: Annotated[Words, Field(min_length=1, max_length=rules.STEP_MAX)]
    due_on: date | None = None


class NewContact(BaseModel):
    """Form F16 as submitted. start: local "HH:MM"; minutes 1 to 600 (0 to 30 for written messages)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    engagement: Annotated[int, BeforeValidator(_row)]
    kind: str
    day: date
    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    minutes: int | None = None
    count: int | None = None
    activities: Annotated[tuple[str, ...], Field(max_length=rules.ACTIVITIES_MAX)] = ()
    presence: Literal["yes", "partly", "no"] | None = None
    others: Annotated[Words, Field(max_length=rules.OTHERS_MAX)] | None = None
    note: Annotated[Words, Field(max_length=rules.NOTE_MAX)] | None = None
    private_note: Annotated[Words, Field(max_length=rules.PRIVATE_NOTE_MAX)] | None = None
    next_steps: Annotated[tuple[NewStep, ...], Field(max_length=rules.STEPS_MAX)] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "NewContact":
        kind = rules.KINDS.get(self.kind)
        if kind is None:
            raise Tampered({"kind": "Choose one of the kinds in the list."})
        errors = rules.check_amounts(kind, self.minutes, self.count)
        if kind.presence and self.presence is None:
            errors["presence"] = "Say whether the principal was there."
        if not rules.ACTIVITIES.keys() >= set(self.activities):
            raise Tampered(errors | {"activities": "Choose activities from the list."})
        if errors:
            raise FieldErrors(errors)
        return self


def columns_of(db: Any, new: NewContact, kind: rules.Kind, counts: bool) -> dict[str, Any]:
    """The column values of a submitted contact; fields its kind doesn't ask are left out."""
    return {
        "kind": new.kind,
        "day": new.day,
        "start": new.start,
        "minutes": new.minutes or 0,
        "amount": new.count if kind.counted else None,
        "counts": counts,
        "activities": " ".join(new.activities) if kind.activities else "",
        "presence": new.presence if kind.presence else None,
        "others": db.seal(contacts.c.others, (new.others or None) if kind.others else None),
        "note": db.seal(contacts.c.note, new.note or None),
        "private_note": db.seal(contacts.c.private_note, new.private_note or None),
    }
