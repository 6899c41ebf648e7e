// Times the built page on one file in headless Chromium: from the drop to the first dashboard,
// main-thread tasks over 50 ms, the peak memory of the renderer above its start, and from a click on
// a chart to the scores and to everything under the new filter.
//
//   node tests/bench/browser.mjs FILE [RUNS [OPEN [PAGE…]]]
//
// PAGE: built pages that take turns, to compare them; dist/vocal.html by default. OPEN: milliseconds that the page has been open before the drop, 0 by default; see "warm" in
// docs/performance.md.
//
// Numbers and how to read them: docs/performance.md.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { launch, openPage, PAGE, settled } from "../page/helpers.mjs";

const [file, runs = "5", open = "0", ...others] = process.argv.slice(2);
if (!file) {
  console.error("usage: node tests/bench/browser.mjs FILE [RUNS [OPEN [PAGE…]]]");
  process.exit(2);
}

const size = statSync(file).size;
const pages = others.length > 0 ? others.map((page) => resolve(page)) : [PAGE];
const results = new Map(pages.map((page) => [page, []]));
for (let run = 0; run < Number(runs); run++) {
  for (const page of pages) results.get(page).push(await once(page));
}
for (const [page, all] of results) tell(page, all);

function tell(page, all) {
  const median = (key) => all.map((r) => r[key]).sort((a, b) => a - b)[all.length >> 1];
  if (pages.length > 1) console.log(`\n${page}`);
  console.log(`${basename(file)}: ${(size / 1e6).toFixed(1)} MB, median of ${all.length} runs`);
  console.log(`dashboard  ${median("dashboard").toFixed(0)} ms, ${(size / 1e3 / median("dashboard")).toFixed(1)} MB/s, ${(median("rows") / median("dashboard") * 1000).toFixed(0)} rows/s`);
  console.log(`first figures  ${median("figures").toFixed(0)} ms`);
  console.log(`longest main-thread task  ${median("longest").toFixed(0)} ms (0: none over 50 ms)`);
  console.log(`filter  scores after ${median("filterScores").toFixed(0)} ms, everything after ${median("filterAll").toFixed(0)} ms`);
  console.log(`peak memory above start  ${(median("memory") / 1e6).toFixed(0)} MB, ${(median("memory") / size).toFixed(2)} × the file`);
}

async function once(page) {
  const browser = await launch();
  try {
    const { frame } = await openPage(browser, { url: page });
    await frame.waitForTimeout(Number(open));
    await frame.evaluate(() => {
      globalThis.longTasks = [];
      new PerformanceObserver((list) => {
        globalThis.longTasks.push(...list.getEntries().map((entry) => entry.duration));
      }).observe({ type: "longtask" });
      document.querySelector("#file").addEventListener("change", () => {
        globalThis.dropped = performance.now();
      }, { capture: true });
      new MutationObserver(() => {
        if (document.querySelector("vocal-overview .cards")) globalThis.figures ??= performance.now();
        if (document.body.dataset.state === "ready") globalThis.shown ??= performance.now();
      }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
    });
    const before = memory("VmRSS");
    await frame.setInputFiles("#file", resolve(file));
    await frame.waitForSelector('body[data-state="ready"]', { timeout: 300_000 });
    const measured = await frame.evaluate(async () => ({
      dashboard: globalThis.shown - globalThis.dropped,
      figures: globalThis.figures - globalThis.dropped,
      longest: Math.max(0, ...globalThis.longTasks),
      rows: (await globalThis.vocal.report()).file.rows,
    }));
    const peak = memory("VmHWM") - before;
    return { ...measured, memory: peak, ...(await filter(frame)) };
  } finally {
    await browser.close();
  }
}

// A click on the first bar of the first chart, once the page has come to rest.
async function filter(frame) {
  await settled(frame);
  await frame.locator("vocal-chart").first().scrollIntoViewIfNeeded();
  await settled(frame);
  return frame.evaluate(async () => {
    const turn = () => new Promise((done) => setTimeout(done));
    const count = () => document.querySelector("vocal-score .figure")?.textContent;
    const before = count();
    const start = performance.now();
    document.querySelector(".mark[data-condition]").dispatchEvent(new MouseEvent("click", { bubbles: true }));
    let filterScores = 0;
    while (!filterScores || !globalThis.vocal.idle()) {
      await turn();
      if (!filterScores && count() !== before) filterScores = performance.now() - start;
    }
    return { filterScores, filterAll: performance.now() - start };
  });
}

// The largest renderer process is the one with the page.
function memory(field) {
  const sizes = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (!command.includes("--type=renderer")) return 0;
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      return 1024 * Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    } catch {
      return 0; // The process ended in the meantime.
    }
  });
  return Math.max(...sizes);
}
