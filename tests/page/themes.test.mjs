/** Topics without a category, words of each group, contradictions and praise: found, used, undone. */

import assert from "node:assert/strict";
import { describe } from "node:test";
import { giveFile, report, settled, showView, storyteller } from "./helpers.mjs";

/** A gym whose members write about the trampoline, which the built-in codebook does not know. */
function survey() {
  const trampoline = [
    "Trampolina znowu nieczynna od rana",
    "Na trampolinie siedzi dwadzieścia osób naraz",
    "Do trampoliny nie da się dojść wieczorem",
  ];
  const other = [
    "Świetna obsługa, pani Kasia zawsze uśmiechnięta",
    "Ceny za wysokie jak na tę jakość",
    "Długo czekam w kolejce do kasy",
    "Beznadzieja, nigdy więcej, okropne miejsce",
  ];
  const rows = Array.from({ length: 240 }, (_, row) => {
    const text = row % 4 === 0 ? trampoline[(row / 4) % 3] : other[(row + (row >> 2)) % 4];
    const score = row % 4 === 0 ? row % 3 : 9 + (row % 2);
    return `2026-0${1 + Math.floor(row / 80)}-10;${score};${text} ${row}`;
  });
  const head = "Data;Na ile prawdopodobne, że nas polecisz? (0-10);Dlaczego?";
  return { name: "klub.csv", buffer: Buffer.from([head, ...rows].join("\n")) };
}

const tellStory = storyteller();

function story(name, options, tell) {
  tellStory(name, options, async (opened) => {
    await giveFile(opened.frame, survey(), "ready");
    await tell(opened);
  });
}

const TOPIC = '.topic[data-key="trampolina"]';

async function inbox(frame) {
  await showView(frame, "codebook");
  await frame.waitForSelector(TOPIC);
  await settled(frame);
}

describe("the inbox of the codebook", () => {
  story("a topic is accepted by keyboard, its figure appears, undo takes it back", { lang: "pl" }, async ({ frame, page }) => {
    await inbox(frame);
    const known = (await report(frame)).categories.length;
    await frame.locator(`${TOPIC} button.primary`).focus();
    await page.keyboard.press("Enter");
    await frame.waitForFunction((topic) => !document.querySelector(topic), TOPIC);
    await settled(frame);
    const added = (await report(frame)).categories.find((one) => one.label.pl === "Trampolina");
    assert.equal(added.n, 60);
    await showView(frame, "categories");
    assert.match(await frame.locator(".category-table").innerText(), /Trampolina/);
    await frame.click("#filter-undo");
    await frame.waitForFunction(
      () => !document.querySelector(".category-table")?.textContent.includes("Trampolina"),
    );
    await settled(frame);
    assert.equal((await report(frame)).categories.length, known);
  });

  story("a dismissed topic goes away and comes back with undo", { lang: "en" }, async ({ frame }) => {
    await inbox(frame);
    await frame.locator(`${TOPIC} button.quiet`).click();
    await frame.waitForFunction((topic) => !document.querySelector(topic), TOPIC);
    await settled(frame);
    await frame.click("#filter-undo");
    await frame.waitForSelector(TOPIC);
  });

  story("a topic joins a category", { lang: "en" }, async ({ frame }) => {
    await inbox(frame);
    const store = async () => (await report(frame)).categories.find((one) => one.id === "store")?.n ?? 0;
    const before = await store();
    await frame.locator(`${TOPIC} select`).selectOption("store");
    await frame.locator(`${TOPIC} select + button`).click();
    await frame.waitForFunction((topic) => !document.querySelector(topic), TOPIC);
    await settled(frame);
    assert.ok((await store()) >= before + 50);
  });

  story("a topic leads to its comments", { lang: "en" }, async ({ frame }) => {
    await inbox(frame);
    await frame.locator(`${TOPIC} button`, { hasText: "Show comments" }).click();
    await frame.waitForSelector(".comment:not(.pending)");
    await settled(frame);
    assert.match(await frame.locator(".list-count").innerText(), /60/);
    await frame.click("#asked-words");
    await frame.waitForFunction(() => document.querySelector(".list-count")?.textContent.includes("240"));
  });
});

describe("words and folders", () => {
  story("words of detractors lead to their comments", { lang: "en" }, async ({ frame }) => {
    await showView(frame, "categories");
    const word = frame.locator(".word-bar", { hasText: /^\s*trampolina\s*$/ });
    await word.waitFor();
    await word.click();
    await frame.waitForSelector(".comment:not(.pending)");
    await settled(frame);
    assert.match(await frame.locator(".list-count").innerText(), /60/);
  });

  story("contradictions and praise have folders, names are dotted", { lang: "pl" }, async ({ frame }) => {
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending)");
    await settled(frame);
    await frame.click("#folder-contradictions");
    await frame.waitForSelector(".comment:not(.pending)");
    await settled(frame);
    assert.match((await frame.locator(".comment").allInnerTexts()).join(" "), /Beznadzieja/);
    await frame.click("#folder-staff_praise");
    await frame.waitForFunction(() => document.querySelector(".comment")?.textContent.includes("••••"));
    await frame.check("#show-names");
    await frame.waitForFunction(() => document.querySelector(".comment")?.textContent.includes("Kasia"));
  });
});
