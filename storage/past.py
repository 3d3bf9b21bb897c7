"""How counted rows stood before they were changed, so that any count can be told as of any earlier instant.

A trigger of the database writes a row here whenever a counted column of a counted table changes; no verb can forget
it. It holds only what may be counted: ids, days, kinds, states, minutes. Never a word that anybody wrote.
"""

from sqlalchemy import JSON, Column, Index, String, Table

from storage.database import Id, Instant, key_column, metadata, workspace_column

# noun: the table's name; row_id: the row's; until: the instant of the change that ended how it stood; facts: the
# counted columns as they stood until then.
past = Table(
    "past",
    metadata,
    key_column(),
    workspace_column(),
    Column("noun", String(20), nullable=False),
    Column("row_id", Id, nullable=False),
    Column("until", Instant, nullable=False),
    Column("facts", JSON, nullable=False),
    Index("ix_past_noun_until", "workspace_id", "noun", "until"),
    Index("ix_past_row", "workspace_id", "noun", "row_id"),
)
