/** Charts as files: a drawing that stands on its own, as SVG or as PNG. */

import { harmless } from "./handing-out.js";
import type { Chart } from "./types.js";

/** Pixels of the PNG per CSS pixel, for slides and print. */
const PNG_SCALE = 2;
const MARGIN = 16;

/** A drawing with its title, its sentence, and the colours and fonts of its card, fit to stand alone. */
export function standaloneSvg(svg: SVGSVGElement, { title, description }: Chart, card: Element): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { backgroundColor, color, fontFamily } = getComputedStyle(card);
  const { width, height } = svg.viewBox.baseVal;
  const make = (name: string, attributes: Record<string, string | number>): SVGElement => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };
  let bottom = MARGIN;
  const write = (text: string, size: number, weight: number): SVGElement[] =>
    lines(text, width, `${weight} ${size}px ${fontFamily}`).map((line) => {
      bottom += size + 5;
      const y = bottom - 5;
      const element = make("text", { x: MARGIN, y, fill: color, "font-size": size, "font-weight": weight });
      element.textContent = line;
      return element;
    });
  const texts = [...write(title, 15, 600), ...write(description, 12, 400)];
  const full = { width: width + 2 * MARGIN, height: height + bottom + 2 * MARGIN };
  const root = make("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    ...full,
    viewBox: `0 0 ${full.width} ${full.height}`,
    "font-family": fontFamily.replaceAll('"', "'"),
  });
  root.append(make("rect", { width: "100%", height: "100%", fill: backgroundColor }));
  for (const mark of copy.querySelectorAll(".mark")) {
    for (const name of ["tabindex", "role", "aria-pressed", "data-condition"]) {
      mark.removeAttribute(name);
    }
  }
  copy.setAttribute("x", String(MARGIN));
  copy.setAttribute("y", String(bottom + MARGIN));
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  root.append(...texts, copy);
  return new XMLSerializer().serializeToString(root);
}

/** A text cut into lines of at most that width, where there are words to cut at. */
function lines(text: string, width: number, font: string): string[] {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return [text];
  context.font = font;
  const made: string[] = [];
  for (const word of text.split(" ")) {
    const longer = made.length > 0 ? `${made.at(-1)} ${word}` : word;
    if (made.length > 0 && context.measureText(longer).width <= width) made[made.length - 1] = longer;
    else made.push(word);
  }
  return made;
}

/** The drawing as PNG. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  // A data address, because a canvas that has shown a blob of an opaque origin gives nothing back.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * PNG_SCALE;
  canvas.height = image.naturalHeight * PNG_SCALE;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}

/**
 * A table as text that spreadsheets take from the clipboard, where they calculate formulas as in a file;
 * they know no minus but the hyphen.
 */
export function tabbed(rows: readonly (readonly string[])[]): string {
  const plain = (cell: string) => harmless(cell.replace(/[\t\r\n]/g, " ").replace(/−(?=\d)/g, "-"));
  return rows.map((row) => row.map(plain).join("\t")).join("\n");
}
