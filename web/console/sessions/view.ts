// What the page shows is in its address, and nowhere else: a view can be sent to a colleague, and Back goes back.
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import type { OrderDirection, SessionOrderField, SessionsQueryVariables, SessionStatus } from "./generated/graphql";

export const PAGE_SIZE = 25;
export const REMOTE = "remote";

export const COLUMNS = ["NAME", "CLINICIAN", "LOCATION", "START_TIME", "STATUS"] as const satisfies SessionOrderField[];
export type Column = (typeof COLUMNS)[number];

/** The address's words for the columns. */
const SORTS: Record<Column, string> = { NAME: "name", CLINICIAN: "clinician", LOCATION: "location", START_TIME: "schedule", STATUS: "status" };

export interface View {
  search: string;
  clinician: string | null;
  /** A location's id, or REMOTE. */
  location: string | null;
  status: SessionStatus | null;
  column: Column;
  direction: OrderDirection;
  after: string | null;
  before: string | null;
}

export function read(address: URLSearchParams): View {
  const status = address.get("status");
  return {
    search: address.get("q") ?? "",
    clinician: address.get("clinician"),
    location: address.get("location"),
    status: status === "active" ? "ACTIVE" : status === "inactive" ? "INACTIVE" : null,
    column: COLUMNS.find((column) => SORTS[column] === address.get("sort")) ?? "NAME",
    direction: address.get("order") === "desc" ? "DESC" : "ASC",
    after: address.get("after"),
    before: address.get("before"),
  };
}

export function write(view: View): URLSearchParams {
  const address = new URLSearchParams();
  const put = (name: string, value: string | null) => value && address.set(name, value);
  put("q", view.search);
  put("clinician", view.clinician);
  put("location", view.location);
  put("status", view.status && view.status.toLowerCase());
  put("sort", view.column === "NAME" ? null : SORTS[view.column]);
  put("order", view.direction === "DESC" ? "desc" : null);
  put("after", view.after);
  put("before", view.before);
  return address;
}

export const isFiltered = (view: View): boolean => Boolean(view.search || view.clinician || view.location || view.status);

export function variables(view: View): SessionsQueryVariables {
  const isRemote = view.location === REMOTE;
  const filter = {
    ...(view.search && { search: view.search }),
    ...(view.clinician && { clinicianIds: [view.clinician] }),
    ...(isRemote && { remote: true }),
    ...(view.location && !isRemote && { locationIds: [view.location] }),
    ...(view.status && { status: view.status }),
  };
  return {
    filter,
    orderBy: { field: view.column, direction: view.direction },
    ...(view.before ? { last: PAGE_SIZE, before: view.before } : { first: PAGE_SIZE, after: view.after }),
  };
}

interface Change {
  /** Replaces the address instead of adding one to go back to: for what is still being typed. */
  replace?: boolean;
}

export function useView(): [View, (change: Partial<View>, options?: Change) => void] {
  const [address, setAddress] = useSearchParams();
  const view = useMemo(() => read(address), [address]);
  const change = useCallback(
    (changed: Partial<View>, options: Change = {}) =>
      // Another filter or order starts at the first page again.
      setAddress((now) => write({ ...read(now), after: null, before: null, ...changed }), options),
    [setAddress],
  );
  return [view, change];
}
