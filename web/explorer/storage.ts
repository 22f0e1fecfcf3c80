// What GraphiQL keeps between visits: tabs, history, theme, sizes. Its history would also keep what stands in the headers
// editor, where people paste tokens, whatever shouldPersistHeaders says. Here no header reaches the disk.

const WITH_HEADERS = new Set(["graphiql:queries", "graphiql:favorites", "graphiql:tabState"]);
const REFUSED = new Set(["graphiql:headers", "graphiql:shouldPersistHeaders"]);

const withoutHeaders = (key: string, value: unknown) => (key === "headers" ? null : value);

export const storage = {
  get length(): number {
    return localStorage.length;
  },
  getItem: (key: string): string | null => localStorage.getItem(key),
  removeItem: (key: string): void => localStorage.removeItem(key),
  setItem(key: string, value: string): void {
    if (REFUSED.has(key)) return;
    localStorage.setItem(key, WITH_HEADERS.has(key) ? JSON.stringify(JSON.parse(value), withoutHeaders) : value);
  },
  clear(): void {
    for (const key of Object.keys(localStorage)) if (key.startsWith("graphiql:")) localStorage.removeItem(key);
  },
};
