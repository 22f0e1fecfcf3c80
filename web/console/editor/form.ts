// What the form holds, how a session becomes that, and how that becomes an input of the service.
import type {
  CreateSessionInput,
  EditedRecurrenceFragment,
  EditedSessionFragment,
  RecurrenceInput,
  SessionStatus,
  UpdateSessionInput,
  Weekday,
} from "./generated/graphql";

export type Repeats = "once" | "daily" | "weekly" | "monthly" | "rrule";
export type Ends = "never" | "until" | "count";

export const WEEKDAYS: readonly Weekday[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
/** As BYDAY of an RRULE names them, in the order of WEEKDAYS. */
const SHORT = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Texts are as typed: a field that is empty or half typed is kept as it is. */
export interface Form {
  name: string;
  clinicianId: string | null;
  locationId: string | null;
  allowRemote: boolean;
  status: SessionStatus;
  startDate: string;
  startTime: string;
  endTime: string;
  endsNextDay: boolean;
  repeats: Repeats;
  interval: string;
  weekdays: Weekday[];
  monthlyBy: "days" | "weekdays";
  monthDays: string;
  weeksOfMonth: string[];
  monthWeekdays: Weekday[];
  ends: Ends;
  until: string;
  count: string;
  rrule: string;
  appointmentTypeIds: string[];
  notes: string;
}

export const BLANK: Form = {
  name: "",
  clinicianId: null,
  locationId: null,
  allowRemote: false,
  status: "ACTIVE",
  startDate: "",
  startTime: "09:00",
  endTime: "12:00",
  endsNextDay: false,
  repeats: "weekly",
  interval: "1",
  weekdays: [],
  monthlyBy: "weekdays",
  monthDays: "",
  weeksOfMonth: ["1"],
  monthWeekdays: [],
  ends: "never",
  until: "",
  count: "",
  rrule: "",
  appointmentTypeIds: [],
  notes: "",
};

const SCHEDULE = [
  "startDate",
  "startTime",
  "endTime",
  "endsNextDay",
  "repeats",
  "interval",
  "weekdays",
  "monthlyBy",
  "monthDays",
  "weeksOfMonth",
  "monthWeekdays",
  "ends",
  "until",
  "count",
  "rrule",
] as const satisfies (keyof Form)[];

/** What the service takes or leaves as one: the schedule is replaced as a whole. */
export const SETTINGS = ["name", "clinicianId", "locationId", "allowRemote", "status", "schedule", "appointmentTypeIds", "notes"] as const;
export type Setting = (typeof SETTINGS)[number];

/** What the schedule says, without what its kind of repetition does not use. */
const scheduleText = (form: Form) =>
  JSON.stringify([form.startDate, form.startTime, form.endTime, form.endsNextDay, recurrence(form) ?? null]);

export function isSame(one: Form, other: Form, setting: Setting): boolean {
  if (setting === "schedule") return scheduleText(one) === scheduleText(other);
  if (setting === "appointmentTypeIds") return JSON.stringify([...one[setting]].sort()) === JSON.stringify([...other[setting]].sort());
  return one[setting] === other[setting];
}

export const differences = (one: Form, other: Form): Setting[] => SETTINGS.filter((setting) => !isSame(one, other, setting));

/** `form`, with a setting of another one. */
export function withSetting(form: Form, other: Form, setting: Setting): Form {
  const fields: readonly (keyof Form)[] = setting === "schedule" ? SCHEDULE : [setting];
  return { ...form, ...Object.fromEntries(fields.map((field) => [field, other[field]])) };
}

interface Repeated {
  startTime: string;
  endTime: string;
  endsNextDay: boolean;
  recurrence?: EditedRecurrenceFragment | null;
}

export function formOf(session: EditedSessionFragment, recurrence: EditedRecurrenceFragment | null): Form {
  return {
    ...BLANK,
    name: session.name,
    clinicianId: session.clinician.id,
    locationId: session.location?.id ?? null,
    allowRemote: session.allowRemote,
    status: session.status,
    startDate: session.schedule.startDate,
    ...scheduleOf({ ...session.schedule, recurrence }),
    appointmentTypeIds: session.appointmentTypes.map(({ id }) => id),
    notes: session.notes,
  };
}

export function scheduleOf({ startTime, endTime, endsNextDay, recurrence }: Repeated): Partial<Form> {
  const times = { startTime: startTime.slice(0, 5), endTime: endTime.slice(0, 5), endsNextDay };
  if (!recurrence) return { ...times, repeats: "once" };
  const { rrule, interval, until, count, weekdays, monthDays, weeksOfMonth } = recurrence;
  const repeats = kindOf(recurrence);
  if (repeats === "rrule") return { ...times, repeats, rrule };
  return {
    ...times,
    repeats,
    rrule,
    interval: String(interval),
    weekdays: repeats === "weekly" ? [...weekdays] : [],
    monthlyBy: monthDays.length > 0 ? "days" : "weekdays",
    monthDays: monthDays.join(", "),
    weeksOfMonth: repeats === "monthly" ? weeksOfMonth.map(String) : BLANK.weeksOfMonth,
    monthWeekdays: repeats === "monthly" ? [...weekdays] : [],
    ends: until ? "until" : count ? "count" : "never",
    until: until ?? "",
    count: count ? String(count) : "",
  };
}

const USUAL = ["FREQ", "INTERVAL", "UNTIL", "COUNT"];

/** How the form shows a rule; what it cannot say stays the RRULE that it is. */
function kindOf({ rrule, frequency, weekdays, monthDays, weeksOfMonth }: EditedRecurrenceFragment): Repeats {
  const parts = new Map(rrule.split(";").map((part) => part.split("=") as [string, string]));
  const has = (...names: string[]) => [...parts.keys()].every((name) => USUAL.includes(name) || names.includes(name));
  const byDay = parts.get("BYDAY")?.split(",") ?? [];
  const named = (weeks: readonly (number | string)[]) => weeks.flatMap((week) => weekdays.map((day) => `${week}${SHORT[WEEKDAYS.indexOf(day)]}`));
  const isDays = (expected: string[]) => byDay.length === expected.length && expected.every((day) => byDay.includes(day));
  if (frequency === "DAILY" && has()) return "daily";
  if (frequency === "WEEKLY" && (has("BYDAY") || (has("BYDAY", "WKST") && parts.get("WKST") === "MO")) && weekdays.length > 0 && isDays(named([""]))) {
    return "weekly";
  }
  if (frequency === "MONTHLY" && has("BYMONTHDAY") && monthDays.length > 0) return "monthly";
  if (frequency === "MONTHLY" && has("BYDAY") && weekdays.length > 0 && isDays(named(weeksOfMonth.length > 0 ? weeksOfMonth : [""]))) return "monthly";
  return "rrule";
}

/** What was typed as a whole number, or what the service will refuse with its own words. */
const whole = (text: string): number => (/^-?\d{1,9}$/.test(text.trim()) ? Number(text) : 0);

export function recurrence(form: Form): RecurrenceInput | null {
  const end = {
    ...(form.ends === "until" && form.until && { until: form.until }),
    ...(form.ends === "count" && { count: whole(form.count) }),
  };
  const interval = whole(form.interval);
  switch (form.repeats) {
    case "once":
      return null;
    case "rrule":
      return { rrule: form.rrule.trim() };
    case "daily":
      return { daily: { interval, ...end } };
    case "weekly":
      return { weekly: { weekdays: inOrder(form.weekdays), interval, ...end } };
    case "monthly":
      return {
        monthly:
          form.monthlyBy === "days"
            ? { monthDays: form.monthDays.split(/[\s,;]+/).filter(Boolean).map(whole), interval, ...end }
            : {
                weekdays: inOrder(form.monthWeekdays),
                ...(form.weeksOfMonth.length > 0 && { weeksOfMonth: form.weeksOfMonth.map(whole) }),
                interval,
                ...end,
              },
      };
  }
}

const inOrder = (days: readonly Weekday[]) => WEEKDAYS.filter((day) => days.includes(day));

export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** "9", "930" and "9.30" as 09:00 and 09:30; anything else as it is. */
export function asTime(text: string): string {
  const [, hours, minutes = "00"] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text.trim()) ?? [];
  const time = hours && `${hours.padStart(2, "0")}:${minutes}`;
  return time && isTime(time) ? time : text;
}

/** The rule ends by a date, and the date is still missing. */
export const lacksUntil = ({ repeats, ends, until }: Form): boolean => ends === "until" && !until && repeats !== "once" && repeats !== "rrule";

export const hasSchedule = (form: Form): boolean => Boolean(form.startDate) && isTime(form.startTime) && isTime(form.endTime) && !lacksUntil(form);

const schedule = (form: Form) => ({
  startDate: form.startDate,
  startTime: form.startTime,
  endTime: form.endTime,
  endsNextDay: form.endsNextDay,
  recurrence: recurrence(form),
});

/** All of the form, as far as it can be sent at all: a date that is missing cannot. */
export function everything(form: Form): UpdateSessionInput {
  const { name, clinicianId, locationId, allowRemote, status, appointmentTypeIds, notes } = form;
  return {
    name,
    ...(clinicianId && { clinicianId }),
    locationId,
    allowRemote,
    status,
    appointmentTypeIds,
    notes,
    ...(hasSchedule(form) && { schedule: schedule(form) }),
  };
}

/** For createSession; only after `missing` has found nothing. */
export function asNew(form: Form): CreateSessionInput {
  const { name, locationId, allowRemote, status, appointmentTypeIds, notes } = form;
  return { name, clinicianId: form.clinicianId!, locationId, allowRemote, status, appointmentTypeIds, notes, schedule: schedule(form) };
}

/** What is different from `base`: the rest stays as the service has it, and nobody else's change of it is undone. */
export function changed(form: Form, base: Form): UpdateSessionInput {
  const all = everything(form);
  return Object.fromEntries(differences(form, base).filter((setting) => setting in all).map((setting) => [setting, all[setting]]));
}
