"""Alembic's entry: runs the migrations on the connection that db/migrate.py opened as the tables' owner."""

from alembic import context

from db.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
