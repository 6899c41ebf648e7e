/** Charts as files: a drawing that stands on its own, as SVG or as PNG. */

/** Pixels of the PNG per CSS pixel, for slides and print. */
const PNG_SCALE = 2;
const MARGIN = 16;

/** A drawing with its background, title and fonts, fit to stand outside of the page. */
export function standaloneSvg(svg: SVGSVGElement, title: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const style = getComputedStyle(svg);
  const card = svg.closest(".card");
  const background = card ? getComputedStyle(card).backgroundColor : "#ffffff";
  const { width, height } = svg.viewBox.baseVal;
  const head = 28;
  const make = (name: string, attributes: Record<string, string>): SVGElement => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const full = { width: width + 2 * MARGIN, height: height + 2 * MARGIN + head };
  const root = make("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width: String(full.width),
    height: String(full.height),
    viewBox: `0 0 ${full.width} ${full.height}`,
    "font-family": style.fontFamily.replaceAll('"', "'"),
  });
  root.append(make("rect", { width: "100%", height: "100%", fill: background }));
  const heading = make("text", {
    x: String(MARGIN),
    y: String(MARGIN + 12),
    fill: style.color,
    "font-size": "15",
    "font-weight": "600",
  });
  heading.textContent = title;
  for (const mark of copy.querySelectorAll(".mark")) {
    for (const name of ["tabindex", "role", "aria-pressed", "data-condition"]) {
      mark.removeAttribute(name);
    }
  }
  copy.setAttribute("x", String(MARGIN));
  copy.setAttribute("y", String(MARGIN + head));
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  root.append(heading, copy);
  return new XMLSerializer().serializeToString(root);
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

/** A table as text that spreadsheets take from the clipboard. */
export function tabbed(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => cell.replace(/[\t\n]/g, " ")).join("\t")).join("\n");
}
