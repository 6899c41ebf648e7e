/** Parts of a comment that the list and the open comment share. */

import { html, nothing, type TemplateResult } from "lit";
import type { Words } from "../messages.js";
import { type Run, runs } from "../mentions.js";
import { categoryName, chosenScore, columnOf, nameOf, NPS_GROUPS, scoreName, sentimentName } from "../names.js";
import type { State } from "../store.js";
import type { CommentRow, Sentiment } from "../types.js";

export const SENTIMENTS: readonly Sentiment[] = ["positive", "neutral", "negative", "mixed"];

export const ICONS: Record<Sentiment, string> = {
  positive: "+",
  neutral: "○",
  negative: "−",
  mixed: "±",
};

/** Answers and segments shown beside a comment. */
const ANSWERS = 3;
const SEGMENTS = 4;

/** The answers that say most: to the score of the charts, then NPS, other metrics, and plain ratings. */
export function shownAnswers(state: State, { answers }: CommentRow): CommentRow["answers"] {
  const chosen = chosenScore(state)?.column;
  const rank = (column: number) => {
    if (column === chosen) return 0;
    const metric = columnOf(state, column)?.metric;
    return metric === "nps" ? 1 : metric ? 2 : 3;
  };
  return [...answers].sort((a, b) => rank(a.column) - rank(b.column)).slice(0, ANSWERS);
}

export function shownSegments({ segments }: CommentRow): CommentRow["segments"] {
  return segments.slice(0, SEGMENTS);
}

/** Sentiment, answers, date and segments in one line. */
export function commentHead(state: State, words: Words, row: CommentRow): TemplateResult {
  return html`
    <span class="sentiment ${row.sentiment}">
      <span aria-hidden="true" class="sentiment-icon">${ICONS[row.sentiment]}</span>
      ${sentimentName(words, row.sentiment)}
    </span>
    ${row.starred
      ? html`<span class="star" role="img" aria-label=${words.t("page.starred")}>★</span>`
      : nothing}
    ${shownAnswers(state, row).map((answer) => badge(state, words, answer))}
    ${row.date ? html`<time datetime=${row.date}>${words.day(row.date)}</time>` : nothing}
    ${shownSegments(row).map(
      ({ column, key }) =>
        html`<span class="tag" title=${nameOf(state, words, column)} translate="no">${key}</span>`,
    )}
    ${row.corrected ? html`<span>${words.t("page.corrected")}</span>` : nothing}
  `;
}

function badge(
  state: State,
  words: Words,
  { column, value }: CommentRow["answers"][number],
): TemplateResult {
  const metric = columnOf(state, column)?.metric ?? null;
  const group =
    metric === "nps" ? NPS_GROUPS.find((one) => value >= one.from && value <= one.to) : undefined;
  const name = scoreName(state, words, { column, metric }, 24);
  return html`<span class="badge ${group?.id ?? ""}">
    ${name} <strong>${words.number(value)}</strong>
    ${group ? html`<span>${words.t(`page.nps.one.${group.id}`)}</span>` : nothing}
  </span>`;
}

/** "− Delivery": sentiment as a sign, so that it never depends on colour. */
export function mentionName(state: State, words: Words, category: string, sentiment: Sentiment): string {
  return `${ICONS[sentiment]} ${categoryName(state, words, category)}`;
}

/** The text with its mentions marked, and their names under it. */
export function commentBody(state: State, words: Words, row: CommentRow): TemplateResult {
  const names = new Map(row.mentions.map((one) => [`${one.category} ${one.sentiment}`, one]));
  return html`<p class="comment-text" translate="no" lang=${languageOf(row)}
      >${runs(row.text, row.mentions).map(markedRun)}</p>
    <p class="comment-mentions">
      ${[...names.values()].map(
        ({ category, sentiment }) =>
          html`<span class="mention-name ${sentiment}"
            >${mentionName(state, words, category, sentiment)}</span
          >`,
      )}
    </p>`;
}

/** A run of the text, marked in the tone of the mention that covers it. */
export function markedRun(run: Run): TemplateResult | string {
  const strongest = run.covering[0];
  if (!strongest) return run.text;
  return html`<mark class="mention ${strongest.sentiment}">${run.text}</mark>`;
}

/** The language of a comment, for hyphenation and for screen readers. */
export function languageOf(row: CommentRow): string | typeof nothing {
  return row.language === "other" ? nothing : row.language;
}
