/**
 * Sizes of the built page and of its parts against the committed ones in size.json.
 *
 * A part that grew by more than two per cent fails; when that is wanted, or after something has
 * become smaller, `UPDATE_SIZES=1 node --test tests/page/size.test.mjs` writes the new sizes.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { PAGE } from "./helpers.mjs";

const COMMITTED = new URL("size.json", import.meta.url);
const TOLERANCE = 1.02;
/** What the page may weigh at most, whatever is committed. */
const BUDGET = { page: 2_000_000, "page gzipped": 1_500_000 };

function unescape(text) {
  return text.replace(/&(quot|lt|gt|amp|#39);/g, (_, name) => ({ quot: '"', lt: "<", gt: ">", amp: "&", "#39": "'" })[name]);
}

/** Bytes of a block of the page, see crates/xtask/src/base91.rs. */
function fromBase91(text) {
  const left = ['"', "&", "<"];
  const digit = (letter) => letter.charCodeAt(0) - 33 - left.filter((one) => one < letter).length;
  const bits = (text.match(/../g) ?? []).map(([high, low]) => (digit(high) * 91 + digit(low)).toString(2).padStart(13, "0"));
  if (text.length % 2) bits.push(digit(text.at(-1)).toString(2).padStart(6, "0"));
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** Bytes of each part; the module also as the processor gets it. */
function sizes() {
  const page = readFileSync(PAGE);
  const inner = unescape(/srcdoc="([^"]*)"/.exec(page.toString())?.[1] ?? "");
  const elements = [...inner.matchAll(/<(script|style)\b([^>]*)>([\s\S]*?)<\/\1>/g)];
  const found = { page: page.length, "page gzipped": gzipSync(page, { level: 9 }).length };
  for (const [, kind, attributes, text] of elements) {
    const id = /\bid="([^"]+)"/.exec(attributes)?.[1];
    const name = id ?? { script: "page script", style: "page styles" }[kind];
    found[name] = (found[name] ?? 0) + Buffer.byteLength(text);
    if (id === "wasm") found["wasm unpacked"] = gunzipSync(fromBase91(text.trim())).length;
  }
  return found;
}

test("the page and its parts are no larger than they were", () => {
  const now = sizes();
  for (const part of ["wasm", "wasm unpacked", "worker-text", "messages", "page script", "page styles"]) {
    assert.ok(now[part] > 0, `the page has no part "${part}"`);
  }
  if (process.env.UPDATE_SIZES) writeFileSync(COMMITTED, `${JSON.stringify(now, null, 2)}\n`);
  const committed = JSON.parse(readFileSync(COMMITTED, "utf8"));
  assert.deepEqual(Object.keys(now).sort(), Object.keys(committed).sort(), "other parts than in size.json");
  for (const [part, most] of Object.entries(BUDGET)) {
    assert.ok(now[part] <= most, `${part}: ${now[part]} bytes, the budget is ${most}`);
  }
  const grown = Object.entries(now).filter(([part, size]) => size > committed[part] * TOLERANCE);
  const words = grown.map(([part, size]) => `${part}: ${size} bytes, committed ${committed[part]}`);
  assert.deepEqual(words, [], "grown by more than 2 %; UPDATE_SIZES=1 accepts it");
});
