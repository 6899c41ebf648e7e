/** Whole stories: what a person comes for, followed from the first screen to the answer. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe } from "node:test";
import {
  VIEWS,
  giveFile,
  openSample,
  report,
  settled,
  showView,
  storyteller,
  waitForState,
} from "./helpers.mjs";

const story = storyteller();

const mentionsOf = async (frame, id) =>
  (await report(frame)).categories.find((one) => one.id === id)?.n ?? 0;

/** The list of comments with its first row loaded. */
async function openComments(frame) {
  await showView(frame, "comments");
  await frame.waitForSelector(".comment:not(.pending)");
  await settled(frame);
}

describe("finding out", () => {
  story("the failing branch and its comments, in five clicks", { lang: "pl" }, async ({ frame }) => {
    let clicks = 0;
    const click = async (target) => {
      clicks += 1;
      await frame.locator(target).first().click();
    };
    await click("#sample-button-pl");
    await waitForState(frame, "ready");
    await settled(frame);
    const worst = "[data-finding=group_worse]";
    assert.match(await frame.locator(worst).first().innerText(), /Łódź Manufaktura.*gorzej/s);
    await click(`${worst} button:text-is("Komentarze")`);
    await frame.waitForSelector(".comment:not(.pending)");
    await settled(frame);
    assert.ok(clicks <= 5);
    const shops = await frame.locator(".comment .tag:first-of-type, .comment .tag").allInnerTexts();
    assert.ok(shops.includes("Łódź Manufaktura"));
    const { rows, file } = await report(frame);
    assert.ok(rows > 50 && rows < file.rows / 4);
  });

  story("a cell of the heat map filters everything", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "categories");
    await frame.waitForSelector(".heat-cell");
    const cell = frame.locator(".heat-cell").first();
    const { category, group } = await cell.evaluate((one) => ({ ...one.dataset }));
    await cell.click();
    await frame.waitForFunction(() => document.querySelectorAll(".chip").length === 2);
    await settled(frame);
    assert.ok((await mentionsOf(frame, category)) > 0);
    assert.match(await frame.locator(".chips").innerText(), new RegExp(group));
    await frame.locator(`.heat-cell[data-category="${category}"][data-group="${group}"]`).click();
    await frame.waitForFunction(() => document.querySelectorAll(".chip").length === 0);
  });

  story("the trend by weeks with an event note, and undo takes both back", { lang: "en" }, async (opened) => {
    const { frame, page } = opened;
    await openSample(frame, "en");
    await settled(frame);
    const chart = frame.locator("vocal-chart[kind=trend]");
    const waitForText = (pattern, wanted = true) =>
      frame.waitForFunction(
        ([source, expected]) =>
          new RegExp(source).test(document.querySelector("vocal-chart[kind=trend]").textContent) === expected,
        [pattern, wanted],
      );
    await waitForText("NPS by month");
    await frame.selectOption("#trend-period", "week");
    await waitForText("NPS by week");
    await settled(frame);
    const { trend } = await report(frame);
    const week = trend.find((point) => !point.hidden).period;
    assert.match(week, /^\d{4}-W\d\d$/);
    const label = await chart.locator(".mark").first().getAttribute("aria-label");
    assert.match(label, /^[Ww]eek \d+ of \d{4} \(from \d+ \w+\)/);

    await chart.locator(".mark").first().click();
    await frame.waitForSelector(".chip");
    assert.match(await frame.locator(".chips").innerText(), /Week.*week \d+ of \d{4}/s);
    await frame.click("#filter-undo");
    await frame.waitForFunction(() => document.querySelectorAll(".chip").length === 0);
    await settled(frame);

    // The Monday of ISO week `week`.
    const [year, number] = week.split("-W").map(Number);
    const monday = new Date(Date.UTC(year, 0, 4));
    monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7) + 7 * (number - 1));
    await frame.click("vocal-trend-settings summary");
    assert.ok(await frame.isDisabled("#event-add"));
    await frame.fill("#event-date", monday.toISOString().slice(0, 10));
    await frame.fill("#event-text", "New price list");
    await frame.click("#event-add");
    await waitForText("Event notes: \\(1\\).*New price list");
    await settled(frame);
    assert.deepEqual((await report(frame)).events.map(({ period }) => period), [week]);
    assert.match(await chart.locator(".mark").first().getAttribute("aria-label"), /New price list/);
    await frame.waitForSelector('.event-notes button[aria-label*="New price list"]');

    await page.setViewportSize({ width: 320, height: 800 });
    await settled(frame);
    const overflow = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await settled(frame);

    await frame.focus("vocal-trend-settings summary");
    await page.keyboard.press("Control+z");
    await waitForText("New price list", false);
    await settled(frame);
    await page.keyboard.press("Control+z");
    await waitForText("NPS by month");
  });

  story("quotes speak for what is written, and nearly identical comments are folded", { lang: "pl" }, async ({ frame }) => {
    const copy = "Kurier zostawił paczkę u sąsiada i nawet nie zadzwonił, musiałam jej szukać pół dnia";
    const others = ["Miła obsługa w sklepie, wrócę", "Za drogo w porównaniu z innymi", "Infolinia nie odbiera telefonu", "Szybka wymiana towaru na nowy"];
    const reasons = ["bo zależy mi na czasie", "jak zawsze u was", "co mnie zdziwiło", "więc powiem znajomym", "choć bywało inaczej", "mimo świąt", "tak było w maju"];
    const places = ["w Gdyni", "w Krakowie", "przy rynku", "na dworcu", "obok szkoły"];
    const own = (i) => `${others[i % 4]}, ${reasons[i % 7]} ${places[i % 5]}, zamówienie ${i}`;
    const comment = (i) => (i % 6 === 0 ? (i % 12 === 0 ? copy : copy.toUpperCase()) : own(i));
    const rows = Array.from({ length: 90 }, (_, i) => `${i % 11};${comment(i)}`);
    const buffer = Buffer.from(["Czy polecisz nas znajomym? (0-10);Dlaczego?", ...rows].join("\n"));
    await giveFile(frame, { name: "ankieta.csv", buffer }, "ready");
    await showView(frame, "categories");
    await frame.waitForSelector("#repeats li");
    await settled(frame);
    assert.match(await frame.locator("#repeats li").first().innerText(), /15 komentarzy:\s*„Kurier zostawił paczkę/);
    const quotes = await frame.locator("[aria-labelledby=quotes] ul").first().locator("li").allInnerTexts();
    assert.ok(quotes.length >= 4 && quotes.length <= 8);
    assert.ok(quotes.filter((text) => /kurier zostawił paczkę/i.test(text)).length <= 1, "what repeats is quoted once");
  });

  story("two months are compared", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "compare");
    await frame.waitForSelector("#difference");
    const before = await frame.locator("#difference + .figure").innerText();
    await frame.selectOption("#compare-before", { index: 0 });
    await frame.waitForFunction(
      (old) => document.querySelector("#difference + .figure")?.textContent !== old,
      before,
    );
  });
});

/** The form of a new category in the codebook of the Polish sample. */
async function newCategory(frame) {
  await openSample(frame, "pl");
  await showView(frame, "codebook");
  await frame.waitForSelector("#codebook-preview");
  await settled(frame);
  await frame.click("#category-new");
}

describe("correcting", () => {
  story("a corrected category moves the figure, and undo moves it back", {}, async ({ frame, page }) => {
    await openSample(frame, "en");
    await openComments(frame);
    const id = "payment";
    const before = await mentionsOf(frame, id);
    await frame.selectOption("#category-add", id);
    await frame.click("#category-add-do");
    await frame.waitForFunction(
      ([category, count]) =>
        globalThis.vocal
          .report()
          .then((now) => now.categories.find((one) => one.id === category)?.n > count),
      [id, before],
    );
    await frame.waitForSelector("#comment-reset");
    await frame.focus(".feed");
    await page.keyboard.press("Control+z");
    await frame.waitForFunction(
      ([category, count]) =>
        globalThis.vocal
          .report()
          .then((now) => now.categories.find((one) => one.id === category)?.n === count),
      [id, before],
    );
  });

  story("sentiment and stars from the keyboard, kept in the settings file", {}, async ({ frame, page }) => {
    await openSample(frame, "en");
    await openComments(frame);
    const { text } = await report(frame);
    await frame.focus(".feed");
    await page.keyboard.press("j");
    await frame.waitForSelector("#comment-1[aria-selected=true]");
    const was = await frame.locator("#comment-1 .sentiment").innerText();
    await page.keyboard.press(/negative/.test(was) ? "1" : "3");
    await frame.waitForSelector("#comment-reset");
    await page.keyboard.press("s");
    await frame.waitForSelector("#comment-star[aria-pressed=true]");
    assert.notDeepEqual((await report(frame)).text.sentiment, text.sentiment);
    await frame.click("#folder-starred");
    await frame.waitForFunction(() => document.querySelectorAll(".comment").length === 1);
    await showView(frame, "data");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      frame.click("#settings-save"),
    ]);
    const saved = JSON.parse(await readFile(await download.path(), "utf8"));
    assert.equal(saved.decisions.length, 1);
    assert.match(saved.decisions[0].key, /^[0-9a-f]{16}$/);
    assert.equal(saved.decisions[0].starred, true);
  });

  story("the codebook is edited, applied, saved and taken back", {}, async ({ frame, page }) => {
    await openSample(frame, "en");
    await showView(frame, "codebook");
    await frame.waitForSelector("#codebook-preview");
    await frame.click("#category-new");
    await settled(frame);
    await frame.fill("#label-en", "Router");
    await frame.press("#label-en", "Tab");
    await frame.fill("#patterns-en", "router*\nhub");
    await frame.press("#patterns-en", "Tab");
    await frame.waitForSelector(".examples-list li");
    await frame.click("#codebook-apply");
    await frame.waitForFunction(() =>
      globalThis.vocal
        .report()
        .then((now) => now.categories.some((one) => one.label.en === "Router" && one.n > 5)),
    );
    await settled(frame);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      frame.click("#codebook-save"),
    ]);
    const saved = JSON.parse(await readFile(await download.path(), "utf8"));
    assert.equal(saved.version, 1);
    const made = saved.categories.find((one) => one.label.en === "Router");
    assert.deepEqual(made.patterns.en, ["router*", "hub"]);
    await frame.click("#codebook-built-in");
    await frame.waitForFunction(() =>
      globalThis.vocal
        .report()
        .then((now) => now.categories.every((one) => one.label.en !== "Router")),
    );
  });

  story("words are counted while they are typed, and a word that cannot be used is taken back", { lang: "pl" }, async ({ frame, page }) => {
    await newCategory(frame);
    await settled(frame);
    const count = () => frame.locator(".tree [aria-selected=true]").innerText();
    await frame.focus("#patterns-pl");
    await page.keyboard.type("kasa~\n\nkarta");
    await frame.waitForFunction(() => /0 → \d{2}/.test(document.querySelector(".tree [aria-selected=true]").textContent));
    assert.equal(await frame.inputValue("#patterns-pl"), "kasa~\n\nkarta", "typed lines stay as they are");
    const found = await count();
    assert.ok(await frame.isEnabled("#codebook-apply"), "without leaving the field");
    await frame.press("#patterns-pl", "Tab");
    await settled(frame);
    assert.equal(await frame.inputValue("#patterns-pl"), "kasa~\nkarta");

    await frame.fill("#patterns-pl", "kasa~\n***");
    const alert = frame.locator("vocal-codebook [role=alert]");
    await alert.waitFor();
    assert.match(await alert.innerText(), /„Nowa kategoria”: „\*{3}” nie zawiera żadnej litery/);
    assert.ok(await frame.isDisabled("#codebook-apply"));
    await frame.click("#codebook-undo");
    await alert.waitFor({ state: "detached" });
    await settled(frame);
    assert.equal(await count(), found, "one step back is the whole field");
    assert.ok(await frame.isEnabled("#codebook-apply"));
  });

  story("a category is split by hand, applied, and taken back", { lang: "pl" }, async ({ frame }) => {
    await openSample(frame, "pl");
    await showView(frame, "codebook");
    await frame.waitForSelector("#codebook-preview");
    await settled(frame);
    const was = await report(frame);
    await frame.locator('.tree [role=treeitem]', { hasText: /^\s*Kolejki/ }).click();
    await settled(frame);
    await frame.click("#category-split");
    await frame.fill("#split-name", "Kasy");
    await frame.click("#split-do");
    assert.equal(await frame.evaluate(() => document.activeElement.id), "split-word-0", "words must be chosen first");
    const words = await frame.locator(".split-words input").evaluateAll((all) => all.map((one) => one.value));
    const taken = words.filter((word) => /kas/.test(word));
    assert.ok(taken.length > 0 && taken.length < words.length, words.join());
    for (const word of taken) await frame.check(`.split-words input[value="${word}"]`);
    await frame.click("#split-do");
    await frame.waitForFunction(() => /Kasy/.test(document.querySelector(".tree [aria-selected=true]").textContent));
    assert.deepEqual((await frame.inputValue("#patterns-pl")).split("\n"), taken);
    await frame.waitForSelector("#codebook-apply:not(:disabled)");
    await frame.click("#codebook-apply");
    const apart = async () => {
      await settled(frame);
      await settled(frame);
      const { categories } = await report(frame);
      return ["Kasy", "Kolejki"].map((name) => categories.find((one) => one.label.pl === name));
    };
    const [made, rest] = await apart();
    assert.ok(made && rest && made.parent === rest.parent);
    await frame.click("#filter-undo");
    assert.equal((await apart())[0], undefined);
    assert.deepEqual(await report(frame), was);
  });

  story("a codebook that was saved and loaded again gives the same figures", { lang: "pl" }, async ({ frame, page }) => {
    await newCategory(frame);
    await frame.fill("#patterns-pl", "kasa~\nkarta");
    await frame.fill("#exclude-pl", "karta podarunkowa");
    await frame.click("#codebook-apply");
    const categories = async () => {
      await settled(frame);
      await settled(frame);
      return (await report(frame)).categories;
    };
    const edited = await categories();
    const save = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), frame.click("#codebook-save")]);
      return readFile(await download.path());
    };
    const saved = await save();
    await frame.click("#filter-undo");
    assert.notDeepEqual(await categories(), edited);
    await frame.setInputFiles("#codebook-file", { name: "moj.codebook.json", mimeType: "application/json", buffer: saved });
    await frame.click("#codebook-apply:not(:disabled)");
    assert.deepEqual(await categories(), edited);
    assert.deepEqual(JSON.parse(await save()), JSON.parse(saved));
  });
});

describe("working", () => {
  story("a long list keeps few rows in the document and reaches its end", {}, async ({ frame, page }) => {
    await openSample(frame, "pl");
    await openComments(frame);
    const total = Number(await frame.locator("#comment-0").getAttribute("aria-setsize"));
    assert.ok(total > 400);
    assert.ok((await frame.locator(".comment").count()) < 40);
    await frame.focus(".feed");
    await page.keyboard.press("End");
    await frame.waitForSelector(`#comment-${total - 1}[aria-selected=true]:not(.pending)`);
    await page.keyboard.press("Home");
    await frame.waitForSelector("#comment-0[aria-selected=true]");
  });

  story("the language changes mid-way and nothing is lost", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "pl");
    await showView(frame, "codebook");
    await frame.waitForSelector("#codebook-preview");
    await frame.click("#category-new");
    await settled(frame);
    await frame.fill("#label-pl", "Moja kategoria");
    await frame.press("#label-pl", "Tab");
    await frame.click("#lang-pl");
    await frame.waitForFunction(() => document.documentElement.lang === "pl");
    assert.equal(await frame.inputValue("#label-pl"), "Moja kategoria");
    assert.match(await frame.locator("#view-codebook").innerText(), /Klucz kodowy/);
  });

  story("the whole journey from the keyboard alone", { lang: "en" }, async ({ frame, page }) => {
    const active = () => frame.evaluate(() => document.activeElement?.id ?? "");
    /** Presses Tab until the element with that id has the focus. */
    const tabTo = async (id) => {
      for (let presses = 0; presses < 80; presses++) {
        if ((await active()) === id) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`Tab never reached #${id}`);
    };
    await tabTo("sample-button-en");
    await page.keyboard.press("Enter");
    await waitForState(frame, "ready");
    await settled(frame);
    await tabTo("view-overview");
    for (const view of VIEWS.slice(1, 4)) {
      await page.keyboard.press("ArrowRight");
      await frame.waitForSelector(`[data-view=${view}]:not([hidden])`);
    }
    await frame.waitForSelector(".comment:not(.pending)");
    await tabTo("comment-search");
    await page.keyboard.type("router");
    await frame.waitForFunction(() => /router/i.test(document.querySelector(".comment-text")?.textContent ?? ""));
    for (let presses = 0; presses < 40; presses++) {
      if (await frame.evaluate(() => document.activeElement?.classList.contains("feed"))) break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("ArrowDown");
    await frame.waitForSelector("#comment-1[aria-selected=true]");
    await page.keyboard.press("4");
    await frame.waitForSelector("#comment-reset");
    await page.keyboard.press("Control+z");
    await frame.waitForSelector("#comment-reset", { state: "detached" });
    await page.keyboard.press("Enter");
    assert.equal(await active(), "comment-open");
  });

  story("charts are saved as SVG and PNG, and copied as they are shown", {}, async ({ frame, page }) => {
    await openSample(frame, "en");
    await frame.waitForSelector("vocal-chart svg .mark");
    const save = async (format) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        frame.locator(`.save-${format}`).first().click(),
      ]);
      return readFile(await download.path());
    };
    const svg = (await save("svg")).toString("utf8");
    assert.match(svg, /^<svg [^>]*viewBox/);
    assert.doesNotMatch(svg, /data-condition|tabindex/);
    const words = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(" ");
    assert.match(words, /Distribution of answers: .*\(0-10\) NPS .* among \d+ answers\./, "the whole title and sentence");
    assert.deepEqual([...(await save("png")).subarray(1, 4)], [0x50, 0x4e, 0x47]);
    const chart = frame.locator("vocal-chart").first();
    await chart.locator(".copy-chart").click();
    await frame.waitForFunction(() => /copied as a picture/.test(document.querySelector(".toast")?.textContent));
    await chart.locator("figure").press("t");
    await chart.locator(".copy-chart").click();
    await frame.waitForFunction(() => /table is copied/.test(document.querySelector(".toast")?.textContent));
  });

  story("the tour goes through its steps and gives the focus back", {}, async ({ frame, page }) => {
    await openSample(frame, "en");
    await settled(frame);
    await frame.click("#tour-start");
    for (let step = 1; step < 5; step++) {
      await frame.click("#tour-next");
      await settled(frame);
    }
    assert.equal(await frame.locator("#tour-next").count(), 0);
    await page.keyboard.press("Escape");
    assert.equal(await frame.evaluate(() => document.activeElement?.id), "tour-start");
  });
});

/** Roles of the accessibility tree that nobody can use without a name. */
const NAMED = new Set([
  "button",
  "checkbox",
  "combobox",
  "dialog",
  "figure",
  "grid",
  "image",
  "link",
  "listbox",
  "region",
  "searchbox",
  "spinbutton",
  "tab",
  "tabpanel",
  "textbox",
  "tree",
  "treeitem",
]);

describe("taking back", () => {
  story("every change of the analysis is undone and redone, to the same report", { lang: "en" }, async ({ frame, page }) => {
    await openSample(frame, "en");
    await settled(frame);
    const now = async () => {
      // Some changes are worked out a moment after the click.
      await settled(frame);
      await settled(frame);
      return report(frame);
    };
    const view = (name) => showView(frame, name);
    const put = async (field, value) => {
      await frame.fill(field, value);
      await frame.press(field, "Tab");
    };
    const changes = [
      ["filter", async () => {
        await view("categories");
        await frame.locator(".heat-cell").nth(9).click();
      }],
      ["a condition less", () => frame.locator(".chip").first().click()],
      ["no filter", () => frame.click("#filter-clear")],
      ["minimum group", async () => {
        await view("data");
        await put("#min-group", "20");
      }],
      ["role", () => frame.selectOption("select[data-column='3']", "ignored")],
      ["scale", () => put(".scale input >> nth=0", "1")],
      ["weeks", async () => {
        await view("overview");
        await frame.selectOption("#trend-period", "week");
      }],
      ["sentiment", async () => {
        await view("comments");
        await frame.waitForSelector(".comment:not(.pending)");
        await frame.focus(".feed");
        await page.keyboard.press("2");
      }],
      ["codebook", async () => {
        await view("codebook");
        await frame.waitForSelector("#codebook-preview");
        await frame.locator(".tree > li").nth(4).click();
        await frame.click("#category-remove");
        await settled(frame);
        await frame.click("#codebook-apply");
      }],
      ["suggestion", () => frame.locator(".topic button.primary").first().click()],
      ["totals", async () => {
        await view("data");
        await frame.locator("vocal-extras summary").first().click();
        await put("#total-invited", "4000");
      }],
      ["weights", () => frame.selectOption("#weights", { index: 1 })],
      ["delimiter", () => frame.selectOption("#delimiter", ";")],
    ];
    const reports = [await now()];
    for (const [name, change] of changes) {
      await change();
      reports.push(await now());
      assert.notDeepEqual(reports.at(-1), reports.at(-2), name);
    }
    for (let at = changes.length - 1; at >= 0; at--) {
      await frame.click("#filter-undo");
      assert.deepEqual(await now(), reports[at], `undo of ${changes[at][0]}`);
    }
    assert.equal(await frame.isDisabled("#filter-undo"), true);
    for (const [at, [name]] of changes.entries()) {
      await frame.click("#filter-redo");
      assert.deepEqual(await now(), reports[at + 1], `redo of ${name}`);
    }
  });
});

describe("by touch", () => {
  const PHONE = { lang: "en", width: 390, height: 780, touch: true };

  /** Drags a finger up from the middle of an element by so many pixels. */
  async function swipeUp({ page, frame, context }, selector, distance) {
    const { x, y, width, height } = await frame.locator(selector).boundingBox();
    const session = await context.newCDPSession(page);
    const touch = (type, moved) => {
      const points = moved === null ? [] : [{ x: x + width / 2, y: y + height / 2 - moved }];
      return session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
    };
    await touch("touchStart", 0);
    for (let moved = 0; moved <= distance; moved += 20) await touch("touchMove", moved);
    await touch("touchEnd", null);
  }

  story("a tap on a bar tells its value, the next one filters", PHONE, async ({ frame }) => {
    await openSample(frame, "en");
    await settled(frame);
    const chart = frame.locator("vocal-chart[kind=distribution]");
    const mark = chart.locator(".mark").last();
    await mark.scrollIntoViewIfNeeded();
    await settled(frame);
    const [label, other] = await Promise.all([mark, chart.locator(".mark").first()].map((one) => one.getAttribute("aria-label")));
    await mark.tap();
    await frame.waitForSelector(".readout.tapped");
    const said = await chart.locator(".readout").innerText();
    assert.ok(said.includes(label) && /Tap again/.test(said), said);
    assert.equal(await frame.locator(".chip").count(), 0);
    await chart.locator(".mark").first().tap();
    await frame.waitForFunction((text) => document.querySelector(".readout.tapped")?.textContent.includes(text), other);
    assert.equal(await frame.locator(".chip").count(), 0, "another bar begins anew");
    await mark.tap();
    await mark.tap();
    await frame.waitForFunction(() => document.querySelectorAll(".chip").length === 1);
  });

  story("the list of comments follows the finger", PHONE, async (opened) => {
    const { frame } = opened;
    await openSample(frame, "en");
    await openComments(frame);
    await frame.locator(".feed").scrollIntoViewIfNeeded();
    await settled(frame);
    const page = await frame.evaluate(() => scrollY);
    for (let times = 0; times < 3; times++) await swipeUp(opened, ".feed", 200);
    await settled(frame);
    assert.ok((await frame.locator(".feed").evaluate((feed) => feed.scrollTop)) > 300);
    assert.equal(await frame.evaluate(() => scrollY), page, "the page itself stays");
    // A tap while the list still glides only stops it.
    await frame.waitForFunction(() => {
      const top = document.querySelector(".feed").scrollTop;
      const still = globalThis.lastTop === top;
      globalThis.lastTop = top;
      return still;
    }, null, { polling: 200 });
    const { x, y, width } = await frame.locator(".feed").boundingBox();
    await opened.page.touchscreen.tap(x + width / 2, y + 200);
    await frame.waitForFunction(() => document.querySelector(".comment[aria-selected=true]:not(#comment-0)"));
    await frame.tap("#comment-star");
    await frame.waitForSelector("#comment-star[aria-pressed=true]");
  });

  story("categories move in the codebook without dragging", PHONE, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "codebook");
    await frame.waitForSelector("#codebook-preview");
    const order = () => frame.locator(".tree > li:not(.sub)").evaluateAll((all) => all.map((one) => one.dataset.id));
    const before = await order();
    await frame.locator(`.tree > [data-id="${before[2]}"]`).tap();
    await frame.tap("#category-up");
    await settled(frame);
    assert.deepEqual((await order()).slice(0, 3), [before[0], before[2], before[1]]);
    await frame.tap("#category-new");
    await settled(frame);
    await frame.selectOption("#category-parent", before[0]);
    await settled(frame);
    assert.equal((await order()).length, before.length, "the new one is below another");
    assert.equal(await frame.locator(".tree > .sub[aria-selected=true]").count(), 1);
  });
});

describe("circumstances", () => {
  for (const lang of ["pl", "en"]) {
    story(`screen readers hear a name for everything (${lang})`, { lang }, async ({ frame, context }) => {
      await openSample(frame, lang);
      const session = await context.newCDPSession(frame);
      for (const view of VIEWS) {
        await showView(frame, view);
        const { nodes } = await session.send("Accessibility.getFullAXTree");
        const shown = nodes.filter((node) => !node.ignored && NAMED.has(node.role?.value));
        assert.ok(shown.length > 15, `${view}: ${shown.length} elements in the accessibility tree`);
        const silent = shown.filter((node) => !node.name?.value?.trim());
        assert.deepEqual(silent.map((node) => [node.role.value, node.properties]), [], view);
        const said = shown.map((node) => node.name.value).join("\n");
        assert.doesNotMatch(said, /\b(page|hint|role|metric)\.[a-z_]+\b|undefined|\[object|NaN/, view);
      }
    });
  }

  story("a dark page prints light", { theme: "dark" }, async ({ frame, page }) => {
    await openSample(frame, "en");
    await settled(frame);
    const ground = () => frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.notEqual(await ground(), "rgb(255, 255, 255)");
    await page.emulateMedia({ media: "print" });
    assert.equal(await ground(), "rgb(255, 255, 255)");
    await page.emulateMedia({ media: null });
    // The button prints charts in the colours for paper and goes back to the dark ones.
    await frame.evaluate(() => {
      globalThis.print = () => {
        const ground = document.documentElement.dataset.theme;
        const marks = [...document.querySelectorAll("vocal-chart[kind=distribution] svg rect")];
        globalThis.printed = { ground, inks: marks.map((one) => one.getAttribute("fill")) };
        dispatchEvent(new Event("afterprint"));
      };
    });
    const inks = () => frame.locator("vocal-chart[kind=distribution] svg rect").evaluateAll((all) => all.map((one) => one.getAttribute("fill")));
    const dark = await inks();
    await frame.click("#print");
    await frame.waitForFunction(() => globalThis.printed && document.documentElement.dataset.theme === "dark");
    await settled(frame);
    const printed = await frame.evaluate(() => globalThis.printed);
    assert.equal(printed.ground, "light");
    assert.notDeepEqual(printed.inks, dark);
    assert.deepEqual(await inks(), dark);
  });

  story("forced colours and 200 % zoom lose nothing", { width: 640, height: 450 }, async ({ frame, page }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await openSample(frame, "en");
    for (const view of VIEWS) {
      await showView(frame, view);
      await settled(frame);
      const { content, screen, tab } = await frame.evaluate(() => ({
        content: document.documentElement.scrollWidth,
        screen: document.documentElement.clientWidth,
        tab: getComputedStyle(document.querySelector("[role=tab][aria-selected=true]")).borderBottomColor,
      }));
      assert.ok(content <= screen, `${view}: ${content} px of content on ${screen} px of screen`);
      assert.notEqual(tab, "rgba(0, 0, 0, 0)");
    }
  });

  story("controls are at least 24 px high and wide", { width: 320 }, async ({ frame }) => {
    await openSample(frame, "en");
    for (const view of VIEWS) {
      await showView(frame, view);
      await settled(frame);
      const small = await frame.locator("button:visible, select:visible, [role=tab]:visible").evaluateAll(
        (all) =>
          all
            .map((one) => [one.id || one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
            .filter(([, { width, height }]) => width < 24 || height < 24)
            .map(([name]) => name),
      );
      assert.deepEqual(small, [], view);
    }
  });
});

describe("beyond the survey file", () => {
  story("invitations typed in, a second file joined, both taken back", { lang: "en" }, async ({ frame }) => {
    const rows = Array.from({ length: 120 }, (_, i) => `C${i},2026-0${1 + (i % 6)}-1${i % 9},${i % 11},Comment ${i}`);
    const survey = ["customer_id,Date,How likely are you to recommend us? (0-10),Why?", ...rows].join("\n");
    await giveFile(frame, { name: "survey.csv", buffer: Buffer.from(survey) }, "ready");
    await showView(frame, "data");
    await frame.locator("vocal-extras summary").first().click();
    await frame.fill("#total-invited", "400");
    await frame.press("#total-invited", "Tab");
    await settled(frame);
    const churned = Array.from({ length: 150 }, (_, i) => `C${i},${i % 5 === 0 ? "yes" : "no"}`);
    const buffer = Buffer.from(["customer_id,churned", ...churned].join("\n"));
    await frame.setInputFiles("#second-file", { name: "customers.csv", mimeType: "text/csv", buffer });
    await frame.waitForSelector("#second-remove");
    await settled(frame);
    const { operational, operational_file: file, non_response: silent } = await report(frame);
    assert.equal(silent.invited, 400);
    assert.equal(operational.find((one) => one.metric === "response_rate").value, 30);
    assert.equal(operational.find((one) => one.metric === "churn").value, 20);
    assert.equal(file.join.matched, 120);
    await showView(frame, "overview");
    const text = await frame.locator("vocal-operational").innerText();
    assert.match(text, /Churn\s+20.0%/);
    assert.match(text, /120 of 400 invited/);
    await showView(frame, "data");
    await frame.click("#second-remove");
    await frame.waitForSelector("#second-remove", { state: "detached" });
    await settled(frame);
    await frame.click("#filter-undo");
    await frame.waitForSelector("#second-remove");
    await settled(frame);
    assert.equal((await report(frame)).operational_file.join.matched, 120);
    for (const selector of ["#second-remove", "#filter-undo:not(:disabled)"]) {
      await frame.click("#filter-undo");
      await frame.waitForSelector(selector, { state: "detached" });
      await settled(frame);
    }
    assert.deepEqual((await report(frame)).operational, []);
  });

  story("a second file that cannot be used says why and changes nothing", { lang: "pl" }, async ({ frame }) => {
    await openSample(frame, "pl");
    await showView(frame, "data");
    const buffer = Buffer.from("%PDF-1.7 nothing to read");
    await frame.setInputFiles("#second-file", { name: "klienci.pdf", mimeType: "application/pdf", buffer });
    const alert = frame.locator("vocal-extras [role=alert]");
    assert.match(await alert.innerText(), /klienci\.pdf[^]*PDF/);
    await settled(frame);
    assert.equal(await frame.locator("#filter-undo:not(:disabled)").count(), 0);
    assert.equal((await report(frame)).operational_file, null);
  });

  story("answers are weighted to the population", { lang: "pl" }, async ({ frame }) => {
    await openSample(frame, "pl");
    await showView(frame, "data");
    await frame.selectOption("#weights", { index: 1 });
    await frame.waitForSelector("vocal-extras fieldset input");
    await settled(frame);
    await frame.fill("vocal-extras fieldset input >> nth=0", "60");
    await frame.press("vocal-extras fieldset input >> nth=0", "Tab");
    await settled(frame);
    const { weighting, scores } = await report(frame);
    assert.equal(weighting.method, "raking");
    assert.ok(weighting.effective_n < weighting.n);
    assert.notEqual(scores[0].weighted.value, scores[0].value);
    await showView(frame, "overview");
    assert.match(await frame.locator("vocal-score").first().innerText(), /Po zważeniu/);
  });

  story("options of a multiple-choice question are compared, and what both share is said", { lang: "en" }, async ({ frame }) => {
    const options = ["Shop", "App", "Phone", "Shop;App", "Shop;Phone", "Shop;App;Phone"];
    const rows = Array.from({ length: 240 }, (_, i) => `${options[i % 6]},${(i * 7) % 11}`);
    const file = { name: "channels.csv", buffer: Buffer.from(["Which channels did you use?,How likely are you to recommend us? (0-10)", ...rows].join("\n")) };
    await giveFile(frame, file, "ready");
    await showView(frame, "compare");
    assert.equal(await frame.locator("#compare-by option").innerText(), "Which channels did you use?");
    await frame.waitForSelector("#difference");
    await settled(frame);
    assert.match(await frame.locator("vocal-compare .cards").innerText(), /80 answers are in both groups/);
  });

  story("a multiple-choice question stands across a segment in the crosstab", { lang: "pl" }, async ({ frame }) => {
    const options = ["Sklep", "Aplikacja", "Telefon", "Sklep;Aplikacja", "Sklep;Telefon"];
    const rows = Array.from({ length: 300 }, (_, i) => `${options[i % 5]},${i % 3 ? "Łódź" : "Gdynia"},${(i * 7) % 11}`);
    const head = "Z jakich kanałów korzystasz?,Miasto,Czy polecisz nas znajomym? (0-10)";
    await giveFile(frame, { name: "kanaly.csv", buffer: Buffer.from([head, ...rows].join("\n")) }, "ready");
    await showView(frame, "breakdowns");
    await frame.waitForSelector(".crosstab tbody tr");
    const text = () => frame.locator(".crosstab").innerText();
    if (!/Aplikacja/.test(await text())) await frame.selectOption("#crosstab-across", { label: "Z jakich kanałów korzystasz?" });
    await frame.waitForFunction(() => /Aplikacja/.test(document.querySelector(".crosstab")?.textContent));
    await settled(frame);
    // Who chose the shop alone or with another channel counts there: 180 of 300.
    assert.match(await text(), /Sklep/);
    const bases = await frame.locator(".crosstab tbody tr:last-child td").allInnerTexts();
    assert.match(bases.join(" "), /n = 180.*n = 300/s);
    await frame.locator(".crosstab tbody tr").first().locator("td button").first().click();
    await frame.waitForFunction(() => document.querySelectorAll(".chip").length === 2);
    await settled(frame);
    const { rows: kept } = await report(frame);
    assert.equal(kept, 120, "two thirds of those who chose the shop");
  });

  story("two segments at once, and what would happen if", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "breakdowns");
    await frame.waitForSelector(".crosstab tbody tr");
    const cell = frame.locator(".crosstab tbody td button").first();
    await cell.click();
    await frame.waitForSelector(".comment:not(.pending)");
    assert.ok((await frame.locator(".chip").count()) >= 1);
    await frame.click("#filter-undo");
    await settled(frame);
    await showView(frame, "drivers");
    const half = await frame.locator("#simulation .figure").innerText();
    await frame.selectOption("#simulator-share", "100");
    await settled(frame);
    assert.notEqual(await frame.locator("#simulation .figure").innerText(), half);
    const [before, after] = half.split("→").map((one) => Number(one.replace("−", "-")));
    assert.ok(after > before, half);
  });
});

describe("files that are not as promised", () => {
  story("rows that were repaired or left out are saved as a file", { lang: "pl" }, async ({ page, frame }) => {
    const row = (i) => `${i};${(i * 7) % 11};Bardzo dobra obsługa, wrócę na pewno ${i}`;
    const rows = Array.from({ length: 40 }, (_, i) => row(i + 1));
    rows.splice(9, 0, "10;8;za szybko;nadmiar;więcej", "11;3");
    const head = "lp;Czy polecisz nas znajomym? (0-10);Uwagi";
    const file = { name: "ankiety.csv", buffer: Buffer.from([head, ...rows].join("\n")) };
    await giveFile(frame, file, "ready", "mapping");
    await showView(frame, "data");
    const [download] = await Promise.all([page.waitForEvent("download"), frame.click("#unreadable-save")]);
    assert.equal(download.suggestedFilename(), "ankiety-wiersze-do-sprawdzenia.csv");
    const [columns, ...saved] = (await readFile(await download.path(), "utf8")).replace("\ufeff", "").trim().split(/\r?\n/);
    assert.match(columns, /^Wiersz.*,Powód/i);
    assert.equal(saved.length, 2);
    assert.match(saved[0], /^11,.*10,8,za szybko,nadmiar,więcej$/);
    assert.match(saved[1], /^12,.*11,3/);
  });

  story("a file that takes too long is given up in words, and the next one opens", { lang: "en" }, async ({ frame }) => {
    const row = (i) => `${i},${(i * 7) % 11},"It took ${i} days, and nobody said why"`;
    const rows = Array.from({ length: 100_000 }, (_, i) => row(i));
    const large = { name: "large.csv", buffer: Buffer.from(["id,How likely are you to recommend us?,Why?", ...rows].join("\n")) };
    // Ten minutes pass at once.
    await frame.evaluate(() => {
      const later = globalThis.setTimeout;
      globalThis.setTimeout = (what, ms, ...more) => {
        if (ms === 600_000) globalThis.setTimeout = later;
        return later(what, ms === 600_000 ? 0 : ms, ...more);
      };
    });
    assert.equal(await giveFile(frame, large), "error");
    const said = await frame.locator("main").innerText();
    assert.match(said, /longer than 600 seconds.*was stopped.*\d+%/s);
    assert.match(said, /Split the file/);
    const small = { name: "small.csv", buffer: Buffer.from([large.buffer.toString("utf8", 0, 42), ...rows.slice(0, 30)].join("\n")) };
    assert.equal(await giveFile(frame, small), "ready");
  });
});
