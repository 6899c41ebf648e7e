/**
 * Every view in both languages, both themes, wide and narrow: no accessibility fault, nothing
 * wider than the screen, and a picture under tests/artifacts to look at.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import {
  VIEWS,
  assertQuiet,
  giveFile,
  launch,
  openPage,
  openSample,
  packages,
  picture,
  settled,
  showView,
} from "./helpers.mjs";

const AXE = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");

const SCREENS = ["start", ...VIEWS, "error"];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Brings the page to a view; "start" and "error" are screens without a file. */
async function bring(frame, view, lang) {
  if (view === "start") return;
  if (view === "error") {
    await giveFile(frame, { name: "empty.csv", buffer: Buffer.alloc(0) }, "error");
    return;
  }
  if (view === "overview") await openSample(frame, lang);
  await showView(frame, view);
}

async function faults(frame) {
  const { violations, passes } = await frame.evaluate(() => globalThis.axe.run(document));
  assert.ok(passes.length > 10, "the checker looked at the page");
  return violations.map(({ id, nodes }) => ({
    rule: id,
    where: nodes.slice(0, 3).map((node) => node.target.join(" ")),
    why: nodes[0]?.failureSummary,
  }));
}

for (const lang of ["pl", "en"]) {
  for (const theme of ["light", "dark"]) {
    for (const width of [1280, 320]) {
      describe(`${lang}, ${theme}, ${width} px`, () => {
        let opened;
        before(async () => {
          opened = await openPage(browser, { lang, theme, width });
          await opened.frame.evaluate(AXE);
        });
        after(() => opened.close());

        for (const view of SCREENS) {
          test(view, async () => {
            const { frame } = opened;
            await bring(frame, view, lang);
            await settled(frame);
            await picture(opened, `${view}-${lang}-${theme}-${width}`);
            await settled(frame);
            assert.deepEqual(await faults(frame), []);
            const { content, screen } = await frame.evaluate(() => ({
              content: document.documentElement.scrollWidth,
              screen: document.documentElement.clientWidth,
            }));
            assert.ok(content <= screen, `${content} px of content on ${screen} px of screen`);
            assertQuiet(opened);
          });
        }
      });
    }
  }
}
