import { useQuery } from "@apollo/client/react";
import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { SessionToDeleteDocument, type SessionRowFragment } from "./generated/graphql";
import { dateOf, timeOf } from "../shared/dates";
import { words } from "../shared/words";

const text = words.sessions.confirm;

interface Props {
  /** What is to go: one session, or several of which only the number is told. */
  session?: SessionRowFragment;
  count?: number;
  onClose: () => void;
  onConfirm: () => Promise<unknown>;
}

/** Asks before a deletion, and says what goes with it. The dialog stays until the service has answered. */
export default function DeleteDialog({ session, count = 1, onClose, onConfirm }: Props) {
  const [isBusy, setBusy] = useState(false);
  return (
    <Modal
      opened
      onClose={() => !isBusy && onClose()}
      title={session ? text.title(session.name) : text.titleMany(count)}
     
    >
      <Stack gap="md">
        <div>
          <Text size="sm" mb={4}>
            {session ? text.goes : text.goesMany}
          </Text>
          <List size="sm" spacing={2}>
            <List.Item>{text.dates}</List.Item>
            {session ? <Details id={session.id} /> : <List.Item>{text.exceptionsMany}</List.Item>}
          </List>
        </div>
        <Text size="sm">{text.stays}</Text>
        <Group justify="end">
          <Button variant="default" onClick={onClose} disabled={isBusy} data-autofocus>
            {words.cancel}
          </Button>
          <Button
            color="red.9"
            loading={isBusy}
            onClick={() => {
              setBusy(true);
              void onConfirm().finally(() => setBusy(false));
            }}
          >
            {session ? text.submit : text.submitMany(count)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Details({ id }: { id: string }) {
  const { data } = useQuery(SessionToDeleteDocument, { variables: { id } });
  const next = data?.session?.nextOccurrence;
  const exceptions = data?.session?.exceptions.length ?? 0;
  return (
    <>
      {next && <List.Item>{text.next(dateOf(next.start), timeOf(next.start))}</List.Item>}
      {exceptions > 0 && <List.Item>{text.exceptions(exceptions)}</List.Item>}
    </>
  );
}
