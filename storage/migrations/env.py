"""Alembic's entry: migrations run on the connection that upgrade() opened."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    compare_type=True,
    compare_server_default=False,
)
context.run_migrations()
