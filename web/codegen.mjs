// Writes the types of the console's operations, from the schema that the service prints: those of each folder to its own
// generated/graphql.ts, so that a page loads no other page's documents, and what all of them use to api/generated/.
// With --check it writes nothing, and fails where what is there is out of date. It drives the generator's core, for the
// generator's command line needs a newer Node than Debian has.
import { codegen } from "@graphql-codegen/core";
import { preset } from "@graphql-codegen/client-preset";
import * as fragmentMatcher from "@graphql-codegen/fragment-matcher";
import { buildSchema, parse } from "graphql";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const COMMON = "api";
const CONFIG = {
  strictScalars: true,
  // As the service sends them: dates and times are shown in the words that it gives beside them, never computed with.
  scalars: { Date: "string", DateTime: "string", LocalTime: "string", TimeZone: "string" },
  enumsAsTypes: true,
  useTypeImports: true,
  // Of the schema, only the inputs and enums that an operation names.
  onlyOperationTypes: true,
  // Apollo's error policy is "none": where a field was refused, the console gets the error and no data. So a root field
  // that is null only then (@semanticNonNull) is never null in data.
  nullability: { errorHandlingClient: true },
};

const text = await readFile(join(HERE, "../schema/schema.graphql"), "utf8");
const schema = parse(text);
const schemaAst = buildSchema(text);
const names = (await readdir(join(HERE, "console"), { recursive: true })).filter((name) => name.endsWith(".graphql")).sort();
const documents = await Promise.all(
  names.map(async (name) => {
    const rawSDL = await readFile(join(HERE, "console", name), "utf8");
    return { location: `console/${name}`, folder: name.split("/")[0], document: parse(rawSDL), rawSDL };
  }),
);
const hasFragmentsOnly = ({ document }) => document.definitions.every(({ kind }) => kind === "FragmentDefinition");

/** What a folder's operations may use besides its own fragments: those of shared/. */
const documentsOf = (folder) => documents.filter((one) => one.folder === folder || (one.folder === "shared" && hasFragmentsOnly(one)));

const common = (folder) => ({ schema, schemaAst, documents: documentsOf(folder), config: CONFIG, pluginMap: {}, plugins: [] });
const wanted = [];
for (const folder of new Set(documents.map((one) => one.folder))) {
  const outputs = await preset.buildGeneratesSection({
    ...common(folder),
    baseOutputDir: `console/${folder}/generated/`,
    presetConfig: { fragmentMasking: { unmaskFunctionName: "readFragment" } },
    profiler: { run: (work) => work(), collect: () => [] },
    documentTransforms: [],
  });
  wanted.push(...outputs.filter(({ filename }) => folder === COMMON || filename.endsWith("/graphql.ts")));
}
wanted.push({
  ...common(COMMON),
  filename: `console/${COMMON}/generated/possible-types.ts`,
  plugins: [{ "fragment-matcher": {} }],
  pluginMap: { "fragment-matcher": fragmentMatcher },
  config: { useExplicitTyping: false },
});

const stale = [];
for (const output of wanted) {
  const path = join(HERE, output.filename);
  const made = `${(await codegen({ documentTransforms: [], ...output })).trim()}\n`;
  const kept = await readFile(path, "utf8").catch(() => null);
  if (made === kept) continue;
  stale.push(output.filename);
  if (process.argv.includes("--check")) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, made);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`Out of date (make web-types): ${stale.join(", ")}`);
  process.exit(1);
}
