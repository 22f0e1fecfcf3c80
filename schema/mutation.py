"""The contract's mutations: what can be done, and by which use case."""

from typing import Annotated

import strawberry

from resolvers import directory, sessions
from schema.enums import OnConflict
from schema.inputs import (
    CreateAppointmentTypeInput,
    CreateClinicianInput,
    CreateLocationInput,
    CreateSessionInput,
    Id,
    UpdateAppointmentTypeInput,
    UpdateClinicianInput,
    UpdateLocationInput,
    UpdateSessionInput,
    argument,
)
from schema.payloads import (
    AppointmentTypePayload,
    BulkSessionsPayload,
    ClinicianPayload,
    DeletePayload,
    DeleteSessionPayload,
    LocationPayload,
    SessionPayload,
    SplitSessionPayload,
)
from schema.planned import Info, changed
from schema.scalars import Date

Ids = Annotated[list[strawberry.ID], argument("Their ids, 100 at most.")]
Expected = Annotated[int | None, argument("The version that the caller saw; another one there is refused.")]
Key = Annotated[
    str | None,
    argument("Names this request for at least 24 hours: sent again, it is answered again and not done again."),
]
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
        return await changed(info, sessions.create)

    @strawberry.mutation(description="Changes what is given of a session.")
    async def update_session(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateSessionInput, argument("What is to be different.")],
        expected_version: Expected = None,
        on_conflict: Conflicts = OnConflict.WARN,
    ) -> SessionPayload:
        return await changed(info, sessions.update)

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
        return await changed(info, sessions.duplicate)

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
        return await changed(info, sessions.toggle)

    @strawberry.mutation(description="Removes it for good.")
    async def delete_session(self, info: Info, id: Id, expected_version: Expected = None) -> DeleteSessionPayload:
        return await changed(info, sessions.delete)

    @strawberry.mutation(description="Activates or deactivates several sessions, each by itself.")
    async def toggle_sessions(
        self, info: Info, ids: Ids, active: Annotated[bool, argument("What they become.")]
    ) -> BulkSessionsPayload:
        return await changed(info, sessions.toggle_many)

    @strawberry.mutation(description="Removes several sessions for good, each by itself.")
    async def delete_sessions(self, info: Info, ids: Ids) -> BulkSessionsPayload:
        return await changed(info, sessions.delete_many)

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
        return await changed(info, sessions.split)

    # ------------------------------------------------------------ clinicians, locations, appointment types

    @strawberry.mutation(description="Adds a clinician.")
    async def create_clinician(
        self,
        info: Info,
        input: Annotated[CreateClinicianInput, argument("The clinician.")],
        idempotency_key: Key = None,
    ) -> ClinicianPayload:
        return await changed(info, directory.creating(directory.CLINICIANS))

    @strawberry.mutation(description="Changes what is given of a clinician.")
    async def update_clinician(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateClinicianInput, argument("What is to be different.")],
        expected_version: Expected = None,
    ) -> ClinicianPayload:
        return await changed(info, directory.updating(directory.CLINICIANS))

    @strawberry.mutation(
        description="Refused, with the count, while a session or template uses it; deactivate it instead."
    )
    async def delete_clinician(self, info: Info, id: Id, expected_version: Expected = None) -> DeletePayload:
        return await changed(info, directory.deleting(directory.CLINICIANS))

    @strawberry.mutation(description="Adds a location.")
    async def create_location(
        self,
        info: Info,
        input: Annotated[CreateLocationInput, argument("The location.")],
        idempotency_key: Key = None,
    ) -> LocationPayload:
        return await changed(info, directory.creating(directory.LOCATIONS))

    @strawberry.mutation(description="Changes what is given of a location.")
    async def update_location(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateLocationInput, argument("What is to be different.")],
        expected_version: Expected = None,
    ) -> LocationPayload:
        return await changed(info, directory.updating(directory.LOCATIONS))

    @strawberry.mutation(
        description="Refused, with the count, while a session or template uses it; deactivate it instead."
    )
    async def delete_location(self, info: Info, id: Id, expected_version: Expected = None) -> DeletePayload:
        return await changed(info, directory.deleting(directory.LOCATIONS))

    @strawberry.mutation(description="Adds an appointment type.")
    async def create_appointment_type(
        self,
        info: Info,
        input: Annotated[CreateAppointmentTypeInput, argument("The appointment type.")],
        idempotency_key: Key = None,
    ) -> AppointmentTypePayload:
        return await changed(info, directory.creating(directory.APPOINTMENT_TYPES))

    @strawberry.mutation(description="Changes what is given of an appointment type.")
    async def update_appointment_type(
        self,
        info: Info,
        id: Id,
        input: Annotated[UpdateAppointmentTypeInput, argument("What is to be different.")],
        expected_version: Expected = None,
    ) -> AppointmentTypePayload:
        return await changed(info, directory.updating(directory.APPOINTMENT_TYPES))

    @strawberry.mutation(
        description="Refused, with the count, while a session or template uses it; deactivate it instead."
    )
    async def delete_appointment_type(self, info: Info, id: Id, expected_version: Expected = None) -> DeletePayload:
        return await changed(info, directory.deleting(directory.APPOINTMENT_TYPES))
