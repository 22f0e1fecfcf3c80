// How dates are written. A date comes from the service as text, on the clock of the place that it is about, and stays there:
// nothing here knows of the browser's own zone.

const WRITTEN = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** "2026-01-05T09:00:00+00:00" as `Mon 5 Jan 2026`. */
export function dateOf(start: string): string {
  return WRITTEN.format(new Date(`${start.slice(0, 10)}T00:00:00Z`)).replace(",", "");
}

/** "2026-01-05T09:00:00+00:00" as `09:00`. */
export const timeOf = (start: string): string => start.slice(11, 16);
