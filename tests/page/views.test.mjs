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
  startOver,
} from "./helpers.mjs";

const AXE = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");

/** What comes into a view only when it is asked for, then an ambiguous file and a broken one. */
const SCREENS = ["start", ...VIEWS, "totals", "operational", "quality", "dates", "error"];

const SAMPLES = { pl: "sklep-ankieta.csv", en: "service-survey.csv" };

/** Customers of a sample survey, by its first column; every fifth has left. */
function customers(lang) {
  const sample = readFileSync(new URL(`../../www/samples/${SAMPLES[lang]}`, import.meta.url), "latin1");
  const ids = sample.split(/\r?\n/).map((line) => line.split(/[;,]/)[0]);
  const rows = ids.slice(1, 400).map((id, at) => `${id},${at % 5 === 0 ? "yes" : "no"},${100 + (at % 40)}`);
  return { name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from([`${ids[0]},churned,revenue`, ...rows].join("\n")) };
}

/** Dates that can be read in two ways. */
function ambiguous() {
  const rows = Array.from({ length: 60 }, (_, i) => `0${1 + (i % 9)}/0${1 + (i % 7)}/2026,${i % 11},Courier was late ${i}`);
  return { name: "dates.csv", buffer: Buffer.from(["Date,How likely are you to recommend us? (0-10),Why?", ...rows].join("\n")) };
}

/** Types in totals, joins a second file and weights by the first segment. */
async function give(frame, lang) {
  await showView(frame, "data");
  await frame.locator("vocal-extras details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
  for (const [total, value] of Object.entries({ invited: 4000, customers_start: 5200, customers_end: 5100, customers_new: 300 })) {
    await frame.fill(`#total-${total}`, String(value));
    await frame.press(`#total-${total}`, "Tab");
  }
  await frame.setInputFiles("#second-file", customers(lang));
  await frame.waitForSelector("#second-remove");
  await frame.selectOption("#weights", { index: 1 });
  await frame.waitForSelector("vocal-extras fieldset input");
  await settled(frame);
}

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Brings the page to a view; "start" and "error" are screens without a file. */
async function bring(frame, view, lang) {
  if (view === "start") return;
  if (view === "error") {
    // Beside an open survey the error would be a note.
    await startOver(frame);
    await giveFile(frame, { name: "empty.csv", buffer: Buffer.alloc(0) }, "error");
    return;
  }
  if (view === "overview") await openSample(frame, lang);
  if (view === "totals") return give(frame, lang);
  if (view === "operational") {
    await showView(frame, "overview");
    await frame.selectOption("#trend-period", "week");
    await settled(frame);
    return;
  }
  if (view === "quality") {
    await showView(frame, "comments");
    await frame.click("#folder-sample");
    await frame.waitForSelector(".comment:not(.pending)");
    return;
  }
  if (view === "dates") {
    await giveFile(frame, ambiguous(), "ready", "mapping");
    if (await frame.locator("#view-data").count()) await showView(frame, "data");
    return;
  }
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

/** Names of messages that stand on the screen in the place of a text. */
async function keys(frame) {
  const text = await frame.locator("body").innerText();
  return text.match(/\b(?:page|chart|cli|error|finding|health|hint|status)\.[a-z0-9_]+(?:\.[a-z0-9_]+)*/g) ?? [];
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
            assert.deepEqual(await keys(frame), [], "every text has its message");
            assertQuiet(opened);
          });
        }
      });
    }
  }
}

for (const [name, media, options] of [
  ["print", { media: "print" }, { lang: "pl", theme: "dark" }],
  ["forced", { forcedColors: "active" }, { lang: "en", width: 320 }],
]) {
  test(`pictures of ${name}`, async () => {
    const opened = await openPage(browser, options);
    await openSample(opened.frame, options.lang);
    for (const view of VIEWS) {
      await showView(opened.frame, view);
      await opened.page.emulateMedia(media);
      await picture(opened, `${name}-${view}`);
      await opened.page.emulateMedia({ media: null, forcedColors: null });
    }
    assertQuiet(opened);
    await opened.close();
  });
}
