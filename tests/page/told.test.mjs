/** What the page says about a survey and its comments: checks, classes, languages, words, paper. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe } from "node:test";
import { giveFile, openSample, report, settled, showView, startOver, storyteller, waitForState } from "./helpers.mjs";

const story = storyteller();

const csv = (name, lines) => ({ name, buffer: Buffer.from(lines.map((cells) => cells.join(",")).join("\n")) });

/** Numbers that look random and are the same every time. */
function numbers() {
  let state = 7;
  return (below) => {
    state = (state * 16_807) % 2_147_483_647;
    return state % below;
  };
}

/** A survey with many faults at once. */
function sick() {
  const next = numbers();
  const comment = (row) => {
    if (row % 2) return "";
    if (row % 40 === 0) return "k";
    if (row % 40 === 2) return "Why did you give this score?";
    if (row % 40 === 4) return "asdfgh";
    if (row % 40 === 6) return `This is bullshit ${row}`;
    if (row % 40 === 8) return "The courier left my parcel in the rain next to the gate and never rang the bell";
    return `Great service and very friendly staff - visit ${row}`;
  };
  const rows = Array.from({ length: 400 }, (_, row) => [
    `resp_${String(row % 20 === 19 ? row - 10 : row).padStart(6, "0")}`,
    `2026-${row < 112 ? "01" : `0${7 + Math.floor(row / 112)}`}-${String(1 + (Math.floor(row / 4) % 28)).padStart(2, "0")}`,
    row % 20 === 3 ? 99 : 1 + next(10),
    ...(row % 25 === 0 ? [4, 4, 4, 4] : [1 + next(5), 1 + next(5), 1 + next(5), 1 + next(5)]),
    ["PL", "DE", "ES"][row % 3],
    comment(row),
    row % 100 === 7 ? 9 : 100 + next(100),
  ]);
  const ratings = ["staff", "price", "shop", "range"].map((what) => `Rating: ${what}`);
  return csv("survey.csv", [
    ["respondent_id", "date", "How likely are you to recommend us (0-10)?", ...ratings, "country", "Why did you give this score?", "duration in seconds"],
    ...rows,
  ]);
}

/** Ten shops of forty answers; the first one's score is lower than chance lets one shop be, but not one of ten. */
function tenShops() {
  const answers = (promoters) => [...Array(promoters).fill(9), ...Array(12).fill(8), ...Array(28 - promoters).fill(3)];
  const rows = Array.from({ length: 10 }, (_, shop) =>
    answers(shop === 0 ? 14 : 20).map((score) => [score, `Shop ${"ABCDEFGHIJ"[shop]}`]),
  );
  return csv("shops.csv", [["How likely are you to recommend us (0-10)?", "Shop"], ...rows.flat()]);
}

describe("groups", () => {
  const verdicts = { en: ["not clear among so many comparisons", "within noise"], pl: ["niepewne przy tylu porównaniach", "w granicach przypadku"] };
  for (const [lang, [unclear, noise]] of Object.entries(verdicts)) {
    story(`a difference that is none among many is not said to be chance beside an interval without zero, ${lang}`, { lang }, async ({ frame }) => {
      await giveFile(frame, tenShops(), "ready");
      const view = await showView(frame, "breakdowns");
      const told = (shop) => view.locator("tbody tr", { hasText: `Shop ${shop}` }).first().innerText();
      assert.ok((await told("A")).includes(unclear), await told("A"));
      assert.ok((await told("B")).includes(noise), await told("B"));
    });
  }
});

describe("survey health", () => {
  story("every check says why, lists its rows and offers what undo takes back", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, sick(), "ready");
    await showView(frame, "data");
    const whole = await report(frame);
    const checks = new Set(whole.health.map(({ check }) => check));
    for (const check of [1, 2, 9, 10, 11, 12, 17, 18]) assert.ok(checks.has(check), `check ${check} of ${[...checks]}`);
    for (const { code, rows, row_list: list, action } of whole.health) {
      const item = frame.locator(`[data-health=${code}]`).first();
      const sentence = await item.locator("> span").innerText();
      assert.ok(sentence.length > 20 && !/[{}]|health\./.test(sentence), sentence);
      assert.ok(action, code);
      if (list.length === 0) continue;
      await item.locator("summary").click();
      await item.locator("vocal-rows tbody tr").first().waitFor();
      assert.equal(await item.locator("vocal-rows tbody tr").count(), Math.min(rows, 50), code);
    }
    for (const code of ["speeders", "calendar_gap", "nps_without_zero"]) {
      await frame.locator(`[data-health=${code}] > button`).click();
      await settled(frame);
      await settled(frame);
      assert.notDeepEqual(await report(frame), whole, code);
      await frame.click("#filter-undo");
      await settled(frame);
      await settled(frame);
      assert.deepEqual(await report(frame), whole, code);
    }
  });

  story("a file without comments says so once, and it can be marked as seen", { lang: "en" }, async ({ frame }) => {
    const rows = Array.from({ length: 80 }, (_, row) => [`2026-01-1${row % 9}`, row % 11]);
    await giveFile(frame, csv("scores.csv", [["Date", "How likely are you to recommend us (0-10)?"], ...rows]), "ready");
    assert.match(await frame.locator(".banner").innerText(), /^There is no column with comments/);
    await showView(frame, "data");
    await frame.locator("[data-health=no_open_question] > button").click();
    await settled(frame);
    await showView(frame, "overview");
    assert.equal(await frame.locator(".banner").count(), 0);
  });

  story("what the banner says is not said again among the findings", { lang: "pl" }, async ({ frame }) => {
    const next = numbers();
    const rows = Array.from({ length: 300 }, (_, row) => [row % 6 === 0 ? "" : 1 + next(10), `Obsługa była miła ${row}`]);
    await giveFile(frame, csv("ankieta.csv", [["Na ile prawdopodobne jest - że nas polecisz? (0-10)", "Dlaczego?"], ...rows]), "ready");
    await settled(frame);
    const { findings } = await report(frame);
    assert.ok(findings.some(({ code }) => code === "blank_zero_suspected"));
    assert.match(await frame.locator(".banner").innerText(), /ani jednego 0/);
    assert.equal(await frame.locator("[data-finding=blank_zero_suspected]").count(), 0);
    assert.equal(await frame.locator("[data-finding]").count(), findings.length - 1);
  });
});

describe("drivers", () => {
  story("what must be right and what delights is told apart", { lang: "pl" }, async ({ frame }) => {
    const next = numbers();
    const rows = Array.from({ length: 900 }, () => {
      const [must, delight, even] = [1 + next(5), 1 + next(5), 1 + next(5)];
      const evenly = even <= 2 ? -1 : even >= 4 ? 1 : 0;
      return [6 + (must <= 2 ? -3 : 0) + (delight >= 4 ? 2 : 0) + evenly + next(2), must, delight, even];
    });
    const head = ["Na ile prawdopodobne jest - że nas polecisz? (0-10)", "Czystość (1-5)", "Doradztwo (1-5)", "Asortyment (1-5)"];
    await giveFile(frame, csv("ankieta.csv", [head, ...rows]), "ready");
    await showView(frame, "drivers");
    const row = (name) => frame.locator(".groups tbody tr", { hasText: name }).innerText();
    assert.match(await row("Czystość"), /Wymóg podstawowy\s+niska: −[23],\d, wysoka: [+−]?0,\d/);
    assert.match(await row("Doradztwo"), /Atut\s+niska: [+−]?0,\d, wysoka: \+[12],\d/);
    assert.match(await row("Asortyment"), /bez wyraźnej różnicy/);
  });
});

describe("batteries", () => {
  story("questions that begin alike are told apart by their ends; without comments no button leads to them", { lang: "en" }, async ({ frame }) => {
    const items = ["My mentor listens to me", "My mentor keeps what was agreed", "My mentor knows the subject", "My mentor has time for me", "My mentor is fair"];
    const stem = "Please say how far you agree or disagree with each of the statements about your mentor listed below. -";
    const next = numbers();
    const rows = Array.from({ length: 120 }, (_, row) => [["North", "South"][row % 2], ...items.map(() => 1 + next(5))]);
    await giveFile(frame, csv("mentors.csv", [["Region", ...items.map((item) => `${stem} ${item}`)], ...rows]), "ready");
    await settled(frame);
    const shown = await frame.locator(".score .question").allInnerTexts();
    const listed = await frame.locator("tbody th button").allInnerTexts();
    const said = [...shown, ...listed].map((text) => text.replaceAll("\u2060", ""));
    for (const item of items) assert.ok(said.some((text) => text.endsWith(item)), `${item}: ${said.join(" | ")}`);
    const headline = await frame.locator("[data-finding=headline]").innerText();
    assert.ok(items.some((item) => headline.replaceAll("\u2060", "").includes(`${item}”`)), headline);
    await showView(frame, "breakdowns");
    assert.equal(await frame.locator("[data-view=breakdowns] button", { hasText: "Show comments" }).count(), 0);
  });
});

describe("comments", () => {
  const SPANISH = [
    "La atención fue muy mala y nadie contestó el teléfono",
    "Me encanta la tienda, los precios son muy buenos",
    "El pedido llegó tarde y la caja estaba rota",
    "Todo perfecto, volveré a comprar el próximo mes",
  ];
  const head = ["How likely are you to recommend us (0-10)?", "Why?"];
  const survey = (comment) =>
    csv("survey.csv", [head, ...Array.from({ length: 120 }, (_, row) => [row % 11, `${comment(row)} ${row}`.replaceAll(",", " -")])]);

  story("another language than the two is said wherever sentiment is shown", { lang: "en" }, async ({ frame }) => {
    await giveFile(frame, survey((row) => (row % 2 ? SPANISH[(row >> 1) % 4] : "The staff was friendly and quick")), "ready");
    const { text } = await report(frame);
    const said = new RegExp(`^${text.languages.other} of 120 comments are not in Polish or English`);
    for (const view of ["overview", "categories", "comments"]) {
      const root = await showView(frame, view);
      assert.match(await root.locator("[role=note]").innerText(), said, view);
    }
  });

  story("words that only one of two groups uses are listed with both shares", { lang: "pl" }, async ({ frame }) => {
    await openSample(frame, "pl");
    await showView(frame, "categories");
    const card = frame.locator("[aria-labelledby=group-words]");
    await card.waitFor();
    assert.match(await card.innerText(), /Krytycy \(0–6\)[^]*podwyżki\t6%\t0%/);
  });

  story("words of groups say what was compared when nothing differs", { lang: "pl" }, async ({ frame }) => {
    const words = ["obsługa", "kolejka", "parking", "kasa", "dostawa"];
    const rows = Array.from({ length: 120 }, (_, i) => `${i % 2 ? 10 : 0},${words[(i >> 1) % 5]} w sklepie jak zwykle ${i},Sopot`);
    const buffer = Buffer.from(["Polecenie (0-10),Dlaczego?,Miasto", ...rows].join("\n"));
    await giveFile(frame, { name: "rowne.csv", mimeType: "text/csv", buffer }, "ready");
    await showView(frame, "categories");
    const card = frame.locator("[aria-labelledby=group-words]");
    await card.waitFor();
    assert.match(await card.innerText(), /Krytycy \(0–6\) \(\d+ os\S*\) oraz Promotorzy \(9–10\) \(\d+ os/);
  });

  story("all comments are printed, not those in sight", { lang: "pl" }, async ({ frame, page }) => {
    await openSample(frame, "pl");
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    await settled(frame);
    await frame.evaluate(() => {
      globalThis.print = () => {
        const list = document.querySelector("ol.on-paper");
        globalThis.printed = {
          rows: list.children.length,
          text: list.innerText || list.textContent,
          left: document.querySelector("p.on-paper")?.textContent ?? "",
        };
        dispatchEvent(new Event("afterprint"));
      };
    });
    const total = Number(await frame.locator("#comment-0").getAttribute("aria-setsize"));
    assert.ok(total > 500);
    const printed = async (ask = () => frame.click("#print")) => {
      await frame.evaluate(() => (globalThis.printed = null));
      await ask();
      await frame.waitForFunction(() => globalThis.printed && !document.querySelector(".on-paper"));
      return frame.evaluate(() => globalThis.printed);
    };
    const most = await printed();
    assert.equal(most.rows, 500);
    assert.match(most.left, new RegExp(`Wydrukowano 500 z ${total} komentarzy`));
    await frame.selectOption("#comment-sentiment", { label: "mieszany" });
    await settled(frame);
    const { text } = await report(frame);
    const some = await printed();
    assert.equal(some.rows, text.n);
    assert.equal(some.left, "");
    await frame.focus("#comment-search");
    assert.deepEqual(await printed(() => page.keyboard.press("Control+p")), some, "by the keys of every browser");
    await page.emulateMedia({ media: "print" });
    assert.ok(await frame.isVisible(".comments"), "without the button the list stays");
  });
});

describe("handing on", () => {
  const head = ["Czy polecisz nas znajomym? (0-10)", "Dlaczego?", "Sklep", "E-mail"];
  const survey = (rows) => ({
    name: "ankieta.csv",
    buffer: Buffer.from([head, ...rows].map((cells) => cells.join(";")).join("\n")),
  });

  story("the list of comments is saved as it is filtered, masked, and safe for a spreadsheet", { lang: "pl" }, async ({ frame, page }) => {
    const rows = Array.from({ length: 60 }, (_, row) => [
      row % 11,
      row === 1 ? "=HYPERLINK(A1) drogo - pisać na jan.kowalski@example.com" : `Kurier się spóźnił, przesyłka ${row}`,
      ["Łódź", "Gdynia"][row % 2],
      `osoba${row}@example.com`,
    ]);
    await giveFile(frame, survey(rows), "ready");
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    await frame.selectOption("#comment-segment-2", { label: "Gdynia" });
    await settled(frame);
    const [download] = await Promise.all([page.waitForEvent("download"), frame.click("#comments-save")]);
    assert.equal(download.suggestedFilename(), "ankieta-komentarze.csv");
    const text = await readFile(await download.path(), "utf8");
    assert.ok(text.startsWith("\uFEFFOdpowiedź nr;Data;"), text.slice(0, 60));
    const lines = text.trim().split("\r\n");
    assert.equal(lines.length, 31, "the heading and the comments of the filter");
    assert.ok(lines.slice(1).every((line) => line.includes(";Gdynia;")));
    assert.match(lines[1], /^2;;1;Gdynia;.*;'=HYPERLINK\(A1\) drogo/);
    assert.doesNotMatch(text, /@example|kowalski/);
  });

  story("settings and a codebook find their survey, before it and with it", { lang: "pl" }, async ({ frame, page }) => {
    const rows = Array.from({ length: 40 }, (_, row) => [row % 11, `Kurier się spóźnił ${row}`, "Łódź", ""]);
    const drop = async (...files) => {
      await frame.evaluate(() => delete document.body.dataset.state);
      await frame.setInputFiles("#file", files.map((file) => ({ mimeType: "text/plain", ...file })));
      return waitForState(frame, "ready", "error");
    };
    const settings = { name: "fala.vocal.json", buffer: Buffer.from('{"version":1,"min_group":12}') };
    assert.equal(await drop(settings), "error");
    assert.match(await frame.locator("[data-code=survey_first]").innerText(), /ustawienia albo klucz kodowy/);
    assert.equal(await drop(settings, survey(rows)), "ready");
    await showView(frame, "data");
    assert.equal(await frame.inputValue("#min-group"), "12");
    await showView(frame, "codebook");
    await frame.waitForSelector("[role=treeitem]");
    const [download] = await Promise.all([page.waitForEvent("download"), frame.click("#codebook-save")]);
    const codebook = JSON.parse(await readFile(await download.path(), "utf8"));
    codebook.categories = codebook.categories.slice(0, 1);
    await showView(frame, "overview");
    await frame.setInputFiles("#file", { name: "moj.codebook.json", mimeType: "text/plain", buffer: Buffer.from(JSON.stringify(codebook)) });
    await frame.waitForFunction(() => document.querySelectorAll("[role=treeitem]").length === 1);
    const saved = (name, content) => ({ name, buffer: Buffer.from(JSON.stringify(content)) });
    // Browsers number a file that is saved once more.
    assert.equal(await drop(saved("moj.codebook (1).json", codebook), settings, survey(rows)), "ready");
    await showView(frame, "data");
    assert.equal(await frame.inputValue("#min-group"), "12");
    await showView(frame, "codebook");
    await frame.waitForFunction(() => document.querySelectorAll("[role=treeitem]").length === 1);
    codebook.categories[0].parent = "nikt";
    assert.equal(await drop(saved("moj.codebook.json", codebook), survey(rows)), "ready");
    await frame.waitForFunction(() => document.querySelector(".toast")?.textContent.includes("klucza kodowego"));
  });

  story("columns that nobody recognised are named on the first screen", { lang: "pl" }, async ({ frame }) => {
    const rows = Array.from({ length: 40 }, (_, row) => [["sklep", "strona"][row % 2], ["Łódź", "Gdynia", "Kraków"][row % 3]]);
    await giveFile(frame, csv("kanaly.csv", [["Kanał", "Miasto"], ...rows]), "mapping");
    const overview = await showView(frame, "overview");
    assert.match(await overview.innerText(), /Gdynia/);
    await frame.selectOption("#mapping-comment", { label: "Kanał" });
    await waitForState(frame, "ready");
    await frame.waitForFunction(() => document.querySelector("[data-view=overview]").textContent.includes("40 komentarzy"));
  });

  story("two segments begin with a pair that has something to show", { lang: "en" }, async ({ frame }) => {
    const next = numbers();
    const rows = Array.from({ length: 160 }, (_, row) => [
      next(11),
      ["shop", "online"][next(2)],
      `Team ${String.fromCharCode(65 + (row % 40) / 2)}${row % 2}`,
      ["18-24", "25-34", "5-17"][next(3)],
    ]);
    const head = ["How likely are you to recommend us? (0-10)", "Channel", "Team", "Age"];
    await giveFile(frame, csv("segments.csv", [head, ...rows]), "ready");
    await showView(frame, "breakdowns");
    await frame.selectOption("#breakdown-by", { label: "Channel" });
    await frame.waitForFunction(() => document.querySelector("#crosstab-across").selectedOptions[0].textContent === "Age");
    const ages = frame.locator(".crosstab thead th[translate=no]");
    await ages.first().waitFor();
    assert.deepEqual(await ages.allInnerTexts(), ["5-17", "18-24", "25-34"]);
  });

  story("who is in no group that is shown is told as one: one person without a group hides the second of two", { lang: "en" }, async ({ frame }) => {
    const rows = Array.from({ length: 61 }, (_, row) => [1 + (row % 5), row === 0 ? "" : row <= 36 ? "Women" : "Men"]);
    await giveFile(frame, csv("gender.csv", [["How satisfied are you? (1-5)", "Gender"], ...rows]), "ready");
    await showView(frame, "breakdowns");
    const lines = await frame.locator("vocal-breakdowns .groups tbody tr").allInnerTexts();
    const told = lines.map((line) => line.split(/\s*\t\s*/).slice(0, 2));
    assert.deepEqual(told, [["Women", "36"], ["Everyone else (hidden groups, no group given)", "25"]]);
  });

  story("every refused file takes the focus to the reason, and a good one opens after it", { lang: "en" }, async ({ frame }) => {
    for (const [name, buffer] of [["report.pdf", "%PDF-1.7\n%âãÏÓ"], ["none.csv", ""], ["heading.csv", "Score;Comment\n"]]) {
      await giveFile(frame, { name, buffer: Buffer.from(buffer, "latin1") }, "error");
      await frame.waitForFunction(() => document.activeElement?.id === "error-title");
      assert.ok((await frame.locator("#error-title").innerText()).includes(name));
    }
    await openSample(frame, "en");
    await startOver(frame);
  });

  story("the browser's own menu says which button prints everything", { lang: "en" }, async ({ frame, page }) => {
    await openSample(frame, "en");
    const hint = frame.locator(".print-hint");
    assert.ok(!(await hint.isVisible()));
    await page.emulateMedia({ media: "print" });
    assert.match(await hint.innerText(), /“Print” on this page/);
    await frame.evaluate(() => {
      globalThis.print = () => {
        globalThis.hinted = document.querySelector(".print-hint") !== null;
        dispatchEvent(new Event("afterprint"));
      };
    });
    await page.keyboard.press("Control+p");
    await frame.waitForFunction(() => "hinted" in globalThis);
    assert.equal(await frame.evaluate(() => globalThis.hinted), false);
  });
});
