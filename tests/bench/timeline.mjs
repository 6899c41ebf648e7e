// Where the time goes between the drop of a file and the whole dashboard: every call into the module, in both
// workers, and what the page waits for, on one clock that starts at the drop.
//
//   node tests/bench/timeline.mjs FILE [OPEN [PAGE]]
//
// OPEN: milliseconds that the page has been open before the drop. Calls of one kind that follow each other are one
// line: begin, end, milliseconds inside, how many.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { innerFrame, launch, PAGE, waitForState } from "../page/helpers.mjs";

/** What is shown of the time behind the whole dashboard, in milliseconds. */
const AFTERWARDS = 50;

const [file, open = "0", page = PAGE] = process.argv.slice(2);

/** Runs in the page before its own script: keeps its workers, and adds a watch to their text. */
function watch(text) {
  globalThis.asked = [];
  globalThis.workers = [];
  const OwnBlob = Blob;
  globalThis.Blob = class extends OwnBlob {
    constructor(parts, options) {
      super(options?.type === "text/javascript" ? [...parts, text] : parts, options);
    }
  };
  const OwnWorker = Worker;
  globalThis.Worker = class extends OwnWorker {
    constructor(...all) {
      super(...all);
      const number = globalThis.workers.push(this);
      const since = new Map();
      this.addEventListener("message", ({ data }) => {
        const ask = since.get(data.id);
        if (ask) globalThis.asked.push([`page ${number}`, ask.type, ask.at, performance.timeOrigin + performance.now()]);
      });
      const post = this.postMessage.bind(this);
      this.postMessage = (message, ...more) => {
        since.set(message.id, { type: message.type, at: performance.timeOrigin + performance.now() });
        post(message, ...more);
      };
    }
  };
}

/** Runs at the end of a worker's text. */
function watched() {
  const calls = [];
  const now = () => performance.timeOrigin + performance.now();
  let memory = null;
  const start = wasm_bindgen.initSync;
  wasm_bindgen.initSync = (...all) => (memory = start(...all).memory);
  for (const name of ["Session", "PartReader", "Helper"]) {
    const kind = wasm_bindgen[name].prototype;
    for (const key of Object.getOwnPropertyNames(kind)) {
      const own = kind[key];
      if (typeof own !== "function" || key === "constructor" || key.startsWith("__")) continue;
      kind[key] = function (...all) {
        const from = now();
        try {
          return own.apply(this, all);
        } finally {
          calls.push([`${name}.${key}`, from, now(), memory.buffer.byteLength]);
        }
      };
    }
  }
  const own = self.onmessage;
  self.onmessage = (event) => (event.data.calls ? self.postMessage({ calls }) : own(event));
}

const browser = await launch();
const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
await context.addInitScript({ content: `(${watch})(${JSON.stringify(`;(${watched})();`)})` });
const tab = await context.newPage();
await tab.goto(pathToFileURL(resolve(page)).href);
const frame = await innerFrame(tab);
await waitForState(frame, "empty");
await frame.waitForTimeout(Number(open));
await frame.evaluate(() => {
  globalThis.marks = {};
  const mark = (name) => (globalThis.marks[name] ??= performance.timeOrigin + performance.now());
  document.querySelector("#file").addEventListener("change", () => mark("drop"), { capture: true });
  new MutationObserver(() => {
    if (document.querySelector("vocal-overview .cards")) mark("first figures");
    const drawn = document.querySelectorAll("vocal-overview .chart-frame > svg").length;
    if (document.body.dataset.state === "ready") mark("ready");
    if (document.body.dataset.state === "ready" && drawn >= 2) mark("drawn");
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
});
const sizes = [];
const sampling = setInterval(() => sizes.push([Date.now(), resident()]), 20);
await frame.setInputFiles("#file", resolve(file));
await frame.waitForFunction(() => globalThis.marks.drawn && globalThis.vocal.idle(), undefined, { timeout: 300_000 });
clearInterval(sampling);
const { asked, calls, marks } = await frame.evaluate(async () => {
  const calls = [];
  for (const [at, worker] of globalThis.workers.entries()) {
    const heard = new Promise((done) => worker.addEventListener("message", ({ data }) => data.calls && done(data.calls)));
    worker.postMessage({ calls: true });
    for (const call of await heard) calls.push([`worker ${at + 1}`, ...call]);
  }
  return { asked: globalThis.asked, calls, marks: globalThis.marks };
});
await browser.close();
const start = sizes[0][1];
let shown = 0;
/** Steps of the page's memory that are worth a line, in bytes. */
const STEP = 10e6;
const growth = sizes.filter(([, size]) => Math.abs(size - shown) > STEP && (shown = size));

const lines = [];
const last = new Map();
/** Small calls between others that would cut them into hundreds of lines. */
const SMALL = ["PartReader.take_page", "Session.take_back", "Session.hand_out", "Session.add_page"];
const all = [...asked, ...calls].filter(([, , from]) => from >= marks.drop && from < marks.drawn + AFTERWARDS);
for (const [who, what, from, to, memory] of all.sort((a, b) => a[2] - b[2])) {
  const key = SMALL.includes(what) ? `${who} ${what}` : who;
  const before = last.get(key);
  if (before?.what === what && who.startsWith("worker")) {
    before.to = to;
    before.inside += to - from;
    before.times += 1;
    before.memory = memory;
    continue;
  }
  const line = { who, what, from, to, inside: to - from, times: 1, memory };
  last.set(key, line);
  lines.push(line);
}
for (const [at, size] of growth) {
  const what = `page's memory above start: ${((size - start) / 1e6).toFixed(0)} MB`;
  lines.push({ who: "---", what, from: at, to: at, inside: 0, times: 1 });
}
for (const [name, at] of Object.entries(marks)) lines.push({ who: "===", what: name, from: at, to: at, inside: 0, times: 1 });
for (const { who, what, from, to, inside, times, memory } of lines.sort((a, b) => a.from - b.from)) {
  const ms = (at) => (at - marks.drop).toFixed(0).padStart(6);
  console.log(`${ms(from)} ${ms(to)} ${inside.toFixed(1).padStart(8)} ms ${String(times).padStart(4)} × ${who} ${what}${memory ? `, module ${(memory / 1e6).toFixed(0)} MB` : ""}`);
}

/** Memory of the largest renderer process, which is the one with the page. */
function resident() {
  const sizes = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer")) return 0;
      return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0; // The process ended in the meantime.
    }
  });
  return Math.max(...sizes);
}
