import { useApolloClient, useMutation } from "@apollo/client/react";
import { useCallback, useRef } from "react";

import { readFragment } from "../api/generated";
import { asNew, changed, everything, type Form } from "./form";
import {
  CreateFromTemplateDocument,
  CreateSessionDocument,
  EditedRecurrenceFragmentDoc,
  EditedSessionFragmentDoc,
  SessionToEditDocument,
  SplitSessionDocument,
  UpdateSessionDocument,
  type EditedRecurrenceFragment,
  type EditedSessionFragment,
  type UpdateSessionInput,
} from "./generated/graphql";

export interface Stored {
  session: EditedSessionFragment;
  recurrence: EditedRecurrenceFragment | null;
}

interface PayloadError {
  message: string;
  code: string;
  path: readonly string[];
}

export interface Outcome {
  stored: Stored | null;
  errors: readonly PayloadError[];
  warnings: readonly { message: string }[];
}

interface Named {
  clinician?: { id: string; name: string } | null;
  location?: { id: string; name: string } | null;
  appointmentTypes: readonly { id: string; name: string }[];
}

/** What a session or a template has chosen, by id. */
export const namesOf = ({ clinician, location, appointmentTypes }: Named): [string, string][] =>
  [clinician, location, ...appointmentTypes].flatMap((one) => (one ? [[one.id, one.name] as [string, string]] : []));

/** A session's fragment with the rule in it. */
export function unmask(masked: unknown): Stored {
  const session = readFragment(EditedSessionFragmentDoc, masked as never) as EditedSessionFragment;
  const rule = session.schedule.recurrence;
  return { session, recurrence: rule ? (readFragment(EditedRecurrenceFragmentDoc, rule) as EditedRecurrenceFragment) : null };
}

/** What a split starts from: where the schedule is another one, its first day is the date of the split. */
export function splitInput(form: Form, base: Form, from: string): UpdateSessionInput {
  const input = changed(form, base);
  if (input.schedule && form.startDate === base.startDate) return { ...input, schedule: { ...input.schedule, startDate: from } };
  return input;
}

/** The mutations, each with one way to answer. A request that fails as a whole throws. */
export function useSave() {
  const client = useApolloClient();
  const [create] = useMutation(CreateSessionDocument);
  const [createFrom] = useMutation(CreateFromTemplateDocument);
  const [update] = useMutation(UpdateSessionDocument);
  const [split] = useMutation(SplitSessionDocument);
  const sent = useRef({ text: "", key: "" });

  /** The same request sent again, after an answer that was lost, is not done twice. */
  const keyFor = useCallback((variables: object) => {
    const text = JSON.stringify(variables);
    if (sent.current.text !== text) sent.current = { text, key: crypto.randomUUID() };
    return sent.current.key;
  }, []);

  const answered = (payload: { session?: unknown; errors: readonly PayloadError[]; warnings: readonly { message: string }[] }): Outcome => ({
    stored: payload.session && payload.errors.length === 0 ? unmask(payload.session) : null,
    errors: payload.errors,
    warnings: payload.warnings,
  });

  return {
    create: async (form: Form, templateId: string | null): Promise<Outcome> => {
      if (templateId === null) {
        const variables = { input: asNew(form) };
        const { data } = await create({ variables: { ...variables, idempotencyKey: keyFor(variables) } });
        return answered(data!.createSession);
      }
      const variables = { templateId, session: { clinicianId: form.clinicianId!, startDate: form.startDate, overrides: everything(form) } };
      const { data } = await createFrom({ variables: { ...variables, idempotencyKey: keyFor(variables) } });
      const payload = data!.createSessionsFromTemplate;
      return payload.items[0] ? answered(payload.items[0]) : { stored: null, errors: payload.errors, warnings: [] };
    },
    update: async (id: string, form: Form, base: Form, expectedVersion: number): Promise<Outcome> => {
      const { data } = await update({ variables: { id, input: changed(form, base), expectedVersion } });
      return answered(data!.updateSession);
    },
    split: async (id: string, from: string, form: Form, base: Form, expectedVersion: number): Promise<Outcome> => {
      const variables = { id, from, input: splitInput(form, base, from), expectedVersion };
      const { data } = await split({ variables: { ...variables, idempotencyKey: keyFor(variables) } });
      return answered(data!.splitSession);
    },
    /** The session as it is now; null where it is gone. */
    read: async (id: string): Promise<Stored | null> => {
      const { data } = await client.query({ query: SessionToEditDocument, variables: { id }, fetchPolicy: "network-only" });
      return data?.session ? unmask(data.session) : null;
    },
  };
}
