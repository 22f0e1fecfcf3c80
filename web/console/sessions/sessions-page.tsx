import { useQuery } from "@apollo/client/react";
import { Button, Group, Text, Title } from "@mantine/core";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";

import { failureOf } from "../api/failures";
import { readFragment } from "../api/generated";
import { SessionRowFragmentDoc, SessionsDocument, type SessionRowFragment } from "./generated/graphql";
import type { PageProps } from "../pages";
import { FailureNotice } from "../shared/failure-notice";
import { LeftIcon, PlusIcon, RightIcon } from "../shared/icons";
import { useKey } from "../shared/keys";
import { words } from "../shared/words";
import { BulkBar } from "./bulk";
import { useChanges } from "./changes";
import { EmptyPractice, NoMatch } from "./empty";
import { Filters } from "./filters";
import classes from "./sessions.module.css";
import { SessionsTable, type Selection } from "./table";
import { isFiltered, useView, variables } from "./view";

const text = words.sessions;
const DeleteDialog = lazy(() => import("./delete-dialog"));

export function SessionsPage({ viewer }: PageProps) {
  const [view, change] = useView();
  const { data, previousData, error, loading, refetch } = useQuery(SessionsDocument, {
    variables: variables(view),
    notifyOnNetworkStatusChange: true,
  });
  const { toggle, remove } = useChanges();
  const [deleting, setDeleting] = useState<SessionRowFragment | null>(null);
  const [selected, selection, clearSelection] = useSelection();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text.title} · ${words.product}`;
  }, []);

  // Another filter shows other sessions: what is not in sight is not to be changed by a click on "Delete".
  const { search, clinician, location, status } = view;
  useEffect(clearSelection, [clearSelection, search, clinician, location, status]);

  // While the next view is on its way the last one stays, and says that it is being updated.
  const connection = (data ?? previousData)?.sessions;
  const sessions = useMemo(
    () => connection?.edges.map(({ node }) => readFragment(SessionRowFragmentDoc, node)) ?? null,
    [connection],
  );
  const isEmpty = sessions?.length === 0 && !loading;
  const isBehindTheEnd = isEmpty && (view.after !== null || view.before !== null);
  useEffect(() => {
    if (isBehindTheEnd) change({}, { replace: true });
  }, [isBehindTheEnd, change]);

  const mayManage = viewer?.role === "ADMIN" || viewer?.role === "CLINICIAN";
  const navigate = useNavigate();
  useKey(
    "n",
    useCallback(() => {
      if (mayManage) void navigate("/sessions/new");
    }, [mayManage, navigate]),
  );
  const mayChange = useCallback(
    (session: SessionRowFragment) =>
      viewer?.role === "ADMIN" || (viewer?.role === "CLINICIAN" && viewer.clinician?.id === session.clinician.id),
    [viewer],
  );
  const failure = error && failureOf(error);
  const turn = (page: { after: string } | { before: string }) => {
    change(page);
    title.current?.focus();
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      <Group align="baseline" gap="sm" mb="md">
        <Title order={1} size="h2" ref={title} tabIndex={-1} className={classes.heading}>
          {text.title}
        </Title>
        <Text size="sm" c="dimmed" role="status">
          {connection && text.total(connection.totalCount)}
        </Text>
        {mayManage && (
          <Button component={Link} to="/sessions/new" leftSection={<PlusIcon />} ml="auto" className={classes.make}>
            {text.make}
          </Button>
        )}
      </Group>
      {failure !== "forbidden" && <Filters view={view} change={change} />}
      {failure && (
        <div className={classes.failure}>
          <FailureNotice failure={failure} retry={() => void refetch().catch(() => undefined)} />
        </div>
      )}
      {isEmpty && !failure && !isBehindTheEnd ? (
        isFiltered(view) ? (
          <NoMatch clear={() => change({ search: "", clinician: null, location: null, status: null })} />
        ) : (
          <EmptyPractice mayManage={mayManage} />
        )
      ) : (
        (sessions !== null || !failure) && (
          <SessionsTable
            sessions={sessions}
            selection={mayManage ? selection : null}
            view={view}
            change={change}
            isUpdating={loading && sessions !== null && data === undefined}
            mayChange={mayChange}
            toggle={(session) => void toggle(session)}
            remove={setDeleting}
          />
        )
      )}
      {connection && (connection.pageInfo.hasNextPage || connection.pageInfo.hasPreviousPage) && (
        <nav aria-label={text.page.label} className={classes.pages}>
          <Button
            variant="default"
            leftSection={<LeftIcon />}
            disabled={!connection.pageInfo.hasPreviousPage}
            onClick={() => turn({ before: connection.pageInfo.startCursor! })}
          >
            {text.page.previous}
          </Button>
          <Button
            variant="default"
            rightSection={<RightIcon />}
            disabled={!connection.pageInfo.hasNextPage}
            onClick={() => turn({ after: connection.pageInfo.endCursor! })}
          >
            {text.page.next}
          </Button>
        </nav>
      )}
      <BulkBar selected={selected} clear={clearSelection} />
      {deleting && (
        <Suspense>
          <DeleteDialog
            session={deleting}
            onClose={() => setDeleting(null)}
            onConfirm={async () => {
              const isGone = await remove(deleting);
              setDeleting(null);
              // The menu that opened the dialog went with its row.
              if (isGone) setTimeout(() => title.current?.focus());
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function useSelection(): [ReadonlyMap<string, string>, Selection, () => void] {
  const [selected, setSelected] = useState<ReadonlyMap<string, string>>(new Map());
  const clear = useCallback(() => setSelected((now) => (now.size === 0 ? now : new Map())), []);
  const selection = useMemo(
    () => ({
      has: (id: string) => selected.has(id),
      set: (sessions: readonly SessionRowFragment[], isSelected: boolean) =>
        setSelected((now) => {
          const next = new Map(now);
          for (const { id, name } of sessions) isSelected ? next.set(id, name) : next.delete(id);
          return next;
        }),
    }),
    [selected],
  );
  return [selected, selection, clear];
}
