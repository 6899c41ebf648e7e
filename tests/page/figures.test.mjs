/** The page and the command give the same report for the same file. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
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

  test("real exports", { skip: real.length === 0 && `${SURVEYS} is not there` }, () => {
    assert.ok(real.length > 5);
  });
});
