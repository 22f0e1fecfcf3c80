import { Button, Group, Paper, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";

import { words } from "../shared/words";
import { useBulk, type BulkAction, type BulkResult } from "./changes";
import classes from "./sessions.module.css";

const text = words.sessions;
const DeleteDialog = lazy(() => import("./delete-dialog"));
const BulkReport = lazy(() => import("./bulk-report"));
/** The service changes no more at once. */
const MOST = 100;

interface Props {
  /** The names of the selected sessions, by id: the report needs them when the sessions are gone. */
  selected: ReadonlyMap<string, string>;
  clear: () => void;
}

/** What can be done with the selected sessions, and what became of each. */
export function BulkBar({ selected, clear }: Props) {
  const [doing, setDoing] = useState<BulkAction | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [report, setReport] = useState<{ action: BulkAction; results: BulkResult[]; names: ReadonlyMap<string, string> } | null>(null);
  const send = useBulk();
  const run = async (action: BulkAction) => {
    setDoing(action);
    const results = await send(action, [...selected.keys()]);
    setDoing(null);
    setAsking(false);
    if (results) {
      setReport({ action, results, names: selected });
      clear();
    }
  };
  const button = (action: BulkAction, label: string, act: () => void) => (
    <Button size="xs" variant="default" loading={doing === action} disabled={selected.size > MOST || (doing !== null && doing !== action)} onClick={act}>
      {label}
    </Button>
  );
  return (
    <>
      {selected.size > 0 && (
        <Paper component="section" aria-label={text.bulk} withBorder shadow="md" className={classes.bulk}>
          <Text size="sm" fw={600} role="status">
            {text.selected(selected.size)}
          </Text>
          {selected.size > MOST && <Text size="sm">{text.tooMany}</Text>}
          <Group gap="xs">
            {button("activate", text.activate, () => void run("activate"))}
            {button("deactivate", text.deactivate, () => void run("deactivate"))}
            {button("remove", text.remove, () => setAsking(true))}
          </Group>
          <Button size="xs" variant="subtle" onClick={clear} ms="auto">
            {text.clearSelection}
          </Button>
        </Paper>
      )}
      {isAsking && (
        <Suspense>
          <DeleteDialog count={selected.size} onClose={() => setAsking(false)} onConfirm={() => run("remove")} />
        </Suspense>
      )}
      {report && (
        <Suspense>
          <BulkReport {...report} onClose={() => setReport(null)} />
        </Suspense>
      )}
    </>
  );
}
