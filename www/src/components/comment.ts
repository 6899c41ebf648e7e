import { html, nothing, type TemplateResult } from "lit";
import { decide, decisionOf, toggleCondition } from "../actions.js";
import { type Run, runs } from "../mentions.js";
import { categoryName, sentimentName, shortNameOf } from "../names.js";
import type { CommentRow, Decision, DecisionChange, Sentiment } from "../types.js";
import {
  commentHead,
  ICONS,
  languageOf,
  markedRun,
  mentionName,
  SENTIMENTS,
} from "./comment-parts.js";
import { choiceToDo, type Option, textOf } from "./choices.js";
import { StoreElement } from "./element.js";

type Decided = NonNullable<Decision["mentions"]>;

/** One comment in full, with everything that can be decided about it. */
export class VocalComment extends StoreElement {
  static override properties = {
    row: { attribute: false },
    position: { type: Number },
    total: { type: Number },
  };
  declare row: CommentRow | undefined;
  declare position: number;
  declare total: number;

  protected override render(): TemplateResult {
    const { row, words, state } = this;
    if (!row) return html`<div class="card comment-full" aria-busy="true"></div>`;
    const { key } = row;
    return html`<section class="card comment-full" aria-labelledby="comment-open">
      <h3 id="comment-open" tabindex="-1">
        ${words.t("page.comment_of", { number: this.position + 1, total: this.total })}
      </h3>
      <div class="comment-head">${commentHead(state, words, row)}</div>
      ${row.sensitive
        ? html`<p class="banner">${words.t(`page.sensitive.${row.sensitive}`)}</p>`
        : nothing}
      <p class="comment-text" translate="no" lang=${languageOf(row)}
        >${runs(row.text, row.mentions).map((run) => this.run(run))}</p>
      <p class="muted">${this.origin(row)}</p>
      <p class="buttons">
        <button
          type="button"
          id="comment-star"
          aria-pressed=${row.starred}
          @click=${() => decide(key, { starred: !decisionOf(key).starred })}
        >
          <span aria-hidden="true">${row.starred ? "★" : "☆"}</span> ${words.t("page.star")}
          <kbd>S</kbd>
        </button>
        <button
          type="button"
          id="comment-copy"
          @click=${() => this.dispatchEvent(new CustomEvent("comment-copy"))}
        >
          ${words.t("page.copy_text")} <kbd>C</kbd>
        </button>
      </p>
      ${this.sentiments(row)} ${this.categories(row)}
      ${row.corrected
        ? html`<p class="buttons">
            <button
              type="button"
              class="quiet"
              id="comment-reset"
              @click=${() => {
                void decide(key, RESET);
                // The button goes away once the figures are back.
                this.querySelector<HTMLElement>("#comment-open")?.focus();
              }}
            >
              ${words.t("page.correction_undo")}
            </button>
          </p>`
        : nothing}
      <p class="muted">${words.t("hint.correction")}</p>
    </section>`;
  }

  private run(run: Run): TemplateResult {
    return html`${markedRun(run)}${run.ending.map((mention) =>
      this.mentionLabel(mention.category, mention.sentiment),
    )}`;
  }

  private mentionLabel(category: string, sentiment: Sentiment): TemplateResult {
    const { state, words } = this;
    const name = categoryName(state, words, category);
    const label = words.t("page.mention", { name, sentiment: sentimentName(words, sentiment) });
    return html`<button
      type="button"
      class="mention-label ${sentiment}"
      lang=${words.lang}
      aria-label=${label}
      title=${label}
      @click=${() => toggleCondition({ kind: "category", keys: [category], sentiments: [] })}
    ><span aria-hidden="true">${mentionName(state, words, category, sentiment)}</span></button>`;
  }

  private origin(row: CommentRow): string {
    const { state, words } = this;
    const several = (state.reading?.columns.filter((one) => one.role === "comment").length ?? 0) > 1;
    const place = words.t("page.row_number", { row: row.row + 1 });
    return several ? `${place} · ${shortNameOf(state, words, row.column, 80)}` : place;
  }

  private sentiments(row: CommentRow): TemplateResult {
    const { words } = this;
    return html`<div class="field">
      <span class="muted" id="comment-sentiment-label">${words.t("page.sentiment")}</span>
      <div class="segmented wrap" role="group" aria-labelledby="comment-sentiment-label">
        ${SENTIMENTS.map(
          (sentiment, at) =>
            html`<button
              type="button"
              id="correct-${sentiment}"
              aria-pressed=${sentiment === row.sentiment}
              @click=${() => decide(row.key, { sentiment })}
            >
              <span aria-hidden="true">${ICONS[sentiment]}</span>
              ${sentimentName(words, sentiment)} <kbd>${at + 1}</kbd>
            </button>`,
        )}
      </div>
    </div>`;
  }

  /** The button of a category goes away with it, so the focus moves to its neighbour. */
  private refocus(at: number): void {
    void this.updateComplete.then(() => {
      const left = this.querySelectorAll<HTMLElement>(".corrections button");
      (left[Math.min(at, left.length - 1)] ?? this.querySelector<HTMLElement>("#category-add"))?.focus();
    });
  }

  private categories(row: CommentRow): TemplateResult {
    const { words, state } = this;
    // A decision that was taken just before is in force, though its figures are not back yet.
    const held = decisionOf(row.key).mentions ?? mentionsOf(row);
    const others = (state.codebook?.categories ?? [])
      .filter(({ id }) => !held.some((one) => one.category === id))
      .map(({ id }): Option<string> => [id, categoryName(state, words, id)])
      .sort(([, a], [, b]) => a.localeCompare(b, words.lang));
    const set = (mentions: Decided) => void decide(row.key, { mentions });
    return html`<div class="field">
      <span class="muted">${words.t("page.categories")}</span>
      <ul class="corrections">
        ${held.map(({ category, sentiment }, at) => {
          const name = categoryName(state, words, category);
          return html`<li>
            <span>${name}</span>
            <select
              aria-label=${words.t("page.sentiment_of", { name })}
              @change=${(event: Event) =>
                set(
                  held.map((one, i) =>
                    i === at
                      ? { category, sentiment: textOf(event) as Sentiment }
                      : one,
                  ),
                )}
            >
              ${SENTIMENTS.map(
                (one) =>
                  html`<option value=${one} .selected=${one === sentiment}>
                    ${sentimentName(words, one)}
                  </option>`,
              )}
            </select>
            <button
              type="button"
              class="quiet"
              aria-label=${words.t("page.category_remove", { name })}
              @click=${() => {
                set(held.filter((_, i) => i !== at));
                this.refocus(at);
              }}
            >
              <span aria-hidden="true">×</span>
            </button>
          </li>`;
        })}
      </ul>
      <p class="buttons">
        ${choiceToDo(
          "category-add",
          words.t("page.category_add"),
          others,
          words.t("page.add"),
          words.t("page.category_add"),
          false,
          (category) => set([...held, { category, sentiment: row.sentiment }]),
        )}
      </p>
    </div>`;
  }
}

/** What takes a correction back; a star stays. */
const RESET: DecisionChange = { sentiment: null, mentions: null };

/** The categories of a comment, each once. */
function mentionsOf(row: CommentRow): Decided {
  const found = new Map<string, Sentiment>();
  for (const { category, sentiment } of row.mentions) {
    if (!found.has(category)) found.set(category, sentiment);
  }
  return [...found].map(([category, sentiment]) => ({ category, sentiment }));
}

customElements.define("vocal-comment", VocalComment);
