import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./console.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";

import { loadConfig } from "./api/sign-in";
import { App } from "./app";
import { FailureNotice } from "./shared/failure-notice";
import { cssVariables, theme } from "./shared/theme";
import { words } from "./shared/words";

const root = createRoot(document.getElementById("console")!);

const render = (content: React.ReactNode) =>
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Notifications position="bottom-right" autoClose={6000} />
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
