// Fills the placeholders of an example's variables, so that it runs as it opens: dates from today's, ids by asking the service
// with the same token. What cannot be found, or must not be offered, stays as words to write over.
import lookupClinician from "./examples/lookups/clinician.graphql?raw";
import lookupCopy from "./examples/lookups/copy.graphql?raw";
import lookupLocation from "./examples/lookups/location.graphql?raw";
import lookupSession from "./examples/lookups/session.graphql?raw";
import lookupTemplate from "./examples/lookups/template.graphql?raw";
import lookupType from "./examples/lookups/type.graphql?raw";
import lookupViewer from "./examples/lookups/viewer.graphql?raw";

/** Runs a query and gives its data, or null where it failed: a role need not be allowed to ask. */
export type Ask = (query: string, variables?: unknown) => Promise<Record<string, unknown> | null>;

interface Found {
  id: string;
  version?: number;
  /** The next date on which it is held, YYYY-MM-DD. */
  date?: string;
}

interface Nodes<T> {
  nodes: T[];
}

const WORDS: Record<string, string> = {
  clinician: "a clinician's id",
  location: "a location's id",
  type: "an appointment type's id",
  session: "a session's id",
  "session.version": "its version, a number",
  "session.date": "one of its dates, YYYY-MM-DD",
  copy: "a session's id",
  "copy.version": "its version, a number",
  template: "a template's id",
};

const PLACEHOLDER = /"\{([a-z.]+)([+-]\d+)?\}"/g;

/** `template` with its placeholders replaced. Without `ask`, only dates and the key are. */
export async function fill(template: string, today: Date, ask: Ask | null): Promise<string> {
  const values = new Map<string, string | number>();
  const subjects = new Set([...template.matchAll(PLACEHOLDER)].map((match) => match[1]!.split(".")[0]!));
  for (const subject of subjects) {
    const found = ask && (await find(subject, ask));
    if (!found) continue;
    values.set(subject, found.id);
    if (found.version !== undefined) values.set(`${subject}.version`, found.version);
    if (found.date !== undefined) values.set(`${subject}.date`, found.date);
  }
  return template.replace(PLACEHOLDER, (_, name: string, days: string | undefined) =>
    JSON.stringify(dated(name, Number(days ?? 0), today) ?? values.get(name) ?? `<${WORDS[name] ?? name}>`),
  );
}

/** Dates of the browser's own calendar; weeks start on Monday. */
function dated(name: string, days: number, today: Date): string | undefined {
  const sinceMonday = (today.getDay() + 6) % 7;
  switch (name) {
    case "today":
      return isoDate(today, days);
    case "monday":
      return isoDate(today, days - sinceMonday);
    case "sunday":
      return isoDate(today, days + 6 - sinceMonday);
    case "key":
      return `explorer-${Math.random().toString(36).slice(2, 12)}`;
    default:
      return undefined;
  }
}

function isoDate(today: Date, days: number): string {
  const date = new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() + days));
  return date.toISOString().slice(0, 10);
}

async function find(subject: string, ask: Ask): Promise<Found | undefined> {
  switch (subject) {
    case "clinician":
      return (await viewersClinician(ask)) ?? (await first(ask, lookupClinician, "clinicians"));
    case "location":
      return first(ask, lookupLocation, "locations");
    case "type":
      return first(ask, lookupType, "appointmentTypes");
    case "template":
      return first(ask, lookupTemplate, "sessionTemplates");
    case "copy":
      return first(ask, lookupCopy, "sessions", { filter: { search: "(copy)", ...(await own(ask)) } });
    case "session":
      return session(ask);
    default:
      return undefined;
  }
}

async function first(ask: Ask, query: string, field: string, variables?: unknown): Promise<Found | undefined> {
  const connection = (await ask(query, variables))?.[field] as Nodes<Found> | undefined;
  return connection?.nodes[0];
}

/** A clinician may change their own sessions only, so those are what the examples show them. */
async function viewersClinician(ask: Ask): Promise<Found | undefined> {
  const viewer = (await ask(lookupViewer))?.viewer as { clinician: Found | null } | undefined;
  return viewer?.clinician ?? undefined;
}

async function own(ask: Ask): Promise<{ clinicianIds?: string[] }> {
  const clinician = await viewersClinician(ask);
  return clinician ? { clinicianIds: [clinician.id] } : {};
}

/** A running one, of those that come again if there are any. */
async function session(ask: Ask): Promise<Found | undefined> {
  type Row = Found & { schedule: { recurrence: unknown }; nextOccurrence: { originalDate: string } | null };
  const data = await ask(lookupSession, { filter: { status: "ACTIVE", ...(await own(ask)) } });
  const rows = (data?.sessions as Nodes<Row> | undefined)?.nodes ?? [];
  const row = rows.find((row) => row.nextOccurrence && row.schedule.recurrence) ?? rows[0];
  return row && { id: row.id, version: row.version, date: row.nextOccurrence?.originalDate };
}
