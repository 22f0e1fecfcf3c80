import { useCallback, useMemo, useState } from "react";

/** A token of the demo, made by the service for this machine's own browser. */
export interface DemoToken {
  label: string;
  role: string;
  token: string;
}

export interface Config {
  /** Where operations are sent, on the page's own origin. */
  endpoint: string;
  /** Empty in production. */
  tokens: DemoToken[];
}

/** How people sign in here. OpenID Connect will be a third way, and the only other place that knows of it is sign-in-page.tsx. */
export type Way = { kind: "demo"; tokens: DemoToken[] } | { kind: "token" };

export interface SignIn {
  way: Way;
  /** Null: nobody is signed in. Kept in this page's memory only. */
  token: string | null;
  /** The service did not accept the last token. */
  isExpired: boolean;
  signInAs(label: string): void;
  signInWith(token: string): void;
  signOut(): void;
  expire(): void;
}

/** The name of the demo's role, which the explorer shares; never a token. Empty: signed out on purpose. */
const ROLE_KEY = "clinic-sessions:role";

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/explorer/config.json", { cache: "no-store", credentials: "omit" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as Config;
}

/** The role that was chosen last; at a first visit the first of the demo, so that `make run` opens on a page at work. */
function remembered(tokens: DemoToken[]): string | null {
  const label = localStorage.getItem(ROLE_KEY);
  if (label === "") return null;
  return (tokens.find((token) => token.label === label) ?? tokens[0])?.token ?? null;
}

export function useSignIn(config: Config): SignIn {
  const [tokens, setTokens] = useState(config.tokens);
  const [state, setState] = useState(() => ({ token: remembered(config.tokens), isExpired: false }));

  const signInAs = useCallback(
    (label: string) => {
      localStorage.setItem(ROLE_KEY, label);
      setState({ token: tokens.find((token) => token.label === label)?.token ?? null, isExpired: false });
    },
    [tokens],
  );
  const expire = useCallback(() => {
    setState({ token: null, isExpired: true });
    // The demo's tokens are made anew for each page that asks.
    loadConfig().then((fresh) => setTokens(fresh.tokens), () => undefined);
  }, []);
  return useMemo(
    () => ({
      way: config.tokens.length > 0 ? { kind: "demo", tokens } : { kind: "token" },
      ...state,
      signInAs,
      signInWith: (text) => setState({ token: text.trim().replace(/^bearer\s+/i, "") || null, isExpired: false }),
      signOut: () => {
        localStorage.setItem(ROLE_KEY, "");
        setState({ token: null, isExpired: false });
      },
      expire,
    }),
    [config, tokens, state, signInAs, expire],
  );
}
