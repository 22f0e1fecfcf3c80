// Prints the result of every audit as JSON: node audits.mjs <endpoint>, with the bearer token in TOKEN.
import { serverAudits } from 'graphql-http';

const [endpoint] = process.argv.slice(2);
const authorization = `Bearer ${process.env.TOKEN}`;

const signedIn = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, authorization } });

const results = [];
for (const audit of serverAudits({ url: endpoint, fetchFn: signedIn })) {
  const { id, name, status, reason } = await audit.fn();
  results.push({ id, name, status, reason });
}
console.log(JSON.stringify(results));
