/** Stories: whatever fails, is refused or is given up ends in the survey as it was before. */

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { giveFile, launch, PAGE, report, settled, showView, startOver, storyteller, waitForState } from "./helpers.mjs";

const story = storyteller();

const AGES = ["25–34", "65+", "18–24"];
const row = (i) => `${i % 11},${i % 3 ? `Kurier się spóźnił z paczką ${i}` : `Obsługa była świetna ${i}`},${AGES[i % 3]}`;
const HEAD = "Polecenie (0-10),Dlaczego?,Wiek";
const text = (count) => [HEAD, ...Array.from({ length: count }, (_, i) => row(i))].join("\n");
const survey = (name = "ankieta.csv", count = 60) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text(count)) });
const json = (name, content) => ({ name, mimeType: "application/json", buffer: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)) });
const CODEBOOK = { version: 1, categories: [{ id: "kurier", label: { pl: "Kurier" }, parent: null, patterns: { pl: ["kurier*"] } }] };

/** Drops a survey of so many thousand answers on the page, made there, whose comments take a while to code. */
async function dropLarge(frame, name, thousands) {
  const drop = ([name, text, thousands]) => {
    const [head, ...lines] = text.split("\n");
    const pieces = lines.map((line) => line.split(","));
    const thousand = (at) => pieces.map(([score, comment, age]) => `${score},${`${comment} raz ${at}. `.repeat(12)},${age}\n`).join("");
    const data = new DataTransfer();
    data.items.add(new File([`${head}\n`, ...Array.from({ length: thousands }, (_, at) => thousand(at))], name));
    delete document.body.dataset.state;
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  };
  await frame.evaluate(drop, [name, text(1000), thousands]);
}

/** Does something in the page in the very moment in which an element is there. */
function inTheMoment(frame, selector, act) {
  const watch = (selector, act) =>
    new Promise((done, fail) => {
      const look = () => {
        const element = document.querySelector(selector);
        if (!element) return;
        watcher.disconnect();
        done(act(element));
      };
      const watcher = new MutationObserver(look);
      watcher.observe(document.body, { childList: true, subtree: true, attributes: true });
      look();
      setTimeout(() => fail(new Error(`there was no ${selector}`)), 20_000);
    });
  // Made of their sources, because the page's policy lets nobody make a function of a text.
  return frame.evaluate(`void (globalThis.moment = (${watch})(${JSON.stringify(selector)}, ${act}))`);
}

const moment = (frame) => frame.evaluate(() => globalThis.moment);

/** Makes the worker answer requests of these kinds with a fault, so many of them. */
function breakRequests(frame, kinds, times) {
  return frame.evaluate(
    ([kinds, times]) => {
      const { postMessage } = Worker.prototype;
      let left = times;
      Worker.prototype.postMessage = function (message, ...others) {
        if (!kinds.includes(message.type) || left-- <= 0) return postMessage.call(this, message, ...others);
        const error = { code: "internal", params: { step: message.type } };
        queueMicrotask(() => this.onmessage({ data: { id: message.id, error } }));
      };
    },
    [kinds, times],
  );
}

async function star(frame) {
  await showView(frame, "comments");
  await frame.waitForSelector(".comment:not(.pending)");
  await frame.click("#comment-star");
  await settled(frame);
}

const starred = (frame) => frame.waitForFunction(() => document.querySelector("#folder-starred strong")?.textContent === "1");
/** True when leaving the page asks about what is not saved. */
const asks = (frame) => frame.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
const chips = (frame) => frame.locator(".chip").count();
const toast = (frame, part) => frame.waitForFunction((part) => document.querySelector(".toast")?.textContent.includes(part), part);
const pickMark = (frame) => frame.locator(".mark[data-condition]").first().evaluate((mark) => mark.dispatchEvent(new MouseEvent("click", { bubbles: true })));

describe("a change that fails or is given up", () => {
  story("a setting that is changed while comments are coded is applied", { lang: "pl" }, async ({ frame }) => {
    await inTheMoment(frame, "[data-state=reading] #view-data", (tab) => tab.click());
    await dropLarge(frame, "duża.csv", 80);
    await moment(frame);
    await inTheMoment(frame, "#min-group", (field) => {
      field.value = "7";
      field.dispatchEvent(new Event("change", { bubbles: true }));
      return document.body.dataset.state === "ready";
    });
    assert.equal(await moment(frame), false, "comments are being coded");
    await frame.waitForFunction(() => document.body.dataset.state === "ready" && vocal.idle(), null, { timeout: 30_000 });
    assert.equal((await report(frame)).text.n, 80_000);
    assert.equal(await frame.inputValue("#min-group"), "7");
  });

  story("an encoding that does not fit is told of, and nothing is lost", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await star(frame);
    const before = await report(frame);
    await showView(frame, "data");
    await frame.selectOption("#encoding", "utf-16le");
    await frame.waitForSelector("#refused");
    await settled(frame);
    assert.match(await frame.locator("#refused").innerText(), /Z tym ustawieniem nie da się odczytać pliku ankieta\.csv/);
    assert.equal(await frame.inputValue("#encoding"), "utf-8");
    assert.deepEqual(await report(frame), before);
    assert.ok(await asks(frame));
    await showView(frame, "comments");
    await starred(frame);
    await frame.click("#filter-undo");
    await settled(frame);
    assert.equal(await frame.isDisabled("#filter-undo"), true);
  });

  for (const [when, selector] of [["read", "section.reading #cancel"], ["coded", ".coding #cancel"]]) {
    story(`whoever cancels while the file is ${when} again is back in the survey as it was`, { lang: "pl" }, async ({ frame }) => {
      await dropLarge(frame, "duża.csv", 60);
      await waitForState(frame, "ready");
      await star(frame);
      await showView(frame, "overview");
      await pickMark(frame);
      await settled(frame);
      const before = await report(frame);
      await showView(frame, "data");
      await inTheMoment(frame, selector, (button) => button.click());
      await frame.selectOption("#encoding", "windows-1250");
      await moment(frame);
      await waitForState(frame, "ready");
      await settled(frame);
      assert.deepEqual(await report(frame), before);
      assert.equal(await frame.inputValue("#encoding"), "utf-8");
      assert.equal(await chips(frame), 1);
      assert.ok(await asks(frame));
    });
  }

  story("undo of a reading brings the filter back with it", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await pickMark(frame);
    await settled(frame);
    const before = await report(frame);
    await showView(frame, "data");
    await frame.selectOption("#encoding", "windows-1250");
    await waitForState(frame, "ready");
    await settled(frame);
    assert.equal(await chips(frame), 0);
    await frame.click("#filter-undo");
    await frame.waitForSelector(".chip");
    await settled(frame);
    assert.deepEqual(await report(frame), before);
  });

  story("what is filtered while a setting is changed stays", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await pickMark(frame);
    await settled(frame);
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    await frame.evaluate(() => {
      const { postMessage } = Worker.prototype;
      const choose = () => {
        const list = document.querySelector("#comment-sentiment");
        list.selectedIndex = 1;
        list.dispatchEvent(new Event("change", { bubbles: true }));
      };
      // The settings are there by then, and the report under the filter is asked for.
      Worker.prototype.postMessage = function (message, ...others) {
        postMessage.call(this, message, ...others);
        if (message.type !== "report") return;
        Worker.prototype.postMessage = postMessage;
        choose();
      };
      document.querySelector("#comment-star").click();
    });
    await frame.waitForFunction(() => document.querySelectorAll(".chip").length === 2);
    await settled(frame);
    assert.equal(await chips(frame), 2);
    await starred(frame);
  });

  story("whoever gives up a change of settings keeps what was filtered meanwhile", { lang: "pl" }, async ({ frame }) => {
    await dropLarge(frame, "duża.csv", 60);
    await waitForState(frame, "ready");
    const before = await report(frame);
    await pickMark(frame);
    await settled(frame);
    await inTheMoment(frame, "#cancel-coding", (button) => {
      document.querySelector("#filter-clear").click();
      button.click();
    });
    await frame.setInputFiles("#file", [json("moj.codebook.json", CODEBOOK), json("fala.vocal.json", { version: 1, min_group: 12 })]);
    await moment(frame);
    await waitForState(frame, "ready");
    await settled(frame);
    assert.equal(await chips(frame), 0);
    assert.deepEqual(await report(frame), before);
    await showView(frame, "data");
    assert.equal(await frame.inputValue("#min-group"), "5");
    await frame.click("#filter-undo");
    await settled(frame);
    assert.equal(await chips(frame), 1);
  });

  story("a refused settings file leaves corrections unsaved", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await star(frame);
    await showView(frame, "data");
    for (const content of [{ version: 1, columns: [{ index: "która" }] }, "[]"]) {
      await frame.setInputFiles("#settings-file", json("zły.vocal.json", content));
      await frame.waitForSelector("p.problem");
      await settled(frame);
      assert.ok(await asks(frame));
    }
    await frame.setInputFiles("#settings-file", json("dobry.vocal.json", { version: 1, min_group: 7 }));
    await frame.waitForFunction(() => document.querySelector("#min-group").value === "7");
    await settled(frame);
    assert.ok(!(await asks(frame)));
  });
});

describe("files that come at another moment", () => {
  story("settings that are dropped while a survey is read are for it", { lang: "pl" }, async ({ frame }) => {
    await inTheMoment(frame, "section.reading", () => {
      const data = new DataTransfer();
      data.items.add(new File(['{"version":1,"min_group":12}'], "fala.vocal.json"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await dropLarge(frame, "duża.csv", 40);
    await moment(frame);
    await frame.waitForFunction(() => document.querySelector("#min-group")?.value === "12");
    await settled(frame);
    assert.equal(await frame.locator(".file-name").innerText(), "duża.csv");
    assert.equal((await report(frame)).file.rows, 40_000);
  });

  story("settings and a codebook that are dropped on a survey are both applied", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await frame.setInputFiles("#file", [json("moj.codebook.json", CODEBOOK), json("fala.vocal.json", { version: 1, min_group: 12 })]);
    await frame.waitForFunction(() => document.querySelector("#min-group")?.value === "12");
    await settled(frame);
    await showView(frame, "codebook");
    await frame.waitForFunction(() => document.querySelectorAll("[role=treeitem]").length === 1);
    const { categories } = await report(frame);
    assert.deepEqual(categories.map(({ id }) => id), ["kurier"]);
  });

  story("a settings file or codebook that the browser cannot read is told of", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await frame.evaluate(() => {
      Blob.prototype.text = () => Promise.reject(new DOMException("gone", "NotFoundError"));
    });
    await showView(frame, "data");
    const told = async (name) => {
      await frame.waitForFunction((name) => document.querySelector("#refused")?.innerText.includes(name), name);
      assert.match(await frame.locator("#refused").innerText(), /Przeglądarka nie mogła odczytać pliku/);
    };
    await frame.setInputFiles("#settings-file", json("jedne.vocal.json", { version: 1 }));
    await told("jedne.vocal.json");
    await frame.setInputFiles("#file", json("drugie.vocal.json", { version: 1 }));
    await told("drugie.vocal.json");
    await showView(frame, "codebook");
    await frame.setInputFiles("#codebook-file", json("moj.codebook.json", { version: 1, categories: [] }));
    await told("moj.codebook.json");
    await giveFile(frame, survey("inna.csv"), "ready");
    await frame.setInputFiles("#file", [survey("trzecia.csv"), json("trzecie.vocal.json", { version: 1 })]);
    await told("trzecie.vocal.json");
    await settled(frame);
    assert.equal(await frame.locator(".file-name").innerText(), "trzecia.csv");
  });

  story("a file that has gone is not taken for a fault of the program", { lang: "pl" }, async ({ frame }) => {
    const folder = await mkdtemp(join(tmpdir(), "vocal-page-"));
    try {
      await giveFile(frame, survey(), "ready");
      await star(frame);
      await frame.evaluate(() => {
        globalThis.confirm = () => true;
        const take = (event) => {
          globalThis.given = [...event.target.files];
          event.stopImmediatePropagation();
        };
        document.querySelector("main").addEventListener("change", take, { capture: true, once: true });
      });
      const path = join(folder, "znikła.csv");
      await writeFile(path, text(80));
      await frame.setInputFiles("#file", path);
      await frame.waitForFunction(() => globalThis.given?.length === 1);
      await rm(path);
      await frame.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(globalThis.given[0]);
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      });
      await frame.waitForSelector("#refused [data-code=unreadable]");
      await settled(frame);
      assert.equal(await frame.locator(".file-name").innerText(), "ankieta.csv");
      await showView(frame, "comments");
      await starred(frame);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  story("corrections that came from a file are not called unsaved while comments are coded", { lang: "pl" }, async ({ frame }) => {
    await inTheMoment(frame, ".file-name", () => dispatchEvent(new Event("beforeunload", { cancelable: true })));
    const decisions = [{ key: "kurier", starred: true }];
    await frame.setInputFiles("#file", [survey(), json("fala.vocal.json", { version: 1, decisions })]);
    assert.equal(await moment(frame), true);
    await waitForState(frame, "ready");
  });

  story("what is dragged from the page itself is no survey", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    const drop = (own) =>
      frame.evaluate((own) => {
        const data = new DataTransfer();
        data.setData("text/plain", "Ocena,Dlaczego?\n9,dobrze\n");
        const tab = document.querySelector("#view-data");
        if (own) tab.dispatchEvent(new DragEvent("dragstart", { dataTransfer: data, bubbles: true }));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      }, own);
    await drop(true);
    await settled(frame);
    assert.equal(await frame.locator(".file-name").innerText(), "ankieta.csv");
    await drop(false);
    await frame.waitForFunction(() => document.querySelector(".file-name")?.textContent !== "ankieta.csv");
    await waitForState(frame, "ready", "mapping");
  });
});

describe("faults of the program", () => {
  story("the survey is read again, with everything that was decided", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await star(frame);
    await showView(frame, "overview");
    const before = await report(frame);
    await breakRequests(frame, ["scores"], 1);
    await pickMark(frame);
    await toast(frame, "wczytana od nowa");
    await waitForState(frame, "ready");
    await settled(frame);
    assert.deepEqual(await report(frame), before);
    await showView(frame, "comments");
    await starred(frame);
  });

  for (const kind of ["digest", "screen"]) {
    story(`also when nobody waits for what failed: ${kind}`, { lang: "pl" }, async ({ frame }) => {
      await breakRequests(frame, [kind], 1);
      await giveFile(frame, survey(), "ready");
      await toast(frame, "wczytana od nowa");
      await waitForState(frame, "ready");
      await pickMark(frame);
      await settled(frame);
      assert.notEqual((await report(frame)).rows, 60);
    });
  }

  story("when it happens again, the settings can still be saved", { lang: "pl" }, async ({ frame, page }) => {
    await giveFile(frame, survey(), "ready");
    await star(frame);
    await showView(frame, "overview");
    await breakRequests(frame, ["scores"], 2);
    await pickMark(frame);
    await toast(frame, "wczytana od nowa");
    await waitForState(frame, "ready");
    await settled(frame);
    await pickMark(frame);
    await frame.waitForSelector("[data-code=internal] #settings-rescue");
    assert.ok(await asks(frame));
    const [download] = await Promise.all([page.waitForEvent("download"), frame.click("#settings-rescue")]);
    assert.equal(download.suggestedFilename(), "ankieta.vocal.json");
    const { decisions } = JSON.parse(await readFile(await download.path(), "utf8"));
    assert.equal(decisions.length, 1);
    assert.ok(!(await asks(frame)));
    await frame.waitForSelector("#settings-rescue", { state: "detached" });
  });

  story("workers that cannot start are not started for ever", { lang: "pl" }, async ({ frame }) => {
    await frame.evaluate(() => {
      globalThis.started = 0;
      globalThis.Worker = class {
        constructor() {
          globalThis.started += 1;
          setTimeout(() => this.onerror(new Event("error", { cancelable: true })));
        }
        postMessage() {}
        terminate() {}
      };
    });
    // The workers that are there are ended one after the other by giving up what they read.
    for (let at = 0; at < 3; at++) {
      await inTheMoment(frame, "section.reading #cancel, [role=alert]", (one) => one.click());
      await dropLarge(frame, "duża.csv", 100);
      await moment(frame);
      await waitForState(frame, "empty", "error");
    }
    await frame.waitForTimeout(300);
    const started = await frame.evaluate(() => globalThis.started);
    assert.ok(started <= 5, `${started} workers were started`);
    assert.equal(await giveFile(frame, survey(), "error"), "error");
    assert.match(await frame.locator("[data-code=no_worker]").innerText(), /nie pozwoliła uruchomić/);
  });

  story("a second file that comes too late for its survey harms nobody", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await showView(frame, "data");
    await frame.evaluate(() => {
      globalThis.Worker = new Proxy(Worker, { construct: (of, given) => ((globalThis.started = true), new of(...given)) });
    });
    await frame.evaluate(
      ([second, other]) => {
        const give = (id, file) => {
          const data = new DataTransfer();
          data.items.add(file);
          const field = document.querySelector(id);
          field.files = data.files;
          field.dispatchEvent(new Event("change", { bubbles: true }));
        };
        give("#second-file", new File(Array(400).fill(new Blob([second])), "klienci.csv"));
        give("#file", new File([other], "inna.csv"));
      },
      ["id,odszedł\n".padEnd(100_000, "12,nie\n"), text(70)],
    );
    await frame.waitForFunction(() => document.querySelector(".file-name")?.textContent === "inna.csv");
    await waitForState(frame, "ready");
    await settled(frame);
    await frame.waitForTimeout(500);
    assert.equal(await frame.evaluate(() => globalThis.started), undefined);
    assert.equal((await report(frame)).file.rows, 70);
  });

  story("a survey that is closed leaves the memory", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await frame.evaluate(() => {
      const { terminate } = Worker.prototype;
      Worker.prototype.terminate = function () {
        globalThis.ended = true;
        terminate.call(this);
      };
    });
    await startOver(frame);
    await frame.waitForFunction(() => globalThis.ended);
    await giveFile(frame, survey("inna.csv", 70), "ready");
    assert.equal((await report(frame)).file.rows, 70);
  });
});

describe("what leaves the page", () => {
  story("a list is not saved of two states", { lang: "pl" }, async ({ frame, page }) => {
    await giveFile(frame, survey(), "ready");
    await showView(frame, "data");
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    let saved = false;
    page.on("download", () => {
      saved = true;
    });
    await frame.evaluate(() => {
      document.querySelector("#comments-save").click();
      document.querySelector("#comment-star").click();
    });
    await toast(frame, "Lista nie została zapisana");
    await settled(frame);
    assert.equal(saved, false);
  });

  story("a browser that does not print leaves the page as it was", { theme: "dark" }, async ({ frame }) => {
    await giveFile(frame, survey(), "ready");
    await frame.evaluate(() => {
      globalThis.print = () => {};
    });
    await frame.click("#print");
    await toast(frame, "does not allow printing");
    await settled(frame);
    assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.equal(await frame.locator(".print-hint").count(), 1);
  });

  test("in a frame that may forbid downloads, a file is saved once it is known to be", async () => {
    const folder = await mkdtemp(join(tmpdir(), "vocal-host-"));
    const browser = await launch();
    try {
      const host = join(folder, "host.html");
      const file = pathToFileURL(PAGE).href;
      await writeFile(host, `<!doctype html><iframe sandbox="allow-scripts" src="${file}" width="1200" height="850"></iframe>`);
      const page = await browser.newPage({ locale: "en-GB" });
      await page.goto(pathToFileURL(host).href);
      await page.waitForFunction(() => true);
      const inner = () => page.frames().find((one) => one.parentFrame()?.parentFrame());
      for (let waited = 0; !inner() && waited < 100; waited++) await page.waitForTimeout(100);
      const frame = inner();
      await waitForState(frame, "empty");
      await giveFile(frame, survey(), "ready");
      await star(frame);
      await showView(frame, "data");
      await frame.click("#settings-save");
      await frame.waitForSelector("#copy-instead");
      assert.ok(await asks(frame), "nobody knows whether there is a file");
      await frame.evaluate(() => {
        navigator.clipboard.writeText = (text) => Promise.resolve(void (globalThis.copied = text));
      });
      await frame.click("#copy-instead");
      await frame.waitForFunction(() => globalThis.copied);
      assert.equal(JSON.parse(await frame.evaluate(() => globalThis.copied)).decisions.length, 1);
      await settled(frame);
      assert.ok(!(await asks(frame)));
    } finally {
      await browser.close();
      await rm(folder, { recursive: true });
    }
  });
});
