import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { parse, validate } from "graphql";
import { createContext, useContext, useMemo, useState } from "react";

import { EXAMPLES, isMutation, type Example, type ExampleGroup } from "./examples";
import { fill, type Ask } from "./placeholders";

/** How an example asks the service for ids: for one that only reads, and for one that writes. */
export interface Samples {
  forQueries: Ask | null;
  forMutations: Ask | null;
}

export const SamplesContext = createContext<Samples>({ forQueries: null, forMutations: null });

function useOpen(): (example: Example) => Promise<void> {
  const { addTab } = useGraphiQLActions();
  const samples = useContext(SamplesContext);
  const { queryEditor, variableEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  return async (example) => {
    const ask = isMutation(example) ? samples.forMutations : samples.forQueries;
    const variables = example.variables ? await fill(example.variables.trim(), new Date(), ask) : "";
    if (queryEditor?.getValue().trim()) addTab();
    queryEditor?.setValue(example.query.trim());
    variableEditor?.setValue(variables);
    queryEditor?.focus();
  };
}

/** Those that the service's schema can answer; all of them as long as it is not known. */
function useOffered(): [ExampleGroup[], boolean] {
  const { schema, isIntrospecting } = useGraphiQL((state) => ({
    schema: state.schema,
    isIntrospecting: state.isIntrospecting,
  }));
  const offered = useMemo(() => {
    if (!schema) return EXAMPLES;
    const isValid = ({ query }: Example) => validate(schema, parse(query)).length === 0;
    return EXAMPLES.map((group) => ({ ...group, examples: group.examples.filter(isValid) }));
  }, [schema]);
  return [offered, isIntrospecting];
}

function Panel() {
  const open = useOpen();
  const [opening, setOpening] = useState<Example | null>(null);
  const [sought, setSought] = useState("");
  const [offered, isBusy] = useOffered();
  const matches = ({ title, summary }: Example) => `${title} ${summary}`.toLowerCase().includes(sought.trim().toLowerCase());
  const groups = offered.map((group) => ({ ...group, examples: group.examples.filter(matches) }));
  return (
    <section aria-label="Examples" aria-busy={isBusy} className="examples">
      <h2 className="examples-title">Examples</h2>
      <input
        type="search"
        className="examples-search"
        placeholder="What would you like to do?"
        aria-label="Search the examples"
        value={sought}
        onChange={(event) => setSought(event.target.value)}
      />
      {groups
        .filter(({ examples }) => examples.length > 0)
        .map(({ title, examples }) => (
          <section key={title} aria-label={title}>
            <h3 className="examples-group">{title}</h3>
            <ul className="examples-list">
              {examples.map((example) => (
                <li key={example.title}>
                  <button
                    type="button"
                    className="example"
                    aria-busy={example === opening}
                    disabled={opening !== null}
                    onClick={() => {
                      setOpening(example);
                      void open(example).finally(() => setOpening(null));
                    }}
                  >
                    <span className="example-title">{example.title}</span>
                    {isMutation(example) && <span className="example-kind">writes</span>}
                    <span className="example-summary">{example.summary}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      {groups.every(({ examples }) => examples.length === 0) && <p>No example matches.</p>}
    </section>
  );
}

function Icon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <rect x="3" y="2.5" width="14" height="15" rx="2" />
      <path d="M6.5 7h7M6.5 10.5h7M6.5 14h4" />
    </svg>
  );
}

export const EXAMPLES_PLUGIN: GraphiQLPlugin = { title: "Examples", icon: Icon, content: Panel };
