import { useQuery } from "@apollo/client/react";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";

import { readFragment } from "../api/generated";
import {
  PreviewedConflictFragmentDoc,
  PreviewedDateFragmentDoc,
  PreviewSessionDocument,
  SessionDatesDocument,
  type PreviewSessionQueryVariables,
  type UpdateSessionInput,
} from "./generated/graphql";

/** Milliseconds without another change, after which the service is asked. */
const PAUSE = 300;
const WINDOW_DAYS = 365;

interface Asked {
  /** Null for a session that is not saved yet. */
  id: string | null;
  input: UpdateSessionInput;
  /** The first date of the window that is looked at. */
  from: string;
  /** False for who may only read: shown is what the session is. */
  mayChange: boolean;
}

/** A year from `from` on: what the session would be there, as the service says. */
export function usePreview({ id, input, from, mayChange }: Asked) {
  const [settled] = useDebouncedValue(JSON.stringify({ id, input, from, to: plusDays(from, WINDOW_DAYS) }), PAUSE);
  const variables = useMemo(() => JSON.parse(settled) as PreviewSessionQueryVariables, [settled]);
  const changed = useQuery(PreviewSessionDocument, { variables, skip: !mayChange, fetchPolicy: "no-cache" });
  const asIs = useQuery(SessionDatesDocument, {
    variables: { id: id ?? "", from: variables.from, to: variables.to },
    skip: mayChange || id === null,
  });
  const { data, previousData, loading, error } = changed;
  const preview = (data ?? previousData)?.previewSession;
  const session = (asIs.data ?? asIs.previousData)?.session;
  const shown = mayChange
    ? preview
    : session && { ...session, text: session.schedule.text, addedDates: [], removedDates: [], droppedExceptions: [], errors: [] };
  return useMemo(
    () => ({
      from: variables.from,
      isLoading: loading || asIs.loading,
      error: error ?? asIs.error,
      shown: shown && {
        text: shown.text ?? null,
        dates: shown.occurrences.map((one) => readFragment(PreviewedDateFragmentDoc, one)),
        conflicts: shown.conflicts.map((one) => readFragment(PreviewedConflictFragmentDoc, one)),
        addedDates: shown.addedDates,
        removedDates: shown.removedDates,
        droppedExceptions: shown.droppedExceptions,
        errors: shown.errors,
      },
    }),
    [variables.from, loading, asIs.loading, error, asIs.error, preview, session],
  );
}

export type Preview = ReturnType<typeof usePreview>;

/** On the calendar alone: no clock and no zone comes into it. */
export function plusDays(date: string, days: number): string {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const later = new Date(0);
  later.setUTCFullYear(year, month - 1, day + days);
  return later.getUTCFullYear() > 9999 ? "9999-12-31" : later.toISOString().slice(0, 10);
}

/** Where the window starts: no more than a first look, which the reader's own calendar is good for. */
export function today(): string {
  const now = new Date();
  return plusDays(`${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`, 0);
}
