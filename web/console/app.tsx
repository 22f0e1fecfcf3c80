import { ApolloProvider, useQuery } from "@apollo/client/react";
import { useComputedColorScheme, useMantineColorScheme, ActionIcon, Anchor, Box, Button, Group, Menu, Text, Title, Tooltip } from "@mantine/core";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { Navigate, NavLink, Route, Routes } from "react-router";

import { makeClient } from "./api/client";
import { failureOf } from "./api/failures";
import { ViewerDocument } from "./api/generated/graphql";
import { useSignIn, type Config, type SignIn } from "./api/sign-in";
import { PAGES, type Viewer } from "./pages";
import { FailureNotice } from "./shared/failure-notice";
import { PageBoundary } from "./shared/page-boundary";
import { ChevronIcon, KeyboardIcon, MoonIcon, SunIcon } from "./shared/icons";
import { useKey } from "./shared/keys";
import { words } from "./shared/words";
import classes from "./app.module.css";

// What a first look at the sessions does not need comes later, and is at hand then even without a connection.
const KeysDialog = lazy(() => import("./shared/keys-dialog"));
const SignInPage = lazy(() => import("./sign-in-page"));

/** Milliseconds after which a browser with nothing to do fetches what dialogs and notices are made of. */
const LATER = 3_000;

function usePrefetch(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      const parts = [import("./shared/keys-dialog"), import("./sessions/delete-dialog"), import("./sessions/bulk-report"), import("@mantine/notifications")];
      void Promise.allSettled(parts);
    }, LATER);
    return () => clearTimeout(timer);
  }, []);
}

/** A person signed in sees the shell with a page in it; anybody else the sign-in page, at whatever address. */
export function App({ config }: { config: Config }) {
  const signIn = useSignIn(config);
  const { token, expire } = signIn;
  const client = useMemo(
    () => (token === null ? null : makeClient({ endpoint: config.endpoint, token, onSignedOut: expire })),
    [config.endpoint, token, expire],
  );
  useEffect(() => {
    if (client === null) return;
    // Somebody who comes back to the page, or back on the network, sees what is there now.
    const refresh = () => void client.refetchQueries({ include: "active" }).catch(() => undefined);
    const comesBack = () => document.visibilityState === "visible" && refresh();
    document.addEventListener("visibilitychange", comesBack);
    window.addEventListener("focus", refresh);
    window.addEventListener("online", refresh);
    return () => {
      document.removeEventListener("visibilitychange", comesBack);
      window.removeEventListener("focus", refresh);
      window.removeEventListener("online", refresh);
      client.stop();
    };
  }, [client]);
  if (client === null) {
    return (
      <Suspense>
        <SignInPage signIn={signIn} />
      </Suspense>
    );
  }
  return (
    <ApolloProvider client={client}>
      <SignedIn signIn={signIn} />
    </ApolloProvider>
  );
}

function SignedIn({ signIn }: { signIn: SignIn }) {
  usePrefetch();
  const { data, error, refetch } = useQuery(ViewerDocument);
  const viewer = data?.viewer;
  return (
    <Shell signIn={signIn} viewer={viewer}>
      {!viewer && error && <FailureNotice failure={failureOf(error)} retry={() => void refetch().catch(() => undefined)} />}
      {(viewer || !error) && (
        <PageBoundary>
          <Routes>
            <Route path="/" element={<Navigate to="/sessions" replace />} />
            {PAGES.map(({ path, Page }) => (
              <Route key={path} path={path} element={<Page viewer={viewer} />} />
            ))}
            <Route path="*" element={<NotFound />} />
          </Routes>
        </PageBoundary>
      )}
    </Shell>
  );
}

function Shell({ signIn, viewer, children }: { signIn: SignIn; viewer: Viewer | undefined; children: ReactNode }) {
  const [isKeysOpen, setKeysOpen] = useState(false);
  const openKeys = useCallback(() => setKeysOpen(true), []);
  useKey("?", openKeys);
  return (
    <Box className={classes.shell}>
      <a className="skip-link" href="#page">
        {words.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <div className={classes.brand}>
            <span className={classes.product}>{words.product}</span>
            {viewer && <span className={classes.practice}>{viewer.practice.name}</span>}
          </div>
          <nav aria-label={words.navigation.label} className={classes.navigation}>
            {PAGES.filter(({ label, roles }) => label && (!roles || (viewer && roles.includes(viewer.role)))).map(({ path, label }) => (
              <NavLink key={path} to={path} className={classes.link}>
                {label}
              </NavLink>
            ))}
            <a href="/explorer" className={classes.link}>
              {words.navigation.explorer}
            </a>
          </nav>
          <Group gap={4} wrap="nowrap" className={classes.tools}>
            <Tooltip label={words.keys.button}>
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.keys.button} onClick={openKeys} className={classes.tool} visibleFrom="sm">
                <KeyboardIcon />
              </ActionIcon>
            </Tooltip>
            <SchemeSwitch />
            <Account signIn={signIn} viewer={viewer} />
          </Group>
        </div>
      </header>
      <main id="page" tabIndex={-1} className={classes.page}>
        {children}
      </main>
      {isKeysOpen && (
        <Suspense>
          <KeysDialog onClose={() => setKeysOpen(false)} />
        </Suspense>
      )}
    </Box>
  );
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const label = scheme === "light" ? words.scheme.toDark : words.scheme.toLight;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" className={classes.tool} aria-label={label} onClick={() => setColorScheme(scheme === "light" ? "dark" : "light")}>
        {scheme === "light" ? <MoonIcon /> : <SunIcon />}
      </ActionIcon>
    </Tooltip>
  );
}

function Account({ signIn, viewer }: { signIn: SignIn; viewer: Viewer | undefined }) {
  const { way } = signIn;
  if (!viewer) {
    return (
      <Button variant="subtle" color="gray" className={classes.tool} onClick={signIn.signOut}>
        {words.signIn.signOut}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button variant="subtle" color="gray" px="xs" className={classes.account} rightSection={<ChevronIcon />} aria-label={words.signIn.account(viewer.name)}>
          <span className={classes.name}>{viewer.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {viewer.name}, {words.signIn.roles[viewer.role]}
        </Menu.Label>
        {way.kind === "demo" && (
          <>
            <Menu.Divider />
            <Menu.Label>{words.signIn.as}</Menu.Label>
            {way.tokens.map(({ label, token }) => (
              <Menu.Item key={label} onClick={() => signIn.signInAs(label)} fw={token === signIn.token ? 600 : undefined}>
                {label}
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Divider />
        <Menu.Item onClick={signIn.signOut}>{words.signIn.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NotFound() {
  return (
    <>
      <Title order={1} size="h2">
        {words.notFound.title}
      </Title>
      <Text my="sm">{words.notFound.text}</Text>
      <Anchor href="/sessions">{words.notFound.back}</Anchor>
    </>
  );
}
