export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "Node": [
      "AppointmentType",
      "AuditEntry",
      "Clinician",
      "Closure",
      "Location",
      "Occurrence",
      "Practice",
      "Session",
      "SessionTemplate"
    ],
    "Schedule": [
      "SessionSchedule",
      "TemplateSchedule"
    ],
    "UserError": [
      "ForbiddenError",
      "InUseError",
      "InputError",
      "NotFoundError",
      "ScheduleConflictError",
      "VersionConflictError"
    ]
  }
};
      export default result;
