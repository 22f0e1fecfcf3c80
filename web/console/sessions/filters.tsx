import { ActionIcon, Button, Kbd, SegmentedControl, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, useCallback } from "react";

import type { SessionStatus } from "./generated/graphql";
import { CrossIcon, SearchIcon } from "../shared/icons";
import { useKey } from "../shared/keys";
import { Picker } from "../shared/pickers";
import { words } from "../shared/words";
import classes from "./sessions.module.css";
import { isFiltered, REMOTE, type View } from "./view";

const text = words.sessions;
/** Milliseconds without another key, after which the list follows what is typed. */
const PAUSE = 250;
const REMOTE_OPTION = [{ value: REMOTE, label: text.remote }];

interface Props {
  view: View;
  change: (change: Partial<View>, options?: { replace?: boolean }) => void;
}

export function Filters({ view, change }: Props) {
  return (
    <section aria-label={text.filters} className={classes.filters}>
      <Search value={view.search} onChange={(search) => change({ search }, { replace: true })} />
      <Picker
        kind="clinician"
        className={classes.choice}
        aria-label={text.clinician}
        placeholder={text.any.clinician}
        value={view.clinician}
        onChange={(clinician) => change({ clinician })}
        clearable
      />
      <Picker
        kind="location"
        className={classes.choice}
        aria-label={text.location}
        placeholder={text.any.location}
        more={REMOTE_OPTION}
        value={view.location}
        onChange={(location) => change({ location })}
        clearable
      />
      <SegmentedControl
        aria-label={text.statusFilter}
        className={classes.status}
        data={[
          { value: "", label: text.any.status },
          { value: "ACTIVE", label: text.status.ACTIVE },
          { value: "INACTIVE", label: text.status.INACTIVE },
        ]}
        value={view.status ?? ""}
        onChange={(status) => change({ status: (status || null) as SessionStatus | null })}
      />
      {isFiltered(view) && (
        <Button variant="subtle" px="xs" onClick={() => change({ search: "", clinician: null, location: null, status: null })}>
          {text.clearFilters}
        </Button>
      )}
    </section>
  );
}

/** What is typed is shown at once, and asked for as soon as the typing pauses. */
function Search({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [isFocused, setFocused] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const asked = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;

  // The address changed otherwise: Back, or "Clear filters".
  useEffect(() => {
    if (value !== asked.current) setTyped((asked.current = value));
  }, [value]);
  useEffect(() => {
    const sought = typed.trim();
    if (sought === asked.current) return;
    const timer = setTimeout(() => latest.current((asked.current = sought)), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  useKey("/", useCallback(() => field.current?.select(), []));

  return (
    <TextInput
      ref={field}
      className={classes.search}
      type="text"
      role="searchbox"
      aria-label={text.search}
      placeholder={text.searchHint}
      leftSection={<SearchIcon />}
      rightSection={
        typed ? (
          <ActionIcon variant="subtle" color="gray" aria-label={text.clearSearch} onClick={() => (setTyped(""), field.current?.focus())}>
            <CrossIcon />
          </ActionIcon>
        ) : isFocused ? null : (
          <Kbd size="xs" aria-hidden visibleFrom="sm">
            /
          </Kbd>
        )
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onKeyDown={(event) => event.key === "Escape" && (typed ? setTyped("") : field.current?.blur())}
      maxLength={200}
    />
  );
}
