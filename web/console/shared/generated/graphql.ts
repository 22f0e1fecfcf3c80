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

/** A kind of appointment that can be booked. */
export type AppointmentType = Node & {
  __typename?: 'AppointmentType';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** Increases by one with each change. Send it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** How long it takes. */
  durationMinutes: Scalars['Int']['output'];
  /** How it can be held. */
  deliveryModes: Array<DeliveryMode>;
  /** Display colour, #rrggbb. */
  colour?: Maybe<Scalars['String']['output']>;
  /** Whether it can be chosen and booked. */
  active: Scalars['Boolean']['output'];
};

/** A page of a list. */
export type AppointmentTypeConnection = {
  __typename?: 'AppointmentTypeConnection';
  /** The page's rows with their cursors. */
  edges: Array<AppointmentTypeEdge>;
  /** The page's rows. */
  nodes: Array<AppointmentType>;
  /** The position of the page in its list. */
  pageInfo: PageInfo;
  /** The number of rows on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its cursor. */
export type AppointmentTypeEdge = {
  __typename?: 'AppointmentTypeEdge';
  /** The position of the row in the list, for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: AppointmentType;
};

/** The answer to a change of one appointment type. */
export type AppointmentTypePayload = {
  __typename?: 'AppointmentTypePayload';
  /** The appointment type as it is now. */
  appointmentType?: Maybe<AppointmentType>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** What was done to an object. */
export type AuditAction =
  /** It was created. */
  | 'CREATED'
  /** It was updated. */
  | 'UPDATED'
  /** It was deleted. */
  | 'DELETED';

/** Who did what to which object. Entries are never changed, and outlive their object. */
export type AuditEntry = Node & {
  __typename?: 'AuditEntry';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** When. */
  at: Scalars['DateTime']['output'];
  /** The name of who did it. */
  actor: Scalars['String']['output'];
  /** What was done. */
  action: AuditAction;
  /** The type of the object. */
  objectType: AuditedType;
  /** The id of the object, which may be gone. */
  objectId: Scalars['ID']['output'];
  /** The fields that differ; all fields if the object was created or deleted. */
  changes: Array<FieldChange>;
};

/** A page of a list. */
export type AuditEntryConnection = {
  __typename?: 'AuditEntryConnection';
  /** The page's rows with their cursors. */
  edges: Array<AuditEntryEdge>;
  /** The page's rows. */
  nodes: Array<AuditEntry>;
  /** The position of the page in its list. */
  pageInfo: PageInfo;
  /** The number of rows on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its cursor. */
export type AuditEntryEdge = {
  __typename?: 'AuditEntryEdge';
  /** The position of the row in the list, for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: AuditEntry;
};

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

/** Why one session offers no slots, or fewer than its pattern, in a window. */
export type AvailabilityReason = {
  __typename?: 'AvailabilityReason';
  /** Derived from what it says; for caches. */
  id: Scalars['ID']['output'];
  /** The session. */
  session: Session;
  /** What kind of reason. */
  code: AvailabilityReasonCode;
  /** The date that the reason is about; null if it is not about one date. */
  date?: Maybe<Scalars['Date']['output']>;
  /** An explanation for people. */
  message: Scalars['String']['output'];
};

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

/** The result for one of several sessions. */
export type BulkItem = {
  __typename?: 'BulkItem';
  /** The id that was given. */
  id: Scalars['ID']['output'];
  /** The session as it is now; null if it was deleted or refused. */
  session?: Maybe<Session>;
  /** The conflicts that it caused, at most 100. */
  warnings: Array<Conflict>;
  /** Why this one was refused. */
  errors: Array<UserError>;
};

/** The answer to a change of several sessions. */
export type BulkSessionsPayload = {
  __typename?: 'BulkSessionsPayload';
  /** One for each id, in the order of the input. */
  items: Array<BulkItem>;
  /** The number of sessions that were changed. */
  succeeded: Scalars['Int']['output'];
  /** The number of sessions that were refused. */
  failed: Scalars['Int']['output'];
  /** Errors that concern the whole request. */
  errors: Array<UserError>;
};

/** Time in which a clinician cannot take appointments. */
export type BusyInput = {
  /** Whose time. */
  clinicianId: Scalars['ID']['input'];
  /** From this instant. */
  start: Scalars['DateTime']['input'];
  /** Until this instant, exclusive. */
  end: Scalars['DateTime']['input'];
};

/** One committed change. */
export type Change = {
  __typename?: 'Change';
  /** A UUID: that of its audit entry. */
  id: Scalars['ID']['output'];
  /** Give it back as after, to go on from here. */
  cursor: Scalars['String']['output'];
  /** When. */
  at: Scalars['DateTime']['output'];
  /** What was done. */
  action: AuditAction;
  /** The type of the object. */
  objectType: AuditedType;
  /** The id of the object, which may be gone. */
  objectId: Scalars['ID']['output'];
  /** The object as it is now; null where it is gone, or is nothing for the viewer. */
  node?: Maybe<Node>;
  /** The name of who did it; null for BOOKING. */
  actor?: Maybe<Scalars['String']['output']>;
};

/** A page of changes, oldest first. */
export type ChangeConnection = {
  __typename?: 'ChangeConnection';
  /** The page's changes with their cursors. */
  edges: Array<ChangeEdge>;
  /** The page's changes. */
  nodes: Array<Change>;
  /** Where to go on, also when nothing is new. */
  endCursor: Scalars['String']['output'];
  /** More changes are committed already. */
  hasNextPage: Scalars['Boolean']['output'];
};

/** A change with its cursor. */
export type ChangeEdge = {
  __typename?: 'ChangeEdge';
  /** Give it back as after, to go on from here. */
  cursor: Scalars['String']['output'];
  /** The change. */
  node: Change;
};

/** Somebody whose time can be booked. */
export type Clinician = Node & {
  __typename?: 'Clinician';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** Increases by one with each change. Send it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** Full name. */
  name: Scalars['String']['output'];
  /** Professional title, as shown beside the name: GP, Practice Nurse. */
  title?: Maybe<Scalars['String']['output']>;
  /** E-mail address. */
  email?: Maybe<Scalars['String']['output']>;
  /** Whether they can be chosen, and offer slots. */
  active: Scalars['Boolean']['output'];
  /** Their sessions. */
  sessions: SessionConnection;
};


/** Somebody whose time can be booked. */
export type ClinicianSessionsArgs = {
  filter?: InputMaybe<SessionFilter>;
  orderBy?: InputMaybe<SessionOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** A page of a list. */
export type ClinicianConnection = {
  __typename?: 'ClinicianConnection';
  /** The page's rows with their cursors. */
  edges: Array<ClinicianEdge>;
  /** The page's rows. */
  nodes: Array<Clinician>;
  /** The position of the page in its list. */
  pageInfo: PageInfo;
  /** The number of rows on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its cursor. */
export type ClinicianEdge = {
  __typename?: 'ClinicianEdge';
  /** The position of the row in the list, for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Clinician;
};

/** The answer to a change of one clinician. */
export type ClinicianPayload = {
  __typename?: 'ClinicianPayload';
  /** The clinician as it is now. */
  clinician?: Maybe<Clinician>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** Time in which sessions do not run: for everyone, one location or one clinician. */
export type Closure = Node & {
  __typename?: 'Closure';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** Increases by one with each change. Send it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** What it is called. */
  title: Scalars['String']['output'];
  /** Why. */
  kind: ClosureKind;
  /** Only for this clinician. */
  clinician?: Maybe<Clinician>;
  /** Only for this location. */
  location?: Maybe<Location>;
  /** One span from startDate startTime to endDate endTime, wall-clock in the location's zone, else the practice's; without times (allDay) the dates from startDate to endDate: at the location, or without one wherever each session is held. */
  startDate: Scalars['Date']['output'];
  /** The last date, inclusive. */
  endDate: Scalars['Date']['output'];
  /** The start time on the first date; null if it lasts all day. */
  startTime?: Maybe<Scalars['LocalTime']['output']>;
  /** The end time on the last date; null if it lasts all day. */
  endTime?: Maybe<Scalars['LocalTime']['output']>;
  /** Whether it lasts all day, without times. */
  allDay: Scalars['Boolean']['output'];
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

/** The answer to a change of one closure. */
export type ClosurePayload = {
  __typename?: 'ClosurePayload';
  /** The closure as it is now. */
  closure?: Maybe<Closure>;
  /** Occurrences that it covers, wholly or partly: the first 100. */
  affected: Array<Occurrence>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** An occurrence that overlaps another occurrence or a closure. */
export type Conflict = {
  __typename?: 'Conflict';
  /** For caches: the same as long as the same two things meet on the same dates. Of two occurrences that overlap, each has a conflict of its own. */
  id: Scalars['ID']['output'];
  /** What it overlaps. */
  kind: ConflictKind;
  /** The occurrence that it is about. */
  occurrence: Occurrence;
  /** The other occurrence, if the kind is CLINICIAN_OVERLAP. */
  other?: Maybe<Occurrence>;
  /** The closure, if the kind is CLOSURE. */
  closure?: Maybe<Closure>;
  /** An explanation for people. */
  message: Scalars['String']['output'];
};

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

/** How much is free on one date. */
export type DayAvailability = {
  __typename?: 'DayAvailability';
  /** The date, where the sessions are held. */
  date: Scalars['Date']['output'];
  /** The number of slots that start on it. */
  slotCount: Scalars['Int']['output'];
};

/** The answer to the deletion of a closure. */
export type DeleteClosurePayload = {
  __typename?: 'DeleteClosurePayload';
  /** The id of the deleted object. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** The answer to a deletion. */
export type DeletePayload = {
  __typename?: 'DeletePayload';
  /** The id of the deleted object. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** The answer to the deletion of a session. */
export type DeleteSessionPayload = {
  __typename?: 'DeleteSessionPayload';
  /** The id of the deleted object. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** The answer to the deletion of a template. */
export type DeleteSessionTemplatePayload = {
  __typename?: 'DeleteSessionTemplatePayload';
  /** The id of the deleted object. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
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

/** One field of an object, before and after. */
export type FieldChange = {
  __typename?: 'FieldChange';
  /** Which field. */
  field: Scalars['String']['output'];
  /** The value before: a text as it is, any other value as JSON. */
  before?: Maybe<Scalars['String']['output']>;
  /** The value after, in the same form. */
  after?: Maybe<Scalars['String']['output']>;
};

/** Something that the viewer may not do. */
export type ForbiddenError = UserError & {
  __typename?: 'ForbiddenError';
  /** An explanation for people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

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

/** The result of one entry. */
export type FromTemplateItem = {
  __typename?: 'FromTemplateItem';
  /** The clinician that was given. */
  clinicianId: Scalars['ID']['output'];
  /** The date that was given. */
  startDate: Scalars['Date']['output'];
  /** The session that was created. */
  session?: Maybe<Session>;
  /** The object with its cursor in the list's default order, to insert into a list that a client has cached. */
  sessionEdge?: Maybe<SessionEdge>;
  /** The conflicts that it caused, at most 100. */
  warnings: Array<Conflict>;
  /** Why this one was refused. */
  errors: Array<UserError>;
};

/** The answer to creating sessions from a template. */
export type FromTemplatePayload = {
  __typename?: 'FromTemplatePayload';
  /** One for each entry, in the order of the input. */
  items: Array<FromTemplateItem>;
  /** The number of sessions that were created. */
  created: Scalars['Int']['output'];
  /** Errors that concern the whole request. */
  errors: Array<UserError>;
};

/** It cannot be deleted while something uses it. */
export type InUseError = UserError & {
  __typename?: 'InUseError';
  /** An explanation for people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
  /** The number of sessions that use it. */
  sessionCount: Scalars['Int']['output'];
  /** The number of templates that use it and that the viewer may see. */
  templateCount: Scalars['Int']['output'];
};

/** An argument that is not valid. */
export type InputError = UserError & {
  __typename?: 'InputError';
  /** An explanation for people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

/** A place of the practice where sessions are held. */
export type Location = Node & {
  __typename?: 'Location';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** Increases by one with each change. Send it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Where it is. */
  address?: Maybe<Scalars['String']['output']>;
  /** The location's own time zone; the practice's if it has none. */
  timeZone: Scalars['TimeZone']['output'];
  /** Whether it can be chosen, and offers slots. */
  active: Scalars['Boolean']['output'];
};

/** A page of a list. */
export type LocationConnection = {
  __typename?: 'LocationConnection';
  /** The page's rows with their cursors. */
  edges: Array<LocationEdge>;
  /** The page's rows. */
  nodes: Array<Location>;
  /** The position of the page in its list. */
  pageInfo: PageInfo;
  /** The number of rows on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its cursor. */
export type LocationEdge = {
  __typename?: 'LocationEdge';
  /** The position of the row in the list, for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Location;
};

/** The answer to a change of one location. */
export type LocationPayload = {
  __typename?: 'LocationPayload';
  /** The location as it is now. */
  location?: Maybe<Location>;
  /** The conflicts of its sessions if its time zone changed, at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
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

/** The mutations. Each of them is one transaction. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Creates a session. */
  createSession: SessionPayload;
  /** Changes the given settings of a session. */
  updateSession: SessionPayload;
  /** Copies every setting, status included, exceptions not; overrides make the variant. The name gets " (copy)" unless overridden. */
  duplicateSession: SessionPayload;
  /** Activates an inactive session and deactivates an active one. If active is given, sets that. */
  toggleSession: SessionPayload;
  /** Deletes the session permanently. */
  deleteSession: DeleteSessionPayload;
  /** Activates or deactivates several sessions. A session that is refused does not affect the others. */
  toggleSessions: BulkSessionsPayload;
  /** Deletes several sessions permanently. A session that is refused does not affect the others. */
  deleteSessions: BulkSessionsPayload;
  /** Ends the session before a date, and continues it from that date as a new session with changes: this and following. */
  splitSession: SplitSessionPayload;
  /** Cancels one date of a session. Cancelling it again updates the reason. */
  cancelOccurrence: OccurrencePayload;
  /** Holds one date of a session on another date, at other times or elsewhere; what is left out stays as the session has it. Moving again replaces the move. */
  rescheduleOccurrence: OccurrencePayload;
  /** Removes the cancellation or move of one date of a session. */
  restoreOccurrence: OccurrencePayload;
  /** Creates a template. */
  createSessionTemplate: SessionTemplatePayload;
  /** Changes the given settings of a template. Sessions that were created from it do not change. */
  updateSessionTemplate: SessionTemplatePayload;
  /** Copies every setting; overrides make the variant, and scope makes a practice's template personal or the other way round. The name gets " (copy)" unless overridden. */
  duplicateSessionTemplate: SessionTemplatePayload;
  /** Deletes a template permanently. Sessions that were created from it do not change. */
  deleteSessionTemplate: DeleteSessionTemplatePayload;
  /** Creates one session for each entry. An entry that is refused does not affect the others. */
  createSessionsFromTemplate: FromTemplatePayload;
  /** Creates a template from a session's settings. */
  saveSessionAsTemplate: SessionTemplatePayload;
  /** Adds a closure. */
  createClosure: ClosurePayload;
  /** Replaces all settings of a closure. */
  updateClosure: ClosurePayload;
  /** Deletes a closure. */
  deleteClosure: DeleteClosurePayload;
  /** Adds a clinician. */
  createClinician: ClinicianPayload;
  /** Changes the given fields of a clinician. */
  updateClinician: ClinicianPayload;
  /** Deletes it. Refused, with the counts, while a session or template uses it: deactivate it instead. */
  deleteClinician: DeletePayload;
  /** Adds a location. */
  createLocation: LocationPayload;
  /** Changes what is given of a location. In another time zone its sessions keep their times on the clock, which can bring them into conflict. */
  updateLocation: LocationPayload;
  /** Deletes it. Refused, with the counts, while a session or template uses it: deactivate it instead. */
  deleteLocation: DeletePayload;
  /** Adds an appointment type. */
  createAppointmentType: AppointmentTypePayload;
  /** Changes the given fields of an appointment type. */
  updateAppointmentType: AppointmentTypePayload;
  /** Deletes it. Refused, with the counts, while a session or template uses it: deactivate it instead. */
  deleteAppointmentType: DeletePayload;
};


/** The mutations. Each of them is one transaction. */
export type MutationCreateSessionArgs = {
  input: CreateSessionInput;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationUpdateSessionArgs = {
  id: Scalars['ID']['input'];
  input: UpdateSessionInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
};


/** The mutations. Each of them is one transaction. */
export type MutationDuplicateSessionArgs = {
  id: Scalars['ID']['input'];
  overrides?: InputMaybe<UpdateSessionInput>;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationToggleSessionArgs = {
  id: Scalars['ID']['input'];
  active?: InputMaybe<Scalars['Boolean']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
};


/** The mutations. Each of them is one transaction. */
export type MutationDeleteSessionArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationToggleSessionsArgs = {
  ids: Array<Scalars['ID']['input']>;
  active: Scalars['Boolean']['input'];
};


/** The mutations. Each of them is one transaction. */
export type MutationDeleteSessionsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationSplitSessionArgs = {
  id: Scalars['ID']['input'];
  from: Scalars['Date']['input'];
  input: UpdateSessionInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationCancelOccurrenceArgs = {
  sessionId: Scalars['ID']['input'];
  originalDate: Scalars['Date']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationRescheduleOccurrenceArgs = {
  sessionId: Scalars['ID']['input'];
  originalDate: Scalars['Date']['input'];
  date?: InputMaybe<Scalars['Date']['input']>;
  startTime?: InputMaybe<Scalars['LocalTime']['input']>;
  endTime?: InputMaybe<Scalars['LocalTime']['input']>;
  locationId?: InputMaybe<Scalars['ID']['input']>;
  reason?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
};


/** The mutations. Each of them is one transaction. */
export type MutationRestoreOccurrenceArgs = {
  sessionId: Scalars['ID']['input'];
  originalDate: Scalars['Date']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationCreateSessionTemplateArgs = {
  input: CreateSessionTemplateInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationUpdateSessionTemplateArgs = {
  id: Scalars['ID']['input'];
  input: UpdateSessionTemplateInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationDuplicateSessionTemplateArgs = {
  id: Scalars['ID']['input'];
  overrides?: InputMaybe<UpdateSessionTemplateInput>;
  scope?: InputMaybe<TemplateScope>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationDeleteSessionTemplateArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationCreateSessionsFromTemplateArgs = {
  templateId: Scalars['ID']['input'];
  sessions: Array<FromTemplateInput>;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationSaveSessionAsTemplateArgs = {
  sessionId: Scalars['ID']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
  scope?: TemplateScope;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationCreateClosureArgs = {
  input: ClosureInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationUpdateClosureArgs = {
  id: Scalars['ID']['input'];
  input: ClosureInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationDeleteClosureArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationCreateClinicianArgs = {
  input: CreateClinicianInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationUpdateClinicianArgs = {
  id: Scalars['ID']['input'];
  input: UpdateClinicianInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationDeleteClinicianArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationCreateLocationArgs = {
  input: CreateLocationInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationUpdateLocationArgs = {
  id: Scalars['ID']['input'];
  input: UpdateLocationInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
};


/** The mutations. Each of them is one transaction. */
export type MutationDeleteLocationArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationCreateAppointmentTypeArgs = {
  input: CreateAppointmentTypeInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationUpdateAppointmentTypeArgs = {
  id: Scalars['ID']['input'];
  input: UpdateAppointmentTypeInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** The mutations. Each of them is one transaction. */
export type MutationDeleteAppointmentTypeArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** An object with an id. */
export type Node = {
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
};

/** An argument that names an object that does not exist, or that the viewer may not see. */
export type NotFoundError = UserError & {
  __typename?: 'NotFoundError';
  /** An explanation for people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

/** One date of a session, identified permanently by (session, originalDate). */
export type Occurrence = Node & {
  __typename?: 'Occurrence';
  /** Derived from its session and originalDate: the same as long as it is the same date, also where it is moved. In a preview or a refusal, of what is not saved, from the date alone; node does not find that. */
  id: Scalars['ID']['output'];
  /** Null only for a session that is not saved, in a preview or a refusal. */
  session?: Maybe<Session>;
  /** The date that the rule gives it. */
  originalDate: Scalars['Date']['output'];
  /** When it starts, with the UTC offset of the place where it is held. */
  start: Scalars['DateTime']['output'];
  /** When it ends. */
  end: Scalars['DateTime']['output'];
  /** Whether and how it is held. */
  status: OccurrenceStatus;
  /** Where it is held. */
  location?: Maybe<Location>;
  /** Video and phone appointments may be booked into it. */
  allowRemote: Scalars['Boolean']['output'];
  /** Why it is cancelled, changed or closed. */
  reason?: Maybe<Scalars['String']['output']>;
  /** The first closure that overlaps it. */
  closure?: Maybe<Closure>;
  /** Its wall-clock start or end does not exist, or exists twice, that day: clocks change. */
  clockChange: Scalars['Boolean']['output'];
};

/** The answer to a change of one date of a session. */
export type OccurrencePayload = {
  __typename?: 'OccurrencePayload';
  /** The date as it is now. */
  occurrence?: Maybe<Occurrence>;
  /** Its session as it is now. */
  session?: Maybe<Session>;
  /** The conflicts that it caused, at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
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

/** The position of a page in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Something follows the page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Something precedes the page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first row; null if there is none. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the last row; null if there is none. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** A medical practice: everything belongs to exactly one. */
export type Practice = Node & {
  __typename?: 'Practice';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** The time zone of every location that has none of its own. */
  timeZone: Scalars['TimeZone']['output'];
};

/** The queries. All answers come from the viewer's own practice. */
export type Query = {
  __typename?: 'Query';
  /** Who sends the request. */
  viewer: Viewer;
  /** Any object by its id; null if it does not exist. */
  node?: Maybe<Node>;
  /** Objects by their ids, in the order of the ids; null for an id without an object. */
  nodes: Array<Maybe<Node>>;
  /** A session by its id; null if it does not exist. */
  session?: Maybe<Session>;
  /** The sessions of the practice. */
  sessions: SessionConnection;
  /** A clinician by their id; null if they do not exist. */
  clinician?: Maybe<Clinician>;
  /** The clinicians of the practice, by name. */
  clinicians: ClinicianConnection;
  /** A location by its id; null if it does not exist. */
  location?: Maybe<Location>;
  /** The locations of the practice, by name. */
  locations: LocationConnection;
  /** An appointment type by its id; null if it does not exist. */
  appointmentType?: Maybe<AppointmentType>;
  /** The appointment types of the practice, by name. */
  appointmentTypes: AppointmentTypeConnection;
  /** A template by its id; null if it does not exist. */
  sessionTemplate?: Maybe<SessionTemplate>;
  /** The practice's templates, and the viewer's own personal ones. */
  sessionTemplates: SessionTemplateConnection;
  /** The dates of all matching sessions in a window of at most 93 days, in order of start. */
  occurrences: Array<Occurrence>;
  /** The closures that share a date with a window of at most 366 days. */
  closures: Array<Closure>;
  /** The conflicts of all matching sessions in a window of at most 93 days; each once. */
  conflicts: Array<Conflict>;
  /** When an appointment of a type can be booked. */
  availableSlots: SlotSearchResult;
  /** For each session that could offer slots, why it offers none, or fewer than its pattern. */
  explainAvailability: Array<AvailabilityReason>;
  /** What a new session (no id), or a change to one, would do in a window of at most 366 days; nothing is saved. */
  previewSession: SessionPreview;
  /** Who did what, the newest first: for admins. */
  auditEntries: AuditEntryConnection;
  /** Committed changes in the order of their commits, oldest first; nothing appears later before what was read. Without after: from the oldest that is kept. */
  changes: ChangeConnection;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QuerySessionArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. All answers come from the viewer's own practice. */
export type QuerySessionsArgs = {
  filter?: InputMaybe<SessionFilter>;
  orderBy?: InputMaybe<SessionOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryClinicianArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryCliniciansArgs = {
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryLocationArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryLocationsArgs = {
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryAppointmentTypeArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryAppointmentTypesArgs = {
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QuerySessionTemplateArgs = {
  id: Scalars['ID']['input'];
};


/** The queries. All answers come from the viewer's own practice. */
export type QuerySessionTemplatesArgs = {
  filter?: InputMaybe<SessionTemplateFilter>;
  orderBy?: InputMaybe<SessionTemplateOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryOccurrencesArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  filter?: InputMaybe<SessionFilter>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryClosuresArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  clinicianId?: InputMaybe<Scalars['ID']['input']>;
  locationId?: InputMaybe<Scalars['ID']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryConflictsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  filter?: InputMaybe<SessionFilter>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryAvailableSlotsArgs = {
  search: SlotSearchInput;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryExplainAvailabilityArgs = {
  search: SlotSearchInput;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryPreviewSessionArgs = {
  input: UpdateSessionInput;
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryAuditEntriesArgs = {
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** The queries. All answers come from the viewer's own practice. */
export type QueryChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  types?: InputMaybe<Array<AuditedType>>;
};

/** On which dates a session repeats. */
export type Recurrence = {
  __typename?: 'Recurrence';
  /** The period of which the interval is a multiple. */
  frequency: Frequency;
  /** Every interval-th day, week, month or year; weeks start on Monday. */
  interval: Scalars['Int']['output'];
  /** The days of the week on which it repeats. */
  weekdays: Array<Weekday>;
  /** The days of the month on which it repeats; negative ones count from the end of the month. */
  monthDays: Array<Scalars['Int']['output']>;
  /** With weekdays in a month: 1 to 5 from its start, -1 to -5 from its end. */
  weeksOfMonth: Array<Scalars['Int']['output']>;
  /** The last date that may be included. */
  until?: Maybe<Scalars['Date']['output']>;
  /** The number of dates. */
  count?: Maybe<Scalars['Int']['output']>;
  /** The same rule as an RFC 5545 RRULE value, for calendar libraries. */
  rrule: Scalars['String']['output'];
};

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

/** When a session runs, in wall-clock time. */
export type Schedule = {
  /** When it starts. */
  startTime: Scalars['LocalTime']['output'];
  /** When it ends. */
  endTime: Scalars['LocalTime']['output'];
  /** The window runs past midnight: endTime is on the day after startTime. */
  endsNextDay: Scalars['Boolean']['output'];
  /** Length of the window on the clock, in minutes. */
  durationMinutes: Scalars['Int']['output'];
  /** Null for a one-off. */
  recurrence?: Maybe<Recurrence>;
  /** For people: "Every Monday and Wednesday, 09:00–12:30". */
  text: Scalars['String']['output'];
};

/** There are conflicts, and onConflict is REJECT. */
export type ScheduleConflictError = UserError & {
  __typename?: 'ScheduleConflictError';
  /** An explanation for people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
  /** The conflicts; at most 100. */
  conflicts: Array<Conflict>;
};

/** When a clinician is available for bookings, where, and for which appointment types. */
export type Session = Node & {
  __typename?: 'Session';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** Increases by one with each change. Send it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** The session's clinician. */
  clinician: Clinician;
  /** The practice location; null only if the session is remote. */
  location?: Maybe<Location>;
  /** Video and phone appointments may be booked into it. */
  allowRemote: Scalars['Boolean']['output'];
  /** What the sessions table shows as Location: a location's name, "Remote", or both. */
  locationLabel: Scalars['String']['output'];
  /** When it runs. */
  schedule: SessionSchedule;
  /** What may be booked into it, by name. */
  appointmentTypes: Array<AppointmentType>;
  /** Free text for staff. */
  notes: Scalars['String']['output'];
  /** Whether it offers slots. */
  status: SessionStatus;
  /** The template it was created from; null if there is none, or the viewer may not see it. */
  template?: Maybe<SessionTemplate>;
  /** The dates on which the session differs from its rule. */
  exceptions: Array<SessionException>;
  /** The first occurrence that has not ended and is neither cancelled nor closed. */
  nextOccurrence?: Maybe<Occurrence>;
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Its dates in a window of at most 366 days, both ends included. */
  occurrences: Array<Occurrence>;
  /** Overlaps with other active sessions of the same clinician, and with closures. */
  conflicts: Array<Conflict>;
  /** Who changed it, when, and how: the newest first. */
  history: AuditEntryConnection;
};


/** When a clinician is available for bookings, where, and for which appointment types. */
export type SessionOccurrencesArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};


/** When a clinician is available for bookings, where, and for which appointment types. */
export type SessionConflictsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};


/** When a clinician is available for bookings, where, and for which appointment types. */
export type SessionHistoryArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** A page of a list. */
export type SessionConnection = {
  __typename?: 'SessionConnection';
  /** The page's rows with their cursors. */
  edges: Array<SessionEdge>;
  /** The page's rows. */
  nodes: Array<Session>;
  /** The position of the page in its list. */
  pageInfo: PageInfo;
  /** The number of rows on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its cursor. */
export type SessionEdge = {
  __typename?: 'SessionEdge';
  /** The position of the row in the list, for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Session;
};

/** A date on which a session differs from its rule. */
export type SessionException = {
  __typename?: 'SessionException';
  /** Derived from its session and originalDate; for caches. */
  id: Scalars['ID']['output'];
  /** The date that the rule gives it. */
  originalDate: Scalars['Date']['output'];
  /** It is not held. */
  cancelled: Scalars['Boolean']['output'];
  /** The date that it was moved to. */
  date?: Maybe<Scalars['Date']['output']>;
  /** The start that it was moved to. */
  startTime?: Maybe<Scalars['LocalTime']['output']>;
  /** The end that it was moved to. */
  endTime?: Maybe<Scalars['LocalTime']['output']>;
  /** The place that it was moved to. */
  location?: Maybe<Location>;
  /** Why. */
  reason?: Maybe<Scalars['String']['output']>;
};

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

/** The answer to a change of one session. */
export type SessionPayload = {
  __typename?: 'SessionPayload';
  /** The session as it is now. */
  session?: Maybe<Session>;
  /** The object with its cursor in the list's default order, to insert into a list that a client has cached. */
  sessionEdge?: Maybe<SessionEdge>;
  /** Cancelled or moved dates that the new rule no longer has. Their exceptions were deleted. */
  droppedExceptions: Array<SessionException>;
  /** The conflicts that it caused, at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** What a new session, or a change to one, would do. */
export type SessionPreview = {
  __typename?: 'SessionPreview';
  /** The schedule in words; null if it has errors. */
  text?: Maybe<Scalars['String']['output']>;
  /** Its dates in the window. */
  occurrences: Array<Occurrence>;
  /** Dates in the window that the change would add. */
  addedDates: Array<Scalars['Date']['output']>;
  /** Dates in the window that the change would remove. */
  removedDates: Array<Scalars['Date']['output']>;
  /** The conflicts that it would have in the window. */
  conflicts: Array<Conflict>;
  /** Cancelled or moved dates of the session that the new rule would no longer have. */
  droppedExceptions: Array<SessionException>;
  /** The errors for which the mutation would be refused. */
  errors: Array<UserError>;
};

/** When a session runs. */
export type SessionSchedule = Schedule & {
  __typename?: 'SessionSchedule';
  /** When it starts. */
  startTime: Scalars['LocalTime']['output'];
  /** When it ends. */
  endTime: Scalars['LocalTime']['output'];
  /** The window runs past midnight: endTime is on the day after startTime. */
  endsNextDay: Scalars['Boolean']['output'];
  /** Length of the window on the clock, in minutes. */
  durationMinutes: Scalars['Int']['output'];
  /** Null for a one-off. */
  recurrence?: Maybe<Recurrence>;
  /** For people: "Every Monday and Wednesday, 09:00–12:30". */
  text: Scalars['String']['output'];
  /** The one-off's date, or the first day from which the recurrence counts. */
  startDate: Scalars['Date']['output'];
  /** The location's zone, or the practice's for a remote session. */
  timeZone: Scalars['TimeZone']['output'];
};

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

/** A reusable pattern from which sessions are created. */
export type SessionTemplate = Node & {
  __typename?: 'SessionTemplate';
  /** Opaque, and unique across all types. */
  id: Scalars['ID']['output'];
  /** Increases by one with each change. Send it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** Who it is for. */
  scope: TemplateScope;
  /** The owner of a personal template. */
  clinician?: Maybe<Clinician>;
  /** The practice location; null only if it is remote. */
  location?: Maybe<Location>;
  /** Video and phone appointments may be booked into its sessions. */
  allowRemote: Scalars['Boolean']['output'];
  /** A location's name, "Remote", or both. */
  locationLabel: Scalars['String']['output'];
  /** When its sessions run. */
  schedule: TemplateSchedule;
  /** What may be booked into its sessions, by name. */
  appointmentTypes: Array<AppointmentType>;
  /** The number of its appointment types. */
  appointmentTypeCount: Scalars['Int']['output'];
  /** Free text for staff. */
  notes: Scalars['String']['output'];
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Who changed it, when, and how: the newest first. */
  history: AuditEntryConnection;
};


/** A reusable pattern from which sessions are created. */
export type SessionTemplateHistoryArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** A page of a list. */
export type SessionTemplateConnection = {
  __typename?: 'SessionTemplateConnection';
  /** The page's rows with their cursors. */
  edges: Array<SessionTemplateEdge>;
  /** The page's rows. */
  nodes: Array<SessionTemplate>;
  /** The position of the page in its list. */
  pageInfo: PageInfo;
  /** The number of rows on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its cursor. */
export type SessionTemplateEdge = {
  __typename?: 'SessionTemplateEdge';
  /** The position of the row in the list, for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: SessionTemplate;
};

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

/** The answer to a change of one template. */
export type SessionTemplatePayload = {
  __typename?: 'SessionTemplatePayload';
  /** The template as it is now. */
  template?: Maybe<SessionTemplate>;
  /** The object with its cursor in the list's default order, to insert into a list that a client has cached. */
  templateEdge?: Maybe<SessionTemplateEdge>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** A time at which an appointment of the requested type can be booked. */
export type Slot = {
  __typename?: 'Slot';
  /** Derived from its session, place, start and end, and delivery modes; for caches. */
  id: Scalars['ID']['output'];
  /** When the appointment would start. */
  start: Scalars['DateTime']['output'];
  /** When it would end. */
  end: Scalars['DateTime']['output'];
  /** The session that offers it. */
  session: Session;
  /** The clinician of the session. */
  clinician: Clinician;
  /** The location; null if the appointment can only be remote. */
  location?: Maybe<Location>;
  /** How it can be held. */
  deliveryModes: Array<DeliveryMode>;
};

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

/** The free times that were found. */
export type SlotSearchResult = {
  __typename?: 'SlotSearchResult';
  /** In order of start, then clinician, session and location; each once. */
  slots: Array<Slot>;
  /** Every date of the window, also when slots are truncated. */
  days: Array<DayAvailability>;
  /** The first date with a slot, from the window's start up to 366 days on. */
  nextAvailableDate?: Maybe<Scalars['Date']['output']>;
  /** Whether the window has more slots than first. */
  truncated: Scalars['Boolean']['output'];
};

/** The answer to a split. */
export type SplitSessionPayload = {
  __typename?: 'SplitSessionPayload';
  /** The session that ends before the date. It keeps its id. */
  ended?: Maybe<Session>;
  /** The new session, which starts on or after the date. */
  session?: Maybe<Session>;
  /** The object with its cursor in the list's default order, to insert into a list that a client has cached. */
  sessionEdge?: Maybe<SessionEdge>;
  /** Cancelled or moved dates that the new rule no longer has. Their exceptions were deleted. */
  droppedExceptions: Array<SessionException>;
  /** The conflicts that it caused, at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why. If there are errors, nothing was written. */
  errors: Array<UserError>;
};

/** When sessions that are created from a template run. It has no dates. */
export type TemplateSchedule = Schedule & {
  __typename?: 'TemplateSchedule';
  /** When it starts. */
  startTime: Scalars['LocalTime']['output'];
  /** When it ends. */
  endTime: Scalars['LocalTime']['output'];
  /** The window runs past midnight: endTime is on the day after startTime. */
  endsNextDay: Scalars['Boolean']['output'];
  /** Length of the window on the clock, in minutes. */
  durationMinutes: Scalars['Int']['output'];
  /** Null for a one-off. */
  recurrence?: Maybe<Recurrence>;
  /** For people: "Every Monday and Wednesday, 09:00–12:30". */
  text: Scalars['String']['output'];
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

/** Something the caller can put right. path leads to the argument: ["input", "name"]. */
export type UserError = {
  /** An explanation for people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

/** The object was changed after the caller read it. */
export type VersionConflictError = UserError & {
  __typename?: 'VersionConflictError';
  /** An explanation for people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
  /** The current version. */
  currentVersion: Scalars['Int']['output'];
};

/** Who sends the request, according to the access token. */
export type Viewer = {
  __typename?: 'Viewer';
  /** Of the token's subject; for caches. */
  id: Scalars['ID']['output'];
  /** Their name. */
  name: Scalars['String']['output'];
  /** What they may do. */
  role: Role;
  /** The practice that they work in. */
  practice: Practice;
  /** The viewer's own clinician, if the viewer is one. */
  clinician?: Maybe<Clinician>;
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

export type ChosenNameQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type ChosenNameQuery = { __typename?: 'Query', node?:
    | { __typename?: 'AppointmentType', name: string, active: boolean, id: string }
    | { __typename?: 'AuditEntry', id: string }
    | { __typename?: 'Clinician', name: string, active: boolean, id: string }
    | { __typename?: 'Closure', id: string }
    | { __typename?: 'Location', name: string, active: boolean, id: string }
    | { __typename?: 'Occurrence', id: string }
    | { __typename?: 'Practice', id: string }
    | { __typename?: 'Session', id: string }
    | { __typename?: 'SessionTemplate', id: string }
   | null };


export const ClinicianChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ClinicianChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"choices"},"name":{"kind":"Name","value":"clinicians"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<ClinicianChoicesQuery, ClinicianChoicesQueryVariables>;
export const LocationChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LocationChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"choices"},"name":{"kind":"Name","value":"locations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<LocationChoicesQuery, LocationChoicesQueryVariables>;
export const AppointmentTypeChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AppointmentTypeChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"active"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"choices"},"name":{"kind":"Name","value":"appointmentTypes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"active"},"value":{"kind":"Variable","name":{"kind":"Name","value":"active"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<AppointmentTypeChoicesQuery, AppointmentTypeChoicesQueryVariables>;
export const ChosenNameDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChosenName"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Clinician"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Location"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AppointmentType"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}}]}}]}}]}}]} as unknown as DocumentNode<ChosenNameQuery, ChosenNameQueryVariables>;
