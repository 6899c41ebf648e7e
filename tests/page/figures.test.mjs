/** The page and the command give the same report for the same file. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOT, SAMPLES, VOCAL, assertQuiet, giveFile, launch, openPage, report } from "./helpers.mjs";

const SURVEYS = join(ROOT, "../shared/data/surveys");

/** Real exports with one header row, as far as they are at hand. */
function surveys() {
  const truth = join(SURVEYS, "truth");
  if (!existsSync(truth)) return [];
  return readdirSync(truth)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(truth, name), "utf8")))
    .filter(({ format, header }) => format === "csv" && header.rows === 1 && header.first_row === 0)
    .map(({ file }) => join(SURVEYS, file));
}

/** A survey of so many bytes whose comments go over several lines, with some damage here and there. */
function largeSurvey(bytes) {
  const said = ["Świetna obsługa,\n\nale \"\"dostawa\"\" za późno", "Waited far too long", "ok", "Ceny znów w górę;\r\ndrogo"];
  const rows = ["id,date,nps,comment,shop"];
  for (let row = 0, written = 0; written < bytes; row++) {
    const day = `2025-${String(1 + (row % 12)).padStart(2, "0")}-${String(1 + (row % 28)).padStart(2, "0")}`;
    const comment = row % 6 === 0 ? "" : `"${said[row % 4]} ${row}"`;
    const text = `${row},${day},${(row * 7) % 11},${comment},${row % 1500 === 7 ? "" : `Sklep ${row % 9}`}`;
    rows.push(row % 5000 === 4999 ? `${text}\n${row},short` : text);
    written += Buffer.byteLength(text) + 1;
  }
  rows.push("Source: a panel");
  return rows.join("\n");
}

function analyze(path) {
  const json = execFileSync(VOCAL, ["analyze", path, "--json"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(json);
}

describe("the page and the command agree", () => {
  let opened;
  let browser;
  before(async () => {
    browser = await launch();
    opened = await openPage(browser);
  });
  after(() => browser.close());

  const real = surveys();
  const samples = readdirSync(SAMPLES)
    .filter((name) => name.endsWith(".csv"))
    .map((name) => join(SAMPLES, name));
  for (const path of [...samples, ...real]) {
    test(basename(path), async () => {
      const state = await giveFile(opened.frame, path);
      assert.notEqual(state, "error");
      assert.deepStrictEqual(await report(opened.frame), analyze(path));
      assertQuiet(opened);
    });
  }

  test("a file large enough for two workers to read it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "vocal-page-"));
    try {
      const path = join(folder, "large.csv");
      await writeFile(path, largeSurvey(6 << 20));
      assert.equal(await giveFile(opened.frame, path), "ready");
      assert.deepStrictEqual(await report(opened.frame), analyze(path));
      assertQuiet(opened);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("real exports", { skip: real.length === 0 && `${SURVEYS} is not there` }, () => {
    assert.ok(real.length > 5);
  });
});
