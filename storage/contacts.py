"""Contacts: what a coach records of a visit, call or meeting, with the next steps agreed in it."""

import json
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint, text

from bot.errors import FieldErrors, Tampered
from bot.frameworks import FOCUS_MAX, elements
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
    Column("removed_reason", Sealed),
    Column("restored_at", Instant),
    Column("medium", String(8), nullable=False, server_default="on_site"),
    Column("made", Boolean, nullable=False, server_default=text("true")),
    Column("focus", String(120), nullable=False, server_default=""),
    Column("stances", String(80), nullable=False, server_default=""),
    Column("next_on", Date),
    Column("next_open", Boolean, nullable=False, server_default=text("false")),
    Column("no_steps", Boolean, nullable=False, server_default=text("false")),
    Column("details", Sealed),
    Column("link", Sealed),
    Column("backfilled", Boolean, nullable=False, server_default=text("false")),
    Column("portfolio", Boolean, nullable=False, server_default=text("false")),  # the rule when it was written
    UniqueConstraint("workspace_id", "intent"),
    Index("ix_contacts_coach", "coach_id", "day"),
    Index("ix_contacts_coach_id_id", "coach_id", "id"),
    # A coordinator's Home counts thousands of these: what it asks is in the index, so that no row is fetched for it.
    Index(
        "ix_contacts_engagement",
        *("engagement_id", "day", "id", "workspace_id", "removed_at", "made", "counts", "kind", "minutes"),
    ),
    Index(
        "ix_contacts_programme",
        *("programme_id", "day", "id", "workspace_id", "removed_at", "counts", "minutes", "made"),
    ),
)

Index(
    "uq_contacts_workspace_id_removed_by_intent",
    contacts.c.workspace_id,
    contacts.c.removed_by_intent,
    unique=True,
    sqlite_where=contacts.c.removed_by_intent.is_not(None),
    postgresql_where=contacts.c.removed_by_intent.is_not(None),
)

# What a coach took back lately, which may still be brought back.
Index(
    "ix_contacts_removed",
    contacts.c.coach_id,
    contacts.c.removed_at,
    sqlite_where=contacts.c.removed_at.is_not(None),
    postgresql_where=contacts.c.removed_at.is_not(None),
)

# The ledger of what both sides promised. state: open, done, moved (to another day), dropped. was_due_on: before the
# newest move; act: what was done to it last, and changed_by: by which side of the pair; reason: why it was dropped.
next_steps = Table(
    "next_steps",
    metadata,
    key_column(),
    workspace_column(),
    reference("contact_id", "contacts.id", index=True),
    reference("engagement_id", "engagements.id"),
    Column("owner", String(8), nullable=False),
    Column("what", Sealed, nullable=False),
    Column("due_on", Date),
    Column("first_due_on", Date),
    Column("state", String(8), nullable=False, server_default="open"),
    Column("changed_at", Instant),
    Column("closed_at", Instant),
    Column("barrier", String(16)),
    Column("barrier_note", Sealed),
    Column("helper", String(16)),
    Column("moves", Integer, nullable=False, server_default="0"),
    Column("was_due_on", Date),
    Column("act", String(8)),
    Column("changed_by", String(8)),
    Column("reason", String(16)),
    Column("added_at", Instant),  # where it came with a change of its contact
    Index("ix_next_steps_engagement_id", "engagement_id", "state", "due_on"),
)
Index(
    "ix_next_steps_changed_at",
    next_steps.c.engagement_id,
    next_steps.c.changed_at,
    sqlite_where=next_steps.c.changed_at.is_not(None),
    postgresql_where=next_steps.c.changed_at.is_not(None),
)

# The further leaders who were there: a group contact is about its own pair, and about each of these.
attendances = Table(
    "attendances",
    metadata,
    key_column(),
    workspace_column(),
    reference("contact_id", "contacts.id"),
    reference("engagement_id", "engagements.id", index=True),
    Column("added_at", Instant),  # likewise
    UniqueConstraint("contact_id", "engagement_id"),
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


Detail: TypeAlias = Annotated[Words, Field(max_length=rules.DETAIL_MAX)] | None
Row: TypeAlias = Annotated[int, BeforeValidator(_row)]


def _ticked(value: Any) -> Any:
    """The steps ticked on top of the form: a block for each pair it was about, {"ids": […]} each."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return [step for one in value for step in one.get("ids") or ()]
    return value


Ticked: TypeAlias = Annotated[tuple[Row, ...], Field(max_length=rules.TICKED_MAX), BeforeValidator(_ticked)]


class NewContact(BaseModel):
    """Forms F16 and F17 as submitted. start: local "HH:MM"; minutes 1 to 600 (0 to 30 for written messages).

    attendees: the engagements of further leaders who were there; focus: elements such as "cpsel:2B"; next_open: the
    next meeting isn't set yet; no_steps: none was agreed; done_steps: earlier steps that are done now; reason: for
    a change after the period's close.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    engagement: Row
    kind: str
    day: date
    made: Literal["yes", "attempted"] = "yes"
    medium: str | None = None
    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    minutes: int | None = None
    count: int | None = None
    activities: Annotated[tuple[str, ...], Field(max_length=rules.ACTIVITIES_MAX)] = ()
    presence: Literal["yes", "partly", "no"] | None = None
    others: Annotated[Words, Field(max_length=rules.OTHERS_MAX)] | None = None
    attendees: Annotated[tuple[Row, ...], Field(max_length=rules.ATTENDEES_MAX)] = ()
    focus: Annotated[tuple[str, ...], Field(max_length=FOCUS_MAX)] = ()
    stances: Annotated[tuple[str, ...], Field(max_length=rules.STANCES_MAX)] = ()
    note: Annotated[Words, Field(max_length=rules.NOTE_MAX)] | None = None
    check_in: Detail = None
    successes: Detail = None
    obstacles: Detail = None
    next_focus: Detail = None
    resources: Detail = None
    next_on: date | None = None
    next_open: bool = False
    no_steps: bool = False
    private_note: Annotated[Words, Field(max_length=rules.PRIVATE_NOTE_MAX)] | None = None
    next_steps: Annotated[tuple[NewStep, ...], Field(max_length=rules.STEPS_MAX)] = ()
    done_steps: Ticked = ()
    reason: Annotated[Words, Field(max_length=rules.REASON_MAX)] | None = None

    @property
    def happened(self) -> bool:
        """Whether there was contact, not only an attempt."""
        return self.made == "yes"

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "NewContact":
        kind = rules.KINDS.get(self.kind)
        if kind is None:
            raise Tampered({"kind": "Choose one of the kinds in the list."})
        errors = rules.check_amounts(kind, self.minutes, self.count, self.happened)
        if tampered := _not_offered(self, kind):
            raise Tampered(errors | tampered)
        errors |= _asked(self, kind) if self.happened else {}
        if errors:
            raise FieldErrors(errors)
        return self


def _not_offered(new: NewContact, kind: rules.Kind) -> dict[str, str]:
    """Values that the form of this kind doesn't offer."""
    offered = {
        "medium": new.medium is None or new.medium in kind.media,
        "activities": rules.ACTIVITIES.keys() >= set(new.activities),
        "focus": elements().keys() >= set(new.focus),
        "stances": rules.STANCES.keys() >= set(new.stances),
    }
    return {name: "Choose from the list." for name, known in offered.items() if not known}


def _asked(new: NewContact, kind: rules.Kind) -> dict[str, str]:
    """What the kind asks and has no answer: presence, and what a collaborative log must say (domain rule 6)."""
    missing = {"presence": ("Say whether the principal was there.", kind.presence and new.presence is None)}
    if kind.collaborative:
        missing |= {
            "focus": ("Choose a standard or a practice you worked on.", not new.focus),
            "no_steps": ("Add a next step, or say that none was agreed.", not (new.next_steps or new.no_steps)),
            "next_on": ("Choose the day of the next meeting, or “not yet”.", not (new.next_on or new.next_open)),
        }
    return {name: sentence for name, (sentence, wanting) in missing.items() if wanting}


def columns_of(db: Any, new: NewContact, kind: rules.Kind, counts: bool) -> dict[str, Any]:
    """The column values of a submitted contact; fields its kind doesn't ask are left out."""
    made = new.happened
    return {
        "kind": new.kind,
        "day": new.day,
        "start": new.start,
        "minutes": new.minutes or 0,
        "amount": new.count if kind.counted and made else None,
        "counts": counts and made,
        "activities": " ".join(new.activities) if kind.activities and made else "",
        "presence": new.presence if kind.presence and made else None,
        "medium": new.medium or kind.media[0],
        "made": made,
        "focus": " ".join(new.focus),
        "stances": " ".join(new.stances) if kind.collaborative else "",
        "next_on": new.next_on,
        "next_open": new.next_open and new.next_on is None,
        "no_steps": new.no_steps and not new.next_steps,
        "others": db.seal(contacts.c.others, (new.others or None) if kind.others else None),
        "note": db.seal(contacts.c.note, new.note or None),
        "private_note": db.seal(contacts.c.private_note, new.private_note or None),
        "details": db.seal(contacts.c.details, details_in(new)),
    }


def details_in(new: NewContact) -> str | None:
    """The further words of a collaborative log as they are sealed; None where there are none."""
    said = {name: words for name in rules.DETAILS if (words := getattr(new, name))}
    return json.dumps(said, ensure_ascii=False) if said else None
