// Time and memory of `vocal analyze`, comments coded, from a thousand rows to ten million: prints a
// table and draws docs/growth.svg.
//
//   node tests/bench/growth.mjs [ROWS…]        (VOCAL_COMMAND names the command)

import { execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const DATA = join(ROOT, "target/bench");
const GENERATOR = join(ROOT, "../shared/bench/gen.py");
const VOCAL = process.env.VOCAL_COMMAND ?? join(ROOT, "target/release/vocal");
/** Rows up to which the generator makes the file; larger ones are that file again and again. */
const MOST_MADE = 1_000_000;

const asked = process.argv.slice(2).map(Number);
const sizes = asked.length > 0 ? asked : [1e3, 1e4, 1e5, 1e6, 1e7];
const results = [];
for (const rows of sizes) results.push({ rows, ...(await measure(survey(rows))) });

console.log("| rows | file, MB | time, s | µs a row | peak memory, MB | bytes a row |\n|---|---|---|---|---|---|");
for (const { rows, bytes, seconds, peak } of results) {
  const cells = [rows.toLocaleString("en"), (bytes / 1e6).toFixed(1), seconds.toFixed(2), ((seconds / rows) * 1e6).toFixed(1), (peak / 1e6).toFixed(0), (peak / rows).toFixed(0)];
  console.log(`| ${cells.join(" | ")} |`);
}
writeFileSync(join(ROOT, "docs/growth.svg"), drawing());

function survey(rows) {
  mkdirSync(DATA, { recursive: true });
  const path = join(DATA, `survey-${rows}.csv`);
  if (existsSync(path)) return path;
  if (rows <= MOST_MADE) {
    execFileSync("python3", [GENERATOR, String(rows), path], { stdio: "inherit" });
    return path;
  }
  const part = survey(MOST_MADE);
  const body = readFileSync(part);
  const header = body.indexOf(10) + 1;
  const to = openSync(path, "w");
  for (let time = 0; time < rows / MOST_MADE; time++) writeSync(to, body, time === 0 ? 0 : header);
  closeSync(to);
  return path;
}

/** Wall time and the highest resident memory, looked up every few milliseconds. */
function measure(path) {
  // The file comes from memory, not from the disk.
  const file = openSync(path, "r");
  for (const buffer = Buffer.alloc(1 << 24); readSync(file, buffer) > 0; );
  closeSync(file);
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(VOCAL, ["analyze", path, "--json"], { stdio: ["ignore", "ignore", "ignore"] });
    let peak = 0;
    const look = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        peak = Math.max(peak, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      } catch {
        // It has ended.
      }
    }, 2);
    child.on("error", reject);
    child.on("exit", (code) => {
      clearInterval(look);
      if (code !== 0) return reject(new Error(`vocal analyze ${path} ended with ${code}`));
      resolve({ bytes: statSync(path).size, seconds: (performance.now() - start) / 1000, peak });
    });
  });
}

/** Time on a logarithmic plane with a line for every series; a straight diagonal is linear growth. */
function drawing() {
  const box = { left: 70, top: 30, width: 480, height: 320 };
  const series = [
    { name: "time, s", color: "#0b62a4", of: ({ seconds }) => seconds },
    { name: "peak memory, MB", color: "#b3440c", of: ({ peak }) => peak / 1e6 },
  ];
  const log = (value) => Math.log10(value);
  const values = series.flatMap(({ of }) => results.map(of));
  const [low, high] = [Math.floor(log(Math.min(...values))), Math.ceil(log(Math.max(...values)))];
  const [first, last] = [log(results[0].rows), log(results.at(-1).rows)];
  const x = (rows) => box.left + ((log(rows) - first) / Math.max(last - first, 1)) * box.width;
  const y = (value) => box.top + box.height - ((log(value) - low) / Math.max(high - low, 1)) * box.height;
  const text = (at, words, more = "") => `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${words}</text>`;
  const lines = [];
  for (let power = low; power <= high; power++) {
    const at = y(10 ** power);
    lines.push(`<path d="M${box.left} ${at.toFixed(1)}h${box.width}" stroke="#ddd"/>`, text([box.left - 8, at + 4], 10 ** power >= 1 ? (10 ** power).toLocaleString("en") : 10 ** power, 'text-anchor="end"'));
  }
  for (const { rows } of results) lines.push(text([x(rows), box.top + box.height + 20], rows.toLocaleString("en"), 'text-anchor="middle"'));
  lines.push(text([box.left + box.width / 2, box.top + box.height + 42], "rows", 'text-anchor="middle"'));
  for (const { name, color, of } of series) {
    const points = results.map((one) => `${x(one.rows).toFixed(1)},${y(of(one)).toFixed(1)}`);
    lines.push(`<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="2"/>`);
    const end = results.at(-1);
    lines.push(text([x(end.rows) + 8, y(of(end)) + 4], name, `fill="${color}"`));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 410" font-family="sans-serif" font-size="13" role="img"><title>Time and peak memory of vocal analyze by number of rows, logarithmic</title><rect width="700" height="410" fill="#fff"/>${lines.join("")}</svg>\n`;
}
