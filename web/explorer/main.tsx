import "./workers";

import "graphiql/style.css";
import "./explorer.css";

import { createRoot } from "react-dom/client";

import { loadConfig } from "./config";
import { Explorer } from "./explorer";

const root = createRoot(document.getElementById("explorer")!);

loadConfig().then(
  (config) => root.render(<Explorer config={config} />),
  (error: unknown) =>
    root.render(
      <p className="notice" role="alert">
        The explorer could not ask the service for its settings ({String(error)}). Reload the page to try again.
      </p>,
    ),
);
