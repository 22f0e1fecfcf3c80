// Which field an error of the service belongs to, and on which tab that field is.
import { errorsByField } from "../shared/errors";
import { words } from "../shared/words";
import { isTime, lacksUntil, type Form } from "./form";

export type Tab = "general" | "schedule" | "types" | "notes";
export const TABS: readonly Tab[] = ["general", "schedule", "types", "notes"];

/** The paths below the input, in the order in which the fields stand. */
export const FIELDS = {
  name: "general",
  clinicianId: "general",
  locationId: "general",
  allowRemote: "general",
  status: "general",
  "schedule.startTime": "schedule",
  "schedule.endTime": "schedule",
  "schedule.endsNextDay": "schedule",
  "schedule.startDate": "schedule",
  "schedule.recurrence": "schedule",
  "schedule.recurrence.rrule": "schedule",
  "schedule.recurrence.interval": "schedule",
  "schedule.recurrence.weekdays": "schedule",
  "schedule.recurrence.monthDays": "schedule",
  "schedule.recurrence.weeksOfMonth": "schedule",
  "schedule.recurrence.until": "schedule",
  "schedule.recurrence.count": "schedule",
  schedule: "schedule",
  appointmentTypeIds: "types",
  notes: "notes",
} as const satisfies Record<string, Tab>;
export type FieldName = keyof typeof FIELDS | "from";
export type Errors = Partial<Record<FieldName, string>>;

interface PayloadError {
  message: string;
  path: readonly string[];
}

/** Errors at their fields. A path that leads into the recurrence names its kind, which the form's fields share. */
export function atFields<E extends PayloadError>(errors: readonly E[]): { byField: Errors; rest: E[] } {
  const names = [...Object.keys(FIELDS), "from"];
  const plain = errors.map((error) => ({ ...error, path: short(error.path) }));
  const { byField, rest } = errorsByField(plain, names);
  return { byField, rest: rest as E[] };
}

function short(path: readonly string[]): string[] {
  // An entry of createSessionsFromTemplate: sessions, its number, overrides.
  const own = path[0] === "sessions" ? path.slice(path[2] === "overrides" ? 3 : 2) : path[0] === "input" || path[0] === "overrides" ? path.slice(1) : path;
  return own[0] === "startDate" ? ["schedule", ...own] : own.filter((step, index) => !(index === 2 && own[1] === "recurrence" && step !== "rrule"));
}

export const tabOf = (field: FieldName): Tab | null => (field === "from" ? null : FIELDS[field]);

/** What has to be there before the service can be asked at all. */
export function missing(form: Form): Errors {
  const { required } = words.editor;
  return {
    ...(!form.name.trim() && { name: required.name }),
    ...(!form.clinicianId && { clinicianId: required.clinician }),
    ...(!isTime(form.startTime) && { "schedule.startTime": required.time }),
    ...(!isTime(form.endTime) && { "schedule.endTime": required.time }),
    ...(!form.startDate && { "schedule.startDate": required.date }),
    ...(lacksUntil(form) && { "schedule.recurrence.until": required.until }),
  };
}

/** The first field with an error, in the order in which they stand. */
export const firstOf = (errors: Errors): FieldName | null =>
  ([...Object.keys(FIELDS), "from"] as FieldName[]).find((name) => errors[name]) ?? null;
