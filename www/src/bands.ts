/** Bands of a column of numbers, as people type them. */

/** Ends that settings can hold. */
const MOST = 2 ** 31 - 1;

/**
 * The lower ends of the bands, ascending, that are typed as numbers ("18, 35, 65"), as ranges ("18-34, 35-64")
 * or with an open end ("65+"); else the first part that is none of these. A range ends before the next
 * whole number, unless another one begins with its end.
 */
export function lowerEnds(text: string): number[] | string {
  const closed = text.replace(/(\d)\s*[–—]\s*(?=[-−]?\d)/g, "$1-").replace(/(\d)\s+-\s+(?=[-−]?\d)/g, "$1-");
  const parts = closed.split(/[,;\s]+/).filter((part) => part !== "");
  const begins = new Set<number>();
  const ends = new Set<number>();
  for (const part of parts) {
    const [, from, to] = /^([-−]?\d+)(?:\+|-([-−]?\d+))?$/.exec(part) ?? [];
    const [begin, end] = [from, to ?? from].map((one) => Number(one?.replace("−", "-")));
    if (begin === undefined || end === undefined || !(begin <= end && begin >= -MOST && end < MOST)) return part;
    begins.add(begin);
    if (to !== undefined) ends.add(end);
  }
  const after = [...ends].filter((end) => !begins.has(end)).map((end) => end + 1);
  return [...new Set([...begins, ...after])].sort((a, b) => a - b);
}
