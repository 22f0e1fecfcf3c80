// Bundles the explorer into dist/: index.html beside assets/, whose names carry a hash of their content.
// Everything comes from node_modules, so that the page contacts no address but the service's own.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(HERE, "dist");
const ASSETS = join(DIST, "assets");
const PUBLIC = "/explorer/assets/";
const STARTS_WITH = /^src\/main\.tsx$|\/monaco-graphql\/esm\/(monaco-editor|lite)\.js$/;
const COMPRESSED = new Set([".js", ".css", ".svg", ".ttf", ".txt"]);

const COMMON = {
  absWorkingDir: HERE,
  bundle: true,
  minify: true,
  target: "es2022",
  outdir: ASSETS,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "linked",
  loader: { ".graphql": "text", ".json": "text", ".ttf": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
  logLevel: "warning",
};

/** The public address of the output made from each entry point, by the entry's name. */
function addresses(metafile, extension = ".js") {
  return Object.fromEntries(
    Object.entries(metafile.outputs)
      .filter(([path, output]) => output.entryPoint && extname(path) === extension)
      .map(([path]) => [basename(path).replace(/-[A-Z0-9]{8}\.\w+$/, ""), PUBLIC + basename(path)]),
  );
}

/** Links to what the page needs before it can draw, so that the browser asks for all of it at once. */
function links({ outputs }) {
  const scripts = new Set();
  const visit = (path) => {
    if (scripts.has(path)) return;
    scripts.add(path);
    for (const { path: next, kind } of outputs[path].imports) if (kind === "import-statement") visit(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (STARTS_WITH.test(entryPoint)) visit(path);
  // The bundler does not load the style of a script that is imported later; the page's own comes last, and wins.
  const styles = Object.keys(outputs).filter((path) => path.endsWith(".css"));
  styles.sort((a, b) => styleRank(outputs[a]) - styleRank(outputs[b]));
  return [
    ...styles.map((path) => `<link rel="stylesheet" href="${PUBLIC}${basename(path)}" />`),
    ...[...scripts].map((path) => `<link rel="modulepreload" href="${PUBLIC}${basename(path)}" />`),
  ].join("\n    ");
}

function styleRank(output) {
  return "src/explorer.css" in output.inputs ? 1 : 0;
}

async function hashed(name) {
  const content = await readFile(join(HERE, name));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await writeFile(join(ASSETS, file), content);
  return PUBLIC + file;
}

await rm(DIST, { recursive: true, force: true });
await mkdir(ASSETS, { recursive: true });

const workers = await build({
  ...COMMON,
  format: "iife",
  entryPoints: {
    "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
    "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
  },
});
const app = await build({
  ...COMMON,
  format: "esm",
  splitting: true,
  entryPoints: { explorer: "src/main.tsx" },
  define: { ...COMMON.define, WORKERS: JSON.stringify(addresses(workers.metafile)) },
});

const page = (await readFile(join(HERE, "index.html"), "utf8"))
  .replace("{{favicon}}", await hashed("favicon.svg"))
  .replace("{{script}}", addresses(app.metafile).explorer)
  .replace("{{links}}", links(app.metafile));
await writeFile(join(DIST, "index.html"), page);

let total = 0;
for (const name of await readdir(ASSETS)) {
  if (!COMPRESSED.has(extname(name))) continue;
  const packed = await promisify(gzip)(await readFile(join(ASSETS, name)), { level: 9 });
  await writeFile(join(ASSETS, `${name}.gz`), packed);
  total += packed.length;
}
console.log(`web/dist: ${(total / 1e6).toFixed(1)} MB gzipped`);
