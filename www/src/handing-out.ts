/** Copying and saving: copying also where the clipboard interface is refused (an embedding page, an older browser). */

/** Copies a text; false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

/** Copies a picture; false when the browser refuses. */
export async function copyPicture(png: Promise<Blob>): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    return true;
  } catch {
    return false;
  }
}

function copySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  field.spellcheck = false;
  const active = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (active instanceof HTMLElement) active.focus({ preventScroll: true });
  return done;
}

/** Hands a file to the browser as a download. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken its own reference by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The beginning of the name of a file that is made of a survey: "survey-results-of-groups". */
export function fileNameOf(fileName: string, ...parts: string[]): string {
  const words = parts.map((part) => part.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, ""));
  return [stemOf(fileName), ...words.filter((word) => word !== "")].join("-");
}

/** The name of a file without its extension, to name what is made of it. */
export function stemOf(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, "") || "vocal";
}

/** Spreadsheets take what begins so for a formula. */
const FORMULA = /^["'\s]*[=+\-@\t\r\n\0＝＋－＠]/;
/** A number or a percentage, or two of them as the ends of an interval. */
const NUMBERS = /^\s*[+-]?[\d.,\s]+%?(\s(\p{L}+|–)\s[+-]?[\d.,\s]+%?)?\s*$/u;

/** A cell that no spreadsheet calculates. Numbers are left as they are. */
export function harmless(cell: string): string {
  return FORMULA.test(cell) && !NUMBERS.test(cell) ? `'${cell}` : cell;
}
