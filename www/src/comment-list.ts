/** Comments as a table for a spreadsheet: to hand on, or to call customers back. */

import { engine } from "./actions.js";
import { shownAnswers, shownSegments } from "./components/comment-parts.js";
import { harmless } from "./handing-out.js";
import type { Words } from "./messages.js";
import { capitalised, categoryName, nameOf, sentimentName } from "./names.js";
import { type State, store } from "./store.js";
import type { CommentQuery, CommentRow } from "./types.js";

/** Comments per request. */
const BATCH = 2000;

/**
 * All comments of a query as CSV, with what the list shows of each. The number of the answer is
 * its row in the survey, by which the owner of the file finds the customer; personal data stay masked,
 * and names, too, but where the query shows them. Null when the survey or its settings have changed meanwhile: some
 * rows would be of the one state and some of the other.
 */
export async function commentTable(state: State, words: Words, query: CommentQuery): Promise<Blob | null> {
  // Spreadsheets split at the sign that numbers leave free.
  const separator = words.number(0.5, 1).includes(",") ? ";" : ",";
  const line = (cells: readonly string[]) => `${cells.map((cell) => quoted(cell, separator)).join(separator)}\r\n`;
  const scores = new Set<number>();
  const segments = new Set<number>();
  const rows: CommentRow[] = [];
  for (let total = 1; rows.length < total; ) {
    const asked = engine.ask("comments", { query: { ...query, offset: rows.length, limit: BATCH } });
    const page = await asked.catch((error: unknown) => {
      if (changed(state)) return null;
      throw error;
    });
    if (!page || changed(state)) return null;
    if (page.rows.length === 0) break;
    total = page.total;
    for (const row of page.rows) {
      for (const { column } of shownAnswers(state, row)) scores.add(column);
      for (const { column } of shownSegments(row)) segments.add(column);
      rows.push(row);
    }
  }
  const named = [...scores, ...segments].map((column) => nameOf(state, words, column));
  const head = [
    words.t("page.row_number", { row: "" }).trim(),
    capitalised(words.t("role.date"), words.lang),
    ...named,
    words.t("page.sentiment"),
    words.t("page.categories"),
    capitalised(words.t("role.comment"), words.lang),
  ];
  const parts = rows.map((row) =>
    line([
      String(row.row + 1),
      row.date ?? "",
      ...[...scores].map((column) => String(row.answers.find((one) => one.column === column)?.value ?? "")),
      ...[...segments].map((column) => row.segments.find((one) => one.column === column)?.key ?? ""),
      sentimentName(words, row.sentiment),
      [...new Set(row.mentions.map((one) => categoryName(state, words, one.category)))].join(", "),
      row.text,
    ]),
  );
  // Without the mark at the beginning, Excel reads Polish letters as something else.
  return new Blob(["\uFEFF", line(head), ...parts], { type: "text/csv" });
}

/** True when the list is no longer of the survey in sight, as it was read and decided about. */
function changed({ settings, reading, second }: State): boolean {
  const now = store.state;
  return now.phase !== "ready" || now.settings !== settings || now.reading !== reading || now.second !== second;
}

function quoted(cell: string, separator: string): string {
  const safe = harmless(cell);
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
