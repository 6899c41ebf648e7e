/**
 * The Trusted Types policies of the page. Their names are listed in the document's
 * `trusted-types` directive: `vocal-worker`, `vocal-svg`, and lit's own `lit-html`.
 */

interface Policy {
  createHTML(text: string): string;
  createScriptURL(url: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: Partial<Policy>): Policy;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;

function onlyBlob(url: string): string {
  if (!url.startsWith("blob:")) throw new TypeError("a worker starts from a blob only");
  return url;
}

function onlySvg(text: string): string {
  if (!text.startsWith("<svg") || /<script|<foreignObject/i.test(text)) {
    throw new TypeError("a chart is an SVG drawing without script");
  }
  return text;
}

const workerPolicy = factory?.createPolicy("vocal-worker", { createScriptURL: onlyBlob });
const svgPolicy = factory?.createPolicy("vocal-svg", { createHTML: onlySvg });

/** Starts a classic worker from a `blob:` address. */
export function startWorker(url: string): Worker {
  return new Worker(workerPolicy?.createScriptURL(url) ?? onlyBlob(url));
}

/** Turns the text of a chart into an element of this document; null when it is not well-formed. */
export function parseSvg(text: string): SVGSVGElement | null {
  const markup = svgPolicy?.createHTML(text) ?? onlySvg(text);
  const parsed = new DOMParser().parseFromString(markup, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.localName !== "svg") return null;
  return document.importNode(root, true) as unknown as SVGSVGElement;
}
