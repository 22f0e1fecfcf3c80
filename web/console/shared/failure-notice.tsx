import { Alert, Button, Group, Text } from "@mantine/core";

import type { Failure } from "../api/failures";
import { words } from "./words";

interface Props {
  failure: Failure;
  /** Instead of the failure's own words. */
  detail?: string;
  retry: () => void;
}

/** What went wrong with a whole page, and the way on. */
export function FailureNotice({ failure, detail, retry }: Props) {
  // Who is signed out sees the sign-in page a moment later.
  if (failure === "signedOut") return null;
  const { title, text } = words.failure[failure];
  return (
    <Alert color={failure === "forbidden" ? "gray" : "yellow"} variant="light" title={title} role="alert" styles={PLAIN}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{detail ?? text}</Text>
        {failure === "changed" && (
          <Button size="xs" variant="default" onClick={() => location.reload()}>
            {words.failure.reload}
          </Button>
        )}
        {failure !== "changed" && failure !== "forbidden" && (
          <Button size="xs" variant="default" onClick={retry}>
            {words.retry}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

const PLAIN = { title: { color: "var(--mantine-color-text)" }, message: { color: "var(--mantine-color-text)" } };
