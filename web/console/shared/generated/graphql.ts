/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date, ISO 8601: 2026-03-30. */
  Date: { input: string; output: string; }
  /** An instant with its UTC offset, RFC 3339: 2026-03-30T09:00:00+01:00. */
  DateTime: { input: string; output: string; }
  /** A wall-clock time to the minute, without a zone: 09:00. */
  LocalTime: { input: string; output: string; }
  /** An IANA time zone name: Europe/London. */
  TimeZone: { input: string; output: string; }
};

/** What was done to an object. */
export type AuditAction =
  /** It was created. */
  | 'CREATED'
  /** It was updated. */
  | 'UPDATED'
  /** It was deleted. */
  | 'DELETED';

/** Conditions are joined by AND. An empty list matches nothing. */
export type AuditFilter = {
  /** Entries about these objects, including deleted ones. */
  objectIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Entries about objects of this type. */
  objectType?: InputMaybe<AuditedType>;
  /** Entries of this kind. */
  action?: InputMaybe<AuditAction>;
  /** From this instant on. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before this instant. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** The types whose changes are recorded. */
export type AuditedType =
  /** A session, including changes to single dates. */
  | 'SESSION'
  /** A template. */
  | 'SESSION_TEMPLATE'
  /** A clinician. */
  | 'CLINICIAN'
  /** A location. */
  | 'LOCATION'
  /** An appointment type. */
  | 'APPOINTMENT_TYPE'
  /** A closure. */
  | 'CLOSURE';

/** Why a session offers no slots, or fewer than its pattern. */
export type AvailabilityReasonCode =
  /** The session is inactive. */
  | 'INACTIVE'
  /** Its clinician is inactive. */
  | 'CLINICIAN_INACTIVE'
  /** Its location is inactive. */
  | 'LOCATION_INACTIVE'
  /** The appointment type is inactive. */
  | 'TYPE_INACTIVE'
  /** The session does not allow the appointment type. */
  | 'TYPE_NOT_ALLOWED'
  /** The session cannot be held by the requested delivery mode. */
  | 'DELIVERY_MODE'
  /** The date is cancelled. */
  | 'CANCELLED'
  /** A closure covers the date, or part of it. */
  | 'CLOSED'
  /** The caller said that the clinician is busy. */
  | 'BUSY'
  /** The appointment does not fit into the session's window. */
  | 'TOO_SHORT'
  /** The time is in the past. */
  | 'PAST'
  /** The session has no date in the window, but some before and after. */
  | 'NO_OCCURRENCE'
  /** The session's last date is before the window; date says which it is. */
  | 'ENDED'
  /** The session's first date is after the window; date says which it is. */
  | 'NOT_STARTED';

/** Time in which a clinician cannot take appointments. */
export type BusyInput = {
  /** Whose time. */
  clinicianId: Scalars['ID']['input'];
  /** From this instant. */
  start: Scalars['DateTime']['input'];
  /** Until this instant, exclusive. */
  end: Scalars['DateTime']['input'];
};

/** One span of time in which sessions do not run; without times, whole days. With clinician and location: that clinician at that location. */
export type ClosureInput = {
  /** 1 to 200 characters. */
  title: Scalars['String']['input'];
  /** Why. */
  kind: ClosureKind;
  /** Only for this clinician. */
  clinicianId?: InputMaybe<Scalars['ID']['input']>;
  /** Only for this location. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Its first date. */
  startDate: Scalars['Date']['input'];
  /** Its last date, inclusive. */
  endDate: Scalars['Date']['input'];
  /** The start time on the first date; requires endTime. */
  startTime?: InputMaybe<Scalars['LocalTime']['input']>;
  /** The end time on the last date; requires startTime. */
  endTime?: InputMaybe<Scalars['LocalTime']['input']>;
};

/** Why sessions do not run. */
export type ClosureKind =
  /** A public holiday. */
  | 'BANK_HOLIDAY'
  /** The practice or a location is closed. */
  | 'PRACTICE_CLOSED'
  /** A clinician is on leave. */
  | 'LEAVE'
  /** Training of the staff. */
  | 'TRAINING'
  /** A meeting. */
  | 'MEETING'
  /** Time for administrative work. */
  | 'ADMIN'
  /** A break. */
  | 'BREAK'
  /** Something else; the title says what. */
  | 'OTHER';

/** What an occurrence is in conflict with. */
export type ConflictKind =
  /** Another occurrence of the same clinician at the same time. */
  | 'CLINICIAN_OVERLAP'
  /** A closure that overlaps the occurrence. */
  | 'CLOSURE';

/** An appointment type to be added. */
export type CreateAppointmentTypeInput = {
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** 1 to 1440. */
  durationMinutes: Scalars['Int']['input'];
  /** At least one. */
  deliveryModes?: Array<DeliveryMode>;
  /** Display colour, #rrggbb. */
  colour?: InputMaybe<Scalars['String']['input']>;
};

/** A clinician to be added. */
export type CreateClinicianInput = {
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** Professional title, as shown beside the name: GP, Practice Nurse. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** E-mail address. */
  email?: InputMaybe<Scalars['String']['input']>;
};

/** A location to be added. */
export type CreateLocationInput = {
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** Where it is. */
  address?: InputMaybe<Scalars['String']['input']>;
  /** Its own time zone, if it differs from the practice's. */
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};

/** A session to be created. */
export type CreateSessionInput = {
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** The session's clinician. */
  clinicianId: Scalars['ID']['input'];
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: Scalars['Boolean']['input'];
  /** When it runs. */
  schedule: SessionScheduleInput;
  /** The appointment types that may be booked into it, each once. */
  appointmentTypeIds: Array<Scalars['ID']['input']>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: Scalars['String']['input'];
  /** Whether it offers slots. */
  status?: SessionStatus;
};

/** A template to be created. */
export type CreateSessionTemplateInput = {
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** Who it is for. */
  scope: TemplateScope;
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: Scalars['Boolean']['input'];
  /** When its sessions run. */
  schedule: TemplateScheduleInput;
  /** The appointment types that may be booked into it, each once. */
  appointmentTypeIds: Array<Scalars['ID']['input']>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: Scalars['String']['input'];
};

/** Every interval-th day. */
export type DailyRecurrenceInput = {
  /** 1 to 999. */
  interval?: Scalars['Int']['input'];
  /** The last date that may be included; cannot be combined with count. */
  until?: InputMaybe<Scalars['Date']['input']>;
  /** The number of dates, 1 to 1000. */
  count?: InputMaybe<Scalars['Int']['input']>;
};

/** How an appointment is held. */
export type DeliveryMode =
  /** At the session's location. */
  | 'IN_PERSON'
  /** By video, in a session that allows remote. */
  | 'VIDEO'
  /** By telephone, in a session that allows remote. */
  | 'PHONE';

/** The kind of a user error. */
export type ErrorCode =
  /** A required value is missing. */
  | 'REQUIRED'
  /** The value is malformed, or contradicts another value. */
  | 'INVALID'
  /** The text is too long. */
  | 'TOO_LONG'
  /** The number or date is out of range. */
  | 'OUT_OF_RANGE'
  /** The object does not exist, or the viewer may not see it. */
  | 'NOT_FOUND'
  /** The viewer may not do this. */
  | 'FORBIDDEN'
  /** The object was changed after the caller read it. */
  | 'VERSION_CONFLICT'
  /** Sessions or templates refer to the object. */
  | 'IN_USE'
  /** There are conflicts, and onConflict is REJECT. */
  | 'SCHEDULE_CONFLICT'
  /** The idempotency key was used for another request. */
  | 'IDEMPOTENCY_MISMATCH';

/** The period of which a recurrence's interval is a multiple. */
export type Frequency =
  /** Days. */
  | 'DAILY'
  /** Weeks, which start on Monday unless the rule says otherwise. */
  | 'WEEKLY'
  /** Calendar months. */
  | 'MONTHLY'
  /** Calendar years. */
  | 'YEARLY';

/** One session to create from a template. These values override the template's. */
export type FromTemplateInput = {
  /** The session's clinician; takes precedence over the overrides. */
  clinicianId: Scalars['ID']['input'];
  /** Its date, or the first day of its recurrence; takes precedence over the overrides. */
  startDate: Scalars['Date']['input'];
  /** What differs from the template. */
  overrides?: InputMaybe<UpdateSessionInput>;
};

/** Some days of every interval-th month: either monthDays, or weekdays with weeksOfMonth. */
export type MonthlyRecurrenceInput = {
  /** Days of the month: 1 to 31, or -1 to -31 from its end. */
  monthDays?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Weekdays; without weeksOfMonth, every such weekday of the month. */
  weekdays?: InputMaybe<Array<Weekday>>;
  /** Which of the weekdays: 1 to 5, or -1 to -5 from the month's end. */
  weeksOfMonth?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** 1 to 999. */
  interval?: Scalars['Int']['input'];
  /** The last date that may be included; cannot be combined with count. */
  until?: InputMaybe<Scalars['Date']['input']>;
  /** The number of dates, 1 to 1000. */
  count?: InputMaybe<Scalars['Int']['input']>;
};

/** Whether and how one date of a session is held. */
export type OccurrenceStatus =
  /** It is held as the session's rule says. */
  | 'SCHEDULED'
  /** It is held at another date, time or place. */
  | 'MODIFIED'
  /** It is not held: this date was cancelled. */
  | 'CANCELLED'
  /** It is not held: closures cover all of it, and it was not cancelled before. */
  | 'CLOSED';

/** What to do if the session overlaps another session of the same clinician, or a closure. */
export type OnConflict =
  /** Save, and list the conflicts as warnings. */
  | 'WARN'
  /** Save nothing, and return a ScheduleConflictError. */
  | 'REJECT';

/** The direction in which a list is ordered. */
export type OrderDirection =
  /** From the first to the last. */
  | 'ASC'
  /** From the last to the first. */
  | 'DESC';

/** On which dates a session repeats: exactly one of these. */
export type RecurrenceInput =
  /** By days. */
  { daily: DailyRecurrenceInput; weekly?: never; monthly?: never; rrule?: never; }
  |  /** By days of the week. */
  { daily?: never; weekly: WeeklyRecurrenceInput; monthly?: never; rrule?: never; }
  |  /** By days of the month. */
  { daily?: never; weekly?: never; monthly: MonthlyRecurrenceInput; rrule?: never; }
  |  /** An RFC 5545 RRULE value: FREQ of DAILY and longer, without BYHOUR and shorter parts. */
  { daily?: never; weekly?: never; monthly?: never; rrule: Scalars['String']['input']; };

/** What the viewer may do. */
export type Role =
  /** Manages everything of the practice, except other people's personal templates. */
  | 'ADMIN'
  /** Reads as STAFF does, and manages their own sessions and their own personal templates. */
  | 'CLINICIAN'
  /** Reads sessions, practice templates, closures and availability. */
  | 'STAFF'
  /** A booking client: reads availability, and the objects that a slot refers to, but never notes. */
  | 'BOOKING';

/** Conditions are joined by AND; the values of one list by OR. An empty list matches nothing. */
export type SessionFilter = {
  /** Sessions of these clinicians. */
  clinicianIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Sessions at these locations. */
  locationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** True: sessions that allow remote; false: sessions that do not. */
  remote?: InputMaybe<Scalars['Boolean']['input']>;
  /** Sessions with this status. */
  status?: InputMaybe<SessionStatus>;
  /** Sessions that allow one of these appointment types. */
  appointmentTypeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Sessions with an occurrence on this date that is not cancelled. */
  runsOn?: InputMaybe<Scalars['Date']['input']>;
  /** Part of the session's name, the clinician's or the location's, or of "Remote"; case and accents do not matter. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** How a list of sessions is ordered. */
export type SessionOrder = {
  /** The key of the order. */
  field?: SessionOrderField;
  /** The direction. */
  direction?: OrderDirection;
};

/** The keys by which a list of sessions can be ordered; rows with the same key are ordered by id. */
export type SessionOrderField =
  /** The session's name, without regard to case and accents. */
  | 'NAME'
  /** The clinician's name. */
  | 'CLINICIAN'
  /** The location's name; sessions without one come last. */
  | 'LOCATION'
  /** The time of day at which it starts. */
  | 'START_TIME'
  /** ACTIVE first. */
  | 'STATUS'
  /** When it was created. */
  | 'CREATED_AT'
  /** When it was last changed. */
  | 'UPDATED_AT';

/** When a session runs, in wall-clock time of its location, or of the practice if it has none. */
export type SessionScheduleInput = {
  /** The one-off's date, or the first day from which the recurrence counts. */
  startDate: Scalars['Date']['input'];
  /** When it starts. */
  startTime: Scalars['LocalTime']['input'];
  /** When it ends; after startTime unless endsNextDay. */
  endTime: Scalars['LocalTime']['input'];
  /** It runs past midnight. */
  endsNextDay?: Scalars['Boolean']['input'];
  /** How it repeats; absent or null for a one-off. */
  recurrence?: InputMaybe<RecurrenceInput>;
};

/** Whether a session is open for bookings. */
export type SessionStatus =
  /** It offers slots. */
  | 'ACTIVE'
  /** It offers no slots, and is still listed. */
  | 'INACTIVE';

/** Conditions are joined by AND; the values of one list by OR. An empty list matches nothing. */
export type SessionTemplateFilter = {
  /** Templates of this scope. */
  scope?: InputMaybe<TemplateScope>;
  /** Personal templates of these clinicians. */
  clinicianIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Templates at these locations. */
  locationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** True: templates that allow remote; false: templates that do not. */
  remote?: InputMaybe<Scalars['Boolean']['input']>;
  /** Part of the template's name, its clinician's or its location's, or of "Remote"; case and accents do not matter. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** How a list of templates is ordered. */
export type SessionTemplateOrder = {
  /** The key of the order. */
  field?: SessionTemplateOrderField;
  /** The direction. */
  direction?: OrderDirection;
};

/** The keys by which a list of templates can be ordered; rows with the same key are ordered by id. */
export type SessionTemplateOrderField =
  /** The template's name, without regard to case and accents. */
  | 'NAME'
  /** The location's name; templates without one come last. */
  | 'LOCATION'
  /** The time of day at which it starts. */
  | 'START_TIME'
  /** When it was created. */
  | 'CREATED_AT'
  /** When it was last changed. */
  | 'UPDATED_AT';

/** The conditions of a slot search. */
export type SlotSearchInput = {
  /** The appointment type to be booked. */
  appointmentTypeId: Scalars['ID']['input'];
  /** The first date. */
  from: Scalars['Date']['input'];
  /** The last date, inclusive; a window has 93 days at most. */
  to: Scalars['Date']['input'];
  /** With one of these clinicians. */
  clinicianIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** In sessions at one of these locations. */
  locationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** By this delivery mode. */
  deliveryMode?: InputMaybe<DeliveryMode>;
  /** Minutes from one slot's start to the next, 1 to 1440; the appointment type's duration if absent. */
  stepMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** Time that is already taken, and that this service does not know. */
  busy?: InputMaybe<Array<BusyInput>>;
  /** The maximum number of slots, 1 to 1000. */
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** When sessions that are created from a template run. */
export type TemplateScheduleInput = {
  /** When they start. */
  startTime: Scalars['LocalTime']['input'];
  /** When they end; after startTime unless endsNextDay. */
  endTime: Scalars['LocalTime']['input'];
  /** They run past midnight. */
  endsNextDay?: Scalars['Boolean']['input'];
  /** How they repeat; absent or null for one-offs. */
  recurrence?: InputMaybe<RecurrenceInput>;
};

/** Who a template is for. */
export type TemplateScope =
  /** Shared across the practice, linked to no clinician. */
  | 'PRACTICE'
  /** Owned by one clinician, and visible to nobody else. */
  | 'PERSONAL';

/** A field that is absent does not change. A null clears a field that can be null. */
export type UpdateAppointmentTypeInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 1440. */
  durationMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** At least one. */
  deliveryModes?: InputMaybe<Array<DeliveryMode>>;
  /** Display colour, #rrggbb. */
  colour?: InputMaybe<Scalars['String']['input']>;
  /** Whether it can be chosen and booked. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A field that is absent does not change. A null clears a field that can be null. */
export type UpdateClinicianInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Professional title, as shown beside the name: GP, Practice Nurse. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** E-mail address. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** Whether they can be chosen, and offer slots. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A field that is absent does not change. A null clears a field that can be null. */
export type UpdateLocationInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Where it is. */
  address?: InputMaybe<Scalars['String']['input']>;
  /** Its own zone; null for the practice's. */
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
  /** Whether it can be chosen, and offers slots. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A field that is absent does not change. A null clears a field that can be null. */
export type UpdateSessionInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The session's clinician. */
  clinicianId?: InputMaybe<Scalars['ID']['input']>;
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: InputMaybe<Scalars['Boolean']['input']>;
  /** When it runs; replaced as a whole. */
  schedule?: InputMaybe<SessionScheduleInput>;
  /** The appointment types that may be booked into it, each once. */
  appointmentTypeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: InputMaybe<Scalars['String']['input']>;
  /** Whether it offers slots. */
  status?: InputMaybe<SessionStatus>;
};

/** A field that is absent does not change. A null clears a field that can be null. */
export type UpdateSessionTemplateInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: InputMaybe<Scalars['Boolean']['input']>;
  /** When its sessions run; replaced as a whole. */
  schedule?: InputMaybe<TemplateScheduleInput>;
  /** The appointment types that may be booked into it, each once. */
  appointmentTypeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: InputMaybe<Scalars['String']['input']>;
};

/** A day of the week. */
export type Weekday =
  /** MO in an RRULE. */
  | 'MONDAY'
  /** TU in an RRULE. */
  | 'TUESDAY'
  /** WE in an RRULE. */
  | 'WEDNESDAY'
  /** TH in an RRULE. */
  | 'THURSDAY'
  /** FR in an RRULE. */
  | 'FRIDAY'
  /** SA in an RRULE. */
  | 'SATURDAY'
  /** SU in an RRULE. */
  | 'SUNDAY';

/** Some days of every interval-th week, counted from the week of the start date. */
export type WeeklyRecurrenceInput = {
  /** At least one. */
  weekdays: Array<Weekday>;
  /** 1 to 999. */
  interval?: Scalars['Int']['input'];
  /** The last date that may be included; cannot be combined with count. */
  until?: InputMaybe<Scalars['Date']['input']>;
  /** The number of dates, 1 to 1000. */
  count?: InputMaybe<Scalars['Int']['input']>;
};

export type ClinicianChoicesQueryVariables = Exact<{
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type ClinicianChoicesQuery = { __typename?: 'Query', choices: { __typename?: 'ClinicianConnection', nodes: Array<{ __typename?: 'Clinician', id: string, name: string, active: boolean }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean } } };

export type LocationChoicesQueryVariables = Exact<{
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type LocationChoicesQuery = { __typename?: 'Query', choices: { __typename?: 'LocationConnection', nodes: Array<{ __typename?: 'Location', id: string, name: string, active: boolean }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean } } };

export type AppointmentTypeChoicesQueryVariables = Exact<{
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type AppointmentTypeChoicesQuery = { __typename?: 'Query', choices: { __typename?: 'AppointmentTypeConnection', nodes: Array<{ __typename?: 'AppointmentType', id: string, name: string, active: boolean }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean } } };

export type ChosenNamesQueryVariables = Exact<{
  ids: Array<Scalars['ID']['input']> | Scalars['ID']['input'];
}>;


export type ChosenNamesQuery = { __typename?: 'Query', nodes: Array<
    | { __typename?: 'AppointmentType', name: string, active: boolean, id: string }
    | { __typename?: 'AuditEntry', id: string }
    | { __typename?: 'Clinician', name: string, active: boolean, id: string }
    | { __typename?: 'Closure', id: string }
    | { __typename?: 'Location', name: string, active: boolean, id: string }
    | { __typename?: 'Occurrence', id: string }
    | { __typename?: 'Practice', id: string }
    | { __typename?: 'Session', id: string }
    | { __typename?: 'SessionTemplate', id: string }
   | null> };


export const ClinicianChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ClinicianChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"choices"},"name":{"kind":"Name","value":"clinicians"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<ClinicianChoicesQuery, ClinicianChoicesQueryVariables>;
export const LocationChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LocationChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"choices"},"name":{"kind":"Name","value":"locations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<LocationChoicesQuery, LocationChoicesQueryVariables>;
export const AppointmentTypeChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AppointmentTypeChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"choices"},"name":{"kind":"Name","value":"appointmentTypes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<AppointmentTypeChoicesQuery, AppointmentTypeChoicesQueryVariables>;
export const ChosenNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChosenNames"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Clinician"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Location"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AppointmentType"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}}]}}]}}]} as unknown as DocumentNode<ChosenNamesQuery, ChosenNamesQueryVariables>;
