"""A digest that was made: its number, its period and the figures it said, so that it can be shown again as it was."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, UniqueConstraint

from storage.database import Id, Instant, key_column, metadata, reference, workspace_column

# kind: week, district, capacity; about: a district's id, else 0; period: "2026-W47", "2026-11"; number: counts a
# program's digests of a kind, so that a second sending of the same one is recognized; figures: counts and row ids,
# never a word that anybody wrote; as_of: the instant its figures were read at.
digests = Table(
    "digests",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    Column("kind", String(10), nullable=False),
    Column("about", Id, nullable=False),
    Column("period", String(12), nullable=False),
    Column("number", Integer, nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("figures", JSON, nullable=False),
    Column("outbox_id", Id),
    UniqueConstraint("programme_id", "kind", "about", "period"),
    Index("ix_digests_programme", "workspace_id", "programme_id", "kind", "as_of"),
)
