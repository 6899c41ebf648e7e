/** Cutting a comment into runs, so that overlapping mentions can be shown without nesting. */

import type { Mention } from "./types.js";

/** A run of text with the mentions that cover it and those that end with it. */
export interface Run {
  text: string;
  covering: Mention[];
  ending: Mention[];
}

/** The runs of `text`, in order; their texts joined give `text` again. */
export function runs(text: string, mentions: readonly Mention[]): Run[] {
  // Offsets count code points, JavaScript strings count UTF-16 units.
  const points = Array.from(text);
  const inside = mentions.filter(
    ({ start, end }) => start >= 0 && start < end && end <= points.length,
  );
  const edges = new Set([0, points.length]);
  for (const { start, end } of inside) edges.add(start).add(end);
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1] as number;
    return {
      text: points.slice(from, to).join(""),
      covering: inside.filter(({ start, end }) => start <= from && end >= to),
      ending: inside.filter(({ end }) => end === to),
    };
  });
}
