"""The tables, as SQLAlchemy models.

Every table of a practice is keyed by `(practice_id, …)` and every foreign key carries `practice_id`, so the database
itself refuses a session of one practice with a clinician of another, and a distributed PostgreSQL can shard by it.
Names have a folded key beside them (db/folding.py). What the database can enforce, it enforces here by a constraint;
row-level security is in db/tenancy.py.
"""

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
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
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Text(collation="C")
"""Text that is compared bytewise."""


class Table(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        str: Text,
        date: Date,
        datetime: DateTime(timezone=True),
        time: Time,
        bool: Boolean,
        int: Integer,
        list[str]: ARRAY(Text),
        list[int]: ARRAY(SmallInteger),
        dict[str, Any]: JSONB(none_as_null=True),
    }


def uuid_column(**options: Any) -> Mapped[Any]:
    return mapped_column(Uuid(as_uuid=False), **options)


class OfPractice:
    """A table of which each row belongs to one practice."""

    practice_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), sort_order=-10)


class Entity(OfPractice):
    """Something with an id of its own, a version that goes up at every change, and its instants of change."""

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), sort_order=-9)
    version: Mapped[int] = mapped_column(server_default="1", sort_order=-8)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=91)


class Named(Entity):
    name: Mapped[str] = mapped_column(sort_order=-7)
    name_key: Mapped[str] = mapped_column(Key, sort_order=-6)


def belongs_to(table: str, column: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key that carries the practice with it."""
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


class Practice(Table):
    """A tenant: its id is the `practice_id` of everything else."""

    __tablename__ = "practice"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    name: Mapped[str]
    time_zone: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Clinician(Named, Table):
    __tablename__ = "clinician"

    title: Mapped[str | None]
    email: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))

    __table_args__ = (
        keyed(),
        of_practice(),
        length("name", 1, 200),
        Index(None, "practice_id", "name_key", "id"),
    )


class Location(Named, Table):
    __tablename__ = "location"

    address: Mapped[str | None]
    time_zone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))

    __table_args__ = (
        keyed(),
        of_practice(),
        length("name", 1, 200),
        Index(None, "practice_id", "name_key", "id"),
    )


class AppointmentType(Named, Table):
    __tablename__ = "appointment_type"

    duration_minutes: Mapped[int]
    delivery_modes: Mapped[list[str]]
    colour: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))

    __table_args__ = (
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


class Window:
    """What a session and a template have in common: where, at which times, by which rule."""

    location_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), sort_order=20)
    allow_remote: Mapped[bool] = mapped_column(sort_order=21)
    start_time: Mapped[time] = mapped_column(sort_order=30)
    end_time: Mapped[time] = mapped_column(sort_order=31)
    ends_next_day: Mapped[bool] = mapped_column(sort_order=32)
    rrule: Mapped[str | None] = mapped_column(sort_order=33)
    notes: Mapped[str] = mapped_column(server_default="", sort_order=80)


def window_checks() -> tuple[CheckConstraint, ...]:
    return (
        length("name", 1, 200),
        length("notes", 0, 10_000),
        CheckConstraint("allow_remote OR location_id IS NOT NULL", name="remote_or_located"),
        CheckConstraint(
            "CASE WHEN ends_next_day THEN end_time <= start_time ELSE end_time > start_time END", name="end_after_start"
        ),
    )


class Session(Window, Named, Table):
    """A clinician session. Its pattern columns answer "does it run on this date?" in SQL (scheduling/pattern.py)."""

    __tablename__ = "session"

    clinician_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), sort_order=10)
    status: Mapped[str] = mapped_column(sort_order=40)
    template_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), sort_order=41)
    start_date: Mapped[date] = mapped_column(sort_order=29)
    last_date: Mapped[date | None] = mapped_column(sort_order=34)
    """The date of the last occurrence by the rule; null where it never ends."""
    period: Mapped[str] = mapped_column(sort_order=50)
    step: Mapped[int] = mapped_column(sort_order=51)
    """Every step-th period: the rule's INTERVAL, a reserved word in SQL."""
    phase: Mapped[int] = mapped_column(sort_order=52)
    week_start: Mapped[int] = mapped_column(SmallInteger, sort_order=53)
    months: Mapped[int] = mapped_column(SmallInteger, sort_order=54)
    weekdays: Mapped[int] = mapped_column(SmallInteger, sort_order=55)
    month_days: Mapped[int] = mapped_column(BigInteger, sort_order=56)
    nth_weekdays: Mapped[list[int] | None] = mapped_column(sort_order=57)
    irregular: Mapped[bool] = mapped_column(sort_order=58)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
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
            Index(None, "practice_id", "start_time", "id"),
            Index(None, "practice_id", "status", "id"),
            Index(None, "practice_id", "created_at", "id"),
            Index(None, "practice_id", "updated_at", "id"),
            Index(None, "practice_id", "template_id"),
        )


class SessionAppointmentType(OfPractice, Table):
    __tablename__ = "session_appointment_type"

    session_id: Mapped[str] = uuid_column()
    appointment_type_id: Mapped[str] = uuid_column()

    __table_args__ = (
        PrimaryKeyConstraint("practice_id", "session_id", "appointment_type_id"),
        belongs_to("session", "session_id", ondelete="CASCADE"),
        belongs_to("appointment_type", "appointment_type_id"),
        Index("ix_session_appointment_type_type", "practice_id", "appointment_type_id", "session_id"),
    )


class SessionException(OfPractice, Table):
    """A date on which a session differs from its rule: cancelled, or moved in date, time or place."""

    __tablename__ = "session_exception"

    session_id: Mapped[str] = uuid_column()
    original_date: Mapped[date]
    cancelled: Mapped[bool]
    date: Mapped[date | None]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    location_id: Mapped[str | None] = uuid_column()
    reason: Mapped[str | None]

    __table_args__ = (
        PrimaryKeyConstraint("practice_id", "session_id", "original_date"),
        belongs_to("session", "session_id", ondelete="CASCADE"),
        belongs_to("location", "location_id"),
        CheckConstraint(
            "NOT cancelled OR num_nonnulls(date, start_time, end_time, location_id) = 0", name="cancelled_or_moved"
        ),
        Index(None, "practice_id", "date", postgresql_where=text("date IS NOT NULL")),
        Index(None, "practice_id", "location_id"),
    )


class SessionTemplate(Window, Named, Table):
    __tablename__ = "session_template"

    scope: Mapped[str] = mapped_column(sort_order=10)
    clinician_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), sort_order=11)
    """The owner of a personal template; null for a practice one."""

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
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


class SessionTemplateAppointmentType(OfPractice, Table):
    __tablename__ = "session_template_appointment_type"

    template_id: Mapped[str] = uuid_column()
    appointment_type_id: Mapped[str] = uuid_column()
    clinician_id: Mapped[str | None] = uuid_column()
    """The owner of a personal template, as on the template: row-level security must not need to look there."""

    __table_args__ = (
        PrimaryKeyConstraint("practice_id", "template_id", "appointment_type_id"),
        belongs_to("session_template", "template_id", ondelete="CASCADE"),
        belongs_to("appointment_type", "appointment_type_id"),
        Index("ix_session_template_appointment_type_type", "practice_id", "appointment_type_id"),
    )


class Closure(Entity, Table):
    """One span of wall-clock time in which sessions do not run."""

    __tablename__ = "closure"

    title: Mapped[str]
    kind: Mapped[str]
    clinician_id: Mapped[str | None] = uuid_column()
    location_id: Mapped[str | None] = uuid_column()
    start_date: Mapped[date]
    end_date: Mapped[date]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]

    __table_args__ = (
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


class IdempotencyKey(OfPractice, Table):
    """The answer that was given to a request that wrote something, kept for at least 24 hours under its key."""

    __tablename__ = "idempotency_key"

    viewer: Mapped[str]
    key: Mapped[str]
    request_hash: Mapped[str]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        PrimaryKeyConstraint("practice_id", "viewer", "key"),
        of_practice(),
        Index(None, "practice_id", "created_at"),
    )


class AuditEntry(OfPractice, Table):
    """Who did what to which object, with its values before and after. Written once; outlives its object."""

    __tablename__ = "audit_entry"

    id: Mapped[str] = uuid_column()
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor: Mapped[str]
    actor_name: Mapped[str]
    request_id: Mapped[str]
    action: Mapped[str]
    entity_type: Mapped[str]
    entity_id: Mapped[str] = uuid_column()
    owner_id: Mapped[str | None] = uuid_column()
    """The clinician whose personal template it is about; nobody else sees the entry."""
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]

    __table_args__ = (
        keyed(),
        of_practice(),
        one_of("action", "CREATED", "UPDATED", "DELETED"),
        Index(None, "practice_id", "entity_id", "id"),
    )
