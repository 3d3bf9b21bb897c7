"""Districts and their schools."""

from sqlalchemy import Column, Index, String, Table, UniqueConstraint

from storage.database import key_column, metadata, reference, workspace_column

districts = Table(
    "districts",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    Column("name", String(120), nullable=False),
    UniqueConstraint("programme_id", "name"),
    Index("ix_districts_workspace_id", "workspace_id"),
)

schools = Table(
    "schools",
    metadata,
    key_column(),
    workspace_column(),
    reference("district_id", "districts.id"),
    Column("name", String(120), nullable=False),
    Column("level", String(40)),
    UniqueConstraint("district_id", "name"),
    Index("ix_schools_workspace_id", "workspace_id"),
)
