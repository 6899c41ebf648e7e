/** Reading of the data blocks that the build helper embeds in the document. */

/** First of the 85 characters of an encoded block. */
const ZERO = 40;

/**
 * Bytes of a text that the build helper encoded (`crates/xtask/src/base85.rs`): four bytes are five
 * digits to the base 85, and a last group has one digit more than bytes.
 */
function fromBase85(text: string): Uint8Array<ArrayBuffer> {
  const groups = Math.ceil(text.length / 5);
  const bytes = new Uint8Array(4 * groups);
  const view = new DataView(bytes.buffer);
  // Missing digits of the last group count as the highest, because its value was cut off.
  const padded = text.padEnd(5 * groups, String.fromCharCode(ZERO + 84));
  const digit = (at: number): number => padded.charCodeAt(at) - ZERO;
  for (let group = 0, at = 0; group < groups; group++, at += 5) {
    const high = (digit(at) * 85 + digit(at + 1)) * 85 + digit(at + 2);
    view.setUint32(4 * group, (high * 85 + digit(at + 3)) * 85 + digit(at + 4));
  }
  return bytes.subarray(0, Math.floor((text.length * 4) / 5));
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Bytes of a data block, which holds gzip as text. */
export async function blockBytes(id: string): Promise<ArrayBuffer> {
  return gunzip(fromBase85(document.getElementById(id)?.textContent.trim() ?? ""));
}

/** What a data block says that holds JSON. */
export async function blockJson<T>(id: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await blockBytes(id))) as T;
}

/** A sample survey as a file, or null when the document was built without it. */
export async function sampleFile(id: "sample-pl" | "sample-en"): Promise<File | null> {
  const block = document.getElementById(id);
  if (!block) return null;
  return new File([await blockBytes(id)], block.dataset["name"] ?? `${id}.csv`, { type: "text/csv" });
}
