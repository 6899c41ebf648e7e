/** Reading of the data blocks that the build helper embeds in the document. */

/** The 91 characters of an encoded block: those of ASCII that can be seen, but for `"`, `&` and `<`. */
const isDigit = (code: number): boolean => code > 32 && code < 127 && code !== 34 && code !== 38 && code !== 60;

/** What each character stands for, by its code. */
function digits(): Uint8Array {
  const values = new Uint8Array(128);
  for (let code = 0, digit = 0; code < 128; code++) if (isDigit(code)) values[code] = digit++;
  return values;
}

/**
 * Bytes of a text that the build helper encoded (`crates/xtask/src/base91.rs`): two characters are thirteen bits, one at
 * the end is six, the highest bits first. What is left of the last byte is filled up with zeros.
 */
function fromBase91(text: string): Uint8Array<ArrayBuffer> {
  const value = digits();
  const digit = (at: number): number => value[text.charCodeAt(at)] ?? 0;
  const pairs = text.length >> 1;
  const odd = text.length % 2;
  const bytes = new Uint8Array((13 * pairs + 6 * odd) >> 3);
  let [bits, held, to] = [0, 0, 0];
  for (let at = 0; at < text.length; at += 2) {
    const whole = at + 1 < text.length;
    bits = whole ? (bits << 13) | (digit(at) * 91 + digit(at + 1)) : (bits << 6) | digit(at);
    held += whole ? 13 : 6;
    for (; held >= 8; held -= 8) bytes[to++] = bits >> (held - 8);
    bits &= (1 << held) - 1;
  }
  return bytes;
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Bytes of a data block, which holds gzip as text. */
export async function blockBytes(id: string): Promise<ArrayBuffer> {
  return gunzip(fromBase91(document.getElementById(id)?.textContent.trim() ?? ""));
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
