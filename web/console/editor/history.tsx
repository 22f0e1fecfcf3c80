import { useQuery } from "@apollo/client/react";
import { Button, Loader, Text, Title } from "@mantine/core";
import { useState } from "react";

import { dateOf, timeOf } from "../shared/dates";
import { words } from "../shared/words";
import classes from "./editor.module.css";
import { SessionHistoryDocument } from "./generated/graphql";

const text = words.editor.history;

/** Who changed the session, the newest first: for admins. Read when it is asked for. */
export function History({ id, version }: { id: string; version: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-label={text.title} className={classes.history}>
      <Title order={2} size="h5" mb="xs">
        {text.title}
      </Title>
      {isOpen ? (
        <Entries key={version} id={id} />
      ) : (
        <Button variant="default" size="xs" onClick={() => setOpen(true)}>
          {text.show}
        </Button>
      )}
    </section>
  );
}

function Entries({ id }: { id: string }) {
  const { data, error, fetchMore, refetch } = useQuery(SessionHistoryDocument, { variables: { id }, fetchPolicy: "network-only" });
  if (error && !data) {
    return (
      <Button variant="default" size="xs" onClick={() => void refetch().catch(() => undefined)}>
        {words.retry}
      </Button>
    );
  }
  if (!data) return <Loader size="sm" aria-label={words.loading} />;
  const { nodes, pageInfo } = data.auditEntries;
  const more = () =>
    fetchMore({
      variables: { after: pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult: { auditEntries } }) => ({
        auditEntries: { ...auditEntries, nodes: [...before.auditEntries.nodes, ...auditEntries.nodes] },
      }),
    });
  return (
    <>
      {nodes.length === 0 && <Text size="sm">{text.none}</Text>}
      <ol className={classes.log}>
        {nodes.map(({ id: entry, at, actor, action, changes }) => (
          <li key={entry}>
            <span>
              <strong>{actor}</strong> {text.action[action]}, {dateOf(at)} {timeOf(at)} {at.endsWith("+00:00") || at.endsWith("Z") ? "UTC" : at.slice(19)}
            </span>
            {action === "UPDATED" && (
              <ul>
                {changes.map(({ field, before, after }) => (
                  <li key={field}>
                    {field}: {before ?? text.empty} {text.to} {after ?? text.empty}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      {pageInfo.hasNextPage && (
        <Button variant="default" size="xs" onClick={() => void more().catch(() => undefined)}>
          {text.more}
        </Button>
      )}
    </>
  );
}
