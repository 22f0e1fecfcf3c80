// The stock GraphiQL page, used where the bundle is missing: no build, no imports. Tokens stay in memory.
(async () => {
  const notice = document.querySelector("#notice");
  if (!window.GraphiQL || !window.ReactDOM) {
    notice.querySelector("p").append(" GraphiQL could not be loaded: is there an internet connection?");
    return;
  }
  const { endpoint, tokens } = await (await fetch("/explorer/config.json", { cache: "no-store" })).json();
  let token = tokens[0]?.token;

  if (tokens.length > 0) {
    const roles = document.createElement("select");
    roles.setAttribute("aria-label", "Role");
    roles.append(...tokens.map(({ label }) => new Option(label)));
    roles.addEventListener("change", () => (token = tokens[roles.selectedIndex].token));
    notice.append(roles);
  }

  async function fetcher(operation, { headers } = {}) {
    const sent = new Headers(headers);
    if (token && !sent.has("authorization")) sent.set("authorization", `Bearer ${token}`);
    sent.set("content-type", "application/json");
    sent.set("accept", "application/json");
    const response = await fetch(endpoint, { method: "POST", headers: sent, body: JSON.stringify(operation) });
    return response.json();
  }

  // The history would keep the headers editor, and with it pasted tokens, on the disk: there, headers are dropped.
  const storage = {
    getItem: (key) => localStorage.getItem(key),
    removeItem: (key) => localStorage.removeItem(key),
    clear: () => localStorage.clear(),
    get length() {
      return localStorage.length;
    },
    setItem(key, value) {
      const isList = /^graphiql:(queries|favorites|tabState)$/.test(key);
      const kept = isList ? JSON.stringify(JSON.parse(value), (name, item) => (name === "headers" ? null : item)) : value;
      if (key !== "graphiql:headers") localStorage.setItem(key, kept);
    },
  };

  const explorer = React.createElement(GraphiQL, {
    fetcher,
    shouldPersistHeaders: false,
    storage,
    defaultQuery: "{\n  viewer {\n    name\n    role\n  }\n}\n",
  });
  ReactDOM.createRoot(document.querySelector("#explorer")).render(explorer);
})();
