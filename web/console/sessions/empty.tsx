import { useQuery } from "@apollo/client/react";
import { Button, Group, List, Paper, Text, Title } from "@mantine/core";
import { Link } from "react-router";

import { SessionsNeedDocument } from "./generated/graphql";
import { TickIcon, CrossIcon } from "../shared/icons";
import { words } from "../shared/words";

const text = words.sessions;

/** In place of the table where the practice has no session yet: what to do first. */
export function EmptyPractice({ mayManage }: { mayManage: boolean }) {
  const { data } = useQuery(SessionsNeedDocument);
  const { title, text: why, readOnly, how, open } = text.empty;
  const step = (label: string, isDone: boolean) => (
    <List.Item icon={isDone ? <TickIcon /> : <CrossIcon />}>
      {label}: {isDone ? text.empty.done : text.empty.missing}
    </List.Item>
  );
  return (
    <Paper withBorder p="xl" maw={640}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {mayManage ? (
        <>
          <Text size="sm">{why}</Text>
          {data && (
            <List size="sm" my="sm" listStyleType="none">
              {step(text.empty.clinicians, data.clinicians.totalCount > 0)}
              {step(text.empty.locations, data.locations.totalCount > 0)}
            </List>
          )}
          <Text size="sm" mb="md">
            {how}
          </Text>
          <Group gap="sm">
            <Button component={Link} to="/sessions/new">
              {text.make}
            </Button>
            <Button component="a" href="/explorer" variant="default">
              {open}
            </Button>
          </Group>
        </>
      ) : (
        <Text size="sm">{readOnly}</Text>
      )}
    </Paper>
  );
}

/** In place of the table where the filters leave nothing. */
export function NoMatch({ clear }: { clear: () => void }) {
  return (
    <Paper withBorder p="xl">
      <Title order={2} size="h4" mb={4}>
        {text.none.title}
      </Title>
      <Text size="sm" mb="md">
        {text.none.text}
      </Text>
      <Button variant="default" onClick={clear}>
        {text.clearFilters}
      </Button>
    </Paper>
  );
}
