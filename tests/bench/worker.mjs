// Times what the worker does after a change of the filter, without the page around it: the filter goes
// in, scores, trend and breakdowns with their sentences come out, copied as a message copies them.
//
//   cargo xtask build && node tests/bench/worker.mjs FILE [RUNS [FOLDER]]
//
// FOLDER holds the module that is in the page, target/web/bound by default. The largest group of every
// segment, the last period, the lower half of the first score, and two conditions together.

import { openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const [file, runs = "20", folder = "target/web/bound"] = process.argv.slice(2);
if (!file) {
  console.error("usage: node tests/bench/worker.mjs FILE [RUNS [FOLDER]]");
  process.exit(2);
}

const glue = readFileSync(join(folder, "vocal_web.js"), "utf8");
const vocal = new Function(`${glue}; return wasm_bindgen;`)();
vocal.initSync({ module: readFileSync(join(folder, "vocal_web_bg.wasm")) });

const session = new vocal.Session(basename(file), {});
session.expect(statSync(file).size);
const chunk = new Uint8Array(1 << 20);
const handle = openSync(file);
for (let size; (size = readSync(handle, chunk)) > 0; ) session.push(chunk.subarray(0, size));
session.finish();
const whole = session.scores([]);
console.log(`${basename(file)}: ${whole.rows} rows, ${whole.scores.length} scores, ${whole.breakdowns.length} breakdowns`);

// What the worker does while nobody asks anything.
let steps = 0;
const preparing = performance.now();
for (let left = true; left; steps++) left = session.prepare_filters();
const prepared = performance.now() - preparing;
console.log(`prepared for filters in ${prepared.toFixed(0)} ms, ${steps} steps`);

const score = whole.scores[0];
const groups = whole.breakdowns.filter((by) => by.column === score.column).flatMap((by) => {
  const group = by.groups.find((one) => !one.hidden);
  return group ? [{ kind: "segment", column: by.by, keys: [group.key] }] : [];
});
const period = whole.trend.findLast((point) => !point.hidden);
const [low, high] = score.scale;
const singles = [
  ...groups,
  ...(period ? [{ kind: "period", keys: [period.period] }] : []),
  { kind: "score", column: score.column, from: low, to: Math.floor((low + high) / 2) },
];
const filters = [[], ...singles.map((one) => [one]), groups.slice(0, 2), singles.slice(-2)];

let slowest = 0;
for (const filter of filters) {
  const times = [];
  for (let run = 0; run < Number(runs); run++) {
    const start = performance.now();
    structuredClone({ report: session.scores(structuredClone(filter)), sentences: session.sentences() });
    times.push(performance.now() - start);
  }
  const first = times[0];
  times.sort((a, b) => a - b);
  const middle = times[times.length >> 1];
  slowest = Math.max(slowest, middle);
  console.log(`${first.toFixed(1).padStart(7)} ms first, ${middle.toFixed(1).padStart(6)} ms middle  ${JSON.stringify(filter)}`);
}
console.log(`slowest filter, middle of ${runs} runs: ${slowest.toFixed(1)} ms`);
