import { useApolloClient, useMutation } from "@apollo/client/react";
import { useCallback } from "react";

import {
  DeleteSessionDocument,
  DeleteSessionsDocument,
  ToggleSessionDocument,
  ToggleSessionsDocument,
  type SessionRowFragment,
} from "./generated/graphql";
import { tellDone, tellFailed, tellRefused, type Said } from "../shared/notices";
import { words } from "../shared/words";

const text = words.sessions;
const LISTS = ["Sessions"];

/** What the row menus do. Each tells how it ended; nothing is said to be done before the service said so. */
export function useChanges() {
  const client = useApolloClient();
  const [sendToggle] = useMutation(ToggleSessionDocument);
  const [sendDelete] = useMutation(DeleteSessionDocument);

  /** After a refusal the list is read anew: somebody else may have changed the session. */
  const refused = useCallback(
    (errors: readonly Said[]) => {
      tellRefused(errors);
      void client.refetchQueries({ include: LISTS }).catch(() => undefined);
    },
    [client],
  );

  const toggle = useCallback(
    async ({ id, name, version, status }: SessionRowFragment) => {
      const active = status === "INACTIVE";
      try {
        const { data } = await sendToggle({
          variables: { id, active, expectedVersion: version },
          // Shown at once; taken back where the service refuses it.
          optimisticResponse: {
            toggleSession: {
              __typename: "SessionPayload",
              session: { __typename: "Session", id, version: version + 1, status: active ? "ACTIVE" : "INACTIVE" },
              warnings: [],
              errors: [],
            },
          },
          refetchQueries: LISTS,
        });
        if (!data) return;
        const { errors, warnings } = data.toggleSession;
        if (errors.length > 0) refused(errors);
        else tellDone(text.toggled(name, active), warnings);
      } catch (error) {
        tellFailed(error);
      }
    },
    [sendToggle, refused],
  );

  /** True where it is gone. */
  const remove = useCallback(
    async ({ id, name, version }: SessionRowFragment): Promise<boolean> => {
      try {
        const { data } = await sendDelete({
          variables: { id, expectedVersion: version },
          refetchQueries: LISTS,
          awaitRefetchQueries: true,
        });
        const errors = data?.deleteSession.errors ?? [];
        if (errors.length > 0) refused(errors);
        else tellDone(text.removed(name));
        return errors.length === 0;
      } catch (error) {
        tellFailed(error);
        return false;
      }
    },
    [sendDelete, refused],
  );

  return { toggle, remove };
}

export type BulkAction = "activate" | "deactivate" | "remove";

export interface BulkResult {
  id: string;
  errors: readonly Said[];
  warnings: readonly Said[];
}

export function useBulk() {
  const [sendToggle] = useMutation(ToggleSessionsDocument);
  const [sendDelete] = useMutation(DeleteSessionsDocument);
  /** One result for each id, or null where nothing was done at all, which has been told then. */
  return useCallback(
    async (action: BulkAction, ids: string[]): Promise<BulkResult[] | null> => {
      const after = { refetchQueries: LISTS, awaitRefetchQueries: true };
      try {
        const payload =
          action === "remove"
            ? (await sendDelete({ variables: { ids }, ...after })).data?.deleteSessions
            : (await sendToggle({ variables: { ids, active: action === "activate" }, ...after })).data?.toggleSessions;
        if (!payload) return null;
        if (payload.errors.length > 0) tellRefused(payload.errors);
        return payload.errors.length > 0 ? null : payload.items.map((item) => ({ warnings: [], ...item }));
      } catch (error) {
        tellFailed(error);
        return null;
      }
    },
    [sendToggle, sendDelete],
  );
}
