"""The tables, in SQLAlchemy Core.

The primary key of every table of a practice begins with `practice_id`, and every foreign key contains it. So the
database refuses a session of one practice with a clinician of another, and a distributed PostgreSQL can shard by it.
Each name has a column with its folded form (db/folding.py). Constraints enforce what the database can check. The
policies of row-level security are in the migrations.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    Time,
    Uuid,
    func,
    text,
)
from sqlalchemy import Table as Table  # exported: resolvers use it as the type of a table
from sqlalchemy.dialects.postgresql import JSONB

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

METADATA = MetaData(naming_convention=NAMING)

Id = Uuid(as_uuid=False)
Instant = DateTime(timezone=True)
Key = Text(collation="C")
"""Text that is compared bytewise."""
Json = JSONB(none_as_null=True)


# ---------------------------------------------------------------- columns and constraints of several tables


def required(name: str, kind: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


def optional(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=True)


def instant(name: str) -> Column[Any]:
    """An instant. Its default is the start of the transaction."""
    return required(name, Instant, server_default=func.now())


def practice_id() -> Column[Any]:
    """The practice that the row belongs to."""
    return required("practice_id", Id)


def identity() -> tuple[Column[Any], ...]:
    """The columns of a row with an id, and a version that every update increases."""
    return practice_id(), required("id", Id), required("version", Integer, server_default="1")


def name() -> tuple[Column[Any], ...]:
    return required("name", Text), required("name_key", Key)


def active() -> Column[Any]:
    return required("active", Boolean, server_default=text("true"))


def timestamps() -> tuple[Column[Any], ...]:
    return instant("created_at"), instant("updated_at")


def window() -> tuple[Column[Any], ...]:
    """The columns that sessions and templates share: location, times of day, and rule."""
    return (
        optional("location_id", Id),
        required("allow_remote", Boolean),
        required("start_time", Time),
        required("end_time", Time),
        required("ends_next_day", Boolean),
        optional("rrule", Text),
        required("notes", Text, server_default=""),
    )


def belongs_to(table: str, column: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key that contains the practice."""
    return ForeignKeyConstraint(["practice_id", column], [f"{table}.practice_id", f"{table}.id"], **options)


def of_practice() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["practice_id"], ["practice.id"])


def keyed() -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint("practice_id", "id")


def one_of(column: str, *values: str) -> CheckConstraint:
    quoted = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({quoted})", name=column)


def length(column: str, least: int, most: int) -> CheckConstraint:
    return CheckConstraint(f"char_length({column}) BETWEEN {least} AND {most}", name=f"{column}_length")


def window_checks() -> tuple[CheckConstraint, ...]:
    return (
        length("name", 1, 200),
        length("notes", 0, 10_000),
        CheckConstraint("allow_remote OR location_id IS NOT NULL", name="remote_or_located"),
        CheckConstraint(
            "CASE WHEN ends_next_day THEN end_time <= start_time ELSE end_time > start_time END", name="end_after_start"
        ),
    )


# ---------------------------------------------------------------- the tables

practice = Table(
    "practice",
    METADATA,
    Column("id", Id, primary_key=True),
    required("name", Text),
    required("time_zone", Text),
    instant("created_at"),
)
"""A tenant. Its id is the `practice_id` of all other tables."""

clinician = Table(
    "clinician",
    METADATA,
    *identity(),
    *name(),
    optional("title", Text),
    optional("email", Text),
    active(),
    *timestamps(),
    keyed(),
    of_practice(),
    length("name", 1, 200),
    Index(None, "practice_id", "name_key", "id"),
)

location = Table(
    "location",
    METADATA,
    *identity(),
    *name(),
    optional("address", Text),
    optional("time_zone", Text),
    active(),
    *timestamps(),
    keyed(),
    of_practice(),
    length("name", 1, 200),
    Index(None, "practice_id", "name_key", "id"),
)

appointment_type = Table(
    "appointment_type",
    METADATA,
    *identity(),
    *name(),
    required("duration_minutes", Integer),
    required("delivery_modes", ARRAY(Text)),
    optional("colour", Text),
    active(),
    *timestamps(),
    keyed(),
    of_practice(),
    length("name", 1, 200),
    CheckConstraint("duration_minutes BETWEEN 1 AND 1440", name="duration_minutes"),
    CheckConstraint(
        "delivery_modes <@ ARRAY['IN_PERSON', 'VIDEO', 'PHONE'] AND cardinality(delivery_modes) > 0",
        name="delivery_modes",
    ),
    Index(None, "practice_id", "name_key", "id"),
)

session = Table(
    "session",
    METADATA,
    *identity(),
    *name(),
    required("clinician_id", Id),
    *window(),
    required("start_date", Date),
    optional("last_date", Date),  # the date of the last occurrence by the rule; null where it never ends
    required("status", Text),
    optional("template_id", Id),
    # The pattern answers "does it run on this date?" in SQL (scheduling/pattern.py).
    required("period", Text),
    required("step", Integer),  # every step-th period: the rule's INTERVAL, a reserved word in SQL
    required("phase", Integer),
    required("week_start", SmallInteger),
    required("months", SmallInteger),
    required("weekdays", SmallInteger),
    required("month_days", BigInteger),
    optional("nth_weekdays", ARRAY(SmallInteger)),
    required("irregular", Boolean),
    *timestamps(),
    keyed(),
    of_practice(),
    belongs_to("clinician", "clinician_id"),
    belongs_to("location", "location_id"),
    belongs_to("session_template", "template_id"),
    one_of("status", "ACTIVE", "INACTIVE"),
    one_of("period", "DAY", "WEEK", "MONTH", "YEAR"),
    CheckConstraint("step BETWEEN 1 AND 999 AND phase >= 0 AND phase < step", name="phase"),
    CheckConstraint("rrule IS NOT NULL OR last_date = start_date", name="one_off_ends"),
    *window_checks(),
    Index(None, "practice_id", "name_key", "id"),
    Index(None, "practice_id", "clinician_id", "name_key", "id"),
    Index(None, "practice_id", "location_id", "name_key", "id"),
    # For the walks of the orders CLINICIAN and LOCATION (planner/walks.py).
    Index(None, "practice_id", "clinician_id", "id"),
    Index(None, "practice_id", "location_id", "id"),
    Index(None, "practice_id", "start_time", "id"),
    Index(None, "practice_id", "status", "id"),
    Index(None, "practice_id", "created_at", "id"),
    Index(None, "practice_id", "updated_at", "id"),
    Index(None, "practice_id", "template_id"),
)
"""A clinician session."""

session_appointment_type = Table(
    "session_appointment_type",
    METADATA,
    practice_id(),
    required("session_id", Id),
    required("appointment_type_id", Id),
    PrimaryKeyConstraint("practice_id", "session_id", "appointment_type_id"),
    belongs_to("session", "session_id", ondelete="CASCADE"),
    belongs_to("appointment_type", "appointment_type_id"),
    Index("ix_session_appointment_type_type", "practice_id", "appointment_type_id", "session_id"),
)

session_exception = Table(
    "session_exception",
    METADATA,
    practice_id(),
    required("session_id", Id),
    required("original_date", Date),
    required("cancelled", Boolean),
    optional("date", Date),
    optional("start_time", Time),
    optional("end_time", Time),
    optional("location_id", Id),
    optional("reason", Text),
    PrimaryKeyConstraint("practice_id", "session_id", "original_date"),
    belongs_to("session", "session_id", ondelete="CASCADE"),
    belongs_to("location", "location_id"),
    CheckConstraint(
        "NOT cancelled OR num_nonnulls(date, start_time, end_time, location_id) = 0", name="cancelled_or_moved"
    ),
    Index(None, "practice_id", "date", postgresql_where=text("date IS NOT NULL")),
    Index(None, "practice_id", "location_id"),
)
"""A date on which a session differs from its rule: cancelled, or moved in date, time or location."""

session_template = Table(
    "session_template",
    METADATA,
    *identity(),
    *name(),
    required("scope", Text),
    optional("clinician_id", Id),  # the owner of a personal template; null for a practice one
    *window(),
    *timestamps(),
    keyed(),
    of_practice(),
    belongs_to("clinician", "clinician_id"),
    belongs_to("location", "location_id"),
    one_of("scope", "PRACTICE", "PERSONAL"),
    CheckConstraint("(scope = 'PERSONAL') = (clinician_id IS NOT NULL)", name="personal_has_owner"),
    *window_checks(),
    Index(None, "practice_id", "name_key", "id"),
    Index(None, "practice_id", "clinician_id"),
    Index(None, "practice_id", "location_id"),
)

session_template_appointment_type = Table(
    "session_template_appointment_type",
    METADATA,
    practice_id(),
    required("template_id", Id),
    required("appointment_type_id", Id),
    # The owner of a personal template. Copied from the template, so that row-level security needs no second table.
    optional("clinician_id", Id),
    PrimaryKeyConstraint("practice_id", "template_id", "appointment_type_id"),
    belongs_to("session_template", "template_id", ondelete="CASCADE"),
    belongs_to("appointment_type", "appointment_type_id"),
    Index("ix_session_template_appointment_type_type", "practice_id", "appointment_type_id"),
)

closure = Table(
    "closure",
    METADATA,
    *identity(),
    required("title", Text),
    required("kind", Text),
    optional("clinician_id", Id),
    optional("location_id", Id),
    required("start_date", Date),
    required("end_date", Date),
    optional("start_time", Time),
    optional("end_time", Time),
    *timestamps(),
    keyed(),
    of_practice(),
    belongs_to("clinician", "clinician_id"),
    belongs_to("location", "location_id"),
    length("title", 1, 200),
    one_of("kind", "BANK_HOLIDAY", "PRACTICE_CLOSED", "LEAVE", "TRAINING", "MEETING", "ADMIN", "BREAK", "OTHER"),
    CheckConstraint("(start_time IS NULL) = (end_time IS NULL)", name="both_times_or_none"),
    CheckConstraint(
        "start_date < end_date OR (start_date = end_date AND (start_time IS NULL OR start_time < end_time))",
        name="end_after_start",
    ),
    Index(None, "practice_id", "start_date", "end_date"),
    Index(None, "practice_id", "clinician_id"),
    Index(None, "practice_id", "location_id"),
)
"""A span of wall-clock time in which sessions do not run."""

idempotency_key = Table(
    "idempotency_key",
    METADATA,
    practice_id(),
    required("viewer", Text),
    required("key", Text),
    required("request_hash", Text),
    required("answer", Json),
    instant("created_at"),
    PrimaryKeyConstraint("practice_id", "viewer", "key"),
    of_practice(),
    Index(None, "practice_id", "created_at"),
)
"""The answers of mutations with an idempotency key, for at least 24 hours."""

audit_entry = Table(
    "audit_entry",
    METADATA,
    practice_id(),
    required("id", Id),
    instant("at"),
    required("actor", Text),
    required("actor_name", Text),
    required("request_id", Text),
    required("action", Text),
    required("entity_type", Text),
    required("entity_id", Id),
    optional("owner_id", Id),  # the owner of the personal template it is about: only the owner sees the entry
    optional("before", Json),
    optional("after", Json),
    # Where it stands in the feed of changes (db/changes.py): the transaction that wrote it (0: one before there was a
    # feed), and the order in which rows were written. The sequence number is drawn while the object's row is locked.
    required("xid", BigInteger, server_default=text("pg_current_xact_id()::text::bigint")),
    Column("seq", BigInteger, Identity(always=False), nullable=False),
    keyed(),
    of_practice(),
    one_of("action", "CREATED", "UPDATED", "DELETED"),
    Index(None, "practice_id", "entity_id", "id"),
    Index(None, "practice_id", "xid", "seq"),
)
"""Who changed which object, with its values before and after. Never updated or deleted, even if the object is."""

BY_DATABASE = frozenset({"xid", "seq"})
"""The columns of an audit entry that the database gives."""
