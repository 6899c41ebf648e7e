/**
 * Bundles the page into classic scripts and stylesheets under `out/`. The build helper
 * (`cargo xtask build`) puts them into the single file.
 */

import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Texts that only the command line and the charts' own module show; the page need not carry them.
 * Browsers know the plural rules themselves.
 */
const ELSEWHERE =
  /^(cli|chart|finding(?!\.quoted)|health|health_one|plural|set_aside|date\.\w+_(short|axis)|number\.(below|decimal|minus|none|percent|points|range\w*))(\.|$)/;

const MESSAGES = here("../crates/charts/messages/");

/** A plural form that reads as the form `other` is left to it. */
const formOf = (texts, key) => {
  const text = texts[key] ?? 0;
  const other = key.replace(/\.(one|few|many)$/, ".other");
  return other !== key && texts[other] === text ? 0 : text;
};

/**
 * The texts of every language that has a file, for the page's data block. Keys are written once for all
 * languages, a text that one of them does not need as 0.
 */
const catalogues = async () => {
  const files = (await readdir(MESSAGES)).filter((file) => file.endsWith(".json")).sort();
  const contents = await Promise.all(files.map((file) => readFile(MESSAGES + file, "utf8")));
  const all = contents.map((text) => JSON.parse(text));
  const keys = [...new Set(all.flatMap(Object.keys))].filter((key) => !ELSEWHERE.test(key)).sort();
  const texts = files.map((file, at) => [file.replace(".json", ""), keys.map((key) => formOf(all[at], key))]);
  return { keys, texts: Object.fromEntries(texts) };
};

/** `import languages from "languages"`: of every language with a message file its name in itself. */
const languages = {
  name: "languages",
  setup(builder) {
    builder.onResolve({ filter: /^languages$/ }, ({ path }) => ({ path, namespace: "languages" }));
    builder.onLoad({ filter: /./, namespace: "languages" }, async () => {
      const { keys, texts } = await catalogues();
      const at = keys.indexOf("language.name");
      const names = Object.entries(texts).map(([lang, list]) => [lang, list[at]]);
      return { contents: JSON.stringify(Object.fromEntries(names)), loader: "json" };
    });
  },
};

const common = {
  plugins: [languages],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  write: false,
};

async function bundle(entry, options = {}) {
  const result = await build({ ...common, entryPoints: [here(entry)], ...options });
  return result.outputFiles[0].text;
}

/** An inline script ends at the first closing tag, wherever it stands. */
function inlineable(name, text) {
  if (/<\/script|<!--/i.test(text)) throw new Error(`${name} cannot stand in an inline script`);
  return text;
}

async function stylesheet(...paths) {
  const parts = await Promise.all(paths.map((path) => readFile(here(path), "utf8")));
  const { code } = await transform(parts.join("\n"), { loader: "css", minify: true });
  return code;
}

await mkdir(here("out"), { recursive: true });
const harden = await bundle("src/harden.ts");
const outputs = {
  "app.js": inlineable("app.js", harden + (await bundle("src/main.ts"))),
  "worker.js": inlineable("worker.js", await bundle("src/worker.ts")),
  "messages.json": JSON.stringify(await catalogues()),
  "app.css": await stylesheet("src/tokens.css", "src/style.css"),
  "shell.css": await stylesheet("src/shell.css"),
};
for (const [name, text] of Object.entries(outputs)) await writeFile(here(`out/${name}`), text);
