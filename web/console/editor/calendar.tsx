import { ActionIcon, VisuallyHidden } from "@mantine/core";
import { useState } from "react";

import { LeftIcon, RightIcon } from "../shared/icons";
import { words } from "../shared/words";
import classes from "./editor.module.css";
import { WEEKDAYS } from "./form";
import type { Preview } from "./use-preview";

const text = words.editor.preview;
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
/** How many months the window of a year reaches into. */
const MONTHS = 13;

type State = keyof typeof text.state;
const ORDER: readonly State[] = ["on", "added", "removed", "moved", "cancelled", "closed", "conflict"];

/** One month of the dates that the service gave, Monday first. */
export function Calendar({ from, shown }: { from: string; shown: NonNullable<Preview["shown"]> }) {
  const states = statesOf(shown);
  const first = [...states.keys()].sort()[0] ?? from;
  const [offset, setOffset] = useState(0);
  const start = monthsApart(from, first);
  const at = Math.min(Math.max(start + offset, 0), MONTHS - 1);
  const month = plusMonths(from, at);
  const days = daysOf(month);
  const seen = new Set(days.flatMap((day) => [...(states.get(day) ?? [])]));
  const turn = (by: number) => setOffset(at + by - start);
  return (
    <div className={classes.calendar}>
      <div className={classes.month}>
        <ActionIcon variant="subtle" color="gray" className={classes.turn} aria-label={text.earlier} disabled={at === 0} onClick={() => turn(-1)}>
          <LeftIcon />
        </ActionIcon>
        <span aria-live="polite">{MONTH.format(new Date(`${month}-01T00:00:00Z`))}</span>
        <ActionIcon variant="subtle" color="gray" className={classes.turn} aria-label={text.later} disabled={at === MONTHS - 1} onClick={() => turn(1)}>
          <RightIcon />
        </ActionIcon>
      </div>
      <table aria-label={text.calendar}>
        <thead>
          <tr>
            {WEEKDAYS.map((day) => (
              <th key={day} scope="col">
                {words.editor.weekday[day]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(days).map((week, row) => (
            <tr key={row}>
              {week.map((day, column) => {
                const said = ORDER.filter((state) => day && states.get(day)?.has(state));
                return (
                  <td key={column} data-state={said.join(" ") || undefined} data-date={day ?? undefined}>
                    {day && <span>{Number(day.slice(8))}</span>}
                    {said.length > 0 && <VisuallyHidden>{`: ${said.map((state) => text.state[state]).join(", ")}`}</VisuallyHidden>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {seen.size > 0 && (
        <ul className={classes.legend} aria-hidden="true">
          {ORDER.filter((state) => seen.has(state)).map((state) => (
            <li key={state} data-state={state}>
              {text.state[state]}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function statesOf({ dates, conflicts, addedDates, removedDates }: NonNullable<Preview["shown"]>): Map<string, Set<State>> {
  const states = new Map<string, Set<State>>();
  const put = (date: string, state: State) => states.set(date.slice(0, 10), (states.get(date.slice(0, 10)) ?? new Set()).add(state));
  for (const { start, status } of dates) {
    put(start, status === "CANCELLED" ? "cancelled" : status === "CLOSED" ? "closed" : status === "MODIFIED" ? "moved" : "on");
  }
  for (const date of addedDates) put(date, "added");
  for (const date of removedDates) put(date, "removed");
  for (const { kind, occurrence } of conflicts) put(occurrence.start, kind === "CLOSURE" ? "closed" : "conflict");
  return states;
}

const parts = (date: string) => date.split("-").map(Number) as [number, number];

function monthsApart(from: string, to: string): number {
  const [year, month] = parts(from);
  const [toYear, toMonth] = parts(to);
  return (toYear - year) * 12 + toMonth - month;
}

/** The month `months` later, as "2026-01". */
function plusMonths(date: string, months: number): string {
  const [year, month] = parts(date);
  const all = year * 12 + month - 1 + months;
  return `${String(Math.floor(all / 12)).padStart(4, "0")}-${String((all % 12) + 1).padStart(2, "0")}`;
}

function daysOf(month: string): string[] {
  const [year, number] = parts(month);
  const last = new Date(0);
  last.setUTCFullYear(year, number, 0);
  return Array.from({ length: last.getUTCDate() }, (_, day) => `${month}-${String(day + 1).padStart(2, "0")}`);
}

function weeksOf(days: readonly string[]): (string | null)[][] {
  const before = (new Date(`${days[0]}T00:00:00Z`).getUTCDay() + 6) % 7;
  const cells: (string | null)[] = [...Array<null>(before).fill(null), ...days];
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, row) => cells.slice(row * 7, row * 7 + 7));
}
