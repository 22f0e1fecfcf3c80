"""The index by which changes are read, made while the service runs.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEX = "ix_audit_entry_practice_id_xid_seq"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # Nobody waits for these statements. They wait for the transactions that are open, which may be slow reports.
        op.execute("SET statement_timeout = 0")
        op.execute("SET lock_timeout = '10min'")
        # One that was cut short is there, but not valid: it is made anew.
        op.drop_index(INDEX, table_name="audit_entry", if_exists=True, postgresql_concurrently=True)
        op.create_index(INDEX, "audit_entry", ["practice_id", "xid", "seq"], postgresql_concurrently=True)
        op.execute("SET statement_timeout = '60s'")
        op.execute("SET lock_timeout = '5s'")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, table_name="audit_entry", if_exists=True, postgresql_concurrently=True)
