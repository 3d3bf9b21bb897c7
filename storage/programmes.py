"""A programme: one organization's coaching offer with its own rules (form F1)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import JSON, Column, Date, String, Table, UniqueConstraint, select

from bot.rules.programme import Rules
from storage.database import Db, key_column, metadata, reference, tenant, workspace_column

programmes = Table(
    "programmes",
    metadata,
    key_column(),
    workspace_column(),
    Column("code", String(40), nullable=False),
    Column("name", String(120), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("year_from", Date, nullable=False),
    Column("year_to", Date, nullable=False),
    Column("rules", JSON, nullable=False),
    UniqueConstraint("workspace_id", "code"),
)

closures = Table(
    "closures",
    metadata,
    key_column(),
    workspace_column(),
    reference("programme_id", "programmes.id"),
    reference("district_id", "districts.id", nullable=True),
    reference("school_id", "schools.id", nullable=True),
    Column("day", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("name", String(120), nullable=False),
    UniqueConstraint("workspace_id", "programme_id", "district_id", "school_id", "day", "name"),
)

PROGRAMMES = tenant(select(programmes).order_by(programmes.c.id))


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as stored; rules hold the rest of form F1."""

    id: int
    code: str
    name: str
    zone: str
    year_from: date
    year_to: date
    rules: Rules


def list_programmes(db: Db) -> list[Programme]:
    """Every programme of this workspace, oldest first."""
    return [
        Programme(row.id, row.code, row.name, row.zone, row.year_from, row.year_to, Rules.model_validate(row.rules))
        for row in db.all(PROGRAMMES)
    ]
