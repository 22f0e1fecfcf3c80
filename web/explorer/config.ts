/** A token of the demo, made by the service for this machine's own browser. */
export interface DemoToken {
  label: string;
  role: string;
  token: string;
}

export interface Config {
  /** Where operations are sent, on the page's own origin. */
  endpoint: string;
  /** Empty in production: there one pastes a token. */
  tokens: DemoToken[];
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/explorer/config.json", { cache: "no-store", credentials: "omit" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as Config;
}
