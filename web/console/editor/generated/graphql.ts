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
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
  /** Goes up by one at every change; give it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** How long it takes. */
  durationMinutes: Scalars['Int']['output'];
  /** How it can be held. */
  deliveryModes: Array<DeliveryMode>;
  /** Display colour, #rrggbb. */
  colour?: Maybe<Scalars['String']['output']>;
  /** Whether it can be chosen, and booked. */
  active: Scalars['Boolean']['output'];
};

/** A page of a list. */
export type AppointmentTypeConnection = {
  __typename?: 'AppointmentTypeConnection';
  /** The page's rows with their cursors. */
  edges: Array<AppointmentTypeEdge>;
  /** The page's rows. */
  nodes: Array<AppointmentType>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its place. */
export type AppointmentTypeEdge = {
  __typename?: 'AppointmentTypeEdge';
  /** Where it stands; good for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: AppointmentType;
};

/** The answer to a change of one appointment type. */
export type AppointmentTypePayload = {
  __typename?: 'AppointmentTypePayload';
  /** The appointment type as it is now. */
  appointmentType?: Maybe<AppointmentType>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** What was done to an object. */
export type AuditAction =
  /** It was made. */
  | 'CREATED'
  /** It was changed. */
  | 'UPDATED'
  /** It was removed for good. */
  | 'DELETED';

/** Who did what to which object. Entries are never changed, and outlive their object. */
export type AuditEntry = {
  __typename?: 'AuditEntry';
  /** A UUID. */
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
  /** The fields that are different, or all of them where it was made or removed. */
  changes: Array<FieldChange>;
};

/** A page of a list. */
export type AuditEntryConnection = {
  __typename?: 'AuditEntryConnection';
  /** The page's rows with their cursors. */
  edges: Array<AuditEntryEdge>;
  /** The page's rows. */
  nodes: Array<AuditEntry>;
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its place. */
export type AuditEntryEdge = {
  __typename?: 'AuditEntryEdge';
  /** Where it stands; good for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: AuditEntry;
};

/** Conditions are joined by AND. An empty list matches nothing. */
export type AuditFilter = {
  /** Entries about these objects, also when they are gone. */
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

/** The types of which every change is kept. */
export type AuditedType =
  /** A session, its single dates included. */
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

/** Why one session offers nothing, or less than its pattern, in a window. */
export type AvailabilityReason = {
  __typename?: 'AvailabilityReason';
  /** The session. */
  session: Session;
  /** What kind of reason. */
  code: AvailabilityReasonCode;
  /** The date that it is about, where it is about one. */
  date?: Maybe<Scalars['Date']['output']>;
  /** For people. */
  message: Scalars['String']['output'];
};

/** Why a session offers nothing, or less than its pattern. */
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
  /** It cannot be held in the wanted way. */
  | 'DELIVERY_MODE'
  /** The date is cancelled. */
  | 'CANCELLED'
  /** A closure takes the date, or part of it. */
  | 'CLOSED'
  /** The caller said that the clinician is busy. */
  | 'BUSY'
  /** The appointment does not fit into the session's window. */
  | 'TOO_SHORT'
  /** The time is over. */
  | 'PAST'
  /** The session has no date in the window, but some before and after. */
  | 'NO_OCCURRENCE'
  /** The session's last date is before the window; date says which it is. */
  | 'ENDED'
  /** The session's first date is after the window; date says which it is. */
  | 'NOT_STARTED';

/** What became of one of several sessions. */
export type BulkItem = {
  __typename?: 'BulkItem';
  /** The id that was given. */
  id: Scalars['ID']['output'];
  /** The session as it is now; null where it was deleted or refused. */
  session?: Maybe<Session>;
  /** Conflicts that it caused; at most 100. */
  warnings: Array<Conflict>;
  /** Why this one was refused. */
  errors: Array<UserError>;
};

/** The answer to a change of several sessions. */
export type BulkSessionsPayload = {
  __typename?: 'BulkSessionsPayload';
  /** One for each id, in the order given. */
  items: Array<BulkItem>;
  /** How many were done. */
  succeeded: Scalars['Int']['output'];
  /** How many were refused. */
  failed: Scalars['Int']['output'];
  /** What was refused as a whole. */
  errors: Array<UserError>;
};

/** Time in which a clinician cannot take appointments. */
export type BusyInput = {
  /** Whose time. */
  clinicianId: Scalars['ID']['input'];
  /** From this instant. */
  start: Scalars['DateTime']['input'];
  /** Up to this instant, itself excluded. */
  end: Scalars['DateTime']['input'];
};

/** Somebody whose time can be booked. */
export type Clinician = Node & {
  __typename?: 'Clinician';
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
  /** Goes up by one at every change; give it back as expectedVersion. */
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
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its place. */
export type ClinicianEdge = {
  __typename?: 'ClinicianEdge';
  /** Where it stands; good for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Clinician;
};

/** The answer to a change of one clinician. */
export type ClinicianPayload = {
  __typename?: 'ClinicianPayload';
  /** The clinician as it is now. */
  clinician?: Maybe<Clinician>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** Time in which sessions do not run: for everyone, one location or one clinician. */
export type Closure = Node & {
  __typename?: 'Closure';
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
  /** Goes up by one at every change; give it back as expectedVersion. */
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
  /** The last date, itself included. */
  endDate: Scalars['Date']['output'];
  /** From when on the first date; null where it is all day. */
  startTime?: Maybe<Scalars['LocalTime']['output']>;
  /** Until when on the last date; null where it is all day. */
  endTime?: Maybe<Scalars['LocalTime']['output']>;
  /** It has no times. */
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
  /** Its last date, itself included. */
  endDate: Scalars['Date']['input'];
  /** From when on the first date; not without endTime. */
  startTime?: InputMaybe<Scalars['LocalTime']['input']>;
  /** Until when on the last date; not without startTime. */
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
  /** Time kept for paperwork. */
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
  /** Occurrences that it takes out, wholly or partly; at most 100, from its start. */
  affected: Array<Occurrence>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** An occurrence that something stands in the way of. */
export type Conflict = {
  __typename?: 'Conflict';
  /** What stands in the way. */
  kind: ConflictKind;
  /** The occurrence that it is about. */
  occurrence: Occurrence;
  /** The other occurrence, for overlaps. */
  other?: Maybe<Occurrence>;
  /** The closure, for closures. */
  closure?: Maybe<Closure>;
  /** For people. */
  message: Scalars['String']['output'];
};

/** What an occurrence is in conflict with. */
export type ConflictKind =
  /** Another occurrence of the same clinician at the same time. */
  | 'CLINICIAN_OVERLAP'
  /** A closure that touches it. */
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
  /** Its own zone, where it differs from the practice's. */
  timeZone?: InputMaybe<Scalars['TimeZone']['input']>;
};

/** A session to be made. */
export type CreateSessionInput = {
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** Whose session it is. */
  clinicianId: Scalars['ID']['input'];
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: Scalars['Boolean']['input'];
  /** When it runs. */
  schedule: SessionScheduleInput;
  /** What may be booked into it; none of it may be twice in the list. */
  appointmentTypeIds: Array<Scalars['ID']['input']>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: Scalars['String']['input'];
  /** Whether it offers slots. */
  status?: SessionStatus;
};

/** A template to be made. */
export type CreateSessionTemplateInput = {
  /** 1 to 200 characters. */
  name: Scalars['String']['input'];
  /** Whom it is for. */
  scope: TemplateScope;
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: Scalars['Boolean']['input'];
  /** When its sessions run. */
  schedule: TemplateScheduleInput;
  /** What may be booked into it; none of it may be twice in the list. */
  appointmentTypeIds: Array<Scalars['ID']['input']>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: Scalars['String']['input'];
};

/** Every interval-th day. */
export type DailyRecurrenceInput = {
  /** 1 to 999. */
  interval?: Scalars['Int']['input'];
  /** The last date that may still count; not together with count. */
  until?: InputMaybe<Scalars['Date']['input']>;
  /** How many dates, 1 to 1000. */
  count?: InputMaybe<Scalars['Int']['input']>;
};

/** How much is free on one date. */
export type DayAvailability = {
  __typename?: 'DayAvailability';
  /** The date, where the sessions are held. */
  date: Scalars['Date']['output'];
  /** How many slots start on it. */
  slotCount: Scalars['Int']['output'];
};

/** The answer to the deletion of a closure. */
export type DeleteClosurePayload = {
  __typename?: 'DeleteClosurePayload';
  /** What was deleted. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** The answer to a deletion. */
export type DeletePayload = {
  __typename?: 'DeletePayload';
  /** What was deleted. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** The answer to the deletion of a session. */
export type DeleteSessionPayload = {
  __typename?: 'DeleteSessionPayload';
  /** What was deleted. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** The answer to the deletion of a template. */
export type DeleteSessionTemplatePayload = {
  __typename?: 'DeleteSessionTemplatePayload';
  /** What was deleted. */
  deletedId?: Maybe<Scalars['ID']['output']>;
  /** What was refused, and why; nothing was written where there are any. */
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

/** What kind of problem a user error tells of. */
export type ErrorCode =
  /** Something is missing. */
  | 'REQUIRED'
  /** The value cannot be. */
  | 'INVALID'
  /** The text is too long. */
  | 'TOO_LONG'
  /** The number or date is out of range. */
  | 'OUT_OF_RANGE'
  /** There is no such thing, or not for this viewer. */
  | 'NOT_FOUND'
  /** The viewer may not do this. */
  | 'FORBIDDEN'
  /** It was changed since the caller read it. */
  | 'VERSION_CONFLICT'
  /** Something still refers to it. */
  | 'IN_USE'
  /** It would be in conflict, and conflicts were to be rejected. */
  | 'SCHEDULE_CONFLICT'
  /** The idempotency key was used for another request. */
  | 'IDEMPOTENCY_MISMATCH';

/** One field of an object, before and after. */
export type FieldChange = {
  __typename?: 'FieldChange';
  /** Which field. */
  field: Scalars['String']['output'];
  /** What it was: a text as it is, anything else as JSON. */
  before?: Maybe<Scalars['String']['output']>;
  /** What it became. */
  after?: Maybe<Scalars['String']['output']>;
};

/** Something that the viewer may not do. */
export type ForbiddenError = UserError & {
  __typename?: 'ForbiddenError';
  /** For people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

/** The period that a recurrence counts in. */
export type Frequency =
  /** Days. */
  | 'DAILY'
  /** Weeks, which start on Monday unless the rule says otherwise. */
  | 'WEEKLY'
  /** Calendar months. */
  | 'MONTHLY'
  /** Calendar years. */
  | 'YEARLY';

/** One session to make from a template; what is given here wins over the template. */
export type FromTemplateInput = {
  /** Whose session it becomes; wins over the overrides. */
  clinicianId: Scalars['ID']['input'];
  /** Its date, or the first day of its recurrence; wins over the overrides. */
  startDate: Scalars['Date']['input'];
  /** What differs from the template. */
  overrides?: InputMaybe<UpdateSessionInput>;
};

/** What became of one entry. */
export type FromTemplateItem = {
  __typename?: 'FromTemplateItem';
  /** The clinician that was given. */
  clinicianId: Scalars['ID']['output'];
  /** The date that was given. */
  startDate: Scalars['Date']['output'];
  /** The session that was made. */
  session?: Maybe<Session>;
  /** Conflicts that it caused; at most 100. */
  warnings: Array<Conflict>;
  /** Why this one was refused. */
  errors: Array<UserError>;
};

/** The answer to making sessions from a template. */
export type FromTemplatePayload = {
  __typename?: 'FromTemplatePayload';
  /** One for each entry, in the order given. */
  items: Array<FromTemplateItem>;
  /** How many sessions were made. */
  created: Scalars['Int']['output'];
  /** What was refused as a whole. */
  errors: Array<UserError>;
};

/** It cannot be deleted while something uses it. */
export type InUseError = UserError & {
  __typename?: 'InUseError';
  /** For people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
  /** How many sessions use it. */
  sessionCount: Scalars['Int']['output'];
  /** How many templates that the viewer may see use it. */
  templateCount: Scalars['Int']['output'];
};

/** An argument that cannot be. */
export type InputError = UserError & {
  __typename?: 'InputError';
  /** For people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

/** A place of the practice where sessions are held. */
export type Location = Node & {
  __typename?: 'Location';
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
  /** Goes up by one at every change; give it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Where it is. */
  address?: Maybe<Scalars['String']['output']>;
  /** The location's own zone, or the practice's where it has none. */
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
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its place. */
export type LocationEdge = {
  __typename?: 'LocationEdge';
  /** Where it stands; good for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Location;
};

/** The answer to a change of one location. */
export type LocationPayload = {
  __typename?: 'LocationPayload';
  /** The location as it is now. */
  location?: Maybe<Location>;
  /** Conflicts of its sessions where its time zone changed; at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** Some days of every interval-th month: either monthDays, or weekdays with weeksOfMonth. */
export type MonthlyRecurrenceInput = {
  /** Days of the month: 1 to 31, or -1 to -31 from its end. */
  monthDays?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Weekdays; without weeksOfMonth all such of the month. */
  weekdays?: InputMaybe<Array<Weekday>>;
  /** Which of the weekdays: 1 to 5, or -1 to -5 from the month's end. */
  weeksOfMonth?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** 1 to 999. */
  interval?: Scalars['Int']['input'];
  /** The last date that may still count; not together with count. */
  until?: InputMaybe<Scalars['Date']['input']>;
  /** How many dates, 1 to 1000. */
  count?: InputMaybe<Scalars['Int']['input']>;
};

/** What can be done. Each mutation is one transaction. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Makes a session. */
  createSession: SessionPayload;
  /** Changes what is given of a session. */
  updateSession: SessionPayload;
  /** Copies every setting, status included, exceptions not; overrides make the variant. The name gets " (copy)" unless overridden. */
  duplicateSession: SessionPayload;
  /** Activates an inactive session and deactivates an active one; with active given, sets that. */
  toggleSession: SessionPayload;
  /** Removes it for good. */
  deleteSession: DeleteSessionPayload;
  /** Activates or deactivates several sessions, each by itself. */
  toggleSessions: BulkSessionsPayload;
  /** Removes several sessions for good, each by itself. */
  deleteSessions: BulkSessionsPayload;
  /** Ends the session before a date, and continues it from there with changes: this and following. */
  splitSession: SplitSessionPayload;
  /** Takes one date of a session out; cancelling again updates the reason. */
  cancelOccurrence: OccurrencePayload;
  /** Holds one date of a session on another date, at other times or elsewhere; what is left out stays as the session has it. Moving again replaces the move. */
  rescheduleOccurrence: OccurrencePayload;
  /** Makes one date of a session what its rule says again. */
  restoreOccurrence: OccurrencePayload;
  /** Makes a template. */
  createSessionTemplate: SessionTemplatePayload;
  /** Changes what is given of a template; sessions made from it stay as they are. */
  updateSessionTemplate: SessionTemplatePayload;
  /** Copies every setting; overrides make the variant, and scope makes a practice's template personal or the other way round. The name gets " (copy)" unless overridden. */
  duplicateSessionTemplate: SessionTemplatePayload;
  /** Removes a template for good; sessions made from it stay as they are. */
  deleteSessionTemplate: DeleteSessionTemplatePayload;
  /** Makes one session for each entry; one that fails does not stop the others. */
  createSessionsFromTemplate: FromTemplatePayload;
  /** Makes a template of a session's settings. */
  saveSessionAsTemplate: SessionTemplatePayload;
  /** Adds a closure. */
  createClosure: ClosurePayload;
  /** Replaces a closure's settings as a whole. */
  updateClosure: ClosurePayload;
  /** Removes a closure. */
  deleteClosure: DeleteClosurePayload;
  /** Adds a clinician. */
  createClinician: ClinicianPayload;
  /** Changes what is given of a clinician. */
  updateClinician: ClinicianPayload;
  /** Refused, with the count, while a session or template uses it; deactivate it instead. */
  deleteClinician: DeletePayload;
  /** Adds a location. */
  createLocation: LocationPayload;
  /** Changes what is given of a location. In another time zone its sessions keep their times on the clock, which can bring them into conflict. */
  updateLocation: LocationPayload;
  /** Refused, with the count, while a session or template uses it; deactivate it instead. */
  deleteLocation: DeletePayload;
  /** Adds an appointment type. */
  createAppointmentType: AppointmentTypePayload;
  /** Changes what is given of an appointment type. */
  updateAppointmentType: AppointmentTypePayload;
  /** Refused, with the count, while a session or template uses it; deactivate it instead. */
  deleteAppointmentType: DeletePayload;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCreateSessionArgs = {
  input: CreateSessionInput;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationUpdateSessionArgs = {
  id: Scalars['ID']['input'];
  input: UpdateSessionInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDuplicateSessionArgs = {
  id: Scalars['ID']['input'];
  overrides?: InputMaybe<UpdateSessionInput>;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationToggleSessionArgs = {
  id: Scalars['ID']['input'];
  active?: InputMaybe<Scalars['Boolean']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDeleteSessionArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationToggleSessionsArgs = {
  ids: Array<Scalars['ID']['input']>;
  active: Scalars['Boolean']['input'];
};


/** What can be done. Each mutation is one transaction. */
export type MutationDeleteSessionsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationSplitSessionArgs = {
  id: Scalars['ID']['input'];
  from: Scalars['Date']['input'];
  input: UpdateSessionInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCancelOccurrenceArgs = {
  sessionId: Scalars['ID']['input'];
  originalDate: Scalars['Date']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
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


/** What can be done. Each mutation is one transaction. */
export type MutationRestoreOccurrenceArgs = {
  sessionId: Scalars['ID']['input'];
  originalDate: Scalars['Date']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCreateSessionTemplateArgs = {
  input: CreateSessionTemplateInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationUpdateSessionTemplateArgs = {
  id: Scalars['ID']['input'];
  input: UpdateSessionTemplateInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDuplicateSessionTemplateArgs = {
  id: Scalars['ID']['input'];
  overrides?: InputMaybe<UpdateSessionTemplateInput>;
  scope?: InputMaybe<TemplateScope>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDeleteSessionTemplateArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCreateSessionsFromTemplateArgs = {
  templateId: Scalars['ID']['input'];
  sessions: Array<FromTemplateInput>;
  onConflict?: OnConflict;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationSaveSessionAsTemplateArgs = {
  sessionId: Scalars['ID']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
  scope?: TemplateScope;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCreateClosureArgs = {
  input: ClosureInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationUpdateClosureArgs = {
  id: Scalars['ID']['input'];
  input: ClosureInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDeleteClosureArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCreateClinicianArgs = {
  input: CreateClinicianInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationUpdateClinicianArgs = {
  id: Scalars['ID']['input'];
  input: UpdateClinicianInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDeleteClinicianArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCreateLocationArgs = {
  input: CreateLocationInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationUpdateLocationArgs = {
  id: Scalars['ID']['input'];
  input: UpdateLocationInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  onConflict?: OnConflict;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDeleteLocationArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationCreateAppointmentTypeArgs = {
  input: CreateAppointmentTypeInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationUpdateAppointmentTypeArgs = {
  id: Scalars['ID']['input'];
  input: UpdateAppointmentTypeInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be done. Each mutation is one transaction. */
export type MutationDeleteAppointmentTypeArgs = {
  id: Scalars['ID']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Anything with an id of its own. */
export type Node = {
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
};

/** An argument that names what is not there, or not for this viewer. */
export type NotFoundError = UserError & {
  __typename?: 'NotFoundError';
  /** For people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

/** One date of a session. (session, originalDate) names it for good. */
export type Occurrence = {
  __typename?: 'Occurrence';
  /** Null only in a preview, or a refusal, of a session that is not saved. */
  session?: Maybe<Session>;
  /** The date that the rule gives it. */
  originalDate: Scalars['Date']['output'];
  /** When it starts, with the offset of the place it is held at. */
  start: Scalars['DateTime']['output'];
  /** When it ends. */
  end: Scalars['DateTime']['output'];
  /** What became of it. */
  status: OccurrenceStatus;
  /** Where it is held. */
  location?: Maybe<Location>;
  /** Video and phone appointments may be booked into it. */
  allowRemote: Scalars['Boolean']['output'];
  /** Why it is cancelled, changed or closed. */
  reason?: Maybe<Scalars['String']['output']>;
  /** The first closure that touches it. */
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
  /** Conflicts that it caused; at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** What became of one date of a session. */
export type OccurrenceStatus =
  /** It is held as the session's rule says. */
  | 'SCHEDULED'
  /** It is held at another date, time or place. */
  | 'MODIFIED'
  /** It is not held: somebody cancelled this date. */
  | 'CANCELLED'
  /** It is not held: closures cover all of it, and it was not cancelled before. */
  | 'CLOSED';

/** What to do when the session would overlap another of the same clinician, or a closure. */
export type OnConflict =
  /** Save, and list the conflicts as warnings. */
  | 'WARN'
  /** Save nothing, and answer a ScheduleConflictError. */
  | 'REJECT';

/** Which way a list is ordered. */
export type OrderDirection =
  /** From the first to the last. */
  | 'ASC'
  /** From the last to the first. */
  | 'DESC';

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Something follows the page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Something precedes the page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first row; null where there is none. */
  startCursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the last row; null where there is none. */
  endCursor?: Maybe<Scalars['String']['output']>;
};

/** A medical practice: everything belongs to exactly one. */
export type Practice = Node & {
  __typename?: 'Practice';
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** The zone of every place that has none of its own. */
  timeZone: Scalars['TimeZone']['output'];
};

/** What can be asked. Everything is of the viewer's own practice. */
export type Query = {
  __typename?: 'Query';
  /** Who is asking. */
  viewer: Viewer;
  /** Any object by its id; null where there is none. */
  node?: Maybe<Node>;
  /** A session by its id; null where there is none. */
  session?: Maybe<Session>;
  /** The sessions of the practice. */
  sessions: SessionConnection;
  /** A clinician by their id; null where there is none. */
  clinician?: Maybe<Clinician>;
  /** The clinicians of the practice, by name. */
  clinicians: ClinicianConnection;
  /** A location by its id; null where there is none. */
  location?: Maybe<Location>;
  /** The locations of the practice, by name. */
  locations: LocationConnection;
  /** An appointment type by its id; null where there is none. */
  appointmentType?: Maybe<AppointmentType>;
  /** The appointment types of the practice, by name. */
  appointmentTypes: AppointmentTypeConnection;
  /** A template by its id; null where there is none. */
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
  /** For every session in question, why it offers nothing, or less than its pattern. */
  explainAvailability: Array<AvailabilityReason>;
  /** What a new session (no id), or a change to one, would do in a window of at most 366 days; nothing is saved. */
  previewSession: SessionPreview;
  /** Who did what, the newest first: for admins. */
  auditEntries: AuditEntryConnection;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QuerySessionArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QuerySessionsArgs = {
  filter?: InputMaybe<SessionFilter>;
  orderBy?: InputMaybe<SessionOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryClinicianArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryCliniciansArgs = {
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryLocationArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryLocationsArgs = {
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryAppointmentTypeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryAppointmentTypesArgs = {
  search?: InputMaybe<Scalars['String']['input']>;
  active?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QuerySessionTemplateArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QuerySessionTemplatesArgs = {
  filter?: InputMaybe<SessionTemplateFilter>;
  orderBy?: InputMaybe<SessionTemplateOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryOccurrencesArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  filter?: InputMaybe<SessionFilter>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryClosuresArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  clinicianId?: InputMaybe<Scalars['ID']['input']>;
  locationId?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryConflictsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  filter?: InputMaybe<SessionFilter>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryAvailableSlotsArgs = {
  search: SlotSearchInput;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryExplainAvailabilityArgs = {
  search: SlotSearchInput;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryPreviewSessionArgs = {
  input: UpdateSessionInput;
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be asked. Everything is of the viewer's own practice. */
export type QueryAuditEntriesArgs = {
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** On which dates a session repeats. */
export type Recurrence = {
  __typename?: 'Recurrence';
  /** The period that it counts in. */
  frequency: Frequency;
  /** Every interval-th day, week, month or year; weeks start on Monday. */
  interval: Scalars['Int']['output'];
  /** The days of the week that it names. */
  weekdays: Array<Weekday>;
  /** The days of the month that it names; negative ones count from its end. */
  monthDays: Array<Scalars['Int']['output']>;
  /** With weekdays in a month: 1 to 5 from its start, -1 to -5 from its end. */
  weeksOfMonth: Array<Scalars['Int']['output']>;
  /** The last date that may still count. */
  until?: Maybe<Scalars['Date']['output']>;
  /** How many dates it has. */
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
  /** A booking client: reads availability, and of the rest only what a slot names; never notes. */
  | 'BOOKING';

/** When something runs, on the wall clock. */
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

/** It would be in conflict, and conflicts were to be rejected. */
export type ScheduleConflictError = UserError & {
  __typename?: 'ScheduleConflictError';
  /** For people. */
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
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
  /** Goes up by one at every change; give it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** What the practice calls it. */
  name: Scalars['String']['output'];
  /** Whose session it is. */
  clinician: Clinician;
  /** The practice location; null only where the session is remote. */
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
  /** The template it was made from, where that still exists and the viewer may see it. */
  template?: Maybe<SessionTemplate>;
  /** Dates on which the session differs from its pattern. */
  exceptions: Array<SessionException>;
  /** The first that has not ended and is neither cancelled nor closed. */
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
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its place. */
export type SessionEdge = {
  __typename?: 'SessionEdge';
  /** Where it stands; good for after and before. */
  cursor: Scalars['String']['output'];
  /** The row. */
  node: Session;
};

/** A date on which a session differs from its pattern. */
export type SessionException = {
  __typename?: 'SessionException';
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
  /** By what. */
  field?: SessionOrderField;
  /** Which way. */
  direction?: OrderDirection;
};

/** What a list of sessions can be ordered by; ties fall to the id. */
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
  /** Single dates that were cancelled or moved, and that no longer occur: what was different on them is gone. */
  droppedExceptions: Array<SessionException>;
  /** Conflicts that it caused; at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** What a new session, or a change to one, would do. */
export type SessionPreview = {
  __typename?: 'SessionPreview';
  /** The schedule in words; null where it has errors. */
  text?: Maybe<Scalars['String']['output']>;
  /** Its dates in the window. */
  occurrences: Array<Occurrence>;
  /** Dates in the window that the change would add. */
  addedDates: Array<Scalars['Date']['output']>;
  /** Dates in the window that the change would take away. */
  removedDates: Array<Scalars['Date']['output']>;
  /** The conflicts that it would have in the window. */
  conflicts: Array<Conflict>;
  /** Single dates of today's session that would no longer occur. */
  droppedExceptions: Array<SessionException>;
  /** What would be refused. */
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

/** When a session runs, on the wall clock of its location, else of the practice. */
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
  /** It offers none, and is still listed. */
  | 'INACTIVE';

/** A reusable pattern that sessions are made from. */
export type SessionTemplate = Node & {
  __typename?: 'SessionTemplate';
  /** A UUID, unique across all types. */
  id: Scalars['ID']['output'];
  /** Goes up by one at every change; give it back as expectedVersion. */
  version: Scalars['Int']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** Whom it is for. */
  scope: TemplateScope;
  /** The owner of a personal template. */
  clinician?: Maybe<Clinician>;
  /** The practice location; null only where it is remote. */
  location?: Maybe<Location>;
  /** Video and phone appointments may be booked into its sessions. */
  allowRemote: Scalars['Boolean']['output'];
  /** A location's name, "Remote", or both. */
  locationLabel: Scalars['String']['output'];
  /** When its sessions run. */
  schedule: TemplateSchedule;
  /** What may be booked into its sessions, by name. */
  appointmentTypes: Array<AppointmentType>;
  /** How many appointment types it has. */
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


/** A reusable pattern that sessions are made from. */
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
  /** Where the page stands in its list. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** A row of a list, with its place. */
export type SessionTemplateEdge = {
  __typename?: 'SessionTemplateEdge';
  /** Where it stands; good for after and before. */
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
  /** By what. */
  field?: SessionTemplateOrderField;
  /** Which way. */
  direction?: OrderDirection;
};

/** What a list of templates can be ordered by; ties fall to the id. */
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
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** A time at which an appointment of the asked type can be booked. */
export type Slot = {
  __typename?: 'Slot';
  /** When the appointment would start. */
  start: Scalars['DateTime']['output'];
  /** When it would end. */
  end: Scalars['DateTime']['output'];
  /** The session that offers it. */
  session: Session;
  /** With whom. */
  clinician: Clinician;
  /** Where, if in person. */
  location?: Maybe<Location>;
  /** How it can be held. */
  deliveryModes: Array<DeliveryMode>;
};

/** What to look for among the free times of a practice. */
export type SlotSearchInput = {
  /** The appointment type to be booked. */
  appointmentTypeId: Scalars['ID']['input'];
  /** The first date. */
  from: Scalars['Date']['input'];
  /** The last date, itself included; a window has 93 days at most. */
  to: Scalars['Date']['input'];
  /** With one of these clinicians. */
  clinicianIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** In sessions at one of these locations. */
  locationIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Held in this way. */
  deliveryMode?: InputMaybe<DeliveryMode>;
  /** Minutes from one slot's start to the next, 1 to 1440; the appointment type's duration if absent. */
  stepMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** Time already taken, which this service does not know of. */
  busy?: InputMaybe<Array<BusyInput>>;
  /** How many slots at most, 1 to 1000. */
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
  /** More slots exist in the window than first allowed. */
  truncated: Scalars['Boolean']['output'];
};

/** The answer to a split. */
export type SplitSessionPayload = {
  __typename?: 'SplitSessionPayload';
  /** The session that ends before the date; it kept its id. */
  ended?: Maybe<Session>;
  /** The new session that goes on from the date. */
  session?: Maybe<Session>;
  /** Single dates that were cancelled or moved, and that no longer occur: what was different on them is gone. */
  droppedExceptions: Array<SessionException>;
  /** Conflicts that it caused; at most 100. */
  warnings: Array<Conflict>;
  /** What was refused, and why; nothing was written where there are any. */
  errors: Array<UserError>;
};

/** When sessions made from a template run; it has no dates yet. */
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

/** When sessions made from a template run. */
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

/** A field left out stays as it is; a null clears it where it can be cleared. */
export type UpdateAppointmentTypeInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 1440. */
  durationMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** At least one. */
  deliveryModes?: InputMaybe<Array<DeliveryMode>>;
  /** Display colour, #rrggbb. */
  colour?: InputMaybe<Scalars['String']['input']>;
  /** Whether it can be chosen, and booked. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A field left out stays as it is; a null clears it where it can be cleared. */
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

/** A field left out stays as it is; a null clears it where it can be cleared. */
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

/** A field left out stays as it is; a null clears it where it can be cleared. */
export type UpdateSessionInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Whose session it is. */
  clinicianId?: InputMaybe<Scalars['ID']['input']>;
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: InputMaybe<Scalars['Boolean']['input']>;
  /** When it runs; replaced as a whole. */
  schedule?: InputMaybe<SessionScheduleInput>;
  /** What may be booked into it; none of it may be twice in the list. */
  appointmentTypeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: InputMaybe<Scalars['String']['input']>;
  /** Whether it offers slots. */
  status?: InputMaybe<SessionStatus>;
};

/** A field left out stays as it is; a null clears it where it can be cleared. */
export type UpdateSessionTemplateInput = {
  /** 1 to 200 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The practice location; required unless remote is allowed. */
  locationId?: InputMaybe<Scalars['ID']['input']>;
  /** Video and phone appointments may be booked into it. */
  allowRemote?: InputMaybe<Scalars['Boolean']['input']>;
  /** When its sessions run; replaced as a whole. */
  schedule?: InputMaybe<TemplateScheduleInput>;
  /** What may be booked into it; none of it may be twice in the list. */
  appointmentTypeIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Free text for staff, 10,000 characters at most. */
  notes?: InputMaybe<Scalars['String']['input']>;
};

/** Something the caller can put right. path leads to the argument: ["input", "name"]. */
export type UserError = {
  /** For people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
};

/** It was changed since the caller read it. */
export type VersionConflictError = UserError & {
  __typename?: 'VersionConflictError';
  /** For people. */
  message: Scalars['String']['output'];
  /** What kind of problem. */
  code: ErrorCode;
  /** The way to the argument: ["input", "schedule", "endTime"]. */
  path: Array<Scalars['String']['output']>;
  /** The version that is there now. */
  currentVersion: Scalars['Int']['output'];
};

/** Who is asking: taken from the access token. */
export type Viewer = {
  __typename?: 'Viewer';
  /** Their name. */
  name: Scalars['String']['output'];
  /** What they may do. */
  role: Role;
  /** The practice that they work in. */
  practice: Practice;
  /** The clinician that the viewer is, if any. */
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
  /** The last date that may still count; not together with count. */
  until?: InputMaybe<Scalars['Date']['input']>;
  /** How many dates, 1 to 1000. */
  count?: InputMaybe<Scalars['Int']['input']>;
};

export type EditedSessionFragment = { __typename?: 'Session', id: string, version: number, name: string, allowRemote: boolean, status: SessionStatus, notes: string, clinician: { __typename?: 'Clinician', id: string, name: string }, location?: { __typename?: 'Location', id: string, name: string } | null, schedule: { __typename?: 'SessionSchedule', startDate: string, startTime: string, endTime: string, endsNextDay: boolean, text: string, recurrence?: (
      { __typename?: 'Recurrence' }
      & { ' $fragmentRefs'?: { 'EditedRecurrenceFragment': EditedRecurrenceFragment } }
    ) | null }, appointmentTypes: Array<{ __typename?: 'AppointmentType', id: string, name: string }> } & { ' $fragmentName'?: 'EditedSessionFragment' };

export type EditedRecurrenceFragment = { __typename?: 'Recurrence', frequency: Frequency, interval: number, weekdays: Array<Weekday>, monthDays: Array<number>, weeksOfMonth: Array<number>, until?: string | null, count?: number | null, rrule: string } & { ' $fragmentName'?: 'EditedRecurrenceFragment' };

export type SessionToEditQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type SessionToEditQuery = { __typename?: 'Query', session?: (
    { __typename?: 'Session', id: string, nextOccurrence?: { __typename?: 'Occurrence', originalDate: string } | null }
    & { ' $fragmentRefs'?: { 'EditedSessionFragment': EditedSessionFragment } }
  ) | null };

export type TemplateToUseQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type TemplateToUseQuery = { __typename?: 'Query', sessionTemplate?: { __typename?: 'SessionTemplate', id: string, name: string, allowRemote: boolean, notes: string, clinician?: { __typename?: 'Clinician', id: string, name: string } | null, location?: { __typename?: 'Location', id: string, name: string } | null, schedule: { __typename?: 'TemplateSchedule', startTime: string, endTime: string, endsNextDay: boolean, recurrence?: (
        { __typename?: 'Recurrence' }
        & { ' $fragmentRefs'?: { 'EditedRecurrenceFragment': EditedRecurrenceFragment } }
      ) | null }, appointmentTypes: Array<{ __typename?: 'AppointmentType', id: string, name: string }> } | null };

export type TemplateChoicesQueryVariables = Exact<{
  search?: InputMaybe<Scalars['String']['input']>;
}>;


export type TemplateChoicesQuery = { __typename?: 'Query', sessionTemplates: { __typename?: 'SessionTemplateConnection', nodes: Array<{ __typename?: 'SessionTemplate', id: string, name: string, clinician?: { __typename?: 'Clinician', id: string, name: string } | null }> } };

export type CreateSessionMutationVariables = Exact<{
  input: CreateSessionInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
}>;


export type CreateSessionMutation = { __typename?: 'Mutation', createSession: { __typename?: 'SessionPayload', session?: (
      { __typename?: 'Session', id: string }
      & { ' $fragmentRefs'?: { 'EditedSessionFragment': EditedSessionFragment } }
    ) | null, warnings: Array<{ __typename?: 'Conflict', message: string }>, errors: Array<
      | { __typename?: 'ForbiddenError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InUseError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InputError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'NotFoundError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'ScheduleConflictError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'VersionConflictError', message: string, code: ErrorCode, path: Array<string> }
    > } };

export type CreateFromTemplateMutationVariables = Exact<{
  templateId: Scalars['ID']['input'];
  session: FromTemplateInput;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
}>;


export type CreateFromTemplateMutation = { __typename?: 'Mutation', createSessionsFromTemplate: { __typename?: 'FromTemplatePayload', items: Array<{ __typename?: 'FromTemplateItem', clinicianId: string, startDate: string, session?: (
        { __typename?: 'Session', id: string }
        & { ' $fragmentRefs'?: { 'EditedSessionFragment': EditedSessionFragment } }
      ) | null, warnings: Array<{ __typename?: 'Conflict', message: string }>, errors: Array<
        | { __typename?: 'ForbiddenError', message: string, code: ErrorCode, path: Array<string> }
        | { __typename?: 'InUseError', message: string, code: ErrorCode, path: Array<string> }
        | { __typename?: 'InputError', message: string, code: ErrorCode, path: Array<string> }
        | { __typename?: 'NotFoundError', message: string, code: ErrorCode, path: Array<string> }
        | { __typename?: 'ScheduleConflictError', message: string, code: ErrorCode, path: Array<string> }
        | { __typename?: 'VersionConflictError', message: string, code: ErrorCode, path: Array<string> }
      > }>, errors: Array<
      | { __typename?: 'ForbiddenError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InUseError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InputError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'NotFoundError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'ScheduleConflictError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'VersionConflictError', message: string, code: ErrorCode, path: Array<string> }
    > } };

export type UpdateSessionMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  input: UpdateSessionInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
}>;


export type UpdateSessionMutation = { __typename?: 'Mutation', updateSession: { __typename?: 'SessionPayload', session?: (
      { __typename?: 'Session', id: string }
      & { ' $fragmentRefs'?: { 'EditedSessionFragment': EditedSessionFragment } }
    ) | null, warnings: Array<{ __typename?: 'Conflict', message: string }>, errors: Array<
      | { __typename?: 'ForbiddenError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InUseError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InputError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'NotFoundError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'ScheduleConflictError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'VersionConflictError', message: string, code: ErrorCode, path: Array<string> }
    > } };

export type SplitSessionMutationVariables = Exact<{
  id: Scalars['ID']['input'];
  from: Scalars['Date']['input'];
  input: UpdateSessionInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
}>;


export type SplitSessionMutation = { __typename?: 'Mutation', splitSession: { __typename?: 'SplitSessionPayload', session?: (
      { __typename?: 'Session', id: string }
      & { ' $fragmentRefs'?: { 'EditedSessionFragment': EditedSessionFragment } }
    ) | null, warnings: Array<{ __typename?: 'Conflict', message: string }>, errors: Array<
      | { __typename?: 'ForbiddenError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InUseError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InputError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'NotFoundError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'ScheduleConflictError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'VersionConflictError', message: string, code: ErrorCode, path: Array<string> }
    > } };

export type SessionHistoryQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type SessionHistoryQuery = { __typename?: 'Query', auditEntries: { __typename?: 'AuditEntryConnection', pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, nodes: Array<{ __typename?: 'AuditEntry', id: string, at: string, actor: string, action: AuditAction, changes: Array<{ __typename?: 'FieldChange', field: string, before?: string | null, after?: string | null }> }> } };

export type PreviewSessionQueryVariables = Exact<{
  id?: InputMaybe<Scalars['ID']['input']>;
  input: UpdateSessionInput;
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
}>;


export type PreviewSessionQuery = { __typename?: 'Query', previewSession: { __typename?: 'SessionPreview', text?: string | null, addedDates: Array<string>, removedDates: Array<string>, occurrences: Array<(
      { __typename?: 'Occurrence' }
      & { ' $fragmentRefs'?: { 'PreviewedDateFragment': PreviewedDateFragment } }
    )>, droppedExceptions: Array<{ __typename?: 'SessionException', originalDate: string, cancelled: boolean, date?: string | null }>, conflicts: Array<(
      { __typename?: 'Conflict' }
      & { ' $fragmentRefs'?: { 'PreviewedConflictFragment': PreviewedConflictFragment } }
    )>, errors: Array<
      | { __typename?: 'ForbiddenError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InUseError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'InputError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'NotFoundError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'ScheduleConflictError', message: string, code: ErrorCode, path: Array<string> }
      | { __typename?: 'VersionConflictError', message: string, code: ErrorCode, path: Array<string> }
    > } };

export type SessionDatesQueryVariables = Exact<{
  id: Scalars['ID']['input'];
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
}>;


export type SessionDatesQuery = { __typename?: 'Query', session?: { __typename?: 'Session', id: string, schedule: { __typename?: 'SessionSchedule', text: string }, occurrences: Array<(
      { __typename?: 'Occurrence' }
      & { ' $fragmentRefs'?: { 'PreviewedDateFragment': PreviewedDateFragment } }
    )>, conflicts: Array<(
      { __typename?: 'Conflict' }
      & { ' $fragmentRefs'?: { 'PreviewedConflictFragment': PreviewedConflictFragment } }
    )> } | null };

export type PreviewedDateFragment = { __typename?: 'Occurrence', originalDate: string, start: string, end: string, status: OccurrenceStatus, reason?: string | null, clockChange: boolean, closure?: { __typename?: 'Closure', id: string, title: string } | null } & { ' $fragmentName'?: 'PreviewedDateFragment' };

export type PreviewedConflictFragment = { __typename?: 'Conflict', kind: ConflictKind, message: string, occurrence: { __typename?: 'Occurrence', start: string }, other?: { __typename?: 'Occurrence', start: string, session?: { __typename?: 'Session', id: string, name: string } | null } | null, closure?: { __typename?: 'Closure', id: string, title: string } | null } & { ' $fragmentName'?: 'PreviewedConflictFragment' };

export const EditedRecurrenceFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}}]} as unknown as DocumentNode<EditedRecurrenceFragment, unknown>;
export const EditedSessionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowRemote"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startDate"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"endsNextDay"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"recurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedRecurrence"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"appointmentTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notes"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}}]} as unknown as DocumentNode<EditedSessionFragment, unknown>;
export const PreviewedDateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PreviewedDate"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Occurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalDate"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"end"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"clockChange"}},{"kind":"Field","name":{"kind":"Name","value":"closure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]} as unknown as DocumentNode<PreviewedDateFragment, unknown>;
export const PreviewedConflictFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PreviewedConflict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"occurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"start"}}]}},{"kind":"Field","name":{"kind":"Name","value":"other"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"closure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]} as unknown as DocumentNode<PreviewedConflictFragment, unknown>;
export const SessionToEditDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SessionToEdit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedSession"}},{"kind":"Field","name":{"kind":"Name","value":"nextOccurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalDate"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowRemote"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startDate"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"endsNextDay"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"recurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedRecurrence"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"appointmentTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notes"}}]}}]} as unknown as DocumentNode<SessionToEditQuery, SessionToEditQueryVariables>;
export const TemplateToUseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TemplateToUse"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionTemplate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowRemote"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"endsNextDay"}},{"kind":"Field","name":{"kind":"Name","value":"recurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedRecurrence"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"appointmentTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}}]} as unknown as DocumentNode<TemplateToUseQuery, TemplateToUseQueryVariables>;
export const TemplateChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TemplateChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionTemplates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TemplateChoicesQuery, TemplateChoicesQueryVariables>;
export const CreateSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateSessionInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedSession"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowRemote"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startDate"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"endsNextDay"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"recurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedRecurrence"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"appointmentTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notes"}}]}}]} as unknown as DocumentNode<CreateSessionMutation, CreateSessionMutationVariables>;
export const CreateFromTemplateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateFromTemplate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"templateId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"session"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FromTemplateInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSessionsFromTemplate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"templateId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"templateId"}}},{"kind":"Argument","name":{"kind":"Name","value":"sessions"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"session"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clinicianId"}},{"kind":"Field","name":{"kind":"Name","value":"startDate"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedSession"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowRemote"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startDate"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"endsNextDay"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"recurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedRecurrence"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"appointmentTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notes"}}]}}]} as unknown as DocumentNode<CreateFromTemplateMutation, CreateFromTemplateMutationVariables>;
export const UpdateSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateSessionInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedVersion"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedSession"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowRemote"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startDate"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"endsNextDay"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"recurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedRecurrence"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"appointmentTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notes"}}]}}]} as unknown as DocumentNode<UpdateSessionMutation, UpdateSessionMutationVariables>;
export const SplitSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SplitSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateSessionInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"splitSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"expectedVersion"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedSession"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedRecurrence"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Recurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"frequency"}},{"kind":"Field","name":{"kind":"Name","value":"interval"}},{"kind":"Field","name":{"kind":"Name","value":"weekdays"}},{"kind":"Field","name":{"kind":"Name","value":"monthDays"}},{"kind":"Field","name":{"kind":"Name","value":"weeksOfMonth"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rrule"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedSession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clinician"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"allowRemote"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startDate"}},{"kind":"Field","name":{"kind":"Name","value":"startTime"}},{"kind":"Field","name":{"kind":"Name","value":"endTime"}},{"kind":"Field","name":{"kind":"Name","value":"endsNextDay"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"recurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedRecurrence"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"appointmentTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notes"}}]}}]} as unknown as DocumentNode<SplitSessionMutation, SplitSessionMutationVariables>;
export const SessionHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SessionHistory"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditEntries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"objectIds"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"actor"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SessionHistoryQuery, SessionHistoryQueryVariables>;
export const PreviewSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateSessionInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"occurrences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PreviewedDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"addedDates"}},{"kind":"Field","name":{"kind":"Name","value":"removedDates"}},{"kind":"Field","name":{"kind":"Name","value":"droppedExceptions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalDate"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}},{"kind":"Field","name":{"kind":"Name","value":"date"}}]}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PreviewedConflict"}}]}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PreviewedDate"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Occurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalDate"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"end"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"clockChange"}},{"kind":"Field","name":{"kind":"Name","value":"closure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PreviewedConflict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"occurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"start"}}]}},{"kind":"Field","name":{"kind":"Name","value":"other"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"closure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]} as unknown as DocumentNode<PreviewSessionQuery, PreviewSessionQueryVariables>;
export const SessionDatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SessionDates"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"schedule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"occurrences"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PreviewedDate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PreviewedConflict"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PreviewedDate"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Occurrence"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"originalDate"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"end"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"clockChange"}},{"kind":"Field","name":{"kind":"Name","value":"closure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PreviewedConflict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"occurrence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"start"}}]}},{"kind":"Field","name":{"kind":"Name","value":"other"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"closure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]} as unknown as DocumentNode<SessionDatesQuery, SessionDatesQueryVariables>;
