/** Files as they come in: each once, and what settings files and codebooks among them say. */

import { parseCodebook } from "../codebook.js";
import { parseSettings } from "../settings-file.js";
import { type Refused, store } from "../store.js";
import type { Codebook, Settings } from "../types.js";

/** True for a codebook among the files that this page has saved. */
export function isCodebook({ name }: File): boolean {
  return /\.codebook\b/i.test(name);
}

/** Bytes of two files that are compared at once. */
const COMPARED = 1 << 20;

async function sameBytes(one: File, other: File): Promise<boolean> {
  if (one.size !== other.size) return false;
  for (let at = 0; at < one.size; at += COMPARED) {
    const pair = [one, other].map((file) => file.slice(at, at + COMPARED).arrayBuffer());
    const [a, b] = (await Promise.all(pair)).map((bytes) => new Uint8Array(bytes));
    if (a?.some((byte, i) => byte !== b?.[i])) return false;
  }
  return true;
}

/** The files, those of the same content once; what is left out is added to `refused`. */
export async function onceEach(files: readonly File[], refused: Refused[]): Promise<File[]> {
  const once: File[] = [];
  for (const file of files) {
    let same: File | undefined;
    for (const other of once) same ??= (await sameBytes(file, other).catch(() => false)) ? other : undefined;
    if (!same) once.push(file);
    else refused.push({ name: file.name, problem: { code: "same_file", params: { file: same.name } } });
  }
  return once;
}

/** What files that this page has saved say together; null where none of them does. */
interface Kept {
  settings: Settings | null;
  codebook: Codebook | null;
  /** Key of the message about the last one that says nothing; empty when there is none. */
  wrong: string;
}

/** Reads settings files and codebooks; those that cannot be read are added to `refused`. */
export async function readKept(files: readonly File[], refused: Refused[]): Promise<Kept> {
  const kept: Kept = { settings: null, codebook: null, wrong: "" };
  for (const file of files) {
    const text = await textOf(file, refused);
    if (text === null) continue;
    const codebook = isCodebook(file) ? parseCodebook(text) : null;
    const settings = codebook ? null : parseSettings(text);
    kept.codebook = codebook ?? kept.codebook;
    kept.settings = settings ?? kept.settings;
    if (!codebook && !settings) kept.wrong = wrongFile(isCodebook(file));
  }
  return kept;
}

/** Key of the message that a file is not what its name says. */
export function wrongFile(codebook: boolean): string {
  return codebook ? "error.codebook_file" : "error.settings_file";
}

/** Settings with a codebook that comes beside them. */
export function withCodebook(settings: Settings, codebook: Codebook | null): Settings {
  return codebook ? { ...settings, codebook } : settings;
}

/** The text of a file; one that the browser cannot read is added to `refused`. */
async function textOf(file: File, refused: Refused[]): Promise<string | null> {
  try {
    return await file.text();
  } catch {
    refused.push({ name: file.name, problem: { code: "unreadable", params: {} } });
    return null;
  }
}

/** The text of a file for the open survey; null, and a card that says why, when the browser cannot read it. */
export async function readText(file: File): Promise<string | null> {
  const refused: Refused[] = [];
  const text = await textOf(file, refused);
  if (text === null) store.dispatch({ type: "files-refused", refused });
  return text;
}
