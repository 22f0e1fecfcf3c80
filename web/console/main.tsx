import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./console.css";

import { MantineProvider } from "@mantine/core";
import { lazy, StrictMode, Suspense, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";

import { loadConfig } from "./api/sign-in";
import { App } from "./app";
import { FailureNotice } from "./shared/failure-notice";
import { noticesNeeded } from "./shared/notices";
import { cssVariables, theme } from "./shared/theme";
import { words } from "./shared/words";

const Notifications = lazy(() => import("@mantine/notifications").then((module) => ({ default: module.Notifications })));

function Notices() {
  const isNeeded = useSyncExternalStore(noticesNeeded.subscribe, noticesNeeded.get);
  return isNeeded ? (
    <Suspense>
      <Notifications position="bottom-right" autoClose={6000} />
    </Suspense>
  ) : null;
}

const root = createRoot(document.getElementById("console")!);

const render = (content: React.ReactNode) =>
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Notices />
        {content}
      </MantineProvider>
    </StrictMode>,
  );

loadConfig().then(
  (config) =>
    // A router of this kind lets a page ask before it is left.
    render(<RouterProvider router={createBrowserRouter([{ path: "*", element: <App config={config} /> }])} />),
  () =>
    render(
      <main style={{ padding: 24 }}>
        <FailureNotice failure="offline" detail={words.signIn.noConfig} retry={() => location.reload()} />
      </main>,
    ),
);
