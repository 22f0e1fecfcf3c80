"""The first tables, their row-level security, and the role that the service works as.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION_ROLE = "clinic_sessions_app"
ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
        CREATE ROLE {APPLICATION_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT pg_has_role(current_user, '{APPLICATION_ROLE}', 'USAGE') THEN
        EXECUTE format('GRANT {APPLICATION_ROLE} TO %I', current_user);
    END IF;
END $$
"""
"""The role belongs to the whole server, so another database of it may have made it. It stays when this is undone."""

PRACTICE = "nullif(current_setting('app.practice_id', true), '')::uuid"
CLINICIAN = "nullif(current_setting('app.clinician_id', true), '')::uuid"
OWN = f"practice_id = {PRACTICE}"
POLICIES = {
    "practice": f"id = {PRACTICE}",
    "clinician": OWN,
    "location": OWN,
    "appointment_type": OWN,
    "session": OWN,
    "session_appointment_type": OWN,
    "session_exception": OWN,
    "session_template": f"{OWN} AND (scope <> 'PERSONAL' OR clinician_id = {CLINICIAN})",
    "session_template_appointment_type": f"{OWN} AND (clinician_id IS NULL OR clinician_id = {CLINICIAN})",
    "closure": OWN,
    "idempotency_key": OWN,
    "audit_entry": f"{OWN} AND (owner_id IS NULL OR owner_id = {CLINICIAN})",
}
"""What row-level security lets the service see and write, by table; without the setting: nothing."""

PRIVILEGES = {"practice": "SELECT", "audit_entry": "SELECT, INSERT"}


def grant(table: str) -> list[str]:
    privileges = PRIVILEGES.get(table, "SELECT, INSERT, UPDATE, DELETE")
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own_practice ON {table} USING ({POLICIES[table]}) WITH CHECK ({POLICIES[table]})",
        f"GRANT {privileges} ON {table} TO {APPLICATION_ROLE}",
    ]


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )
    op.create_table(
        "appointment_type",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("delivery_modes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "delivery_modes <@ ARRAY['IN_PERSON', 'VIDEO', 'PHONE'] AND cardinality(delivery_modes) > 0",
            name=op.f("ck_appointment_type_delivery_modes"),
        ),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 200", name=op.f("ck_appointment_type_name_length")),
        sa.CheckConstraint("duration_minutes BETWEEN 1 AND 1440", name=op.f("ck_appointment_type_duration_minutes")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_appointment_type_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_appointment_type")),
    )
    op.create_index(
        op.f("ix_appointment_type_practice_id_name_key_id"),
        "appointment_type",
        ["practice_id", "name_key", "id"],
        unique=False,
    )
    op.create_table(
        "audit_entry",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("owner_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("action IN ('CREATED', 'UPDATED', 'DELETED')", name=op.f("ck_audit_entry_action")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_audit_entry_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_audit_entry")),
    )
    op.create_index(
        op.f("ix_audit_entry_practice_id_entity_id_id"), "audit_entry", ["practice_id", "entity_id", "id"], unique=False
    )
    op.create_table(
        "clinician",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 200", name=op.f("ck_clinician_name_length")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_clinician_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_clinician")),
    )
    op.create_index(
        op.f("ix_clinician_practice_id_name_key_id"), "clinician", ["practice_id", "name_key", "id"], unique=False
    )
    op.create_table(
        "idempotency_key",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("viewer", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_idempotency_key_practice")),
        sa.PrimaryKeyConstraint("practice_id", "viewer", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(
        op.f("ix_idempotency_key_practice_id_created_at"),
        "idempotency_key",
        ["practice_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "location",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 200", name=op.f("ck_location_name_length")),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_location_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_location")),
    )
    op.create_index(
        op.f("ix_location_practice_id_name_key_id"), "location", ["practice_id", "name_key", "id"], unique=False
    )
    op.create_table(
        "closure",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("clinician_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("location_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('BANK_HOLIDAY', 'PRACTICE_CLOSED', 'LEAVE', 'TRAINING', 'MEETING', 'ADMIN', 'BREAK', 'OTHER')",
            name=op.f("ck_closure_kind"),
        ),
        sa.CheckConstraint("(start_time IS NULL) = (end_time IS NULL)", name=op.f("ck_closure_both_times_or_none")),
        sa.CheckConstraint("char_length(title) BETWEEN 1 AND 200", name=op.f("ck_closure_title_length")),
        sa.CheckConstraint(
            "start_date < end_date OR (start_date = end_date AND (start_time IS NULL OR start_time < end_time))",
            name=op.f("ck_closure_end_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "clinician_id"],
            ["clinician.practice_id", "clinician.id"],
            name=op.f("fk_closure_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "location_id"], ["location.practice_id", "location.id"], name=op.f("fk_closure_location")
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_closure_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_closure")),
    )
    op.create_index(
        op.f("ix_closure_practice_id_clinician_id"), "closure", ["practice_id", "clinician_id"], unique=False
    )
    op.create_index(op.f("ix_closure_practice_id_location_id"), "closure", ["practice_id", "location_id"], unique=False)
    op.create_index(
        op.f("ix_closure_practice_id_start_date_end_date"),
        "closure",
        ["practice_id", "start_date", "end_date"],
        unique=False,
    )
    op.create_table(
        "session_template",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("clinician_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("location_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("allow_remote", sa.Boolean(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=False),
        sa.Column("ends_next_day", sa.Boolean(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(scope = 'PERSONAL') = (clinician_id IS NOT NULL)", name=op.f("ck_session_template_personal_has_owner")
        ),
        sa.CheckConstraint("scope IN ('PRACTICE', 'PERSONAL')", name=op.f("ck_session_template_scope")),
        sa.CheckConstraint(
            "CASE WHEN ends_next_day THEN end_time <= start_time ELSE end_time > start_time END",
            name=op.f("ck_session_template_end_after_start"),
        ),
        sa.CheckConstraint(
            "allow_remote OR location_id IS NOT NULL", name=op.f("ck_session_template_remote_or_located")
        ),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 200", name=op.f("ck_session_template_name_length")),
        sa.CheckConstraint("char_length(notes) BETWEEN 0 AND 10000", name=op.f("ck_session_template_notes_length")),
        sa.ForeignKeyConstraint(
            ["practice_id", "clinician_id"],
            ["clinician.practice_id", "clinician.id"],
            name=op.f("fk_session_template_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "location_id"],
            ["location.practice_id", "location.id"],
            name=op.f("fk_session_template_location"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_session_template_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_session_template")),
    )
    op.create_index(
        op.f("ix_session_template_practice_id_clinician_id"),
        "session_template",
        ["practice_id", "clinician_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_session_template_practice_id_location_id"),
        "session_template",
        ["practice_id", "location_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_session_template_practice_id_name_key_id"),
        "session_template",
        ["practice_id", "name_key", "id"],
        unique=False,
    )
    op.create_table(
        "session",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("clinician_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("location_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("allow_remote", sa.Boolean(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=False),
        sa.Column("ends_next_day", sa.Boolean(), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.Column("week_start", sa.SmallInteger(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("weekdays", sa.SmallInteger(), nullable=False),
        sa.Column("month_days", sa.BigInteger(), nullable=False),
        sa.Column("nth_weekdays", sa.ARRAY(sa.SmallInteger()), nullable=True),
        sa.Column("irregular", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("period IN ('DAY', 'WEEK', 'MONTH', 'YEAR')", name=op.f("ck_session_period")),
        sa.CheckConstraint("status IN ('ACTIVE', 'INACTIVE')", name=op.f("ck_session_status")),
        sa.CheckConstraint(
            "CASE WHEN ends_next_day THEN end_time <= start_time ELSE end_time > start_time END",
            name=op.f("ck_session_end_after_start"),
        ),
        sa.CheckConstraint("allow_remote OR location_id IS NOT NULL", name=op.f("ck_session_remote_or_located")),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 200", name=op.f("ck_session_name_length")),
        sa.CheckConstraint("char_length(notes) BETWEEN 0 AND 10000", name=op.f("ck_session_notes_length")),
        sa.CheckConstraint("rrule IS NOT NULL OR last_date = start_date", name=op.f("ck_session_one_off_ends")),
        sa.CheckConstraint("step BETWEEN 1 AND 999 AND phase >= 0 AND phase < step", name=op.f("ck_session_phase")),
        sa.ForeignKeyConstraint(
            ["practice_id", "clinician_id"],
            ["clinician.practice_id", "clinician.id"],
            name=op.f("fk_session_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "location_id"], ["location.practice_id", "location.id"], name=op.f("fk_session_location")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "template_id"],
            ["session_template.practice_id", "session_template.id"],
            name=op.f("fk_session_session_template"),
        ),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name=op.f("fk_session_practice")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_session")),
    )
    op.create_index(
        op.f("ix_session_practice_id_clinician_id_name_key_id"),
        "session",
        ["practice_id", "clinician_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_session_practice_id_created_at_id"), "session", ["practice_id", "created_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_session_practice_id_location_id_name_key_id"),
        "session",
        ["practice_id", "location_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_session_practice_id_name_key_id"), "session", ["practice_id", "name_key", "id"], unique=False
    )
    op.create_index(
        op.f("ix_session_practice_id_start_time_id"), "session", ["practice_id", "start_time", "id"], unique=False
    )
    op.create_index(op.f("ix_session_practice_id_status_id"), "session", ["practice_id", "status", "id"], unique=False)
    op.create_index(op.f("ix_session_practice_id_template_id"), "session", ["practice_id", "template_id"], unique=False)
    op.create_index(
        op.f("ix_session_practice_id_updated_at_id"), "session", ["practice_id", "updated_at", "id"], unique=False
    )
    op.create_table(
        "session_template_appointment_type",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("template_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("appointment_type_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("clinician_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_type_id"],
            ["appointment_type.practice_id", "appointment_type.id"],
            name=op.f("fk_session_template_appointment_type_appointment_type"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "template_id"],
            ["session_template.practice_id", "session_template.id"],
            name=op.f("fk_session_template_appointment_type_session_template"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "practice_id", "template_id", "appointment_type_id", name=op.f("pk_session_template_appointment_type")
        ),
    )
    op.create_index(
        "ix_session_template_appointment_type_type",
        "session_template_appointment_type",
        ["practice_id", "appointment_type_id"],
        unique=False,
    )
    op.create_table(
        "session_appointment_type",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("session_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("appointment_type_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_type_id"],
            ["appointment_type.practice_id", "appointment_type.id"],
            name=op.f("fk_session_appointment_type_appointment_type"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "session_id"],
            ["session.practice_id", "session.id"],
            name=op.f("fk_session_appointment_type_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "practice_id", "session_id", "appointment_type_id", name=op.f("pk_session_appointment_type")
        ),
    )
    op.create_index(
        "ix_session_appointment_type_type",
        "session_appointment_type",
        ["practice_id", "appointment_type_id", "session_id"],
        unique=False,
    )
    op.create_table(
        "session_exception",
        sa.Column("practice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("session_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("original_date", sa.Date(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("location_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "NOT cancelled OR num_nonnulls(date, start_time, end_time, location_id) = 0",
            name=op.f("ck_session_exception_cancelled_or_moved"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "location_id"],
            ["location.practice_id", "location.id"],
            name=op.f("fk_session_exception_location"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "session_id"],
            ["session.practice_id", "session.id"],
            name=op.f("fk_session_exception_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("practice_id", "session_id", "original_date", name=op.f("pk_session_exception")),
    )
    op.create_index(
        op.f("ix_session_exception_practice_id_date"),
        "session_exception",
        ["practice_id", "date"],
        unique=False,
        postgresql_where=sa.text("date IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_session_exception_practice_id_location_id"),
        "session_exception",
        ["practice_id", "location_id"],
        unique=False,
    )

    op.execute(ROLE)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APPLICATION_ROLE}")
    for table in POLICIES:
        for statement in grant(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_session_exception_practice_id_location_id"), table_name="session_exception")
    op.drop_index(
        op.f("ix_session_exception_practice_id_date"),
        table_name="session_exception",
        postgresql_where=sa.text("date IS NOT NULL"),
    )
    op.drop_table("session_exception")
    op.drop_index("ix_session_appointment_type_type", table_name="session_appointment_type")
    op.drop_table("session_appointment_type")
    op.drop_index("ix_session_template_appointment_type_type", table_name="session_template_appointment_type")
    op.drop_table("session_template_appointment_type")
    op.drop_index(op.f("ix_session_practice_id_updated_at_id"), table_name="session")
    op.drop_index(op.f("ix_session_practice_id_template_id"), table_name="session")
    op.drop_index(op.f("ix_session_practice_id_status_id"), table_name="session")
    op.drop_index(op.f("ix_session_practice_id_start_time_id"), table_name="session")
    op.drop_index(op.f("ix_session_practice_id_name_key_id"), table_name="session")
    op.drop_index(op.f("ix_session_practice_id_location_id_name_key_id"), table_name="session")
    op.drop_index(op.f("ix_session_practice_id_created_at_id"), table_name="session")
    op.drop_index(op.f("ix_session_practice_id_clinician_id_name_key_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_session_template_practice_id_name_key_id"), table_name="session_template")
    op.drop_index(op.f("ix_session_template_practice_id_location_id"), table_name="session_template")
    op.drop_index(op.f("ix_session_template_practice_id_clinician_id"), table_name="session_template")
    op.drop_table("session_template")
    op.drop_index(op.f("ix_closure_practice_id_start_date_end_date"), table_name="closure")
    op.drop_index(op.f("ix_closure_practice_id_location_id"), table_name="closure")
    op.drop_index(op.f("ix_closure_practice_id_clinician_id"), table_name="closure")
    op.drop_table("closure")
    op.drop_index(op.f("ix_location_practice_id_name_key_id"), table_name="location")
    op.drop_table("location")
    op.drop_index(op.f("ix_idempotency_key_practice_id_created_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index(op.f("ix_clinician_practice_id_name_key_id"), table_name="clinician")
    op.drop_table("clinician")
    op.drop_index(op.f("ix_audit_entry_practice_id_entity_id_id"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_appointment_type_practice_id_name_key_id"), table_name="appointment_type")
    op.drop_table("appointment_type")
    op.drop_table("practice")
    op.execute(f"REVOKE SELECT ON alembic_version FROM {APPLICATION_ROLE}")  # noqa: S608
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {APPLICATION_ROLE}")
