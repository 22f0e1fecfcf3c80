// The operations of the Examples panel. Each is a file in examples/, with its variables beside it; tests/web validates all of
// them against the printed schema. Variables may hold placeholders: see placeholders.ts.

import cancelOccurrence from "./examples/cancel-occurrence.graphql?raw";
import cancelOccurrenceVariables from "./examples/cancel-occurrence.json?raw";
import closures from "./examples/closures.graphql?raw";
import closuresVariables from "./examples/closures.json?raw";
import conflicts from "./examples/conflicts.graphql?raw";
import conflictsVariables from "./examples/conflicts.json?raw";
import createClosure from "./examples/create-closure.graphql?raw";
import createClosureVariables from "./examples/create-closure.json?raw";
import createSession from "./examples/create-session.graphql?raw";
import createSessionVariables from "./examples/create-session.json?raw";
import createTemplate from "./examples/create-template.graphql?raw";
import createTemplateVariables from "./examples/create-template.json?raw";
import deleteSession from "./examples/delete-session.graphql?raw";
import deleteSessionVariables from "./examples/delete-session.json?raw";
import duplicateSession from "./examples/duplicate-session.graphql?raw";
import duplicateSessionVariables from "./examples/duplicate-session.json?raw";
import editSession from "./examples/edit-session.graphql?raw";
import editSessionVariables from "./examples/edit-session.json?raw";
import explainAvailability from "./examples/explain-availability.graphql?raw";
import explainAvailabilityVariables from "./examples/explain-availability.json?raw";
import freeSlots from "./examples/free-slots.graphql?raw";
import freeSlotsVariables from "./examples/free-slots.json?raw";
import oneSession from "./examples/one-session.graphql?raw";
import oneSessionVariables from "./examples/one-session.json?raw";
import pickLists from "./examples/pick-lists.graphql?raw";
import previewSession from "./examples/preview-session.graphql?raw";
import previewSessionVariables from "./examples/preview-session.json?raw";
import rescheduleOccurrence from "./examples/reschedule-occurrence.graphql?raw";
import rescheduleOccurrenceVariables from "./examples/reschedule-occurrence.json?raw";
import restoreOccurrence from "./examples/restore-occurrence.graphql?raw";
import restoreOccurrenceVariables from "./examples/restore-occurrence.json?raw";
import saveAsTemplate from "./examples/save-as-template.graphql?raw";
import saveAsTemplateVariables from "./examples/save-as-template.json?raw";
import sessionsTable from "./examples/sessions-table.graphql?raw";
import sessionsTableVariables from "./examples/sessions-table.json?raw";
import splitSession from "./examples/split-session.graphql?raw";
import splitSessionVariables from "./examples/split-session.json?raw";
import templates from "./examples/templates.graphql?raw";
import templatesVariables from "./examples/templates.json?raw";
import thisWeek from "./examples/this-week.graphql?raw";
import thisWeekVariables from "./examples/this-week.json?raw";
import toggleSession from "./examples/toggle-session.graphql?raw";
import toggleSessionVariables from "./examples/toggle-session.json?raw";
import useTemplate from "./examples/use-template.graphql?raw";
import useTemplateVariables from "./examples/use-template.json?raw";
import viewer from "./examples/viewer.graphql?raw";

export interface Example {
  title: string;
  summary: string;
  query: string;
  /** JSON text, as it is shown in the variables editor. */
  variables?: string;
}

export interface ExampleGroup {
  title: string;
  examples: Example[];
}

export const EXAMPLES: ExampleGroup[] = [
  {
    title: "Sessions",
    examples: [
      { title: "This week’s sessions", summary: "Who is in, where and when", query: thisWeek, variables: thisWeekVariables },
      { title: "The sessions table", summary: "Filtered, sorted and paged", query: sessionsTable, variables: sessionsTableVariables },
      { title: "One session", summary: "Everything that its editor shows", query: oneSession, variables: oneSessionVariables },
      { title: "Create a session", summary: "Mondays and Wednesdays, 09:00–12:30", query: createSession, variables: createSessionVariables },
      { title: "Preview a change", summary: "Dates that come and go; nothing is saved", query: previewSession, variables: previewSessionVariables },
      { title: "Edit a session", summary: "Only what the input names", query: editSession, variables: editSessionVariables },
      { title: "Duplicate a session", summary: "An afternoon version of a morning clinic", query: duplicateSession, variables: duplicateSessionVariables },
      { title: "Activate or deactivate", summary: "Paused sessions offer no slots", query: toggleSession, variables: toggleSessionVariables },
      { title: "Delete a session", summary: "For good; takes the latest copy", query: deleteSession, variables: deleteSessionVariables },
    ],
  },
  {
    title: "Single dates",
    examples: [
      { title: "Cancel one date", summary: "The pattern stays as it is", query: cancelOccurrence, variables: cancelOccurrenceVariables },
      { title: "Move one date", summary: "In date, time or place", query: rescheduleOccurrence, variables: rescheduleOccurrenceVariables },
      { title: "Restore one date", summary: "Back to the pattern", query: restoreOccurrence, variables: restoreOccurrenceVariables },
      { title: "Split a series", summary: "This date and all that follow", query: splitSession, variables: splitSessionVariables },
    ],
  },
  {
    title: "Availability",
    examples: [
      { title: "Find free slots", summary: "Of one appointment type, this week", query: freeSlots, variables: freeSlotsVariables },
      { title: "Explain availability", summary: "Why a session offers nothing", query: explainAvailability, variables: explainAvailabilityVariables },
      { title: "Conflicts", summary: "Overlaps in the next four weeks", query: conflicts, variables: conflictsVariables },
      { title: "Closures", summary: "Holidays, leave and training", query: closures, variables: closuresVariables },
      { title: "Add a closure", summary: "And see what it takes out", query: createClosure, variables: createClosureVariables },
    ],
  },
  {
    title: "Templates",
    examples: [
      { title: "Templates", summary: "The practice’s and your own", query: templates, variables: templatesVariables },
      { title: "Make a template", summary: "Every weekday morning", query: createTemplate, variables: createTemplateVariables },
      { title: "Save a session as template", summary: "Keep its settings for others", query: saveAsTemplate, variables: saveAsTemplateVariables },
      { title: "Use a template", summary: "Several sessions at once", query: useTemplate, variables: useTemplateVariables },
    ],
  },
  {
    title: "People and places",
    examples: [
      { title: "Who am I?", summary: "What the token says", query: viewer },
      { title: "Lists of the editor", summary: "Clinicians, locations, types", query: pickLists },
    ],
  },
];

export const isMutation = (example: Example): boolean => /^mutation\b/m.test(example.query);
