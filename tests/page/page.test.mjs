/** Stories: what a person does with the page, from the first screen to the drill-down. */

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  PAGE,
  SAMPLES,
  giveFile,
  innerFrame,
  launch,
  openSample,
  report,
  settled,
  showView,
  startOver,
  storyteller,
  waitForState,
} from "./helpers.mjs";

const story = storyteller();

const bytes = (text) => Buffer.from(text, "utf8");
const GOOD = {
  name: "good.csv",
  buffer: bytes(
    [
      "Date,How likely are you to recommend us? (0-10),Why?,Shop",
      ...Array.from({ length: 40 }, (_, i) => `2026-0${1 + (i % 6)}-1${i % 9},${i % 11},Comment number ${i} about delivery,${"AB"[i % 2]}`),
    ].join("\n"),
  ),
};

/** The digits of a number as the page writes it. */
const digits = (text) => Number(text.replace(/\D/g, ""));

describe("from a file to a dashboard", () => {
  for (const lang of ["pl", "en"]) {
    story(`the ${lang} sample becomes a dashboard`, { lang }, async ({ frame }) => {
      await openSample(frame, lang);
      await settled(frame);
      const { file, scores, trend, breakdowns, text, categories } = await report(frame);
      assert.ok(file.rows > 800);
      assert.match(file.sha256, /^[0-9a-f]{64}$/);
      assert.deepEqual(
        scores.map((score) => score.metric),
        ["nps", "csat", "ces2"],
      );
      assert.equal(trend.filter((point) => point.column === scores[0].column).length, 12);
      assert.ok(breakdowns.length > 0);
      assert.ok(text.n > 400);
      assert.ok(categories.length > 5);
      await frame.waitForSelector("vocal-chart svg .mark");
    });
  }

  story("a chosen file is read, and the next one after it", {}, async ({ frame }) => {
    assert.equal(await giveFile(frame, GOOD), "ready");
    assert.equal((await report(frame)).file.rows, 40);
    const sample = join(SAMPLES, "service-survey.csv");
    assert.equal(await giveFile(frame, sample), "ready");
    assert.equal((await report(frame)).file.name, "service-survey.csv");
    await startOver(frame);
  });

  story("a dropped file is read", {}, async ({ frame }) => {
    const drop = (text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
      const target = document.querySelector(".drop-zone") ?? document.body;
      for (const type of ["dragenter", "dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    };
    await frame.evaluate(drop, GOOD.buffer.toString());
    await waitForState(frame, "ready");
    assert.equal((await report(frame)).file.name, "dropped.csv");
  });

  story("pasted text is read", {}, async ({ frame }) => {
    await frame.fill("#paste", GOOD.buffer.toString());
    await frame.locator("#paste").locator("xpath=following::button[1]").click();
    await waitForState(frame, "ready");
    assert.equal((await report(frame)).file.rows, 40);
  });

  story("a role that was guessed wrong can be changed", {}, async ({ frame }) => {
    await giveFile(frame, GOOD);
    await showView(frame, "data");
    const before = await report(frame);
    assert.equal(before.scores.length, 1);
    await frame.selectOption('select[data-column="1"]', "ignored");
    await frame.waitForFunction(async () => (await globalThis.vocal.report()).scores.length === 0);
    await frame.selectOption('select[data-column="1"]', "score");
    await frame.waitForFunction(async () => (await globalThis.vocal.report()).scores.length === 1);
  });
});

describe("languages", () => {
  story("every message file is a language of the page", {}, async ({ frame }) => {
    const files = await readdir(join(SAMPLES, "../../crates/charts/messages"));
    const offered = await frame.locator(".switches [lang]").evaluateAll((all) => all.map((one) => one.lang));
    assert.deepEqual(offered, files.map((file) => file.replace(".json", "")).sort());
  });
});

describe("dates", () => {
  story("day and month are swapped, and undo swaps them back", {}, async ({ frame }) => {
    const lines = Array.from({ length: 40 }, (_, i) => `0${1 + (i % 3)}/0${1 + (i % 9)}/2026,${i % 11},Comment ${i}`);
    const file = { name: "dates.csv", buffer: bytes(["Date,NPS (0-10),Why?", ...lines].join("\n")) };
    await giveFile(frame, file, "ready");
    const months = async () => new Set((await report(frame)).trend.map((point) => point.period)).size;
    assert.equal(await months(), 9);
    await showView(frame, "data");
    await frame.selectOption("[data-date-order]", "month_first");
    await settled(frame);
    assert.equal(await months(), 3);
    await frame.click("#filter-undo");
    await settled(frame);
    assert.equal(await months(), 9);
  });
});

describe("bad input gets a message, and the page is ready for the next file", () => {
  const PNG = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const ZIP = Buffer.concat([Buffer.from("PK\x03\x04\x14\0\x06\0", "latin1"), Buffer.alloc(64), bytes("[Content_Types].xml xl/workbook.xml")]);
  const rows = (header, line, count = 30) =>
    bytes([header, ...Array.from({ length: count }, (_, i) => line(i))].join("\n"));

  const REFUSED = [
    ["an empty file", { name: "empty.csv", buffer: Buffer.alloc(0) }, ["empty_file"]],
    ["a picture", { name: "survey.csv", buffer: PNG }, ["binary_file", "unsupported_format"]],
    ["a workbook named csv", { name: "survey.csv", buffer: ZIP }, ["unsupported_format", "binary_file", "damaged_file"]],
    ["a header without rows", { name: "header.csv", buffer: bytes("Date,NPS,Comment\n") }, ["no_rows"]],
  ];
  for (const lang of ["pl", "en"]) {
    for (const [what, file, codes] of REFUSED) {
      story(`${what} (${lang})`, { lang }, async ({ frame }) => {
        assert.equal(await giveFile(frame, file), "error");
        const problem = frame.locator("[role=alert]");
        const code = await problem.getAttribute("data-code");
        assert.ok(codes.includes(code), code);
        const text = await problem.innerText();
        assert.ok(text.includes(file.name), "the message names the file");
        assertWords(text);
        assert.equal(await giveFile(frame, GOOD), "ready");
      });
    }
  }

  const DOUBTFUL = [
    ["one column", { name: "one.csv", buffer: rows("Opinion", (i) => `I like it ${i} times`) }, "single_column"],
    ["no score", { name: "a.csv", buffer: rows("Date,Why?", (i) => `2026-01-1${i % 9},The delivery was late again ${i}`) }, "no_score"],
    ["no comment", { name: "a.csv", buffer: rows("Date,NPS (0-10)", (i) => `2026-01-1${i % 9},${i % 11}`) }, "no_comment"],
    [
      "a truncated quote",
      { name: "a.csv", buffer: bytes(`${GOOD.buffer}\n2026-01-10,7,"It began well`) },
      "unclosed_quote",
    ],
    ["a wrong extension", { ...GOOD, name: "survey.xlsx" }, "extension_mismatch"],
  ];
  for (const lang of ["pl", "en"]) {
    for (const [what, file, code] of DOUBTFUL) {
      story(`${what} (${lang})`, { lang }, async ({ frame }) => {
        assert.notEqual(await giveFile(frame, file), "error");
        const { warnings, file: read } = await report(frame);
        assert.ok(read.rows >= 30, "what could be read stays readable");
        assert.ok(
          warnings.some((warning) => warning.code === code),
          `${code} in ${JSON.stringify(warnings)}`,
        );
        const banner = await frame.locator(".banner, [aria-labelledby=data-warnings]").first().innerText();
        assert.ok(banner.trim().length > 20);
        assertWords(banner);
        assert.equal(await giveFile(frame, GOOD), "ready");
      });
    }
  }
});

/** Text for people holds no message key and no unfilled placeholder. */
function assertWords(text) {
  assert.doesNotMatch(text, /\{\w+\}|\b(page|error|warning|hint|metric|role|category|chart)\.[a-z_]+\b|undefined|\[object|NaN/);
}

test("the page opens in the browser's language", async () => {
  for (const [browserLanguage, pageLanguage] of [["pl", "pl"], ["fr", "en"]]) {
    const browser = await launch(`--accept-lang=${browserLanguage}`);
    try {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(PAGE).href);
      const frame = await innerFrame(page);
      await waitForState(frame, "empty");
      assert.equal(await frame.evaluate(() => document.documentElement.lang), pageLanguage);
    } finally {
      await browser.close();
    }
  }
});

describe("the dashboard", () => {
  story("changing the language keeps the filter and the figures", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "pl");
    await settled(frame);
    await clickMark(frame, (one) => one.kind === "score");
    const before = await report(frame);
    const chips = await frame.locator(".chip").count();
    assert.ok(chips > 0);
    assert.ok(before.rows < before.file.rows);
    await frame.click("#lang-pl");
    await settled(frame);
    assert.equal(await frame.locator(".chip").count(), chips);
    assert.deepEqual(await report(frame), before);
    assert.equal(await frame.evaluate(() => document.documentElement.lang), "pl");
    assert.match(await frame.locator("body").innerText(), /Promotorzy/);
  });

  for (const lang of ["pl", "en"]) {
    story(`every view is in words (${lang})`, { lang }, async ({ frame }) => {
      assertWords(await frame.locator("body").innerText());
      await openSample(frame, lang);
      for (const view of ["overview", "breakdowns", "comments", "data"]) {
        await showView(frame, view);
        await settled(frame);
        assertWords(await frame.locator("header, footer, nav, .reading-line, .tabs").allInnerTexts().then((all) => all.join("\n")));
        if (view !== "comments") assertWords(await frame.locator(`[data-view=${view}]`).innerText());
      }
    });
  }

  story("a chart is a table one key press away", {}, async ({ frame }) => {
    await openSample(frame, "en");
    await settled(frame);
    const chart = frame.locator("vocal-chart").first();
    await chart.locator(".mark").first().focus();
    await frame.press("vocal-chart .mark", "t");
    const table = chart.locator("table");
    await table.waitFor();
    const cells = await table.locator("tbody tr").allInnerTexts();
    assert.ok(cells.length >= 3);
    assertWords(cells.join("\n"));
    const { scores } = await report(frame);
    const total = scores[0].distribution.reduce((sum, [, count]) => sum + count, 0);
    const columns = await table.locator("tbody tr").evaluateAll((rows) =>
      [...rows[0].cells].map((_, at) => rows.map((row) => row.cells[at].textContent)),
    );
    const sums = columns.map((column) => column.map(digits).reduce((sum, count) => sum + count, 0));
    assert.ok(sums.includes(total), `one column of ${sums} adds up to every answer, ${total}`);
    await chart.locator("button").last().press("t");
    await chart.locator("svg").waitFor();
  });

  story("a mark leads to the comments behind it", {}, async ({ frame }) => {
    await openSample(frame, "en");
    await settled(frame);
    const condition = await clickMark(frame, (one) => one.kind === "score");
    const { text, scores } = await report(frame);
    await showView(frame, "comments");
    await frame.waitForSelector(".comment");
    const found = digits(await frame.locator(".list-count").innerText());
    assert.equal(found, text.n, "as many comments as the report counts");
    const shown = await perComment(frame, ".badge strong");
    assert.ok(shown.length > 0);
    for (const value of shown.map(Number)) {
      assert.ok(value >= condition.from && value <= condition.to, `${value} in ${JSON.stringify(condition)}`);
    }
    assert.ok(scores[0].distribution.every(([value, count]) => count === 0 || (value >= condition.from && value <= condition.to)));
  });

  story("a group of a breakdown leads to its comments and back", {}, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "breakdowns");
    await settled(frame);
    const row = frame.locator("vocal-breakdowns tbody tr", { hasText: "North West" });
    await row.locator("button").last().click();
    await frame.waitForSelector("[data-view=comments] .comment");
    await settled(frame);
    const tags = await perComment(frame, ".tag");
    assert.ok(tags.length > 0 && tags.every((tag) => tag === "North West"), tags.join());
    const { rows, file } = await report(frame);
    await frame.click("#filter-undo");
    await frame.waitForFunction((all) => globalThis.vocal.report().then((now) => now.rows === all), file.rows);
    await frame.click("#filter-redo");
    await frame.waitForFunction((some) => globalThis.vocal.report().then((now) => now.rows === some), rows);
  });

  story("comments can be searched", {}, async ({ frame }) => {
    await openSample(frame, "en");
    await showView(frame, "comments");
    await frame.waitForSelector(".comment");
    const all = digits(await frame.locator(".list-count").innerText());
    await frame.fill("#comment-search", "router");
    await frame.waitForFunction(
      (before) => Number(document.querySelector(".list-count")?.textContent.replace(/\D/g, "")) < before,
      all,
    );
    const texts = await frame.locator(".comment-text").evaluateAll((found) => found.map((one) => one.textContent));
    assert.ok(texts.length >= 5);
    for (const text of texts) assert.match(text, /router/i);
    await frame.press("#comment-search", "Enter");
    await frame.fill("#comment-search", "no such words anywhere");
    await frame.waitForFunction(() => document.querySelectorAll(".comment").length === 0);
  });

  story("personal data never reaches the document", {}, async ({ frame }) => {
    await openSample(frame, "pl");
    for (const view of ["overview", "breakdowns", "comments", "data"]) {
      await showView(frame, view);
      await settled(frame);
      const html = await frame.locator("vocal-app").innerHTML();
      assert.doesNotMatch(html, /[\w.]+@example\.(com|pl)/, view);
    }
    await showView(frame, "comments");
    await frame.fill("#comment-search", "oddzwonić");
    await frame.waitForFunction(() => /oddzwonić/.test(document.querySelector(".comment-text")?.textContent ?? ""));
    const texts = await frame.locator(".comment-text").allInnerTexts();
    for (const text of texts) assert.doesNotMatch(text, /58 000 00 42/);
  });

  story("the whole page works from the keyboard", {}, async ({ frame, page }) => {
    await frame.focus("#sample-button-en");
    await page.keyboard.press("Enter");
    await waitForState(frame, "ready");
    await settled(frame);
    await frame.focus("#view-overview");
    await page.keyboard.press("ArrowRight");
    await frame.waitForSelector("[data-view=breakdowns]:not([hidden])");
    await page.keyboard.press("ArrowLeft");
    await settled(frame);
    await frame.locator(".mark").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await frame.waitForSelector(".chip");
    await page.keyboard.press("Control+z");
    await frame.waitForFunction(() => document.querySelectorAll(".chip").length === 0);
  });

  story("undo that is asked for before the filter's figures have come is not lost", {}, async ({ frame }) => {
    await openSample(frame, "en");
    await settled(frame);
    const before = await report(frame);
    await frame.evaluate(() => {
      const press = (shiftKey) =>
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, shiftKey, bubbles: true }));
      const [mark, other] = document.querySelectorAll(".mark[data-condition]");
      for (const one of [mark, other]) one.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      for (const again of [false, false, true, false]) press(again);
    });
    await settled(frame);
    assert.equal(await frame.locator(".chip").count(), 0);
    assert.equal(await frame.isDisabled("#filter-undo"), true);
    assert.equal(await frame.isEnabled("#filter-redo"), true);
    assert.deepEqual(await report(frame), before);
  });
});

/** Text of the first element of that kind in every comment shown. */
function perComment(frame, selector) {
  return frame
    .locator(".comment")
    .evaluateAll((all, one) => all.map((comment) => comment.querySelector(one)?.textContent ?? ""), selector);
}

/** Clicks the last mark whose condition passes; waits until the filter holds; the condition. */
async function clickMark(frame, accept = () => true) {
  // Charts are drawn when they come into sight.
  await frame.locator("vocal-chart").first().scrollIntoViewIfNeeded();
  await frame.waitForSelector(".mark[data-condition]");
  const marks = frame.locator(".mark[data-condition]");
  const texts = await marks.evaluateAll((all) => all.map((mark) => mark.dataset.condition));
  const conditions = texts.map((text) => JSON.parse(text));
  const at = conditions.findLastIndex(accept);
  assert.ok(at >= 0, "a chart offers a condition of this kind");
  await marks.nth(at).click();
  await frame.waitForSelector(".chip");
  await settled(frame);
  return conditions[at];
}

story("the samples in the page are those in the repository", {}, async ({ frame }) => {
  for (const [lang, name] of [["pl", "sklep-ankieta.csv"], ["en", "service-survey.csv"]]) {
    await openSample(frame, lang);
    const { file } = await report(frame);
    const hash = await crypto.subtle.digest("SHA-256", await readFile(join(SAMPLES, name)));
    assert.equal(file.name, name);
    assert.equal(file.sha256, Buffer.from(hash).toString("hex"));
    await startOver(frame);
  }
});

describe("several files", () => {
  const wave = (name, month, columns) => ({
    name,
    mimeType: "text/csv",
    buffer: bytes(
      [columns, ...Array.from({ length: 30 }, (_, i) => `2026-0${month}-1${i % 9},${i % 11},Comment ${month} ${i}`)].join("\n"),
    ),
  });

  story("two waves of one survey become one dashboard", {}, async ({ frame }) => {
    const header = "Date,How likely are you to recommend us? (0-10),Why?";
    await frame.setInputFiles("#file", [wave("march.csv", 3, header), wave("april.csv", 4, header)]);
    await waitForState(frame, "ready");
    const { file, trend } = await report(frame);
    assert.equal(file.rows, 60);
    assert.deepEqual(trend.map((point) => point.period), ["2026-03", "2026-04"]);
    await showView(frame, "data");
    assert.match(await frame.locator("#panel-data").innerText(), /march\.csv.*april\.csv/s);
  });

  story("a file of another survey is left out with its name", {}, async ({ frame }) => {
    const header = "Date,How likely are you to recommend us? (0-10),Why?";
    const other = { name: "cars.csv", mimeType: "text/csv", buffer: bytes("make,model,year,price\nA,B,2001,5\nC,D,2002,6\n") };
    await frame.setInputFiles("#file", [wave("march.csv", 3, header), other]);
    await waitForState(frame, "ready");
    assert.match(await frame.locator("#refused").innerText(), /cars\.csv.*another survey.*0 of 4/s);
    assert.equal((await report(frame)).file.rows, 30);
  });
});

describe("survey health", () => {
  story("the rows of a finding are shown, personal data masked", { lang: "pl" }, async ({ frame }) => {
    const row = (i) => `${1000 + i};${i % 11};${i === 17 || i === 43 ? "asdfgh" : `Miła obsługa, wrócę po raz ${i}`};jan${i}@example.com`;
    const head = "Nr ankiety;Czy polecisz nas znajomym? (0-10);Dlaczego?;E-mail";
    const rows = [head, ...Array.from({ length: 60 }, (_, i) => row(i))];
    await giveFile(frame, { name: "ankieta.csv", buffer: bytes(rows.join("\n")) }, "ready");
    await showView(frame, "data");
    const found = frame.locator("[data-health=gibberish]");
    await found.locator("summary").click();
    await found.locator("tbody tr").first().waitFor();
    const shown = await found.locator("tbody tr").allInnerTexts();
    assert.equal(shown.length, 2);
    assert.match(shown[0], /^18\s+1017\s+6\s+asdfgh\s+•+$/);
    assert.match(shown[1], /^44\s+1043\s+10\s+asdfgh\s+•+$/);
  });

  const acknowledged = async (frame) =>
    (await report(frame)).health.find((one) => one.code === "few_answers")?.acknowledged;

  story("a finding is marked as checked, and undo takes the mark away", {}, async ({ frame }) => {
    const few = { ...GOOD, buffer: bytes(GOOD.buffer.toString().split("\n").slice(0, 21).join("\n")) };
    await giveFile(frame, few, "ready");
    assert.equal(await acknowledged(frame), false);
    await showView(frame, "data");
    await frame.click("[data-health=few_answers] button");
    await frame.waitForSelector("[data-health=few_answers].muted");
    assert.equal(await acknowledged(frame), true);
    await frame.click("#filter-undo");
    await frame.waitForSelector("[data-health=few_answers]:not(.muted)");
    assert.equal(await acknowledged(frame), false);
  });
});
