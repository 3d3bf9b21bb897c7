"""Every table, for migrations, checks and key rotation: importing this fills database.metadata."""

from storage import (
    audit,
    contacts,
    drafts,
    engagements,
    inbox,
    oauth_states,
    outbox,
    people,
    programmes,
    schools,
    ticks,
    uploads,
    workspaces,
)
from storage.database import metadata

__all__ = [
    "audit",
    "contacts",
    "drafts",
    "engagements",
    "inbox",
    "metadata",
    "oauth_states",
    "outbox",
    "people",
    "programmes",
    "schools",
    "ticks",
    "uploads",
    "workspaces",
]
