// How a change ended, in a corner of the page. Nothing is said to be done before the service said so.
import type { NotificationData } from "@mantine/notifications";

import { failureOf } from "../api/failures";
import { words } from "./words";

export interface Said {
  message: string;
}

const CLOSE = { "aria-label": words.close };

/** What draws the notices comes with the first of them. */
let isNeeded = false;
let tellNeeded: (() => void) | undefined;

export const noticesNeeded = {
  subscribe: (listener: () => void) => {
    tellNeeded = listener;
    return () => void (tellNeeded = undefined);
  },
  get: () => isNeeded,
};

function show(notice: NotificationData): void {
  isNeeded = true;
  tellNeeded?.();
  import("@mantine/notifications").then(
    ({ notifications }) => notifications.show({ ...notice, closeButtonProps: CLOSE }),
    // Without a connection, before it had come: a notice must not be lost.
    () => alert([notice.title, notice.message].filter(Boolean).join("\n")),
  );
}

/** `warnings` are the conflicts that a payload tells: the change is saved all the same. */
export function tellDone(title: string, warnings: readonly Said[] = []): void {
  const [first, ...more] = warnings;
  const message = first && `${words.conflicts(warnings.length)}: ${first.message}${more.length > 0 ? ` (${words.more(more.length)})` : ""}`;
  show({ title, message, color: first ? "yellow" : "green", autoClose: first ? 12_000 : 5_000 });
}

/** A payload's errors that no field of the page can show. Stays until it is closed: what was not saved must not pass unseen. */
export function tellRefused(errors: readonly Said[]): void {
  const message = errors.map((error) => error.message).join(" ");
  show({ title: words.failure.notDone, message, color: "red", autoClose: false });
}

/** A request that failed as a whole. Who is signed out sees the sign-in page instead. */
export function tellFailed(error: unknown): void {
  const failure = failureOf(error);
  if (failure !== "signedOut") tellRefused([{ message: `${words.failure[failure].title}. ${words.failure[failure].text}` }]);
}
