/** What is in sight: views, charts, the list of comments, language, theme. */

import { resolveTheme, store, type View } from "../store.js";
import type { Condition, Finding, Folder, Lang, ThemeChoice } from "../types.js";
import { putConditions, setFilter } from "./filtering.js";

export function chooseView(view: View): void {
  store.dispatch({ type: "view-chosen", view });
}

/** Shows all comments of the filter: what was searched for before would hide those behind a number. */
function showList(): void {
  store.dispatch({ type: "words-asked", asked: null });
  chooseView("comments");
}

/** Shows the comments behind a number. */
export function showComments(...conditions: Condition[]): void {
  putConditions(conditions);
  showList();
}

/** Shows the comments of the people who name all these categories. */
export function showTogether(categories: readonly string[]): void {
  const others = store.state.filter.filter(({ kind }) => kind !== "category");
  const each = categories.map((key): Condition => ({ kind: "category", keys: [key], sentiments: [] }));
  setFilter([...others, ...each]);
  showList();
}

/** Shows the comments that hold one of the words. */
export function showWords(label: string, patterns: readonly string[]): void {
  store.dispatch({ type: "words-asked", asked: { label, patterns } });
  chooseView("comments");
}

export function chooseFolder(folder: Folder): void {
  store.dispatch({ type: "folder-chosen", folder });
}

const VIEW_OF: Record<NonNullable<Finding["chart"]>["kind"], View> = {
  distribution: "overview",
  trend: "overview",
  sentiment: "overview",
  breakdown: "breakdowns",
  categories: "categories",
  drivers: "drivers",
};

/** Shows the chart behind a finding. */
export function showChart({ kind, column, by }: NonNullable<Finding["chart"]>): void {
  if (column !== null) store.dispatch({ type: "score-chosen", column });
  if (by !== null) store.dispatch({ type: "segment-chosen", column: by });
  chooseView(VIEW_OF[kind]);
}

export function chooseLanguage(lang: Lang): void {
  store.dispatch({ type: "language-chosen", lang });
}

export function chooseTheme(choice: ThemeChoice): void {
  store.dispatch({ type: "theme-chosen", choice, theme: resolveTheme(choice) });
}
