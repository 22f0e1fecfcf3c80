"""The permissions of each role, one line for each root field of the contract.

`YES`: for everything of the practice. `OWN`: for what belongs to the viewer as a clinician (their sessions, their
personal templates). `NO`: not at all. Fields that a role may not read are declared with `hidden_from`
(schema/objects.py).
"""

from enum import Enum, auto

from resolvers.context import Role, Viewer
from resolvers.errors import Forbidden


class Grant(Enum):
    YES = auto()
    OWN = auto()
    NO = auto()


YES, OWN, NO = Grant.YES, Grant.OWN, Grant.NO

TABLE: dict[str, tuple[Grant, Grant, Grant, Grant]] = {
    #                            ADMIN CLINICIAN STAFF BOOKING
    "viewer": (YES, YES, YES, YES),
    "node": (YES, YES, YES, NO),
    "nodes": (YES, YES, YES, NO),
    "session": (YES, YES, YES, NO),
    "sessions": (YES, YES, YES, NO),
    "occurrences": (YES, YES, YES, NO),
    "sessionTemplate": (YES, YES, YES, NO),
    "sessionTemplates": (YES, YES, YES, NO),
    "clinician": (YES, YES, YES, YES),
    "clinicians": (YES, YES, YES, YES),
    "location": (YES, YES, YES, YES),
    "locations": (YES, YES, YES, YES),
    "appointmentType": (YES, YES, YES, YES),
    "appointmentTypes": (YES, YES, YES, YES),
    "closures": (YES, YES, YES, NO),
    "conflicts": (YES, YES, YES, NO),
    "availableSlots": (YES, YES, YES, YES),
    "explainAvailability": (YES, YES, YES, NO),
    "previewSession": (YES, OWN, NO, NO),
    "auditEntries": (YES, NO, NO, NO),
    "changes": (YES, YES, YES, YES),
    "createSession": (YES, OWN, NO, NO),
    "updateSession": (YES, OWN, NO, NO),
    "duplicateSession": (YES, OWN, NO, NO),
    "toggleSession": (YES, OWN, NO, NO),
    "deleteSession": (YES, OWN, NO, NO),
    "toggleSessions": (YES, OWN, NO, NO),
    "deleteSessions": (YES, OWN, NO, NO),
    "splitSession": (YES, OWN, NO, NO),
    "cancelOccurrence": (YES, OWN, NO, NO),
    "rescheduleOccurrence": (YES, OWN, NO, NO),
    "restoreOccurrence": (YES, OWN, NO, NO),
    "createSessionTemplate": (YES, OWN, NO, NO),
    "updateSessionTemplate": (YES, OWN, NO, NO),
    "duplicateSessionTemplate": (YES, OWN, NO, NO),
    "deleteSessionTemplate": (YES, OWN, NO, NO),
    "createSessionsFromTemplate": (YES, OWN, NO, NO),
    "saveSessionAsTemplate": (YES, OWN, NO, NO),
    "createClosure": (YES, NO, NO, NO),
    "updateClosure": (YES, NO, NO, NO),
    "deleteClosure": (YES, NO, NO, NO),
    "createClinician": (YES, NO, NO, NO),
    "updateClinician": (YES, NO, NO, NO),
    "deleteClinician": (YES, NO, NO, NO),
    "createLocation": (YES, NO, NO, NO),
    "updateLocation": (YES, NO, NO, NO),
    "deleteLocation": (YES, NO, NO, NO),
    "createAppointmentType": (YES, NO, NO, NO),
    "updateAppointmentType": (YES, NO, NO, NO),
    "deleteAppointmentType": (YES, NO, NO, NO),
}

COLUMNS = {Role.ADMIN: 0, Role.CLINICIAN: 1, Role.STAFF: 2, Role.BOOKING: 3}


def grant(viewer: Viewer, action: str) -> Grant:
    """The grant of the viewer's role for a root field, whose name must be in the table."""
    return TABLE[action][COLUMNS[viewer.role]]


def require(viewer: Viewer, action: str) -> Grant:
    """The grant of the viewer's role for a root field. Raises Forbidden if it is NO."""
    given = grant(viewer, action)
    if given is NO:
        raise Forbidden(f"Your role, {viewer.role}, may not use {action}.")
    return given
