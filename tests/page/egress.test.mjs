/**
 * The promise of privacy as a test: nothing that a script in the page can do reaches anybody.
 * The same attempts are made from a control page without a policy, which must leak, so that a
 * broken harness cannot pass.
 */

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  PAGE,
  assertQuiet,
  innerFrame,
  launch,
  openPage,
  openSample,
  settled,
  showView,
  waitForState,
} from "./helpers.mjs";
import { listen } from "./listener.mjs";
import { VECTORS, takePolicies, tools } from "./vectors.mjs";

/** Time for a request to arrive after the attempt, in milliseconds. */
const ARRIVAL = 600;
const LAST_ARRIVAL = 3000;
/** Pages that try at the same time. */
const AT_ONCE = 4;

/**
 * Attempts that come to nothing in this browser even where no policy forbids them. They stay in
 * the list because that may change.
 */
const NEVER_LEAK = new Set([
  // The script of a worker must be of the document's own origin.
  "worker-url",
  "worker-nested",
  "shared-worker-url",
  // References into a document of another origin are refused before it is fetched.
  "svg-use",
  "style-filter",
  // Only for documents that are not in a frame.
  "speculation-rules",
  "link-icon",
  "link-manifest",
  // A private window connects to nothing ahead of time.
  "preconnect",
]);

const CONTROL = `<!doctype html><body><iframe srcdoc="<body data-state='empty'><p>control</p>"></iframe>`;

let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "vocal-egress-"));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Makes every attempt from the page at `path`; the names of those that arrived. */
async function attempt(path) {
  const listener = await listen(VECTORS);
  const context = await browser.newContext({ acceptDownloads: true });
  await context.addInitScript(takePolicies);
  const fresh = async () => {
    const page = await context.newPage();
    await page.goto(pathToFileURL(path).href);
    const frame = await innerFrame(page);
    await waitForState(frame, "empty");
    await frame.evaluate(() => {
      globalThis.underTest = true;
    });
    return { page, frame };
  };
  try {
    const { frame } = await fresh();
    for (const vector of VECTORS.filter((one) => !one.leaves)) {
      await run(frame, vector, listener.addresses);
    }
    const leaving = VECTORS.filter((one) => one.leaves);
    while (leaving.length > 0) {
      await Promise.all(
        leaving.splice(0, AT_ONCE).map(async (vector) => {
          const { page, frame } = await fresh();
          await run(frame, vector, listener.addresses);
          await page.waitForTimeout(ARRIVAL);
          await page.close();
        }),
      );
    }
    await new Promise((done) => setTimeout(done, LAST_ARRIVAL));
    return listener.arrived;
  } finally {
    await context.close();
    listener.close();
  }
}

/** One attempt. That it throws is what a policy does; only what arrives counts. */
async function run(frame, vector, addresses) {
  const code = `(() => {
    if (!globalThis.underTest) return false;
    const to = (${tools})(${JSON.stringify(addresses)});
    try {
      Promise.resolve((${vector.run})(to)).catch(() => {});
    } catch {}
    return true;
  })()`;
  try {
    const inTheDocument = await frame.evaluate(code);
    // A script in an error page that took the document's place would prove nothing.
    assert.ok(inTheDocument, `before ${vector.name} the document under test was replaced`);
  } catch (error) {
    const leaving = vector.leaves && /destroyed|navigat|detached|closed/i.test(error.message);
    if (!leaving) throw error;
  }
}

describe("nothing leaves the page", () => {
  test("the control page leaks, so the listeners work", async () => {
    const path = join(folder, "control.html");
    await writeFile(path, CONTROL);
    const arrived = await attempt(path);
    const kept = VECTORS.map((vector) => vector.name).filter((name) => !arrived.has(name));
    const unexpected = kept.filter((name) => !NEVER_LEAK.has(name));
    assert.deepEqual(unexpected, [], "these attempts reached nobody even without a policy");
  });

  test("no attempt from the built page arrives", async () => {
    const arrived = await attempt(PAGE);
    assert.deepEqual([...arrived], []);
  });

  test("ordinary use makes no request and leaves the console empty", async () => {
    const opened = await openPage(browser);
    const { frame, page, requests } = opened;
    const session = await opened.context.newCDPSession(page);
    const onWire = [];
    session.on("Network.requestWillBeSent", ({ request }) => onWire.push(request.url));
    await session.send("Network.enable");
    await openSample(frame, "en");
    for (const view of ["overview", "breakdowns", "comments", "data"]) {
      await showView(frame, view);
      await settled(frame);
    }
    await showView(frame, "comments");
    await frame.fill("#comment-search", "engineer");
    await frame.press("#comment-search", "Enter");
    await frame.click("#lang-pl");
    await frame.selectOption("#theme", "dark");
    await settled(frame);
    const foreign = [...requests, ...onWire].filter((url) => !/^(blob|data|about):/.test(url));
    assert.deepEqual(foreign, [pathToFileURL(PAGE).href]);
    assertQuiet(opened);
    await opened.close();
  });

  test("the document holds no address of another place", async () => {
    const opened = await openPage(browser);
    const { frame } = opened;
    await openSample(frame, "pl");
    for (const view of ["overview", "breakdowns", "comments", "data"]) {
      await showView(frame, view);
      await settled(frame);
      const found = await frame.evaluate(() => {
        const names = ["href", "src", "srcset", "action", "formaction", "ping", "poster", "data", "background"];
        return [...document.querySelectorAll("*")].flatMap((element) =>
          names
            .map((name) => element.getAttribute(name))
            .filter((value) => value && /^\s*(\w+:)?\/\//.test(value)),
        );
      });
      assert.deepEqual(found, [], view);
    }
    await opened.close();
  });

  test("the file names no source map and no module", async () => {
    const text = await readFile(PAGE, "utf8");
    assert.doesNotMatch(text, /sourceMappingURL=/);
    assert.doesNotMatch(text, /type=(&quot;|")module/);
  });

  test("no field hands its text to a spell checker, no comment to a translator", async () => {
    const opened = await openPage(browser);
    const { frame } = opened;
    const careless = () =>
      frame.evaluate(() => {
        const fields = [...document.querySelectorAll("textarea, input")].filter(
          (field) => !["file", "checkbox", "radio", "range"].includes(field.type),
        );
        return fields.filter((field) => field.getAttribute("spellcheck") !== "false").map((field) => field.id);
      });
    assert.deepEqual(await careless(), []);
    await openSample(frame, "pl");
    for (const view of ["overview", "breakdowns", "comments", "data"]) {
      await showView(frame, view);
      await settled(frame);
      assert.deepEqual(await careless(), [], view);
    }
    await showView(frame, "comments");
    await frame.waitForSelector(".comment-text");
    const translated = await frame.evaluate(
      () => [...document.querySelectorAll(".comment-text")].filter((text) => text.translate).length,
    );
    assert.equal(translated, 0);
    await opened.close();
  });
});
