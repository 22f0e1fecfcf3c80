"""The usual way: Strawberry types over SQLAlchemy ORM models, joinedload and selectinload, one AsyncSession a request.

As Strawberry's and SQLAlchemy's own documentation have it, and with the service's tenancy: the same role, row-level
security set for each transaction. No tokens (a header names the practice), no log, no limits. The schema is the part
of the contract that the benchmark asks for.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any, NewType
from uuid import UUID

import strawberry
from sqlalchemy import exists, func, insert, or_, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import joinedload, selectinload
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

from bench import ahead
from bench.models import LINK, Clinician, Location, Session
from db.folding import fold, like_pattern
from db.steps import minutes, session_text
from db.tenancy import APPLICATION_ROLE
from resolvers import ids
from scheduling.pattern import pattern
from scheduling.schedule import stored

# ---------------------------------------------------------------- the schema

Date = NewType("Date", date)
LocalTime = NewType("LocalTime", time)
DateTime = NewType("DateTime", datetime)
SCALARS: Any = {
    Date: strawberry.scalar(name="Date", serialize=date.isoformat, parse_value=date.fromisoformat),
    LocalTime: strawberry.scalar(name="LocalTime", serialize=ahead.clock, parse_value=time.fromisoformat),
    DateTime: strawberry.scalar(name="DateTime", serialize=datetime.isoformat, parse_value=datetime.fromisoformat),
}


@strawberry.type(name="Clinician")
class ClinicianType:
    id: strawberry.ID
    version: int
    name: str
    title: str | None
    email: str | None
    active: bool


@strawberry.type(name="Location")
class LocationType:
    id: strawberry.ID
    version: int
    name: str
    address: str | None
    time_zone: str
    active: bool


@strawberry.type(name="AppointmentType")
class AppointmentTypeType:
    id: strawberry.ID
    version: int
    name: str
    duration_minutes: int
    delivery_modes: list[str]
    colour: str | None
    active: bool


@strawberry.type(name="Recurrence")
class RecurrenceType:
    frequency: str
    interval: int
    weekdays: list[str]
    month_days: list[int]
    weeks_of_month: list[int]
    until: Date | None
    count: int | None
    rrule: str


@strawberry.type(name="SessionSchedule")
class ScheduleType:
    start_date: Date
    start_time: LocalTime
    end_time: LocalTime
    ends_next_day: bool

    @strawberry.field
    def duration_minutes(self: Any) -> int:
        return minutes(self.start_time, self.end_time, self.ends_next_day)

    @strawberry.field
    def text(self: Any) -> str:
        return session_text(
            *(self.start_time, self.end_time, self.ends_next_day, self.rrule, self.start_date, self.last_date),
            datetime.now(UTC).date(),
        )

    @strawberry.field
    def time_zone(self: Any) -> str:
        return str(self.practice.time_zone if self.location is None else self.location.time_zone)

    @strawberry.field
    def recurrence(self: Any) -> RecurrenceType | None:
        if self.rrule is None:
            return None
        found = ahead.recurrence_of(self.rrule)
        return RecurrenceType(
            frequency=found["frequency"],
            interval=found["interval"],
            weekdays=found["weekdays"],
            month_days=found["monthDays"],
            weeks_of_month=found["weeksOfMonth"],
            until=found["until"],
            count=found["count"],
            rrule=found["rrule"],
        )


@strawberry.type(name="SessionException")
class ExceptionType:
    original_date: Date
    cancelled: bool
    date: Date | None
    start_time: LocalTime | None
    end_time: LocalTime | None
    reason: str | None


@strawberry.type(name="Occurrence")
class OccurrenceType:
    original_date: Date
    start: DateTime
    end: DateTime
    status: str
    allow_remote: bool
    reason: str | None
    clock_change: bool


@strawberry.type(name="Session")
class SessionType:
    id: strawberry.ID
    version: int
    name: str
    notes: str
    status: str
    allow_remote: bool
    location_label: str
    created_at: DateTime
    updated_at: DateTime
    schedule: ScheduleType
    clinician: ClinicianType
    location: LocationType | None
    appointment_types: list[AppointmentTypeType]

    @strawberry.field
    def exceptions(self: Any) -> list[ExceptionType]:
        return [ExceptionType(**snake(found)) for found in self.dates.exceptions]

    @strawberry.field
    def next_occurrence(self: Any) -> OccurrenceType | None:
        found = self.dates.next_occurrence
        return None if found is None else OccurrenceType(**snake(found))


def snake(found: dict[str, Any]) -> dict[str, Any]:
    return {"".join(f"_{c.lower()}" if c.isupper() else c for c in name): value for name, value in found.items()}


@strawberry.type
class PageInfo:
    has_next_page: bool


@strawberry.type
class SessionConnection:
    nodes: list[SessionType]
    page_info: PageInfo
    total_count: int


@strawberry.enum
class SessionStatus(Enum):
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


@strawberry.enum
class SessionOrderField(Enum):
    NAME = "name_key"
    START_TIME = "start_time"


@strawberry.enum
class OrderDirection(Enum):
    ASC = "ASC"
    DESC = "DESC"


@strawberry.input
class SessionOrder:
    field: SessionOrderField = SessionOrderField.NAME
    direction: OrderDirection = OrderDirection.ASC


@strawberry.input
class SessionFilter:
    clinician_ids: list[strawberry.ID] | None = None
    appointment_type_ids: list[strawberry.ID] | None = None
    status: SessionStatus | None = None
    search: str | None = None


@strawberry.input
class SessionScheduleInput:
    start_date: Date
    start_time: LocalTime
    end_time: LocalTime


@strawberry.input
class CreateSessionInput:
    name: str
    clinician_id: strawberry.ID
    location_id: strawberry.ID
    schedule: SessionScheduleInput
    appointment_type_ids: list[strawberry.ID]


@strawberry.type
class UserError:
    message: str


@strawberry.type
class SessionPayload:
    session: SessionType | None
    errors: list[UserError]


# ---------------------------------------------------------------- resolvers

transactions: async_sessionmaker[AsyncSession] = async_sessionmaker(
    create_async_engine(
        make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+asyncpg"),
        pool_size=8,
        max_overflow=0,
        connect_args={"server_settings": {"role": APPLICATION_ROLE, "timezone": "UTC"}},
    ),
    expire_on_commit=False,
)
WHOLE = (
    joinedload(Session.clinician),
    joinedload(Session.location).joinedload(Location.practice),
    joinedload(Session.practice),
    selectinload(Session.appointment_types),
)
LEAN = (joinedload(Session.clinician), joinedload(Session.location), selectinload(Session.appointment_types))


@asynccontextmanager
async def transaction(info: strawberry.Info) -> AsyncIterator[tuple[AsyncSession, str]]:
    practice_id = str(UUID(info.context["request"].headers["x-practice"]))
    async with transactions() as tx, tx.begin():
        await tx.execute(text(f"SET LOCAL app.practice_id = '{practice_id}'"))
        yield tx, practice_id


def asked_for(info: strawberry.Info, name: str) -> bool:
    """Whether a field is selected somewhere below, as careful resolvers look before they load."""
    pending = list(info.selected_fields)
    while pending:
        found = pending.pop()
        if getattr(found, "name", None) == name:
            return True
        pending += found.selections
    return False


def conditions(given: SessionFilter | None) -> list[Any]:
    if given is None:
        return []
    found: list[Any] = []
    if given.clinician_ids is not None:
        found.append(Session.clinician_id.in_(given.clinician_ids))
    if given.status is not None:
        found.append(Session.status == given.status.value)
    if given.search is not None:
        names = Session.name_key, Clinician.name_key, Location.name_key
        found.append(or_(*[name.like(like_pattern(given.search)) for name in names]))
    if given.appointment_type_ids is not None:
        same = (LINK.c.practice_id == Session.practice_id) & (LINK.c.session_id == Session.id)
        found.append(exists().where(same, LINK.c.appointment_type_id.in_(given.appointment_type_ids)))
    return found


@strawberry.type
class Query:
    @strawberry.field
    async def sessions(
        self,
        info: strawberry.Info,
        first: int = 50,
        filter: SessionFilter | None = None,
        order_by: SessionOrder | None = None,
    ) -> SessionConnection:
        order = order_by or SessionOrder()
        key = [getattr(Session, order.field.value), Session.id]
        dates, more, counted = (asked_for(info, name) for name in ("nextOccurrence", "hasNextPage", "totalCount"))
        async with transaction(info) as (tx, practice_id):
            query = select(Session).where(Session.practice_id == practice_id, *conditions(filter))
            if filter is not None and filter.search is not None:
                query = query.join(Session.clinician).outerjoin(Session.location)
            page = query.options(*(WHOLE if dates else LEAN))
            page = page.order_by(*[part.desc() if order.direction is OrderDirection.DESC else part for part in key])
            rows = list((await tx.scalars(page.limit(first + more))).unique())
            total = (await tx.scalar(select(func.count()).select_from(query.subquery()))) or 0 if counted else 0
            if dates:
                await add_dates(tx, practice_id, rows)
        nodes: Any = rows[:first]
        return SessionConnection(nodes=nodes, page_info=PageInfo(has_next_page=len(rows) > first), total_count=total)

    @strawberry.field
    async def session(self, info: strawberry.Info, id: strawberry.ID) -> SessionType | None:
        async with transaction(info) as (tx, practice_id):
            query = select(Session).where(Session.practice_id == practice_id, Session.id == id).options(*LEAN)
            row: Any = (await tx.scalars(query)).unique().one_or_none()
            found: SessionType | None = row
        return found


async def add_dates(tx: AsyncSession, practice_id: str, rows: list[Session]) -> None:
    driver: Any = (await (await tx.connection()).get_raw_connection()).driver_connection
    found = await ahead.load(driver, practice_id, [row.id for row in rows])
    for row in rows:
        row.__dict__["dates"] = found[row.id]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def create_session(self, info: strawberry.Info, input: CreateSessionInput) -> SessionPayload:
        times = input.schedule
        on = times.start_date
        shape = pattern(stored(on, times.start_time, times.end_time, False, None, on))
        async with transaction(info) as (tx, practice_id):
            row = Session(
                practice_id=practice_id,
                id=ids.new(),
                name=input.name,
                name_key=fold(input.name),
                clinician_id=input.clinician_id,
                location_id=input.location_id,
                allow_remote=False,
                status="ACTIVE",
                start_date=on,
                start_time=times.start_time,
                end_time=times.end_time,
                ends_next_day=False,
                last_date=on,
                period=shape.period,
                step=shape.interval,
                phase=shape.phase,
                week_start=shape.week_start,
                months=shape.months,
                weekdays=shape.weekdays,
                month_days=shape.month_days,
                irregular=shape.irregular,
            )
            tx.add(row)
            await tx.flush()
            own = {"practice_id": practice_id, "session_id": row.id}
            await tx.execute(
                insert(LINK), [{**own, "appointment_type_id": an_id} for an_id in input.appointment_type_ids]
            )
            query = select(Session).where(Session.practice_id == practice_id, Session.id == row.id).options(*LEAN)
            made: Any = (await tx.scalars(query.execution_options(populate_existing=True))).unique().one()
        return SessionPayload(session=made, errors=[])


schema = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=SCALARS))
app = GraphQL(schema)
