"""Visits and meetings: one row each, planned from a series or on its own, with what became of it."""

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from storage.database import Instant, key_column, metadata, reference, workspace_column

# occurs_on: the day its series gave it, which it keeps when it is moved; day, start: where it stands now, in zone;
# at, ends_at: the same as instants; sequence: how often it was changed, for calendars; before: what stood here before
# the newest change, to undo it; intent: the filling-in of the form that made it. make_up_for: the visit it is held
# instead of; of a proposal, the one it would move.
visits = Table(
    "visits",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    reference("series_id", "series.id", nullable=True),
    Column("occurs_on", Date, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("start", String(5), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("place", String(120)),
    Column("state", String(12), nullable=False),
    Column("reason", String(16)),
    Column("moved", Boolean, nullable=False),
    reference("make_up_for", "visits.id", nullable=True),
    reference("contact_id", "contacts.id", nullable=True, index=True),
    reference("asked_by", "people.id", nullable=True),
    Column("sequence", Integer, nullable=False),
    Column("before", JSON),
    Column("intent", String(40)),
    Column("added_at", Instant),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("series_id", "occurs_on"),
    Index("ix_visits_pair_day", "workspace_id", "engagement_id", "day"),
    Index("ix_visits_day", "workspace_id", "day"),  # those of a program in a few weeks, of all that there ever were
    Index("ix_visits_state_ends_at", "workspace_id", "state", "ends_at"),
    Index("ix_visits_series", "workspace_id", "series_id", "occurs_on"),
    Index("ix_visits_make_up_for", "make_up_for"),
)
Index(
    "uq_visits_workspace_id_intent",
    visits.c.workspace_id,
    visits.c.intent,
    unique=True,
    sqlite_where=visits.c.intent.is_not(None),
    postgresql_where=visits.c.intent.is_not(None),
)

# Who else is there: further leaders of the coach, in a team or cohort session.
visit_guests = Table(
    "visit_guests",
    metadata,
    key_column(),
    workspace_column(),
    reference("visit_id", "visits.id"),
    reference("engagement_id", "engagements.id", index=True),
    UniqueConstraint("visit_id", "engagement_id"),
)
