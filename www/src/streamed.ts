/** The bytes of a file, in memory that does not grow with the file. */

import type { Problem } from "./types.js";

/** Bytes asked for at once: larger ones are not read faster. */
const CHUNK = 256 << 10;
/** Milliseconds after which a stream that says nothing is given up; a slow disk says something. */
const PATIENCE = 2000;

/**
 * The bytes of a file, as they come; a chunk is valid until the next one is asked for.
 *
 * One buffer goes back and forth: with a new buffer for every chunk, buffers pile up to the size of the
 * file before the collector looks at them. Such streams have been seen to fall silent for good in
 * Chromium, so a silent one is left and the rest is read with a buffer for every chunk.
 */
export async function* streamed(file: Blob): AsyncGenerator<Uint8Array> {
  let at = 0;
  const reader = byteReader(file);
  for (let buffer = new ArrayBuffer(CHUNK); reader; ) {
    const result = await within(PATIENCE, readable(reader.read(new Uint8Array(buffer))));
    if (!result) break;
    if (result.done) return;
    at += result.value.length;
    yield result.value;
    buffer = result.value.buffer;
  }
  const rest = file.slice(at).stream().getReader();
  for (;;) {
    const { done, value } = await readable(rest.read());
    if (done) return;
    yield value;
  }
}

/** All bytes of a file at once. */
export function wholeFile(file: Blob): Promise<ArrayBuffer> {
  return readable(file.arrayBuffer());
}

/**
 * What is read of a file. Browsers have names of their own for what keeps them from it: the file has gone or
 * changed, is a folder, belongs to somebody else. None of them is a fault of the program.
 */
function readable<T>(bytes: Promise<T>): Promise<T> {
  return bytes.catch(() => {
    throw { code: "unreadable", params: {} } satisfies Problem;
  });
}

/** Null in browsers whose files are no streams of bytes. */
function byteReader(file: Blob): ReadableStreamBYOBReader | null {
  try {
    return file.stream().getReader({ mode: "byob" });
  } catch {
    return null;
  }
}

/** What is promised, null when it does not come in time. */
async function within<T>(milliseconds: number, promised: Promise<T>): Promise<T | null> {
  let timer = 0;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([promised, late]);
  } finally {
    clearTimeout(timer);
  }
}
