"""Alembic's entry: migrations run on the connection that upgrade() opened.

On the way to the newest version no trigger of how counted rows stood is in the way, and at its end all are there.
"""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory

from storage.pasttriggers import drop_triggers, make_triggers
from storage.tables import metadata

connection = context.config.attributes["connection"]


def between(ctx: MigrationContext, step: MigrationInfo, heads: Any, run_args: Any) -> None:  # noqa: ARG001 - alembic's
    """After each step: the one of an upgrade may have made what the next one can't have."""
    if step.is_upgrade:
        drop_triggers(connection)


context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    compare_type=True,
    compare_server_default=False,
    on_version_apply=between,
)
newest = context.get_revision_argument() == ScriptDirectory.from_config(context.config).get_current_head()
if newest:
    drop_triggers(connection)
context.run_migrations()
if newest:
    make_triggers(connection)
