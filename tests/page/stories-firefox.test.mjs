/** The main stories once more in Firefox: the same figures, no accessibility fault, a quiet console. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { firefoxPath, launchFirefox } from "./bidi.mjs";
import { PAGE, VIEWS, launch, openPage, openSample, packages, report } from "./helpers.mjs";

const AXE = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");
const ENTER = "\uE007";
const ARROW_DOWN = "\uE015";

const skip = firefoxPath() === null && "no Firefox in PATH; install firefox-esr or set FIREFOX";

describe("Firefox", { skip }, () => {
  let browser;
  let session;
  let tab;
  let frame;
  before(async () => {
    browser = await launchFirefox();
    session = browser.session;
    ({ tab, frame } = await session.openPage(pathToFileURL(PAGE).href, { width: 1280, height: 900 }));
    // The state is there before the buttons are drawn.
    await session.until(frame, `document.body.dataset.state === "empty" && !!document.querySelector("#sample-button-en")`);
  });
  after(() => browser.close());

  const click = (selector) =>
    session.evaluate(frame, `document.querySelector(${JSON.stringify(selector)}).click()`);
  const settled = () =>
    session.until(
      frame,
      `vocal.idle() && [...document.querySelectorAll('[aria-busy="true"]')].every((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return bottom <= 0 || top >= innerHeight;
      })`,
    );

  test("the sample gives the figures that Chromium gives", async () => {
    await click("#sample-button-en");
    await session.until(frame, `document.body.dataset.state === "ready"`);
    const here = await session.evaluate(frame, "globalThis.vocal.report()");
    const other = await launch();
    try {
      const opened = await openPage(other, {});
      await openSample(opened.frame, "en");
      assert.deepEqual(here, await report(opened.frame));
    } finally {
      await other.close();
    }
  });

  test("every view is accessible and fits the screen", async () => {
    await session.evaluate(frame, `(() => { ${AXE}; return true; })()`);
    for (const view of VIEWS) {
      await click(`#view-${view}`);
      await settled();
      const faults = await session.evaluate(
        frame,
        "axe.run(document).then(({ violations }) => violations.map((one) => [one.id, one.nodes[0].html]))",
      );
      assert.deepEqual(faults, [], view);
      const wide = await session.evaluate(
        frame,
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.ok(wide <= 0, `${view}: ${wide} px too wide`);
    }
  });

  test("a mark filters everything, and undo takes it back", async () => {
    await click("#view-overview");
    await session.until(frame, `document.querySelector(".mark[data-condition]")`);
    await session.evaluate(
      frame,
      `document.querySelector(".mark[data-condition]").dispatchEvent(new MouseEvent("click", { bubbles: true }))`,
    );
    await session.until(frame, `document.querySelectorAll(".chip").length === 1`);
    await settled();
    await click("#filter-undo");
    await session.until(frame, `document.querySelectorAll(".chip").length === 0`);
    await settled();
  });

  test("the list of comments is walked and corrected from the keyboard", async () => {
    await click("#view-comments");
    await session.until(frame, `document.querySelector(".comment:not(.pending)")`);
    await session.evaluate(frame, `document.querySelector(".feed").focus()`);
    await session.press(frame, ARROW_DOWN, "j", "k");
    await session.until(frame, `document.querySelector("#comment-1[aria-selected=true]")`);
    await session.press(frame, "4");
    await session.until(frame, `document.querySelector("#comment-reset")`);
    await session.press(frame, ENTER);
    assert.equal(await session.evaluate(frame, "document.activeElement.id"), "comment-open");
  });

  test("the console stays empty", async () => {
    assert.deepEqual(session.console, []);
    assert.ok(tab);
  });
});
