/** Stories: what was decided is kept, whatever is dropped, and what a person may see is one rule everywhere. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe } from "node:test";
import { giveFile, report, settled, showView, storyteller, waitForState } from "./helpers.mjs";

const story = storyteller();

const bytes = (text) => Buffer.from(text, "utf8");
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const AGES = ["25–34", "65+", "18–24", "poniżej 18"];
const survey = (name, count = 60, note = "") => ({
  name,
  mimeType: "text/csv",
  buffer: bytes(
    [
      "Polecenie (0-10),Dlaczego?,Wiek",
      ...Array.from({ length: count }, (_, i) =>
        [i % 11, i % 3 ? `Kurier się spóźnił z paczką ${i}${note}` : `Pani Anna Kowalska z obsługi była świetna ${i}${note}`, AGES[i < 30 ? 0 : i % 4]].join(","),
      ),
    ].join("\n"),
  ),
});
const picture = (name) => ({ name, mimeType: "image/png", buffer: PNG });

/** Gives the page files together. */
async function give(frame, files, ...states) {
  await frame.evaluate(() => delete document.body.dataset.state);
  await frame.setInputFiles("#file", files);
  return waitForState(frame, ...(states.length > 0 ? states : ["ready"]));
}

async function star(frame) {
  await showView(frame, "comments");
  await frame.waitForSelector(".comment:not(.pending)");
  await frame.click("#comment-star");
  await settled(frame);
}

describe("what was decided is kept", () => {
  story("a wrong file leaves the open survey as it was", { lang: "pl" }, async ({ frame, page }) => {
    await giveFile(frame, survey("ankieta.csv"), "ready");
    await star(frame);
    await frame.selectOption("#comment-sentiment", { index: 1 });
    await settled(frame);
    const before = await report(frame);
    const asked = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.message());
      void dialog.accept();
    });
    await give(frame, [picture("zdjęcie.png")]);
    await settled(frame);
    assert.equal(asked.length, 1, "unsaved decisions are asked about");
    assert.match(await frame.locator("#refused").innerText(), /Pominięto plik zdjęcie\.png[\s\S]*obraz PNG/);
    assert.deepEqual(await report(frame), before);
    assert.equal(await frame.locator(".file-name").innerText(), "ankieta.csv");
    assert.equal(await frame.locator("#folder-starred strong").innerText(), "1");
    // The history is there, and the worker still has the survey.
    await frame.click("#filter-undo");
    await settled(frame);
    assert.equal((await report(frame)).rows, 60);
    await frame.click("#refused-close");
    await frame.waitForSelector("#refused", { state: "detached" });
  });

  story("whoever gives up another file is back in the survey", { lang: "pl" }, async ({ frame, page }) => {
    await giveFile(frame, survey("ankieta.csv"), "ready");
    await star(frame);
    page.on("dialog", (dialog) => void dialog.accept());
    // A gigabyte: a busy machine, too, is still reading when the button is pressed.
    await frame.evaluate(() => {
      const part = new Blob(["7,Kurier się spóźnił,Sopot\n".repeat(100_000)]);
      const data = new DataTransfer();
      data.items.add(new File(["Polecenie (0-10),Dlaczego?,Miasto\n", ...Array(400).fill(part)], "inna.csv"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await frame.click("#cancel");
    await frame.waitForFunction(() => document.querySelector(".file-name")?.textContent === "ankieta.csv");
    await waitForState(frame, "ready");
    await settled(frame);
    assert.equal((await report(frame)).file.rows, 60);
    await showView(frame, "comments");
    await frame.waitForFunction(() => document.querySelector("#folder-starred strong")?.textContent === "1");
  });

  story("closing asks before unsaved decisions are lost", { lang: "pl" }, async ({ frame, page }) => {
    await giveFile(frame, survey("ankieta.csv"), "ready");
    let answer = false;
    const asked = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.message());
      void (answer ? dialog.accept() : dialog.dismiss());
    });
    const leaves = () =>
      frame.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true })));
    assert.equal(await leaves(), true);
    await star(frame);
    assert.equal(await leaves(), false, "leaving the page asks too");
    await frame.click("#new-file");
    assert.equal(await frame.evaluate(() => document.body.dataset.state), "ready");
    assert.match(asked.join(), /nie są zapisane/);
    // Saved decisions may go.
    await showView(frame, "data");
    await Promise.all([page.waitForEvent("download"), frame.click("#settings-save")]);
    assert.equal(await leaves(), true);
    await star(frame);
    answer = true;
    await frame.click("#new-file");
    await waitForState(frame, "empty");
    assert.equal(asked.length, 2);
  });

  story("of several files the wrong one is named and left out", { lang: "pl" }, async ({ frame }) => {
    await give(frame, [survey("a.csv"), picture("b.png"), survey("c.csv", 50, " x")]);
    await settled(frame);
    assert.equal((await report(frame)).file.rows, 110);
    assert.match(await frame.locator("#refused").innerText(), /^Pominięto plik b\.png\s/);
  });

  story("the same file twice is counted once", { lang: "pl" }, async ({ frame }) => {
    await give(frame, [survey("a.csv"), survey("kopia.csv"), survey("c.csv", 60, " x")]);
    await settled(frame);
    assert.equal((await report(frame)).file.rows, 120);
    assert.match(await frame.locator("#refused").innerText(), /kopia\.csv[\s\S]*tę samą treść co a\.csv/);
  });

  story("an error says in which line it is", { lang: "pl" }, async ({ frame }) => {
    const broken = { name: "zła.json", mimeType: "application/json", buffer: bytes('[\n{"a": 1},\n{"a": ]\n') };
    assert.equal(await give(frame, [broken], "error"), "error");
    assert.match(await frame.locator(".problem").innerText(), /Wiersz 3: .*JSON/);
  });
});

describe("how a file is shown", () => {
  story("names are masked in every folder, and the saved list says whether they are", { lang: "pl" }, async ({ frame, page }) => {
    await giveFile(frame, survey("ankieta.csv"), "ready");
    await showView(frame, "comments");
    await frame.fill("#comment-search", "świetna");
    await frame.waitForFunction(() => /20/.test(document.querySelector(".list-count")?.textContent ?? ""));
    await frame.waitForSelector(".comment:not(.pending)");
    await settled(frame);
    assert.match(await frame.locator('[data-view="comments"]').innerText(), /Pani •••• ••••••••/);
    const saved = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), frame.click("#comments-save")]);
      return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
    };
    const [name, text] = await saved();
    assert.equal(name, "ankieta-komentarze.csv");
    assert.doesNotMatch(text, /Anna|Kowalska/);
    await frame.click("#folder-staff_praise");
    await frame.check("#show-names");
    await frame.waitForFunction(() => document.querySelector(".comment")?.textContent.includes("Kowalska"));
    const [open, shown] = await saved();
    assert.equal(open, "ankieta-pochwały-pracowników-z-nazwiskami.csv");
    assert.match(shown, /Anna Kowalska/);
    await frame.click("#folder-ordinary");
    await frame.waitForFunction(() => document.querySelector(".comment")?.textContent.includes("••••"));
    assert.doesNotMatch(await frame.locator('[data-view="comments"]').innerText(), /Kowalska/);
  });

  story("bands stand in their order", { lang: "pl" }, async ({ frame }) => {
    await giveFile(frame, survey("ankieta.csv"), "ready");
    const named = (selector) => frame.locator(selector).evaluateAll((all) => all.map((one) => one.textContent.trim()));
    await showView(frame, "breakdowns");
    assert.deepEqual(await named(".groups:not(.crosstab) tbody th"), ["poniżej 18", "18–24", "25–34", "65+"]);
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    assert.deepEqual((await named("#comment-segment-2 option")).slice(1), ["poniżej 18", "18–24", "25–34", "65+"]);
  });

  story("a delimiter that is not in the list is shown as it was found", { lang: "pl" }, async ({ frame }) => {
    const text = survey("x").buffer.toString().replaceAll(",", "^");
    await giveFile(frame, { name: "daszek.csv", buffer: bytes(text) }, "ready");
    await showView(frame, "data");
    assert.equal(await frame.locator("#delimiter").evaluate((list) => list.selectedOptions[0].textContent.trim()), "^");
  });

  story("a column in which everybody says the same makes no empty card", { lang: "pl" }, async ({ frame }) => {
    const lines = survey("x").buffer.toString().split("\n");
    const text = lines.map((line, i) => `${i ? "gotowe" : "Status"},${line}`).join("\n");
    await giveFile(frame, { name: "status.csv", buffer: bytes(text) }, "ready");
    await showView(frame, "categories");
    await settled(frame);
    await frame.waitForSelector(".heat");
    await showView(frame, "data");
    await frame.selectOption('select[data-column="3"]', "ignored");
    await settled(frame);
    await showView(frame, "categories");
    await settled(frame);
    assert.equal(await frame.locator('[data-view="categories"] [aria-busy="true"]').count(), 0);
  });

  story("the focus follows to the view that a number leads to", { lang: "pl" }, async ({ frame, page }) => {
    await giveFile(frame, survey("ankieta.csv"), "ready");
    await frame.locator(".split-legend button").last().focus();
    await page.keyboard.press("Enter");
    await settled(frame);
    await frame.waitForFunction(() => document.activeElement?.id === "view-comments");
  });

  story("who asks for contact has a folder", { lang: "pl" }, async ({ frame }) => {
    const rows = ["Proszę o kontakt w sprawie zwrotu", "Nikt do mnie nie oddzwonił", "Please call me about the invoice", "Kontakt był w porządku"];
    const text = ["Polecenie (0-10),Dlaczego?", ...Array.from({ length: 40 }, (_, i) => `${i % 11},${rows[i % 4]} ${i}`)].join("\n");
    await giveFile(frame, { name: "prośby.csv", buffer: bytes(text) }, "ready");
    await showView(frame, "comments");
    await frame.click("#folder-contact");
    await frame.waitForFunction(() => document.querySelector(".list-count")?.textContent.includes("20"));
    await settled(frame);
    const shown = (await frame.locator(".comment").allInnerTexts()).join(" ");
    assert.match(shown, /Proszę o kontakt/);
    assert.doesNotMatch(shown, /oddzwonił|w porządku/);
  });

  story("a survey of choices alone says what is missing and what to do", { lang: "pl" }, async ({ frame }) => {
    const text = ["Czy znasz tę markę?,Miasto", ...Array.from({ length: 60 }, (_, i) => `${["Tak", "Nie"][i % 2]},${["Łódź", "Gdynia", "Sopot"][i % 3]}`)].join("\n");
    assert.equal(await giveFile(frame, { name: "wybory.csv", buffer: bytes(text) }), "mapping");
    assert.match(await frame.locator(".banner").first().innerText(), /ani ocen, ani komentarzy.*wskaż jego kolumnę.*na grupy/s);
  });

  story("numbers leave for a spreadsheet as numbers, and a chart under a name in the page's language", { lang: "pl" }, async ({ frame, page }) => {
    const text = ["Ocena obsługi (-5 do 5),Dlaczego?,Wiek", ...Array.from({ length: 60 }, (_, i) => `${(i % 11) - 5},Kurier był ${i} razy,${AGES[i % 4]}`)].join("\n");
    await giveFile(frame, { name: "skala.csv", buffer: bytes(text) }, "ready");
    const saved = async (press) => {
      const [download] = await Promise.all([page.waitForEvent("download"), press()]);
      return download;
    };
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    const list = await readFile(await (await saved(() => frame.click("#comments-save"))).path(), "utf8");
    assert.match(list, /;-5;/);
    assert.doesNotMatch(list, /'-/);
    await showView(frame, "breakdowns");
    const chart = await saved(() => frame.click("vocal-breakdowns .save-svg"));
    assert.equal(chart.suggestedFilename(), "skala-wyniki-grup-wiek.svg");
    await frame.locator("vocal-breakdowns figure").press("t");
    await frame.evaluate(() => {
      navigator.clipboard.writeText = (text) => Promise.resolve(void (globalThis.copied = text));
    });
    await frame.click("vocal-breakdowns .copy-chart");
    const copied = await frame.waitForFunction(() => globalThis.copied);
    assert.match(await copied.jsonValue(), /\t-\d/);
    assert.doesNotMatch(await copied.jsonValue(), /−\d/);
  });

  story("the view of data does not send to itself", { lang: "pl" }, async ({ frame }) => {
    const text = ["Dlaczego?", ...Array.from({ length: 40 }, (_, i) => `Kurier się spóźnił ${i} razy i nikt nie odbierał`)].join("\n");
    await giveFile(frame, { name: "same.csv", buffer: bytes(text) }, "ready");
    assert.match(await frame.locator(".banner").first().innerText(), /w widoku „Dane i ustawienia”/);
    await showView(frame, "data");
    const warnings = await frame.locator("[aria-labelledby=data-warnings]").innerText();
    assert.match(warnings, /wskaż ją\./);
    assert.doesNotMatch(warnings, /w widoku „Dane/);
  });
});
