"""Indexes for the orders of sessions by clinician and by location, made while the service runs.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = {
    f"ix_session_practice_id_{column}_id": ["practice_id", column, "id"] for column in ("clinician_id", "location_id")
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # Nobody waits for these statements. They wait for the transactions that are open, which may be slow reports.
        op.execute("SET statement_timeout = 0")
        op.execute("SET lock_timeout = '10min'")
        for name, columns in INDEXES.items():
            # One that was cut short is there, but not valid: it is made anew.
            op.drop_index(name, table_name="session", if_exists=True, postgresql_concurrently=True)
            op.create_index(name, "session", columns, postgresql_concurrently=True)
        op.execute("SET statement_timeout = '60s'")
        op.execute("SET lock_timeout = '5s'")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name in INDEXES:
            op.drop_index(name, table_name="session", if_exists=True, postgresql_concurrently=True)
