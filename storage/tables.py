"""Every table, for migrations, checks and key rotation: importing this fills database.metadata."""

from storage import audit, contacts, engagements, inbox, outbox, people, programmes, schools, ticks, workspaces
from storage.database import metadata

__all__ = [
    "audit",
    "contacts",
    "engagements",
    "inbox",
    "metadata",
    "outbox",
    "people",
    "programmes",
    "schools",
    "ticks",
    "workspaces",
]
