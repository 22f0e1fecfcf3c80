// Choosing a clinician, a location or an appointment type by name; multi-picker.tsx is for several. The service does the searching: a practice may have
// thousands of clinicians, of whom a browser loads the first that match.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useQuery } from "@apollo/client/react";
import { Select, type ComboboxParsedItem, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRef, useState } from "react";

import {
  AppointmentTypeChoicesDocument,
  ChosenNamesDocument,
  ClinicianChoicesDocument,
  LocationChoicesDocument,
  type ClinicianChoicesQueryVariables,
} from "./generated/graphql";
import { words } from "./words";

const text = words.pickers;
/** Milliseconds without another key, after which the choices follow what is typed. */
const PAUSE = 200;

/** Ids that the service takes at once: more than a person chooses by hand. */
const MOST_IDS = 100;

type Kind = "clinician" | "location" | "appointmentType";

/** What the three documents have in common. */
type Choices = TypedDocumentNode<{ choices: { nodes: readonly Choice[] } }, ClinicianChoicesQueryVariables>;

const CHOICES: Record<Kind, Choices> = {
  clinician: ClinicianChoicesDocument,
  location: LocationChoicesDocument,
  appointmentType: AppointmentTypeChoicesDocument,
};

export interface Choice {
  id: string;
  name: string;
  active: boolean;
}

export interface Common {
  kind: Kind;
  /** True: only what is active can be chosen. What was chosen before stays in sight. */
  onlyActive?: boolean;
}

export interface PickerProps extends Common, Omit<SelectProps, "data" | "value" | "onChange"> {
  value: string | null;
  onChange: (id: string | null, name: string | null) => void;
  /** Options that are no object, such as "Remote", behind the others. */
  more?: readonly { value: string; label: string }[];
}

/** One clinician, location or appointment type. */
export function Picker({ kind, onlyActive, value, onChange, more = [], ...field }: PickerProps) {
  const chosen = value === null || more.some((option) => option.value === value) ? [] : [value];
  const { options, labels, isLoading, search } = useChoices(kind, chosen, onlyActive);
  return (
    <Select
      {...field}
      data={[...options, ...more]}
      value={value}
      onChange={(id) => onChange(id, id === null ? null : (labels.get(id)?.name ?? null))}
      onSearchChange={search}
      searchable
      filter={unfiltered}
      nothingFoundMessage={isLoading ? words.loading : text.noOption}
    />
  );
}

/** The service has searched; case, accents and parts of names are its business. */
export const unfiltered = ({ options }: { options: ComboboxParsedItem[] }) => options;

export function useChoices(kind: Kind, chosen: readonly string[], onlyActive = false) {
  const [typed, setTyped] = useState("");
  const [sought] = useDebouncedValue(typed.trim(), PAUSE);
  const { data, previousData, loading } = useQuery(CHOICES[kind], {
    variables: { search: sought || null, active: onlyActive || null },
  });
  const found = (data ?? previousData)?.choices?.nodes ?? [];
  const seen = useRef(new Map<string, Choice>());
  for (const choice of found) seen.current.set(choice.id, choice);

  // What was chosen before and is not among the first that match is asked for by its id.
  const missing = data ? chosen.filter((id) => !seen.current.has(id)).slice(0, MOST_IDS) : [];
  const { data: named } = useQuery(ChosenNamesDocument, { variables: { ids: missing }, skip: missing.length === 0 });
  if (named) {
    missing.forEach((id, at) => {
      const node = named.nodes[at];
      seen.current.set(id, node && "name" in node ? node : { id, name: text.unknown, active: false });
    });
  }

  const shown = new Map(found.map((choice) => [choice.id, choice]));
  if (!sought) for (const id of chosen) if (seen.current.has(id)) shown.set(id, seen.current.get(id)!);
  return {
    options: [...shown.values()].map(({ id, name, active }) => ({ value: id, label: active ? name : text.inactive(name) })),
    labels: seen.current as ReadonlyMap<string, Choice>,
    isLoading: loading,
    // A choice puts its own name into the field: that is no search.
    search: (now: string) => setTyped(chosen.some((id) => now === label(seen.current.get(id))) ? "" : now),
  };
}

const label = (choice: Choice | undefined) => choice && (choice.active ? choice.name : text.inactive(choice.name));
