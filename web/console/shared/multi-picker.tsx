import { MultiSelect, type MultiSelectProps } from "@mantine/core";

import { unfiltered, useChoices, type Common } from "./pickers";
import { words } from "./words";

export interface MultiPickerProps extends Common, Omit<MultiSelectProps, "data" | "value" | "onChange"> {
  value: readonly string[];
  onChange: (ids: string[], names: Map<string, string>) => void;
}

/** Several clinicians, locations or appointment types. */
export function MultiPicker({ kind, onlyActive, value, onChange, ...field }: MultiPickerProps) {
  const { options, labels, isLoading, search } = useChoices(kind, value, onlyActive);
  return (
    <MultiSelect
      {...field}
      data={options}
      value={[...value]}
      onChange={(ids) => onChange(ids, new Map(ids.map((id) => [id, labels.get(id)?.name ?? ""])))}
      onSearchChange={search}
      searchable
      hidePickedOptions
      filter={unfiltered}
      nothingFoundMessage={isLoading ? words.loading : words.pickers.noOption}
    />
  );
}
