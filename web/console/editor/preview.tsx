import { Alert, Loader, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { dateOf, timeOf } from "../shared/dates";
import { words } from "../shared/words";
import { Calendar } from "./calendar";
import classes from "./editor.module.css";
import type { Preview } from "./use-preview";

const text = words.editor.preview;
const MOST = 5;

interface Props {
  preview: Preview;
  /** Whether errors of fields that are still empty are told: after the first attempt to save. */
  isComplete: boolean;
}

/** What the form would do, beside it: all of it as the service says. */
export function PreviewPanel({ preview: { shown, from, isLoading, error }, isComplete }: Props) {
  const errors = shown?.errors.filter(({ code }) => isComplete || code !== "REQUIRED") ?? [];
  const overlaps = shown?.conflicts.filter(({ kind }) => kind !== "CLOSURE") ?? [];
  const closures = shown?.conflicts.filter(({ kind }) => kind === "CLOSURE") ?? [];
  return (
    <Paper component="section" withBorder p="md" aria-label={text.title} aria-busy={isLoading} className={classes.preview}>
      <Title order={2} size="h5" className={classes.previewTitle}>
        {text.title} {isLoading && <Loader size={14} aria-label={text.waiting} />}
      </Title>
      {error && !shown && <Text size="sm">{text.failed}</Text>}
      <div role="status">
        {shown && <Text fw={600}>{shown.text ?? text.incomplete}</Text>}
        {shown?.text && (
          <Text size="sm" c="dimmed">
            {shown.dates.length > 0 ? text.dates(shown.dates.length) : text.none}
          </Text>
        )}
      </div>
      {errors.length > 0 && (
        <Alert color="red" variant="light" p="xs" title={text.refused} className={classes.plain}>
          <List>
            {errors.map(({ message }, index) => (
              <li key={index}>{message}</li>
            ))}
          </List>
        </Alert>
      )}
      {shown?.text && (
        <>
          <Calendar from={from} shown={shown} />
          <Part title={shown.addedDates.length > 0 && text.adds(shown.addedDates.length)}>
            <Some of={shown.addedDates}>{(date) => <li key={date}>{dateOf(date)}</li>}</Some>
          </Part>
          <Part title={shown.removedDates.length > 0 && text.removes(shown.removedDates.length)}>
            <Some of={shown.removedDates}>{(date) => <li key={date}>{dateOf(date)}</li>}</Some>
          </Part>
          <Part title={shown.droppedExceptions.length > 0 && text.drops(shown.droppedExceptions.length)}>
            <Some of={shown.droppedExceptions}>{({ originalDate }) => <li key={originalDate}>{dateOf(originalDate)}</li>}</Some>
          </Part>
          <Part title={overlaps.length > 0 && text.conflicts(overlaps.length)} isWarning>
            <Some of={bySession(overlaps)} most={3}>
              {({ first: { message, other }, count }) => (
                <li key={other?.session?.id ?? message}>
                  {message} {count > 1 && `${text.again(count - 1)} `}
                  {other?.session && <Link to={`/sessions/${other.session.id}`}>{text.open(other.session.name)}</Link>}
                </li>
              )}
            </Some>
          </Part>
          <Part title={closures.length > 0 && text.closures(closures.length)} isWarning>
            <Some of={closures} most={3}>{({ message, occurrence, closure }) => <li key={`${occurrence.start} ${closure?.id}`}>{message}</li>}</Some>
          </Part>
          <Part title={shown.dates.length > 0 && text.next}>
            <List>
              {shown.dates.slice(0, MOST).map(({ originalDate, start, end, status, reason, clockChange }) => (
                <li key={originalDate}>
                  {dateOf(start)}, {timeOf(start)}–{timeOf(end)}
                  {status === "CANCELLED" && `, ${text.state.cancelled}`}
                  {status === "CLOSED" && `, ${text.state.closed}`}
                  {status === "MODIFIED" && `, ${text.state.moved}`}
                  {reason && `: ${reason}`}
                  {clockChange && `, ${text.clockChange}`}
                </li>
              ))}
            </List>
          </Part>
        </>
      )}
    </Paper>
  );
}

type Overlap = NonNullable<Preview["shown"]>["conflicts"][number];

/** One entry for each session that it overlaps with: the first date, and how many there are. */
function bySession(overlaps: readonly Overlap[]): { first: Overlap; count: number }[] {
  const groups = new Map<string, { first: Overlap; count: number }>();
  for (const overlap of overlaps) {
    const id = overlap.other?.session?.id ?? overlap.message;
    groups.set(id, { first: groups.get(id)?.first ?? overlap, count: (groups.get(id)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

const List = ({ children }: { children: ReactNode }) => <ul className={classes.entries}>{children}</ul>;

function Part({ title, isWarning, children }: { title: string | false; isWarning?: boolean; children: ReactNode }) {
  if (!title) return null;
  return (
    <section className={classes.part} data-warning={isWarning || undefined}>
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </section>
  );
}

/** The first of them; how many more there are is said. */
function Some<T>({ of, most = MOST, children }: { of: readonly T[]; most?: number; children: (one: T) => ReactNode }) {
  return (
    <List>
      {of.slice(0, most).map(children)}
      {of.length > most && <li>{words.more(of.length - most)}</li>}
    </List>
  );
}
