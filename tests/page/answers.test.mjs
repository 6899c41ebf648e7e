/** What single views answer: to whom an answer belongs, and what becomes of it on the way out. */

import assert from "node:assert/strict";
import { describe } from "node:test";
import { giveFile, openSample, report, settled, showView, storyteller } from "./helpers.mjs";

const story = storyteller();

const csv = (name, lines) => ({ name, buffer: Buffer.from(lines.map((cells) => cells.join(",")).join("\n")) });
const NPS = "How likely are you to recommend us (0-10)?";

/** Holds requests of that kind back until `release` is called in the page. */
function hold(frame, kind) {
  return frame.evaluate((wanted) => {
    const post = Worker.prototype.postMessage;
    const held = [];
    Worker.prototype.postMessage = function (message, ...more) {
      if (message?.type === wanted) held.push(() => post.call(this, message, ...more));
      else post.call(this, message, ...more);
    };
    globalThis.release = () => {
      Worker.prototype.postMessage = post;
      for (const go of held) go();
    };
  }, kind);
}

/** Chooses an option of a list, as a user does, without waiting for anything. */
function put(frame, list, value) {
  return frame.locator(list).evaluate((select, wanted) => {
    select.value = wanted;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }, value);
}

/** What the clipboard gets. */
function clipboard(frame) {
  return frame.evaluate(() => {
    navigator.clipboard.writeText = (text) => Promise.resolve(void (globalThis.copied = text));
  });
}

describe("a file whose comments are still being coded", () => {
  for (const lang of ["pl", "en"]) {
    story(`shows no figure of comments and no chart of them, ${lang}`, { lang }, async ({ frame }) => {
      await hold(frame, "code");
      const rows = Array.from({ length: 60 }, (_, row) => [row % 11, `The courier was late again ${row} and nobody called`]);
      await frame.setInputFiles("#file", { mimeType: "text/csv", ...csv("a.csv", [[NPS, "Why?"], ...rows]) });
      await frame.waitForSelector("vocal-score .figure");
      await frame.waitForSelector("vocal-chart[kind=distribution] svg");
      assert.equal(await frame.locator("vocal-chart[kind=sentiment]").count(), 0);
      assert.doesNotMatch(await frame.locator("body").innerText(), /page\.|\b0 (comments|komentarzy)/);
      await frame.evaluate(() => release());
      await frame.waitForSelector("vocal-chart[kind=sentiment] svg");
      await settled(frame);
      assert.match(await frame.locator("vocal-overview").innerText(), /60 (comments|komentarzy)/);
    });
  }
});

describe("an answer about another question", () => {
  story("is not shown under the names of two other groups", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "compare");
    await frame.waitForSelector("#difference");
    const names = () => frame.locator("vocal-compare .card.score h3").allInnerTexts();
    const before = await names();
    const other = await frame.locator("#compare-before option").evaluateAll(
      (all) => all.find((one) => !one.selected).value,
    );
    await hold(frame, "compare");
    await put(frame, "#compare-before", other);
    await frame.waitForFunction(() => document.querySelector('vocal-compare .card[aria-busy="true"]'));
    assert.deepEqual(await names(), []);
    await frame.evaluate(() => release());
    await frame.waitForSelector("#difference");
    assert.notDeepEqual(await names(), before);
  });

  story("is not the outcome of another scenario", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "drivers");
    await frame.waitForSelector("#simulation .figure");
    await hold(frame, "simulate");
    await put(frame, "#simulator-share", "100");
    await frame.waitForSelector('#simulation[aria-busy="true"]', { state: "attached" });
    assert.equal(await frame.locator("#simulation .figure").count(), 0);
    await frame.evaluate(() => release());
    await frame.waitForSelector("#simulation .figure");
  });
});

describe("a number that leads to comments", () => {
  story("leads to all of them, whatever was looked for before", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    await frame.click("#folder-starred");
    await frame.fill("#comment-search", "zorblax");
    await settled(frame);
    await showView(frame, "categories");
    await frame.locator(".mention-part.negative:not([disabled])").first().click();
    await frame.waitForSelector("#view-comments[aria-selected=true]");
    await frame.waitForSelector(".comment:not(.pending)");
    assert.equal(await frame.inputValue("#comment-search"), "");
    assert.equal(await frame.getAttribute("#folder-ordinary", "aria-pressed"), "true");
  });
});

describe("corrections", () => {
  story("that follow each other at once are all kept", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "comments");
    await frame.waitForSelector("#category-add");
    const given = () => frame.locator(".corrections li").count();
    const before = await given();
    const free = await frame.locator("#category-add option").evaluateAll((all) => all.slice(1, 3).map((one) => one.value));
    await hold(frame, "configure");
    for (const id of free) {
      await put(frame, "#category-add", id);
      await frame.click("#category-add-do");
    }
    await frame.evaluate(() => release());
    await settled(frame);
    await frame.waitForSelector("#comment-reset");
    assert.equal(await given(), before + free.length);
  });
});

describe("what leaves", () => {
  story("a copied table holds nothing that a spreadsheet calculates", { lang: "en" }, async ({ frame }) => {
    const shops = ["=1+1", "@SUM(A1)", "North"];
    const rows = Array.from({ length: 90 }, (_, row) => [row % 4 === 0 ? 9 : 2 + (row % 3), shops[row % 3]]);
    await giveFile(frame, csv("shops.csv", [[NPS, "Shop"], ...rows]), "ready");
    await showView(frame, "breakdowns");
    await frame.locator("vocal-breakdowns button[aria-keyshortcuts=t]").first().click();
    await clipboard(frame);
    await frame.click("vocal-breakdowns .copy-chart");
    const copied = await (await frame.waitForFunction(() => globalThis.copied)).jsonValue();
    const cells = copied.split("\n").flatMap((line) => line.split("\t"));
    for (const shop of shops) assert.ok(cells.includes(shop === "North" ? shop : `'${shop}`), copied);
    assert.ok(cells.some((cell) => /^-\d/.test(cell)), "numbers and their intervals stay as they are");
    assert.ok(!cells.some((cell) => /^'-\d/.test(cell)), copied);
  });
});

describe("survey health", () => {
  story("leaving out the rows of one finding says nothing about another of the same check", { lang: "pl" }, async ({ frame }) => {
    const shops = ["Ada", "Bea", "Cyd", "Dot"];
    const rows = Array.from({ length: 400 }, (_, row) => [row % 4 === 0 ? 10 : [0, 3, 6, 2, 7][row % 5], shops[row % 4]]);
    await giveFile(frame, csv("shops.csv", [[NPS, "Shop"], ...rows]), "ready");
    assert.ok((await report(frame)).health.some(({ code }) => code === "group_far_off"));
    await showView(frame, "data");
    const buffer = Buffer.from(JSON.stringify({ version: 1, excluded_checks: [6] }));
    await frame.setInputFiles("#settings-file", { name: "a.vocal.json", mimeType: "application/json", buffer });
    await settled(frame);
    await settled(frame);
    const button = frame.locator("[data-health=group_far_off] > button").first();
    assert.equal(await button.innerText(), "Pokaż tylko te odpowiedzi");
    assert.equal(await frame.locator("[data-health=group_far_off].muted").count(), 0);
  });
});

describe("the codebook", () => {
  const editing = async (frame) => {
    await openSample(frame, "en");
    await showView(frame, "codebook");
    await frame.waitForSelector("#codebook-preview");
    await settled(frame);
  };

  story("keeps what was edited while another view is looked at, and asks before it is lost", { lang: "en" }, async ({ frame, page }) => {
    await editing(frame);
    await frame.click("#category-new");
    await frame.fill("#label-en", "Routers");
    await showView(frame, "overview");
    await showView(frame, "codebook");
    assert.match(await frame.locator(".tree").innerText(), /Routers/);
    let asked = "";
    page.once("dialog", (dialog) => {
      asked = dialog.message();
      void dialog.dismiss();
    });
    await frame.click("#new-file");
    assert.notEqual(asked, "");
    await frame.click("#codebook-undo");
    await frame.click("#codebook-undo");
    await settled(frame);
    assert.doesNotMatch(await frame.locator(".tree").innerText(), /Routers/);
    assert.ok(await frame.isDisabled("#codebook-apply"), "nothing is left of the draft");
  });

  story("keeps what is edited while it is being applied", { lang: "en" }, async ({ frame }) => {
    await editing(frame);
    await frame.click("#category-new");
    await frame.fill("#label-en", "Routers");
    await settled(frame);
    await hold(frame, "configure");
    await frame.click("#codebook-apply");
    await frame.fill("#label-en", "Routers and cables");
    await frame.evaluate(() => release());
    await settled(frame);
    await settled(frame);
    assert.match(await frame.locator(".tree").innerText(), /Routers and cables/);
    await frame.click("#codebook-undo");
    await settled(frame);
    assert.match(await frame.locator(".tree").innerText(), /Routers(?! and cables)/);
    assert.ok(await frame.isDisabled("#codebook-apply"), "one step leads to what is in force");
  });

  story("says what is wrong in a file, and where", { lang: "pl" }, async ({ frame }) => {
    await openSample(frame, "pl");
    await showView(frame, "codebook");
    await frame.waitForSelector("#codebook-preview");
    const categories = [
      { id: "dobra", label: { pl: "Dobra" }, parent: null, patterns: { pl: ["dostaw*"] } },
      { id: "zła", label: { pl: "Zła" }, parent: null, patterns: { pl: "dostaw*" } },
    ];
    const buffer = Buffer.from(JSON.stringify({ version: 1, categories }));
    await frame.setInputFiles("#codebook-file", { name: "a.codebook.json", mimeType: "application/json", buffer });
    await frame.waitForFunction(() => document.querySelector(".toast")?.textContent.includes("zła"));
    const told = await frame.locator(".toast").innerText();
    assert.match(told, /„patterns\.pl” zawiera "dostaw\*", a powinno zawierać listę słów/);
    assert.ok(await frame.isDisabled("#codebook-apply"));
    assert.doesNotMatch(await frame.locator(".tree").innerText(), /Zła/);
  });
});

describe("bands of a column of numbers", () => {
  story("are typed as ends or as ranges, and what cannot be read changes nothing", { lang: "en" }, async ({ frame }) => {
    const rows = Array.from({ length: 200 }, (_, row) => [row % 11, 18 + (row * 7) % 60]);
    await giveFile(frame, csv("a.csv", [[NPS, "Visits"], ...rows]), "ready");
    await showView(frame, "data");
    await frame.locator("select[data-column='1']").selectOption("number");
    await settled(frame);
    const type = async (text) => {
      await frame.fill("[data-bands='1']", text);
      await frame.press("[data-bands='1']", "Tab");
      await settled(frame);
      return frame.inputValue("[data-bands='1']");
    };
    assert.equal(await type("18, 35, 65"), "18, 35, 65");
    assert.equal(await type("18–34, 35 - 64"), "18, 35, 65");
    assert.equal(await type("18-35"), "18, 36");
    assert.equal(await frame.locator("[role=alert]").count(), 0);
    const before = await report(frame);
    assert.equal(await type("1.5, 20"), "1.5, 20");
    assert.match(await frame.locator("[role=alert]").innerText(), /“1\.5” cannot be read/);
    assert.deepEqual(await report(frame), before);
    assert.equal(await type("20, 40"), "20, 40");
    assert.equal(await frame.locator("[role=alert]").count(), 0);
    assert.notDeepEqual(await report(frame), before);
  });
});

describe("the keyboard", () => {
  const active = (frame) => frame.evaluate(() => document.activeElement.id || document.activeElement.tagName);

  story("keeps its place when a button goes away", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await settled(frame);
    await frame.locator("vocal-chart[kind=distribution] .mark").first().click();
    await frame.waitForSelector("#filter-clear");
    await frame.focus("#filter-clear");
    await frame.press("#filter-clear", "Enter");
    await frame.waitForSelector("#filter-clear", { state: "detached" });
    await settled(frame);
    assert.equal(await active(frame), "filter-undo");
    await showView(frame, "comments");
    await frame.waitForSelector("#correct-mixed");
    await frame.click("#correct-mixed");
    await frame.waitForSelector("#comment-reset");
    await settled(frame);
    await frame.press("#comment-reset", "Enter");
    await frame.waitForSelector("#comment-reset", { state: "detached" });
    assert.equal(await active(frame), "comment-open");
  });

  story("chooses a category with arrows before anything is done with it", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "comments");
    await frame.waitForSelector("#category-add");
    const before = await frame.locator(".corrections li").count();
    await put(frame, "#category-add", await frame.locator("#category-add option").nth(1).getAttribute("value"));
    await settled(frame);
    assert.equal(await frame.locator(".corrections li").count(), before);
    await frame.press("#category-add-do", "Enter");
    await settled(frame);
    assert.equal(await frame.locator(".corrections li").count(), before + 1);
  });

  story("reaches the heat map after the cell where it was is gone", { lang: "en" }, async ({ frame, page }) => {
    await openSample(frame, "en");
    await showView(frame, "categories");
    await frame.waitForSelector(".heat td");
    await frame.locator(".heat td").first().focus();
    await page.keyboard.press("End");
    for (let row = 0; row < 30; row++) await page.keyboard.press("ArrowDown");
    assert.equal(await frame.locator(".heat td[tabindex='0']").count(), 1);
    const at = await frame.evaluate(() => document.activeElement.dataset.category ?? document.activeElement.dataset.place);
    assert.ok(at);
    await frame.selectOption("#matrix-by", { index: 1 });
    await frame.waitForSelector(".heat td");
    await settled(frame);
    assert.equal(await frame.locator(".heat td[tabindex='0']").count(), 1);
  });
});

describe("what is said about personal data", () => {
  story("is true of a comment that is copied with names, and of rows that are saved for repair", { lang: "en" }, async ({ frame }) => {
    const rows = Array.from({ length: 60 }, (_, row) => [row % 11, `Anna Smith was very helpful and friendly on visit ${row}`]);
    const { name, buffer } = csv("a.csv", [[NPS, "Why?"], ...rows]);
    await giveFile(frame, { name, buffer: Buffer.concat([buffer, Buffer.from("\n7")]) }, "ready");
    await showView(frame, "data");
    assert.match(await frame.locator("[aria-labelledby=data-warnings]").innerText(), /exactly as they stand in the file/);
    await showView(frame, "comments");
    await frame.click("#folder-staff_praise");
    await frame.waitForSelector(".comment:not(.pending)");
    await frame.check("#show-names");
    await settled(frame);
    await clipboard(frame);
    await frame.click("#comment-copy");
    await frame.waitForSelector(".toast");
    assert.match(await (await frame.waitForFunction(() => globalThis.copied)).jsonValue(), /Anna/);
    assert.match(await frame.locator(".toast").innerText(), /with the names/);
  });
});
