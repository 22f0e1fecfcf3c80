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
Expected = Annotated[int | None, argument("The version that the caller saw; another one there is refused.")]
Key = Annotated[
    str | None,
    argument("Names this request for at least 24 hours: sent again, it is answered again and not done again."),
]
SessionId = Annotated[strawberry.ID, argument("The session.")]
OriginalDate = Annotated[Date, argument("The date that the session's rule gives it.")]
Reason = Annotated[str | None, argument("Why; 1,000 characters at most.")]
Conflicts = Annotated[OnConflict, argument("What to do about conflicts.")]


@strawberry.type(description="What can be done. Each mutation is one transaction.")
class Mutation:
    @strawberry.mutation(description="Makes a session.")
    async def create_session(
        self,
        info: Info,
        input: Annotated[CreateSessionInput, argument("The session.")],
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> SessionPayload:
        return await run_mutation(info, sessions.create)

    @strawberry.mutation(description="Changes what is given of a session.")
    async def update_session(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateSessionInput, argument("What is to be different.")],
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
        overrides: Annotated[UpdateSessionInput | None, argument("What is different in the copy.")] = None,
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> SessionPayload:
        return await run_mutation(info, sessions.duplicate)

    @strawberry.mutation(
        description="Activates an inactive session and deactivates an active one; with active given, sets that."
    )
    async def toggle_session(
        self,
        info: Info,
        id: Id,
        active: Annotated[bool | None, argument("Sets this instead of turning it round.")] = None,
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
    ) -> SessionPayload:
        return await run_mutation(info, sessions.toggle)

    @strawberry.mutation(description="Removes it for good.")
    async def delete_session(self, info: Info, id: Id, expected_version: Expected = None) -> DeleteSessionPayload:
        return await run_mutation(info, sessions.delete)

    @strawberry.mutation(description="Activates or deactivates several sessions, each by itself.")
    async def toggle_sessions(
        self, info: Info, ids: Ids, active: Annotated[bool, argument("What they become.")]
    ) -> BulkSessionsPayload:
        return await run_mutation(info, sessions.toggle_many)

    @strawberry.mutation(description="Removes several sessions for good, each by itself.")
    async def delete_sessions(self, info: Info, ids: Ids) -> BulkSessionsPayload:
        return await run_mutation(info, sessions.delete_many)

    @strawberry.mutation(
        description="Ends the session before a date, and continues it from there with changes: this and following."
    )
    async def split_session(
        self,
        info: Info,
        id: Id,
        from_: Annotated[Date, argument("The first date of the new session.", name="from")],
        input: Annotated[UpdateSessionInput, argument("What is different from then on.")],
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> SplitSessionPayload:
        return await run_mutation(info, sessions.split)

    # ------------------------------------------------------------ single dates

    @strawberry.mutation(description="Takes one date of a session out; cancelling again updates the reason.")
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

    @strawberry.mutation(description="Makes one date of a session what its rule says again.")
    async def restore_occurrence(
        self, info: Info, session_id: SessionId, original_date: OriginalDate, expected_version: Expected = None
    ) -> OccurrencePayload:
        return await run_mutation(info, occurrences.restore)

    # ------------------------------------------------------------ templates

    @strawberry.mutation(description="Makes a template.")
    async def create_session_template(
        self,
        info: Info,
        input: Annotated[CreateSessionTemplateInput, argument("The template.")],
        idempotency_key: Key = None,
    ) -> SessionTemplatePayload:
        return await run_mutation(info, templates.create)

    @strawberry.mutation(description="Changes what is given of a template; sessions made from it stay as they are.")
    async def update_session_template(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateSessionTemplateInput, argument("What is to be different.")],
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
        overrides: Annotated[UpdateSessionTemplateInput | None, argument("What is different in the copy.")] = None,
        scope: Annotated[TemplateScope | None, argument("Whom the copy is for; by default as the original.")] = None,
        idempotency_key: Key = None,
    ) -> SessionTemplatePayload:
        return await run_mutation(info, templates.duplicate)

    @strawberry.mutation(description="Removes a template for good; sessions made from it stay as they are.")
    async def delete_session_template(
        self, info: Info, id: Id, expected_version: Expected = None
    ) -> DeleteSessionTemplatePayload:
        return await run_mutation(info, templates.delete)

    @strawberry.mutation(description="Makes one session for each entry; one that fails does not stop the others.")
    async def create_sessions_from_template(
        self,
        info: Info,
        template_id: Annotated[strawberry.ID, argument("The template.")],
        sessions: Annotated[list[FromTemplateInput], argument("One entry for each session, 100 at most.")],
        on_conflict: Conflicts = OnConflict.WARN,
        idempotency_key: Key = None,
    ) -> FromTemplatePayload:
        return await run_mutation(info, templates.create_sessions)

    @strawberry.mutation(description="Makes a template of a session's settings.")
    async def save_session_as_template(
        self,
        info: Info,
        session_id: SessionId,
        name: Annotated[str | None, argument("Its name; by default the session's.")] = None,
        scope: Annotated[TemplateScope, argument("Whom it is for.")] = TemplateScope.PRACTICE,
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

    @strawberry.mutation(description="Replaces a closure's settings as a whole.")
    async def update_closure(
        self,
        info: Info,
        id: Id,
        input: Annotated[ClosureInput, argument("The closure as it is to be.")],
        expected_version: Expected = None,
    ) -> ClosurePayload:
        return await run_mutation(info, closures.update)

    @strawberry.mutation(description="Removes a closure.")
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

    @strawberry.mutation(description="Changes what is given of a clinician.")
    async def update_clinician(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateClinicianInput, argument("What is to be different.")],
        expected_version: Expected = None,
    ) -> ClinicianPayload:
        return await run_mutation(info, directory.update_clinician)

    @strawberry.mutation(
        description="Refused, with the count, while a session or template uses it; deactivate it instead."
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
        input: Annotated[UpdateLocationInput, argument("What is to be different.")],
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
    ) -> LocationPayload:
        return await run_mutation(info, directory.update_location)

    @strawberry.mutation(
        description="Refused, with the count, while a session or template uses it; deactivate it instead."
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

    @strawberry.mutation(description="Changes what is given of an appointment type.")
    async def update_appointment_type(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateAppointmentTypeInput, argument("What is to be different.")],
        expected_version: Expected = None,
    ) -> AppointmentTypePayload:
        return await run_mutation(info, directory.update_appointment_type)

    @strawberry.mutation(
        description="Refused, with the count, while a session or template uses it; deactivate it instead."
    )
    async def delete_appointment_type(self, info: Info, id: Id, expected_version: Expected = None) -> DeletePayload:
        return await run_mutation(info, directory.delete_appointment_type)
