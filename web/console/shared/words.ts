// Every word that the console says by itself. What the service says (schedule.text, errors, warnings) is shown as it comes.
// Another language is one more file of this shape.

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
const sessions = (n: number) => count(n, "session", "sessions");

export const words = {
  product: "Clinic Sessions",
  skip: "Skip to the page",
  loading: "Loading…",
  close: "Close",
  cancel: "Cancel",
  retry: "Try again",
  conflicts: (n: number) => `Saved, with ${count(n, "conflict", "conflicts")}`,
  more: (n: number) => `and ${n} more`,

  navigation: { label: "Pages", sessions: "Sessions", explorer: "API explorer" },
  scheme: { toDark: "Dark colours", toLight: "Light colours" },
  pickers: { noOption: "Nothing matches", inactive: (name: string) => `${name} (inactive)`, unknown: "No longer there" },

  notFound: { title: "There is no such page", text: "The address may have been mistyped.", back: "Go to Sessions" },

  signIn: {
    title: "Sign in",
    demo: "This is the demo practice. Choose whom you want to be.",
    token: "Paste an access token of your identity provider. It is kept in this page’s memory only.",
    tokenLabel: "Access token",
    submit: "Sign in",
    signOut: "Sign out",
    as: "Sign in as",
    account: (name: string) => `Account of ${name}`,
    expired: "Your sign-in has expired or is not accepted any more. Sign in again; the page opens where you were.",
    noConfig: "The service did not say how to sign in.",
    roles: { ADMIN: "Admin", CLINICIAN: "Clinician", STAFF: "Reception", BOOKING: "Online booking" },
  },

  failure: {
    offline: { title: "No connection", text: "The service cannot be reached. What you see may be out of date." },
    unavailable: { title: "The service is busy", text: "It cannot answer right now. Nothing is lost; try again in a moment." },
    forbidden: { title: "Not for this role", text: "Your role may not see the practice’s sessions." },
    changed: { title: "The service has changed", text: "This page is older than the service. Reload it to go on." },
    unknown: { title: "Something went wrong", text: "The service could not answer. Try again." },
    reload: "Reload the page",
    notDone: "Not saved",
  },

  keys: {
    title: "Keys",
    search: "Search",
    help: "Show the keys",
    escape: "Leave the search, a menu or a dialog",
    button: "Keyboard shortcuts",
  },

  // ---------------------------------------------------------------- the pages

  sessions: {
    title: "Sessions",
    total: sessions,
    table: "Sessions of the practice",
    columns: { NAME: "Name", CLINICIAN: "Clinician", LOCATION: "Location", START_TIME: "Schedule", STATUS: "Status" },
    sortBy: "Sort by",
    sortedBy: (column: string, descending: boolean) => `${column}${descending ? ", last first" : ""}`,
    status: { ACTIVE: "Active", INACTIVE: "Inactive" },
    remote: "Remote",
    filters: "Filters",
    search: "Search",
    searchHint: "Name, clinician or location",
    clearSearch: "Clear the search",
    clinician: "Clinician",
    location: "Location",
    statusFilter: "Status",
    any: { clinician: "Any clinician", location: "Any location", status: "All" },
    clearFilters: "Clear filters",
    page: { label: "Pages of the list", next: "Next", previous: "Previous", first: "First page" },
    updating: "Updating the list",

    none: { title: "No session matches", text: "Change the search or a filter to see more." },
    empty: {
      title: "No sessions yet",
      text: "A session says when a clinician is available, where, and for which appointments. Before the first one, the practice needs:",
      clinicians: "its clinicians",
      locations: "its locations, unless all sessions are remote",
      done: "done",
      missing: "still missing",
      readOnly: "As soon as your practice’s manager has made some, they are listed here.",
      how: "All of it can be made in the API explorer: open it and choose the example “Create a session”.",
      open: "Open the API explorer",
    },

    actions: (name: string) => `Actions for ${name}`,
    duplicate: "Duplicate",
    activate: "Activate",
    deactivate: "Deactivate",
    remove: "Delete…",
    duplicated: (name: string) => `“${name}” has been made`,
    toggled: (name: string, active: boolean) => `“${name}” is ${active ? "active" : "inactive"} now`,
    removed: (name: string) => `“${name}” has been deleted`,

    confirm: {
      title: (name: string) => `Delete “${name}”?`,
      titleMany: (n: number) => `Delete ${sessions(n)}?`,
      goes: "With it go:",
      goesMany: "With each of them go:",
      dates: "all its dates, past and future, and the slots that they offer",
      next: (date: string, time: string) => `its next date, ${date} at ${time}`,
      exceptions: (n: number) => `${count(n, "date", "dates")} cancelled or moved by hand`,
      exceptionsMany: "the dates cancelled or moved by hand",
      stays: "Templates and the record of who changed what stay. This cannot be undone; to keep the session without offering slots, deactivate it instead.",
      submit: "Delete",
      submitMany: (n: number) => `Delete ${sessions(n)}`,
    },

    select: (name: string) => `Select ${name}`,
    selectAll: "Select all sessions on this page",
    selected: (n: number) => `${n} selected`,
    bulk: "Actions for the selected sessions",
    clearSelection: "Clear selection",
    tooMany: "100 at most can be changed at once.",
    report: {
      title: (done: number, all: number) => `${done} of ${sessions(all)} done`,
      done: { activate: "Activated", deactivate: "Deactivated", remove: "Deleted" },
      conflicts: (n: number) => `, with ${count(n, "conflict", "conflicts")}`,
      refused: "Refused",
    },
  },
} as const;
