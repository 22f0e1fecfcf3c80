"""The contract's mutations, each with its use case."""

from typing import Annotated

import strawberry

from resolvers import closures, directory, occurrences, sessions, templates
from schema.enums import OnConflict, TemplateScope
from schema.fields import Info, run_mutation
from schema.inputs import (
    ClosureInput,
    CreateAppointmentTypeInput,
    CreateClinicianInput,
    CreateLocationInput,
    CreateSessionInput,
    CreateSessionTemplateInput,
    FromTemplateInput,
    Id,
    UpdateAppointmentTypeInput,
    UpdateClinicianInput,
    UpdateLocationInput,
    UpdateSessionInput,
    UpdateSessionTemplateInput,
    argument,
)
from schema.payloads import (
    AppointmentTypePayload,
    BulkSessionsPayload,
    ClinicianPayload,
    ClosurePayload,
    DeleteClosurePayload,
    DeletePayload,
    DeleteSessionPayload,
    DeleteSessionTemplatePayload,
    FromTemplatePayload,
    LocationPayload,
    OccurrencePayload,
    SessionPayload,
    SessionTemplatePayload,
    SplitSessionPayload,
)
from schema.scalars import Date, LocalTime

Ids = Annotated[list[strawberry.ID], argument("Their ids, 100 at most.")]
Expected = Annotated[
    int | None,
    argument("The version that the caller read. If the current version is another one, the request is refused."),
]
Key = Annotated[
    str | None,
    argument(
        "Identifies this request for at least 24 hours: if it is sent again, it gets the same answer and does nothing."
    ),
]
SessionId = Annotated[strawberry.ID, argument("The session.")]
OriginalDate = Annotated[Date, argument("The date that the session's rule gives it.")]
Reason = Annotated[str | None, argument("Why; 1,000 characters at most.")]
Conflicts = Annotated[OnConflict, argument("What to do about conflicts.")]


@strawberry.type(description="The mutations. Each of them is one transaction.")
class Mutation:
    @strawberry.mutation(description="Creates a session.")
    async def create_session(
        self,
        info: Info,
        input: Annotated[CreateSessionInput, argument("The session.")],
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> SessionPayload:
        return await run_mutation(info, sessions.create)

    @strawberry.mutation(description="Changes the given settings of a session.")
    async def update_session(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateSessionInput, argument("The settings to change.")],
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
    ) -> SessionPayload:
        return await run_mutation(info, sessions.update)

    @strawberry.mutation(
        description="Copies every setting, status included, exceptions not; overrides make the variant. "
        'The name gets " (copy)" unless overridden.'
    )
    async def duplicate_session(
        self,
        info: Info,
        id: Id,
        overrides: Annotated[UpdateSessionInput | None, argument("The settings that differ in the copy.")] = None,
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> SessionPayload:
        return await run_mutation(info, sessions.duplicate)

    @strawberry.mutation(
        description="Activates an inactive session and deactivates an active one. If active is given, sets that."
    )
    async def toggle_session(
        self,
        info: Info,
        id: Id,
        active: Annotated[bool | None, argument("Sets this status instead of toggling.")] = None,
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
    ) -> SessionPayload:
        return await run_mutation(info, sessions.toggle)

    @strawberry.mutation(description="Deletes the session permanently.")
    async def delete_session(self, info: Info, id: Id, expected_version: Expected = None) -> DeleteSessionPayload:
        return await run_mutation(info, sessions.delete)

    @strawberry.mutation(
        description="Activates or deactivates several sessions. A session that is refused does not affect the others."
    )
    async def toggle_sessions(
        self, info: Info, ids: Ids, active: Annotated[bool, argument("Whether they become active.")]
    ) -> BulkSessionsPayload:
        return await run_mutation(info, sessions.toggle_many)

    @strawberry.mutation(
        description="Deletes several sessions permanently. A session that is refused does not affect the others."
    )
    async def delete_sessions(self, info: Info, ids: Ids) -> BulkSessionsPayload:
        return await run_mutation(info, sessions.delete_many)

    @strawberry.mutation(
        description="Ends the session before a date, and continues it from that date as a new session with changes: "
        "this and following."
    )
    async def split_session(
        self,
        info: Info,
        id: Id,
        from_: Annotated[Date, argument("The first date of the new session.", name="from")],
        input: Annotated[UpdateSessionInput, argument("The settings that change from that date on.")],
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> SplitSessionPayload:
        return await run_mutation(info, sessions.split)

    # ------------------------------------------------------------ single dates

    @strawberry.mutation(description="Cancels one date of a session. Cancelling it again updates the reason.")
    async def cancel_occurrence(
        self,
        info: Info,
        session_id: SessionId,
        original_date: OriginalDate,
        reason: Reason = None,
        expected_version: Expected = None,
    ) -> OccurrencePayload:
        return await run_mutation(info, occurrences.cancel)

    @strawberry.mutation(
        description="Holds one date of a session on another date, at other times or elsewhere; what is left out stays "
        "as the session has it. Moving again replaces the move."
    )
    async def reschedule_occurrence(
        self,
        info: Info,
        session_id: SessionId,
        original_date: OriginalDate,
        date: Annotated[Date | None, argument("The date that it moves to.")] = None,
        start_time: Annotated[LocalTime | None, argument("The start that it moves to.")] = None,
        end_time: Annotated[LocalTime | None, argument("The end that it moves to.")] = None,
        location_id: Annotated[strawberry.ID | None, argument("The place that it moves to.")] = None,
        reason: Reason = None,
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
    ) -> OccurrencePayload:
        return await run_mutation(info, occurrences.reschedule)

    @strawberry.mutation(description="Removes the cancellation or move of one date of a session.")
    async def restore_occurrence(
        self, info: Info, session_id: SessionId, original_date: OriginalDate, expected_version: Expected = None
    ) -> OccurrencePayload:
        return await run_mutation(info, occurrences.restore)

    # ------------------------------------------------------------ templates

    @strawberry.mutation(description="Creates a template.")
    async def create_session_template(
        self,
        info: Info,
        input: Annotated[CreateSessionTemplateInput, argument("The template.")],
        idempotency_key: Key = None,
    ) -> SessionTemplatePayload:
        return await run_mutation(info, templates.create)

    @strawberry.mutation(
        description="Changes the given settings of a template. Sessions that were created from it do not change."
    )
    async def update_session_template(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateSessionTemplateInput, argument("The settings to change.")],
        expected_version: Expected = None,
    ) -> SessionTemplatePayload:
        return await run_mutation(info, templates.update)

    @strawberry.mutation(
        description="Copies every setting; overrides make the variant, and scope makes a practice's template personal "
        'or the other way round. The name gets " (copy)" unless overridden.'
    )
    async def duplicate_session_template(
        self,
        info: Info,
        id: Id,
        overrides: Annotated[
            UpdateSessionTemplateInput | None, argument("The settings that differ in the copy.")
        ] = None,
        scope: Annotated[
            TemplateScope | None, argument("Who the copy is for; by default the same as the original.")
        ] = None,
        idempotency_key: Key = None,
    ) -> SessionTemplatePayload:
        return await run_mutation(info, templates.duplicate)

    @strawberry.mutation(
        description="Deletes a template permanently. Sessions that were created from it do not change."
    )
    async def delete_session_template(
        self, info: Info, id: Id, expected_version: Expected = None
    ) -> DeleteSessionTemplatePayload:
        return await run_mutation(info, templates.delete)

    @strawberry.mutation(
        description="Creates one session for each entry. An entry that is refused does not affect the others."
    )
    async def create_sessions_from_template(
        self,
        info: Info,
        template_id: Annotated[strawberry.ID, argument("The template.")],
        sessions: Annotated[list[FromTemplateInput], argument("One entry for each session, 100 at most.")],
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> FromTemplatePayload:
        return await run_mutation(info, templates.create_sessions)

    @strawberry.mutation(description="Creates a template from a session's settings.")
    async def save_session_as_template(
        self,
        info: Info,
        session_id: SessionId,
        name: Annotated[str | None, argument("Its name; by default the session's.")] = None,
        scope: Annotated[TemplateScope, argument("Who it is for.")] = TemplateScope.PRACTICE,
        idempotency_key: Key = None,
    ) -> SessionTemplatePayload:
        return await run_mutation(info, templates.save_session)

    # ------------------------------------------------------------ closures

    @strawberry.mutation(description="Adds a closure.")
    async def create_closure(
        self,
        info: Info,
        input: Annotated[ClosureInput, argument("The closure.")],
        idempotency_key: Key = None,
    ) -> ClosurePayload:
        return await run_mutation(info, closures.create)

    @strawberry.mutation(description="Replaces all settings of a closure.")
    async def update_closure(
        self,
        info: Info,
        id: Id,
        input: Annotated[ClosureInput, argument("The new settings of the closure.")],
        expected_version: Expected = None,
    ) -> ClosurePayload:
        return await run_mutation(info, closures.update)

    @strawberry.mutation(description="Deletes a closure.")
    async def delete_closure(self, info: Info, id: Id, expected_version: Expected = None) -> DeleteClosurePayload:
        return await run_mutation(info, closures.delete)

    # ------------------------------------------------------------ clinicians, locations, appointment types

    @strawberry.mutation(description="Adds a clinician.")
    async def create_clinician(
        self,
        info: Info,
        input: Annotated[CreateClinicianInput, argument("The clinician.")],
        idempotency_key: Key = None,
    ) -> ClinicianPayload:
        return await run_mutation(info, directory.create_clinician)

    @strawberry.mutation(description="Changes the given fields of a clinician.")
    async def update_clinician(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateClinicianInput, argument("The settings to change.")],
        expected_version: Expected = None,
    ) -> ClinicianPayload:
        return await run_mutation(info, directory.update_clinician)

    @strawberry.mutation(
        description="Deletes it. Refused, with the counts, while a session or template uses it: deactivate it instead."
    )
    async def delete_clinician(self, info: Info, id: Id, expected_version: Expected = None) -> DeletePayload:
        return await run_mutation(info, directory.delete_clinician)

    @strawberry.mutation(description="Adds a location.")
    async def create_location(
        self,
        info: Info,
        input: Annotated[CreateLocationInput, argument("The location.")],
        idempotency_key: Key = None,
    ) -> LocationPayload:
        return await run_mutation(info, directory.create_location)

    @strawberry.mutation(
        description="Changes what is given of a location. In another time zone its sessions keep their times on the "
        "clock, which can bring them into conflict."
    )
    async def update_location(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateLocationInput, argument("The settings to change.")],
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
    ) -> LocationPayload:
        return await run_mutation(info, directory.update_location)

    @strawberry.mutation(
        description="Deletes it. Refused, with the counts, while a session or template uses it: deactivate it instead."
    )
    async def delete_location(self, info: Info, id: Id, expected_version: Expected = None) -> DeletePayload:
        return await run_mutation(info, directory.delete_location)

    @strawberry.mutation(description="Adds an appointment type.")
    async def create_appointment_type(
        self,
        info: Info,
        input: Annotated[CreateAppointmentTypeInput, argument("The appointment type.")],
        idempotency_key: Key = None,
    ) -> AppointmentTypePayload:
        return await run_mutation(info, directory.create_appointment_type)

    @strawberry.mutation(description="Changes the given fields of an appointment type.")
    async def update_appointment_type(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateAppointmentTypeInput, argument("The settings to change.")],
        expected_version: Expected = None,
    ) -> AppointmentTypePayload:
        return await run_mutation(info, directory.update_appointment_type)

    @strawberry.mutation(
        description="Deletes it. Refused, with the counts, while a session or template uses it: deactivate it instead."
    )
    async def delete_appointment_type(self, info: Info, id: Id, expected_version: Expected = None) -> DeletePayload:
        return await run_mutation(info, directory.delete_appointment_type)
