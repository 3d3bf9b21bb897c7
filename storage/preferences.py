"""What each person wants of messages (form F34): hours, days, quiet times, being away, and which kinds."""

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table, UniqueConstraint

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
