/**
 * What the page tests share: a browser, the built page opened from disk, and ways to wait
 * for it.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const PAGE = join(ROOT, "dist/vocal.html");
export const ARTIFACTS = join(ROOT, "tests/artifacts");
export const SAMPLES = join(ROOT, "www/samples");
export const VOCAL = process.env.VOCAL_COMMAND ?? join(ROOT, "target/release/vocal");

// The npm packages live with the page's sources, not beside the tests.
export const packages = createRequire(join(ROOT, "www/package.json"));
const { chromium } = packages("playwright-core");

/** Arguments of every browser; the same as in tests/webdriver.json, without what Playwright sets. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // No name resolves: what gets out can only reach a listener of the test itself.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  assert.ok(found, "no Chromium in PATH; set CHROMIUM to its path or run `cargo xtask test`");
  return found;
}

/** A headless browser; `more` are further arguments. */
export function launch(...more) {
  const args = [...ARGUMENTS, ...more];
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args });
}

/**
 * Opens the built page from disk. `console` collects whatever the page writes there and
 * every uncaught error; `requests` collects the address of every request.
 */
export async function openPage(browser, options = {}) {
  const { lang = "en", theme = "light", width = 1280, height = 900, touch = false, url = PAGE } = options;
  const context = await browser.newContext({
    locale: lang === "pl" ? "pl-PL" : "en-GB",
    colorScheme: theme,
    viewport: { width, height },
    hasTouch: touch,
    isMobile: touch,
  });
  const page = await context.newPage();
  const console = [];
  const requests = [];
  page.on("console", (message) => console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => console.push(`uncaught: ${error.message}`));
  context.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(url).href);
  const frame = await innerFrame(page);
  await waitForState(frame, "empty");
  await speak(frame, lang);
  return { context, page, frame, console, requests, close: () => context.close() };
}

/**
 * Chooses the language of the page. The browser's language, which a context pretends to have,
 * does not always reach the inner document in time.
 */
async function speak(frame, lang) {
  if ((await frame.evaluate(() => document.documentElement.lang)) !== lang) await frame.click(`#lang-${lang}`);
  await frame.waitForFunction((wanted) => document.documentElement.lang === wanted && vocal.idle(), lang);
}

/** The views of the dashboard, in the order of their tabs. */
export const VIEWS = [
  "overview",
  "breakdowns",
  "categories",
  "comments",
  "drivers",
  "compare",
  "codebook",
  "data",
];

/**
 * A browser for the stories of one file. The returned function makes a test with a page of its
 * own, whose console must stay empty.
 */
export function storyteller() {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  return (name, options, tell) =>
    test(name, async () => {
      const opened = await openPage(browser, options);
      try {
        await tell(opened);
        assertQuiet(opened);
      } finally {
        await opened.close();
      }
    });
}

/** The frame that holds the whole app. */
export async function innerFrame(page) {
  const element = await page.waitForSelector("iframe");
  const frame = await element.contentFrame();
  assert.ok(frame, "the shell has no inner document");
  return frame;
}

/**
 * Waits until `<body data-state>` has one of the values, and, but for "reading", until everything
 * that belongs to it is on the screen.
 */
export async function waitForState(frame, ...states) {
  await frame.waitForFunction(
    (wanted) => wanted.includes(document.body.dataset.state) && (wanted.includes("reading") || (globalThis.vocal?.idle() ?? true)),
    states,
    { timeout: 60_000 },
  );
  return frame.evaluate(() => document.body.dataset.state);
}

/** Gives the page a file (`{name, buffer}` or a path) and waits for what comes of it. */
export async function giveFile(frame, file, ...states) {
  const chosen = typeof file === "string" ? file : { mimeType: "text/csv", ...file };
  // The mark goes away with the rendering of the next screen's state.
  await frame.evaluate(() => delete document.body.dataset.state);
  await frame.setInputFiles("#file", chosen);
  return waitForState(frame, ...(states.length > 0 ? states : ["ready", "mapping", "error"]));
}

/** Opens the Polish or the English sample with its button. */
export async function openSample(frame, lang) {
  await frame.click(`#sample-button-${lang}`);
  await waitForState(frame, "ready");
}

/** Goes back to the first screen. */
export async function startOver(frame) {
  await frame.click("#new-file");
  await waitForState(frame, "empty");
}

/** The report that is on the screen. */
export function report(frame) {
  return frame.evaluate(() => globalThis.vocal.report());
}

/** Shows a view and returns its root. */
export async function showView(frame, view) {
  // After a change of the window's size, a loaded browser can send the mouse to the wrong place.
  await frame.locator(`#view-${view}`).evaluate((tab) => tab.click());
  // Every component renders in a task of its own.
  await frame.waitForFunction(
    (name) => document.querySelector(`[data-view="${name}"]:not([hidden]) > *`)?.childElementCount > 0,
    view,
  );
  await settled(frame);
  return frame.locator(`[data-view="${view}"]`);
}

/** Waits until nothing is being computed or rendered and every chart in sight is drawn. */
export async function settled(frame) {
  // What comes into sight asks for more after a frame.
  await frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  await frame.waitForFunction(
    () =>
      vocal.idle() &&
      [...document.querySelectorAll('[aria-busy="true"]')].every((busy) => {
        // Charts further down are drawn when they come into sight.
        const { top, bottom } = busy.getBoundingClientRect();
        return bottom <= 0 || top >= innerHeight;
      }),
    null,
    { timeout: 30_000 },
  );
  // Fonts and the last layout.
  await frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));
}

/** Asserts that the page wrote nothing to the console and threw nothing. */
export function assertQuiet({ console }) {
  assert.deepEqual(console, []);
}

/** Height above which a picture is cut off: long lists repeat themselves. */
const HIGHEST = 4000;

/** Keeps a picture of the page, as high as its content, under tests/artifacts. */
export async function picture({ page, frame }, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  const { width, height } = page.viewportSize();
  const content = await frame.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(content, height), HIGHEST) });
  await settled(frame);
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), animations: "disabled" });
  await page.setViewportSize({ width, height });
}
