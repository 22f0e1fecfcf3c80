// One build of both pages into dist/: console/index.html and explorer/index.html beside assets/, whose names carry a hash of
// their content. Everything comes from node_modules, so that a page contacts no address but the service's own.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const COMPRESSED = new Set([".js", ".css", ".svg", ".ttf"]);

/** Writes name.gz beside each asset, so that the service need not compress it at each request. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    async writeBundle({ dir }) {
      const assets = join(dir!, "assets");
      for (const name of await readdir(assets)) {
        if (!COMPRESSED.has(extname(name))) continue;
        await writeFile(join(assets, `${name}.gz`), await promisify(gzip)(await readFile(join(assets, name)), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [compressed()],
  build: {
    target: "es2022",
    rolldownOptions: {
      input: { console: "console/index.html", explorer: "explorer/index.html" },
      // "use client" means something to frameworks that render on a server; the packages carry it, and here it can go.
      onLog: (level, log, handle) => log.code !== "MODULE_LEVEL_DIRECTIVE" && handle(level, log),
    },
    // A polyfill would be of use to no browser that this target allows.
    modulePreload: { polyfill: false },
    // As files of their own: the policy allows no script from a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    license: { fileName: "licences.md" },
    reportCompressedSize: false,
  },
  worker: { format: "iife" },
});
