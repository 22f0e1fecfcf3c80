import { useState } from "react";

import type { DemoToken } from "./config";

/** The chosen role's name, not its token: tokens are kept in memory only, and are gone with the page. */
const ROLE_KEY = "clinic-sessions:role";

interface Chosen {
  token: string | null;
  /** The label of a demo token, or null where one was pasted. */
  label: string | null;
}

export function useToken(tokens: DemoToken[]) {
  const [chosen, setChosen] = useState<Chosen>(() => {
    const kept = tokens.find(({ label }) => label === localStorage.getItem(ROLE_KEY)) ?? tokens[0];
    return { token: kept?.token ?? null, label: kept?.label ?? null };
  });
  return {
    token: chosen.token,
    label: chosen.label,
    choose(label: string) {
      localStorage.setItem(ROLE_KEY, label);
      setChosen({ label, token: tokens.find((token) => token.label === label)?.token ?? null });
    },
    paste(text: string) {
      const token = text.trim().replace(/^bearer\s+/i, "") || null;
      if (token !== chosen.token) setChosen({ label: null, token });
    },
  };
}

interface Props {
  tokens: DemoToken[];
  label: string | null;
  choose(label: string): void;
  paste(text: string): void;
}

/** Who asks: in the demo one of its roles; elsewhere whoever the pasted token says. */
export function Identity({ tokens, label, choose, paste }: Props) {
  return (
    <div className="identity">
      <span className="identity-name">Clinic Sessions</span>
      {tokens.length > 0 ? (
        <label className="identity-field">
          <span>as</span>
          <select aria-label="Role" value={label ?? ""} onChange={(event) => choose(event.target.value)}>
            {tokens.map((token) => (
              <option key={token.label} value={token.label}>
                {token.label}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <input
          type="password"
          className="identity-token"
          placeholder="Paste an access token"
          aria-label="Access token"
          title="Kept in this page's memory only"
          autoComplete="off"
          spellCheck={false}
          onPaste={({ currentTarget }) => setTimeout(() => paste(currentTarget.value))}
          onBlur={({ currentTarget }) => paste(currentTarget.value)}
          onKeyDown={({ key, currentTarget }) => key === "Enter" && paste(currentTarget.value)}
        />
      )}
    </div>
  );
}
