"""The contract's queries: what can be asked, and by which use case it is answered."""

import strawberry

from resolvers import directory, sessions, viewing
from schema.inputs import (
    Active,
    After,
    Before,
    First,
    Id,
    Last,
    SearchNames,
)
from schema.objects import (
    AppointmentType,
    AppointmentTypeConnection,
    Clinician,
    ClinicianConnection,
    FilterSessions,
    Location,
    LocationConnection,
    Node,
    OrderSessions,
    Session,
    SessionConnection,
    Viewer,
)
from schema.planned import Info, planned


@strawberry.type(description="What can be asked. Everything is of the viewer's own practice.")
class Query:
    @strawberry.field(description="Who is asking.")
    async def viewer(self, info: Info) -> Viewer:
        return await planned(info, viewing.viewer)

    @strawberry.field(description="Any object by its id; null where there is none.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await planned(info, viewing.node)

    @strawberry.field(description="A session by its id; null where there is none.")
    async def session(self, info: Info, id: Id) -> Session | None:
        return await planned(info, sessions.session)

    @strawberry.field(description="The sessions of the practice.")
    async def sessions(
        self,
        info: Info,
        filter: FilterSessions = None,
        order_by: OrderSessions = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SessionConnection:
        return await planned(info, sessions.sessions)

    @strawberry.field(description="A clinician by their id; null where there is none.")
    async def clinician(self, info: Info, id: Id) -> Clinician | None:
        return await planned(info, directory.clinician)

    @strawberry.field(description="The clinicians of the practice, by name.")
    async def clinicians(
        self,
        info: Info,
        search: SearchNames = None,
        active: Active = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ClinicianConnection:
        return await planned(info, directory.clinicians)

    @strawberry.field(description="A location by its id; null where there is none.")
    async def location(self, info: Info, id: Id) -> Location | None:
        return await planned(info, directory.location)

    @strawberry.field(description="The locations of the practice, by name.")
    async def locations(
        self,
        info: Info,
        search: SearchNames = None,
        active: Active = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> LocationConnection:
        return await planned(info, directory.locations)

    @strawberry.field(description="An appointment type by its id; null where there is none.")
    async def appointment_type(self, info: Info, id: Id) -> AppointmentType | None:
        return await planned(info, directory.appointment_type)

    @strawberry.field(description="The appointment types of the practice, by name.")
    async def appointment_types(
        self,
        info: Info,
        search: SearchNames = None,
        active: Active = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AppointmentTypeConnection:
        return await planned(info, directory.appointment_types)
