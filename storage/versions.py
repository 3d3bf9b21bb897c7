"""What a contact said before each change: nothing that was agreed is ever overwritten without a trace."""

from datetime import datetime

from sqlalchemy import Boolean, Column, Table

from storage.database import Db, Instant, Sealed, key_column, metadata, reference, workspace_column

versions = Table(
    "versions",
    metadata,
    key_column(),
    workspace_column(),
    reference("contact_id", "contacts.id", index=True),
    reference("person_id", "people.id"),
    Column("at", Instant, nullable=False),
    Column("amended", Boolean, nullable=False),
    Column("reason", Sealed),
    Column("payload", Sealed, nullable=False),
)


def keep_version(db: Db, now: datetime, contact: int, person: int, said: str, reason: str | None) -> None:
    """Keep what a contact said until now (see contents.content_of). reason: given when its period had closed."""
    db.add(
        versions,
        contact_id=contact,
        person_id=person,
        at=now,
        amended=reason is not None,
        reason=db.seal(versions.c.reason, reason),
        payload=db.seal(versions.c.payload, said),
    )
