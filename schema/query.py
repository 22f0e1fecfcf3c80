"""The contract's queries, each with its use case."""

from typing import Annotated

import strawberry

from resolvers import audit, availability, calendar, changes, directory, sessions, templates, viewer
from schema.enums import AuditedType
from schema.fields import Info, refusable, run_preview, run_query
from schema.inputs import (
    Active,
    After,
    AuditFilter,
    Before,
    First,
    From,
    Id,
    Last,
    SearchNames,
    SessionTemplateFilter,
    SessionTemplateOrder,
    SlotSearchInput,
    To,
    UpdateSessionInput,
    argument,
)
from schema.objects import (
    AppointmentType,
    AuditEntry,
    AvailabilityReason,
    ChangeConnection,
    Clinician,
    Closure,
    Conflict,
    Connection,
    FilterSessions,
    Location,
    Node,
    Occurrence,
    OrderSessions,
    Session,
    SessionTemplate,
    SlotSearchResult,
    Viewer,
)
from schema.payloads import SessionPreview


@strawberry.type(description="The queries. All answers come from the viewer's own practice.")
class Query:
    @strawberry.field(description="Who sends the request.")
    async def viewer(self, info: Info) -> Viewer:
        return await run_query(info, viewer.viewer)

    @strawberry.field(description="Any object by its id; null if it does not exist.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await run_query(info, viewer.node)

    @strawberry.field(description="Objects by their ids, in the order of the ids; null for an id without an object.")
    async def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], argument("Their ids, 100 at most.")]
    ) -> list[Node | None]:
        return await run_query(info, viewer.many_nodes)

    @strawberry.field(description="A session by its id; null if it does not exist.")
    async def session(self, info: Info, id: Id) -> Session | None:
        return await run_query(info, sessions.session)

    @refusable("The sessions of the practice.")
    async def sessions(
        self,
        info: Info,
        filter: FilterSessions = None,
        order_by: OrderSessions = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Session] | None:
        return await run_query(info, sessions.sessions)

    @strawberry.field(description="A clinician by their id; null if they do not exist.")
    async def clinician(self, info: Info, id: Id) -> Clinician | None:
        return await run_query(info, directory.by_id)

    @refusable("The clinicians of the practice, by name.")
    async def clinicians(
        self,
        info: Info,
        search: SearchNames = None,
        active: Active = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Clinician] | None:
        return await run_query(info, directory.listing)

    @strawberry.field(description="A location by its id; null if it does not exist.")
    async def location(self, info: Info, id: Id) -> Location | None:
        return await run_query(info, directory.by_id)

    @refusable("The locations of the practice, by name.")
    async def locations(
        self,
        info: Info,
        search: SearchNames = None,
        active: Active = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Location] | None:
        return await run_query(info, directory.listing)

    @strawberry.field(description="An appointment type by its id; null if it does not exist.")
    async def appointment_type(self, info: Info, id: Id) -> AppointmentType | None:
        return await run_query(info, directory.by_id)

    @refusable("The appointment types of the practice, by name.")
    async def appointment_types(
        self,
        info: Info,
        search: SearchNames = None,
        active: Active = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AppointmentType] | None:
        return await run_query(info, directory.listing)

    # ------------------------------------------------------------ templates

    @strawberry.field(description="A template by its id; null if it does not exist.")
    async def session_template(self, info: Info, id: Id) -> SessionTemplate | None:
        return await run_query(info, templates.session_template)

    @refusable("The practice's templates, and the viewer's own personal ones.")
    async def session_templates(
        self,
        info: Info,
        filter: Annotated[SessionTemplateFilter | None, argument("Which templates.")] = None,
        order_by: Annotated[SessionTemplateOrder | None, argument("In which order; by default by name.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[SessionTemplate] | None:
        return await run_query(info, templates.session_templates)

    # ------------------------------------------------------------ the calendar

    @refusable("The dates of all matching sessions in a window of at most 93 days, in order of start.")
    async def occurrences(
        self, info: Info, from_: From, to: To, filter: FilterSessions = None
    ) -> list[Occurrence] | None:
        return await run_query(info, calendar.occurrences)

    @refusable("The closures that share a date with a window of at most 366 days.")
    async def closures(
        self,
        info: Info,
        from_: From,
        to: To,
        clinician_id: Annotated[
            strawberry.ID | None, argument("Closures of this clinician, and closures that concern every clinician.")
        ] = None,
        location_id: Annotated[
            strawberry.ID | None, argument("Closures of this location, and closures that concern every location.")
        ] = None,
    ) -> list[Closure] | None:
        return await run_query(info, calendar.closures)

    @refusable("The conflicts of all matching sessions in a window of at most 93 days; each once.")
    async def conflicts(self, info: Info, from_: From, to: To, filter: FilterSessions = None) -> list[Conflict] | None:
        return await run_query(info, calendar.conflicts)

    @refusable("When an appointment of a type can be booked.")
    async def available_slots(
        self, info: Info, search: Annotated[SlotSearchInput, argument("The search.")]
    ) -> SlotSearchResult | None:
        return await run_query(info, availability.available_slots)

    @refusable("For each session that could offer slots, why it offers none, or fewer than its pattern.")
    async def explain_availability(
        self, info: Info, search: Annotated[SlotSearchInput, argument("The search.")]
    ) -> list[AvailabilityReason] | None:
        return await run_query(info, availability.explain)

    @refusable(
        "What a new session (no id), or a change to one, would do in a window of at most 366 days; nothing is saved."
    )
    async def preview_session(
        self,
        info: Info,
        input: Annotated[UpdateSessionInput, argument("The settings to change, or those of the new session.")],
        from_: From,
        to: To,
        id: Annotated[strawberry.ID | None, argument("The session to change; absent for a new session.")] = None,
    ) -> SessionPreview | None:
        return await run_preview(info, calendar.preview)

    # ------------------------------------------------------------ the audit trail

    @refusable("Who did what, the newest first: for admins.")
    async def audit_entries(
        self,
        info: Info,
        filter: Annotated[AuditFilter | None, argument("Which entries.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AuditEntry] | None:
        return await run_query(info, audit.entries)

    # ------------------------------------------------------------ the feed of changes

    @refusable(
        "Committed changes in the order of their commits, oldest first; nothing appears later before what was read. "
        "Without after: from the oldest that is kept."
    )
    async def changes(
        self,
        info: Info,
        after: Annotated[str | None, argument('Go on behind this cursor; "now" is the cursor of the present.')] = None,
        first: First = None,
        types: Annotated[list[AuditedType] | None, argument("Changes of objects of these types.")] = None,
    ) -> ChangeConnection | None:
        return await run_preview(info, changes.page)
