/** Reading of the data blocks that the build helper embeds in the document. */

type Decoder = { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

/**
 * Bytes of a base64 text. The plain loop is the fallback because `Uint8Array.from` with a
 * callback is twenty to forty times slower.
 */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as Decoder).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Text of a data block; empty when the document has none of that id. */
export function blockText(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

/** Bytes of a data block that holds gzip and base64. */
export async function blockBytes(id: string): Promise<ArrayBuffer> {
  return gunzip(fromBase64(blockText(id).trim()));
}

/** A sample survey as a file, or null when the document was built without it. */
export async function sampleFile(id: "sample-pl" | "sample-en"): Promise<File | null> {
  const block = document.getElementById(id);
  if (!block) return null;
  const packed = block.dataset["encoding"] === "gzip-base64";
  const content = packed ? await blockBytes(id) : (block.textContent ?? "");
  return new File([content], block.dataset["name"] ?? `${id}.csv`, { type: "text/csv" });
}
