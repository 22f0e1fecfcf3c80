import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { useGraphiQL } from "@graphiql/react";
import { GraphiQL } from "graphiql";
import { useEffect, useMemo, useState } from "react";

import type { Config } from "./config";
import { EXAMPLES_PLUGIN, SamplesContext, type Samples } from "./examples-panel";
import { Identity, useToken } from "./identity";
import type { Ask } from "./placeholders";
import { fetcher, send } from "./requests";
import { storage } from "./storage";

const PLUGINS = [EXAMPLES_PLUGIN, HISTORY_PLUGIN];

/** What a first visit finds in the editor. */
const welcome = (isDemo: boolean) => `# Clinic Sessions: when clinicians are available, where and for what.
# ${isDemo ? "Choose at the top right as whom you ask." : "Paste an access token at the top right first."}
# Type, and the schema completes what you write; Ctrl-Enter runs it.
# The examples on the left open ready to run.

query WhoAmI {
  viewer {
    name
    role
    practice {
      name
      timeZone
    }
  }
}
`;

export function Explorer({ config }: { config: Config }) {
  const { token, ...identity } = useToken(config.tokens);
  const [isFirstVisit] = useState(() => storage.getItem("graphiql:tabState") === null);
  const ask = useMemo(() => asking(config.endpoint, token), [config.endpoint, token]);
  // Outside the demo an example that writes names no real session: one press of the run button must not change one.
  const samples: Samples = { forQueries: ask, forMutations: config.tokens.length > 0 ? ask : null };
  return (
    <SamplesContext value={samples}>
      <GraphiQL
        fetcher={useMemo(() => fetcher(config.endpoint, token), [config.endpoint, token])}
        storage={storage}
        shouldPersistHeaders={false}
        plugins={PLUGINS}
        visiblePlugin={isFirstVisit ? EXAMPLES_PLUGIN.title : undefined}
        defaultQuery={welcome(config.tokens.length > 0)}
        defaultEditorToolsVisibility="variables"
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>
          <Identity tokens={config.tokens} {...identity} />
        </GraphiQL.Logo>
        <EditorOptions />
      </GraphiQL>
    </SamplesContext>
  );
}

const EDITING = {
  // Comments and messages stay in sight beside an open panel.
  wordWrap: "on",
  wrappingIndent: "indent",
  // The dash of 09:00–12:30 is no mistake.
  unicodeHighlight: { ambiguousCharacters: false },
} as const;

function EditorOptions() {
  const editors = useGraphiQL((state) => [state.queryEditor, state.variableEditor, state.responseEditor]);
  useEffect(() => editors.forEach((editor) => editor?.updateOptions(EDITING)), [editors]);
  return null;
}

function asking(endpoint: string, token: string | null): Ask | null {
  if (!token) return null;
  return async (query, variables) => {
    const answer = await send(endpoint, { query, variables }, new Headers({ authorization: `Bearer ${token}` }));
    return answer.errors ? null : (answer.data ?? null);
  };
}
