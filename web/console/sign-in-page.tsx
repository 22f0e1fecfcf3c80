import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";

import type { SignIn } from "./api/sign-in";
import { words } from "./shared/words";

/** Where people come who are not signed in. */
export default function SignInPage({ signIn }: { signIn: SignIn }) {
  const { way } = signIn;
  return (
    <Center mih="100dvh" p="md" bg="var(--page-ground)">
      <Paper component="main" withBorder p="xl" w="100%" maw={420}>
        <Stack gap="md">
          <div>
            <Text size="sm" c="dimmed">
              {words.product}
            </Text>
            <Title order={1} size="h2">
              {words.signIn.title}
            </Title>
          </div>
          {signIn.isExpired && (
            <Alert color="yellow" role="alert" styles={{ message: { color: "var(--mantine-color-text)" } }}>
              {words.signIn.expired}
            </Alert>
          )}
          {way.kind === "demo" ? (
            <>
              <Text size="sm">{words.signIn.demo}</Text>
              <Stack gap="xs">
                {way.tokens.map(({ label }) => (
                  <Button key={label} variant="default" justify="start" size="md" fullWidth onClick={() => signIn.signInAs(label)}>
                    {label}
                  </Button>
                ))}
              </Stack>
            </>
          ) : (
            <TokenForm onToken={signIn.signInWith} />
          )}
        </Stack>
      </Paper>
    </Center>
  );
}

function TokenForm({ onToken }: { onToken: (token: string) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onToken(text);
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label={words.signIn.tokenLabel}
          description={words.signIn.token}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          required
          autoFocus
          visibilityToggleButtonProps={{ "aria-hidden": true }}
        />
        <Button type="submit">{words.signIn.submit}</Button>
      </Stack>
    </form>
  );
}
