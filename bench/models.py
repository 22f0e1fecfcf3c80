"""The usual way's ORM models: mapped classes with relationships, over the tables that the migrations make."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bench.ahead import Dates
from db.steps import location_label


class Model(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map: ClassVar = {
        str: Text,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        list[int]: ARRAY(SmallInteger),
    }


def key() -> Any:
    return mapped_column(Uuid(as_uuid=False), primary_key=True)


def reference() -> Any:
    return mapped_column(Uuid(as_uuid=False))


def to(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["practice_id", column], [f"{table}.practice_id", f"{table}.id"])


class Practice(Model):
    __tablename__ = "practice"

    id: Mapped[str] = key()
    name: Mapped[str]
    time_zone: Mapped[str]


class Clinician(Model):
    __tablename__ = "clinician"

    practice_id: Mapped[str] = key()
    id: Mapped[str] = key()
    version: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str]
    title: Mapped[str | None]
    email: Mapped[str | None]
    active: Mapped[bool]


class Location(Model):
    __tablename__ = "location"
    __table_args__ = (ForeignKeyConstraint(["practice_id"], ["practice.id"]),)

    practice_id: Mapped[str] = key()
    id: Mapped[str] = key()
    version: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str]
    address: Mapped[str | None]
    own_zone: Mapped[str | None] = mapped_column("time_zone")
    active: Mapped[bool]
    practice: Mapped[Practice] = relationship(viewonly=True)

    @property
    def time_zone(self) -> str:
        return self.own_zone or self.practice.time_zone


class AppointmentType(Model):
    __tablename__ = "appointment_type"

    practice_id: Mapped[str] = key()
    id: Mapped[str] = key()
    version: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str]
    duration_minutes: Mapped[int]
    delivery_modes: Mapped[list[str]]
    colour: Mapped[str | None]
    active: Mapped[bool]


LINK = Table(
    "session_appointment_type",
    Model.metadata,
    Column("practice_id", Uuid(as_uuid=False)),
    Column("session_id", Uuid(as_uuid=False)),
    Column("appointment_type_id", Uuid(as_uuid=False)),
    PrimaryKeyConstraint("practice_id", "session_id", "appointment_type_id"),
    to("session", "session_id"),
    to("appointment_type", "appointment_type_id"),
)


class Session(Model):
    __tablename__ = "session"
    __table_args__ = (
        to("clinician", "clinician_id"),
        to("location", "location_id"),
        ForeignKeyConstraint(["practice_id"], ["practice.id"]),
    )

    practice_id: Mapped[str] = key()
    id: Mapped[str] = key()
    version: Mapped[int] = mapped_column(server_default="1")
    name: Mapped[str]
    name_key: Mapped[str]
    clinician_id: Mapped[str] = reference()
    location_id: Mapped[str | None] = reference()
    allow_remote: Mapped[bool]
    status: Mapped[str]
    notes: Mapped[str] = mapped_column(server_default="")
    start_date: Mapped[date]
    start_time: Mapped[time]
    end_time: Mapped[time]
    ends_next_day: Mapped[bool]
    rrule: Mapped[str | None]
    last_date: Mapped[date | None]
    period: Mapped[str]
    step: Mapped[int]
    phase: Mapped[int]
    week_start: Mapped[int] = mapped_column(SmallInteger)
    months: Mapped[int] = mapped_column(SmallInteger)
    weekdays: Mapped[int] = mapped_column(SmallInteger)
    month_days: Mapped[int] = mapped_column(BigInteger)
    nth_weekdays: Mapped[list[int] | None]
    irregular: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    practice: Mapped[Practice] = relationship(viewonly=True)
    clinician: Mapped[Clinician] = relationship(viewonly=True)
    location: Mapped[Location | None] = relationship(viewonly=True)
    appointment_types: Mapped[list[AppointmentType]] = relationship(
        secondary=LINK, viewonly=True, order_by=[AppointmentType.name_key, AppointmentType.id]
    )

    dates: ClassVar[Dates]
    """Loaded beside the rows, where they are asked for."""

    @property
    def schedule(self) -> "Session":
        return self

    @property
    def location_label(self) -> str:
        return location_label(None if self.location is None else self.location.name, self.allow_remote)
