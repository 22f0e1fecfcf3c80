// PostGraphile 5 on the benchmark's tables, with the service's tenancy: its role, and row-level security by practice.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { PGHOST, PGUSER, PGDATABASE, PORT, ROLE } = process.env;

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      schemas: ["public"],
      poolConfig: { host: PGHOST, user: PGUSER, database: PGDATABASE, max: 8, min: 8 },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: {
    explain: false,
    context: (request) => ({
      pgSettings: { role: ROLE, "app.practice_id": request.node?.req.headers["x-practice"] ?? "" },
    }),
  },
};

const instance = postgraphile(preset);
const server = createServer();
const served = instance.createServ(grafserv);
await served.addTo(server);
await instance.getSchema();
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
