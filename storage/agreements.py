"""An agreement of a pair: areas of focus, norms, expectations, indicators of success; in force once both have signed.

A change makes a new edition, which both sign again; earlier editions stay as they were.
"""

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from storage.database import Instant, Sealed, key_column, metadata, reference, workspace_column

# edition: counts from 1 for a pair; state: offered, in_force, replaced, withdrawn. focus: one area a line; indicators:
# one a line, "*" before those that can be measured; flows: what reaches the program and the district, as shown.
agreements = Table(
    "agreements",
    metadata,
    key_column(),
    workspace_column(),
    reference("engagement_id", "engagements.id"),
    Column("edition", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("focus", Sealed, nullable=False),
    Column("norms", Sealed, nullable=False),
    Column("expects", Sealed),
    Column("indicators", Sealed, nullable=False),
    Column("cadence", String(120), nullable=False),
    Column("review_on", Date, nullable=False),
    Column("flows", Sealed, nullable=False),
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
