/** The bytes of a file arrive whole and in order, whatever kind of stream the browser has. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { build } from "../../www/node_modules/esbuild/lib/main.js";

const { outputFiles } = await build({
  entryPoints: ["www/src/streamed.ts"],
  bundle: true,
  format: "esm",
  write: false,
});
const { streamed } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const content = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 31) % 251);

async function collected(file) {
  const all = [];
  for await (const chunk of streamed(file)) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

/** A file whose first stream is `first`, and whose slices are read as ever. */
function fileWith(first) {
  return { stream: () => first, slice: (from) => new Blob([content.subarray(from)]) };
}

describe("bytes of a file", () => {
  test("come through one buffer", async () => {
    let before;
    for await (const chunk of streamed(new Blob([content]))) {
      assert.ok(chunk.byteLength <= 256 << 10);
      if (before) assert.equal(before.byteLength, 0, "the memory of a chunk went on to the next one");
      before = chunk;
    }
    assert.deepEqual(await collected(new Blob([content])), Buffer.from(content));
  });

  test("come where files are no streams of bytes", async () => {
    const plain = new ReadableStream({ start: (controller) => controller.error(new Error("not to be used")) });
    assert.deepEqual(await collected(fileWith(plain)), Buffer.from(content));
  });

  test("come after the stream fell silent", async () => {
    let given = 0;
    const silent = new ReadableStream({
      type: "bytes",
      pull(controller) {
        if (given > 0) return new Promise(() => {});
        const { view } = controller.byobRequest;
        given = view.byteLength;
        view.set(content.subarray(0, given));
        controller.byobRequest.respond(given);
        return undefined;
      },
    });
    assert.deepEqual(await collected(fileWith(silent)), Buffer.from(content));
    assert.ok(given > 0);
  });

  test("end with the problem when the file cannot be read, whatever the browser calls that", async () => {
    for (const reason of [new DOMException("gone", "NotReadableError"), new DOMException("gone", "NotFoundError"), new TypeError("a folder")]) {
      const gone = new ReadableStream({ type: "bytes", pull: () => Promise.reject(reason) });
      await assert.rejects(collected(fileWith(gone)), { code: "unreadable", params: {} });
    }
  });
});
