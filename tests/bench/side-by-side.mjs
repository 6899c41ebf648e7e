// Vocal and what people use today, on the same seeded files in the same headless Chromium, taking turns.
//
//   cargo xtask bench [all|read|columns|page|text|xlsx|start]     (or: node tests/bench/side-by-side.mjs KIND RUNS ROWS…)
//
// Prints medians, ratios and peak memory as a Markdown table. How to read it: docs/performance.md.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { innerFrame, launch, openPage, packages, PAGE, ROOT } from "../page/helpers.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DATA = join(ROOT, "target/bench");
const GENERATOR = join(ROOT, "../shared/bench/gen.py");
const peers = createRequire(join(HERE, "package.json"));

const KINDS = {
  read: [
    "papaparse parse",
    "vocal page, first figures",
    "vocal page, first figures, warm",
    "vocal module, read + scores",
    "duckdb + scores",
    "duckdb table + scores",
    "papaparse + scores",
    "udsv parse",
    "arquero + scores",
    "native: scan for line ends",
    "native: csv-core alone",
    "native: vocal, columns",
  ],
  columns: [
    "columns: csv-core alone, same module",
    "columns: vocal module",
    "columns: csv-core alone, warm",
    "columns: vocal module, warm",
    "columns: vocal's two workers, warm",
    "columns: udsv",
    "columns: udsv, warm",
    "columns: csv-core alone, settled",
    "columns: vocal module, settled",
    "columns: udsv, settled",
    "columns: papaparse",
  ],
  page: [
    "papaparse parse",
    "vocal page, first figures",
    "vocal page, first figures, warm",
    "vocal page, whole dashboard",
    "vocal page, whole dashboard, warm",
    "papaparse + sentiment",
    "vocal module, read + scores + text",
  ],
  text: [
    "text: vocal module",
    "text: sentiment",
    "text: vocal module, warm",
    "text: vocal's two workers, warm",
    "text: sentiment, warm",
    "text: wink-sentiment",
    "text: vader-sentiment",
  ],
  xlsx: ["xlsx: vocal module", "xlsx: read-excel-file", "xlsx: SheetJS", "xlsx: ExcelJS"],
  start: ["start: vocal page, from disk", "start: duckdb"],
};
/** What the core's own benchmark of reading has printed, once per round. */
let nativeResult = null;
/** Milliseconds that a warm page has been open before the file is chosen: a person takes longer. */
const WARMING = 4000;
/** Milliseconds after which a contender is given up, and left out of the rounds behind. */
const SLOWEST = 60_000;
/** Too slow, or out of memory, beyond this number of rows. */
const MOST_ROWS = { "text: vader-sentiment": 100_000, "arquero + scores": 100_000, "text: wink-sentiment": 100_000 };

const [kind = "all", runs = "5", ...sizes] = process.argv.slice(2);
assert.ok(kind === "all" || KINDS[kind], `kinds: all, ${Object.keys(KINDS).join(", ")}`);
const rows = sizes.length > 0 ? sizes.map(Number) : [100_000];
const kinds = kind === "all" ? Object.keys(KINDS) : [kind];

const server = await serve(await bundle("peers.js"), await bundle("second-worker.js"));
try {
  for (const count of rows) {
    for (const one of kinds) await table(one, count);
  }
} finally {
  server.close();
}

/** One table: contenders take turns, so that a noisy minute hits all of them. */
async function table(one, count) {
  const file = survey(count, one === "xlsx" ? "xlsx" : "csv");
  const names = KINDS[one].filter((name) => count <= (MOST_ROWS[name] ?? Infinity));
  const measured = new Map(names.map((name) => [name, []]));
  for (let run = 0; run < Number(runs); run++) {
    for (const name of [...measured.keys()]) {
      try {
        measured.get(name).push(await measure(name, file));
      } catch (error) {
        console.error(`${name}: ${error.message.split("\n")[0]}`);
        measured.delete(name);
      }
    }
  }
  const size = statSync(file).size;
  const base = median(measured.get(names[0]), "ms");
  console.log(`\n${count.toLocaleString("en")} rows, ${(size / 1e6).toFixed(1)} MB ${one === "xlsx" ? "XLSX" : "CSV"}, median of ${runs}\n`);
  console.log(`| work | ms | × ${names[0]} | result | peak memory above start, MB |`);
  console.log("|---|---|---|---|---|");
  for (const [name, all] of measured) {
    if (all.length === 0) continue;
    const ms = median(all, "ms");
    const memory = median(all, "memory") / 1e6;
    console.log(`| ${name} | ${ms.toFixed(0)} | ${(ms / base).toFixed(2)} | ${all[0].result} | ${Number.isFinite(memory) ? memory.toFixed(0) : "–"} |`);
  }
}

async function measure(name, file) {
  if (name.startsWith("native")) return native(name, file);
  const browser = await launch();
  try {
    if (name === "start: vocal page, from disk") return await start(browser);
    return name.startsWith("vocal page") ? await page(browser, name, file) : await contend(browser, name, file);
  } finally {
    await browser.close();
  }
}

/** What the machine can do without a browser. */
function native(name, file) {
  if (name === "native: scan for line ends") {
    const command = ["bench", "--quiet", "--package", "vocal-core", "--bench", "reading", "--", file];
    nativeResult = execFileSync("cargo", command, { cwd: ROOT, encoding: "utf8" });
  }
  const key = { "native: scan for line ends": "scan", "native: csv-core alone": "csv-core", "native: vocal, columns": "columns" }[name];
  const ms = Number(new RegExp(`${key} (\\d+) ms`).exec(nativeResult)?.[1]);
  return { ms, result: Number(/(\d+) rows/.exec(nativeResult)?.[1]), memory: NaN };
}

/** From the opening of the file on disk until the page takes a file. */
async function start(browser) {
  const context = await browser.newContext({ locale: "en-GB" });
  await context.addInitScript(() => {
    new MutationObserver(() => {
      if (document.body?.dataset.state === "empty") globalThis.takesFiles ??= performance.timeOrigin + performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
  });
  const tab = await context.newPage();
  const before = memory("VmRSS");
  await tab.goto(pathToFileURL(PAGE).href);
  const frame = await innerFrame(tab);
  await frame.waitForFunction(() => globalThis.takesFiles !== undefined);
  const from = await tab.evaluate(() => performance.timeOrigin);
  return { ms: (await frame.evaluate(() => globalThis.takesFiles)) - from, result: "–", memory: memory("VmHWM") - before };
}

async function contend(browser, name, file) {
  const tab = await browser.newPage();
  tab.setDefaultTimeout(300_000);
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.setInputFiles("input", file);
  const before = memory("VmRSS");
  const late = setTimeout(() => tab.close(), SLOWEST);
  const measured = await tab.evaluate((which) => globalThis.contend(which), name).finally(() => clearTimeout(late));
  return { ...measured, memory: memory("VmHWM") - before };
}

/** From the choice of the file to the first figures, or to the whole dashboard with its charts. */
async function page(browser, name, file) {
  const { frame } = await openPage(browser);
  const whole = name.includes("whole dashboard");
  if (name.endsWith("warm")) await frame.waitForTimeout(WARMING);
  await frame.evaluate(() => {
    document.querySelector("#file").addEventListener("change", () => (globalThis.dropped = performance.now()), { capture: true });
    new MutationObserver(() => {
      if (document.querySelector("vocal-overview .cards")) globalThis.figures ??= performance.now();
      const drawn = document.querySelectorAll("vocal-overview .chart-frame > svg").length;
      if (document.body.dataset.state === "ready" && drawn >= 2) globalThis.whole ??= performance.now();
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
  });
  const before = memory("VmRSS");
  await frame.setInputFiles("#file", file);
  await frame.waitForFunction((key) => globalThis[key] !== undefined, whole ? "whole" : "figures", { timeout: 300_000 });
  const ms = await frame.evaluate((key) => globalThis[key] - globalThis.dropped, whole ? "whole" : "figures");
  const result = whole ? await frame.evaluate(async () => (await globalThis.vocal.report()).file.rows) : "–";
  return { ms, result, memory: memory("VmHWM") - before };
}

function median(all, key) {
  const sorted = all.map((one) => one[key]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** The largest renderer process is the one with the page. */
function memory(field) {
  const sizes = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer")) return 0;
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      return 1024 * Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    } catch {
      return 0; // The process ended in the meantime.
    }
  });
  return Math.max(...sizes);
}

function survey(count, format) {
  mkdirSync(DATA, { recursive: true });
  const path = join(DATA, `survey-${count}.${format}`);
  if (existsSync(path)) return path;
  assert.ok(existsSync(GENERATOR), `the generator ${GENERATOR} is missing`);
  const csv = join(DATA, `survey-${count}.csv`);
  const workbook = format === "xlsx" ? ["--xlsx", path] : [];
  try {
    execFileSync("python3", [GENERATOR, String(count), csv, ...workbook], { stdio: "inherit" });
  } catch {
    throw new Error(`${GENERATOR} failed, see above; workbooks need: pip install -r tests/bench/requirements.txt`);
  }
  return path;
}

async function bundle(script) {
  const { build } = packages("esbuild");
  const made = await build({
    entryPoints: [join(HERE, script)],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    define: { global: "globalThis" },
    logLevel: "error",
  });
  return made.outputFiles[0].contents;
}

function serve(script, secondWorker) {
  const duck = join(peers.resolve("@duckdb/duckdb-wasm"), "..");
  const files = {
    "/": ["text/html", () => `<!doctype html><meta charset="utf-8"><input type="file"><script src="/vocal_web.js"></script><script src="/peers.js"></script>`],
    "/peers.js": ["text/javascript", () => script],
    "/vocal_web.js": ["text/javascript", () => readFileSync(join(ROOT, "target/web/bench/glue.js"))],
    "/vocal_web.wasm": ["application/wasm", () => readFileSync(join(ROOT, "target/web/bench/module.wasm"))],
    "/second-worker.js": ["text/javascript", () => Buffer.concat([readFileSync(join(ROOT, "target/web/bench/glue.js")), Buffer.from("\n"), secondWorker])],
    "/duckdb-worker.js": ["text/javascript", () => readFileSync(join(duck, "duckdb-browser-eh.worker.js"))],
    "/duckdb.wasm": ["application/wasm", () => readFileSync(join(duck, "duckdb-eh.wasm"))],
  };
  const server = createServer(({ url }, response) => {
    const found = files[url];
    if (!found) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": found[0] }).end(found[1]());
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
