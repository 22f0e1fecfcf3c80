// The operations of the Examples panel. Each is a file in ../examples, with its variables beside it; tests/web validates all of
// them against the printed schema. Variables may hold placeholders: see placeholders.ts.

import cancelOccurrence from "../examples/cancel-occurrence.graphql";
import cancelOccurrenceVariables from "../examples/cancel-occurrence.json";
import closures from "../examples/closures.graphql";
import closuresVariables from "../examples/closures.json";
import conflicts from "../examples/conflicts.graphql";
import conflictsVariables from "../examples/conflicts.json";
import createClosure from "../examples/create-closure.graphql";
import createClosureVariables from "../examples/create-closure.json";
import createSession from "../examples/create-session.graphql";
import createSessionVariables from "../examples/create-session.json";
import createTemplate from "../examples/create-template.graphql";
import createTemplateVariables from "../examples/create-template.json";
import deleteSession from "../examples/delete-session.graphql";
import deleteSessionVariables from "../examples/delete-session.json";
import duplicateSession from "../examples/duplicate-session.graphql";
import duplicateSessionVariables from "../examples/duplicate-session.json";
import editSession from "../examples/edit-session.graphql";
import editSessionVariables from "../examples/edit-session.json";
import explainAvailability from "../examples/explain-availability.graphql";
import explainAvailabilityVariables from "../examples/explain-availability.json";
import freeSlots from "../examples/free-slots.graphql";
import freeSlotsVariables from "../examples/free-slots.json";
import oneSession from "../examples/one-session.graphql";
import oneSessionVariables from "../examples/one-session.json";
import pickLists from "../examples/pick-lists.graphql";
import previewSession from "../examples/preview-session.graphql";
import previewSessionVariables from "../examples/preview-session.json";
import rescheduleOccurrence from "../examples/reschedule-occurrence.graphql";
import rescheduleOccurrenceVariables from "../examples/reschedule-occurrence.json";
import restoreOccurrence from "../examples/restore-occurrence.graphql";
import restoreOccurrenceVariables from "../examples/restore-occurrence.json";
import saveAsTemplate from "../examples/save-as-template.graphql";
import saveAsTemplateVariables from "../examples/save-as-template.json";
import sessionsTable from "../examples/sessions-table.graphql";
import sessionsTableVariables from "../examples/sessions-table.json";
import splitSession from "../examples/split-session.graphql";
import splitSessionVariables from "../examples/split-session.json";
import templates from "../examples/templates.graphql";
import templatesVariables from "../examples/templates.json";
import thisWeek from "../examples/this-week.graphql";
import thisWeekVariables from "../examples/this-week.json";
import toggleSession from "../examples/toggle-session.graphql";
import toggleSessionVariables from "../examples/toggle-session.json";
import useTemplate from "../examples/use-template.graphql";
import useTemplateVariables from "../examples/use-template.json";
import viewer from "../examples/viewer.graphql";

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
