/** What the page says of figures: whose they are, why some are missing, and what cannot be known. */

import assert from "node:assert/strict";
import { describe } from "node:test";
import { giveFile, openSample, report, settled, showView, storyteller } from "./helpers.mjs";

const story = storyteller();

const csv = (name, lines) => ({ name, buffer: Buffer.from(lines.map((cells) => cells.join(",")).join("\n")) });
const rows = (count, cells) => Array.from({ length: count }, (_, row) => cells(row));
const NPS = "How likely are you to recommend us (0-10)?";

/** Filters by a group of the sample's first breakdown. */
async function filterByGroup(frame) {
  await showView(frame, "breakdowns");
  await frame.locator("vocal-breakdowns tbody tr .row-actions button, vocal-breakdowns tbody tr button").first().click();
  await frame.waitForSelector(".chip");
  await settled(frame);
}

describe("scores", () => {
  const said = {
    pl: [/Żadnej z odpowiedzi w tej kolumnie \(60\) nie umiemy odczytać/, /[Zz]a mało/],
    en: [/None of the answers in this column \(60\) could be read/, /too few/i],
  };
  for (const [lang, [why, wrong]] of Object.entries(said)) {
    story(`answers that are no rating are not called too few, ${lang}`, { lang }, async ({ frame }) => {
      const colours = rows(60, (row) => [["blue", "red", "green"][row % 3], "North South".split(" ")[row % 2]]);
      await giveFile(frame, csv("a.csv", [["Han Solo", "Region"], ...colours]));
      await showView(frame, "data");
      await frame.selectOption('select[data-column="0"]', "score");
      await settled(frame);
      const overview = await (await showView(frame, "overview")).innerText();
      assert.match(overview, why);
      assert.doesNotMatch(overview, wrong);
    });
  }

  story("a rating says which end is good only where that is known", { lang: "en" }, async ({ frame }) => {
    const answers = rows(60, (row) => [row % 11, 1 + (row % 5)]);
    await giveFile(frame, csv("a.csv", [[NPS, "Rating: length of the session (1-5)"], ...answers]));
    const card = frame.locator("vocal-score", { hasText: "length of the session" });
    assert.doesNotMatch(await card.innerText(), /higher is better/);
    await showView(frame, "data");
    await frame.locator('select[data-column="1"]').selectOption("score");
    const direction = frame.locator("tr", { has: frame.locator('select[data-column="1"]') }).locator("select").last();
    await direction.selectOption("low");
    await settled(frame);
    await direction.selectOption("high");
    await settled(frame);
    await showView(frame, "overview");
    assert.match(await card.innerText(), /1 to 5, higher is better/);
  });
});

describe("figures under a filter", () => {
  story("what would be if is about those of the filter", { lang: "pl" }, async ({ frame }) => {
    await openSample(frame, "pl");
    const everybody = (await report(frame)).scores.find(({ metric }) => metric === "nps").value;
    await filterByGroup(frame);
    const inside = (await report(frame)).scores.find(({ metric }) => metric === "nps").value;
    assert.ok(Math.abs(inside - everybody) > 1, `${inside} ${everybody}`);
    await showView(frame, "drivers");
    await frame.waitForSelector("#simulation .figure");
    const figure = await frame.locator("#simulation .figure").innerText();
    const before = Number(figure.split("→")[0].trim().replace("−", "-").replace(",", "."));
    assert.ok(Math.abs(before - inside) < 0.06, `${figure} ${inside}`);
    // Nobody asks a million people in each wave.
    const needed = /około ([\d\s]+) odpowiedzi/.exec(await frame.locator("#simulation").innerText());
    assert.ok(!needed || Number(needed[1].replace(/\s/g, "")) <= 100_000, needed?.[0]);
  });

  story("the mix of what was chosen is no part of the difference", { lang: "en" }, async ({ frame }) => {
    await openSample(frame, "en");
    await filterByGroup(frame);
    const chip = await frame.locator(".chip").first().innerText();
    const column = chip.split(":")[0].trim();
    await showView(frame, "compare");
    await frame.selectOption("#compare-by", { label: "Those in the filter" });
    await frame.waitForSelector("#parts");
    await settled(frame);
    const parts = await frame.locator(".card", { has: frame.locator("#parts") }).innerText();
    assert.ok(!parts.includes(`(${column}): 0.0`), parts);
  });
});

describe("questions that are many or alike", () => {
  story("notes of one kind are counted from the fourth on", { lang: "pl" }, async ({ frame }) => {
    const ratings = rows(9, (item) => `Ocena części ${"ABCDEFGHI"[item]} (1-5)`);
    const answers = rows(24, (row) => ratings.map((_, item) => 1 + ((row * (item + 2)) % 5)));
    await giveFile(frame, csv("a.csv", [ratings, ...answers]));
    await showView(frame, "data");
    const notes = frame.locator("[data-health=few_answers]");
    const all = await notes.count();
    assert.ok(all >= 8, `${all} ratings`);
    assert.equal(await notes.filter({ visible: true }).count(), 3);
    await frame.locator("summary", { hasText: `To samo dotyczy jeszcze ${all - 3} pytań.` }).click();
    assert.equal(await notes.filter({ visible: true }).count(), all);
  });

  story("two NPS questions are told apart beside a comment", { lang: "en" }, async ({ frame }) => {
    const questions = ["How likely are you to recommend R? (0-10)", "How likely are you to recommend RStudio? (0-10)"];
    const answers = rows(60, (row) => [row % 11, 10 - (row % 11), `The staff was friendly ${row}`]);
    await giveFile(frame, csv("a.csv", [[...questions, "Why?"], ...answers]));
    await showView(frame, "comments");
    await frame.waitForSelector(".comment:not(.pending) .badge");
    const badges = await frame.locator(".comment:not(.pending)").first().locator(".badge").allInnerTexts();
    assert.equal(badges.length, 2);
    assert.match(badges.join("|"), /NPS: How [^|]*R\?.*NPS: How [^|]*RStudio\?/s);
  });

  story("means that are hidden have a reason below the drivers", { lang: "en" }, async ({ frame }) => {
    const answer = (row, item) => 1 + ((row * 7 + ((row * item) % 5) + (row >> item)) % 5);
    // One person left one question out: the means of the others and of all would tell the answers.
    const answers = rows(124, (row) => [answer(row, 1) * 2, ...[1, 2, 3].map((item) => (row === 9 && item === 2 ? "" : answer(row, item)))]);
    await giveFile(frame, csv("a.csv", [[NPS, "Rating: staff (1-5)", "Rating: price (1-5)", "Rating: shop (1-5)"], ...answers]));
    const view = await showView(frame, "drivers");
    const { drivers } = await report(frame);
    assert.ok(drivers.some(({ performance }) => performance === null), JSON.stringify(drivers));
    assert.match(await view.innerText(), /hidden to protect single people/);
  });
});

describe("comments that ask for contact", () => {
  story("are counted before they are looked at, and the other folders stay counted", { lang: "en" }, async ({ frame }) => {
    const said = (row) => (row % 12 === 0 ? `Please call me about order ${row}` : `Anna the cashier was very friendly ${row}`);
    await giveFile(frame, csv("a.csv", [[NPS, "Why?"], ...rows(60, (row) => [row % 11, said(row)])]));
    await showView(frame, "comments");
    const number = (folder) => frame.locator(`#folder-${folder} strong`);
    await number("contact").waitFor();
    assert.equal(await number("contact").innerText(), "5");
    const praise = await number("staff_praise").innerText();
    await frame.click("#folder-contact");
    await settled(frame);
    assert.equal(await number("contact").innerText(), "5");
    assert.equal(await number("staff_praise").innerText(), praise);
  });
});

describe("quotes", () => {
  story("of few people are left out for another reason than comments", { lang: "pl" }, async ({ frame }) => {
    const said = (row) => [row % 11, row < 9 ? `Obsługa była bardzo miła i pomocna ${row}` : ""];
    await giveFile(frame, csv("a.csv", [["Czy polecisz nas znajomym? (0-10)", "Dlaczego?"], ...rows(12, said)]));
    await showView(frame, "categories");
    const quotes = frame.locator(".card", { has: frame.locator("#quotes") });
    await quotes.locator("p", { hasText: "co najmniej 10 osób" }).waitFor();
    assert.doesNotMatch(await quotes.innerText(), /mniej niż 10 odpowiedzi/);
  });
});
