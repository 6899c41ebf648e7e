import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { engine, putCondition, removeCondition, reportFault, toggleCondition } from "../actions.js";
import { runs } from "../mentions.js";
import {
  categoryName,
  chosenScore,
  columnOf,
  nameOf,
  NPS_GROUPS,
  npsGroupName,
  scoreName,
  sentimentName,
  shortened,
} from "../names.js";
import { store } from "../store.js";
import type {
  CommentOrder,
  CommentPage,
  CommentQuery,
  CommentRow,
  Condition,
  ScoreFigure,
  Sentiment,
} from "../types.js";
import { StoreElement } from "./element.js";

/** Comments on one page of the list: what is in the document stays small for any file. */
const PAGE = 30;
/** Pause after the last key before the search runs, in milliseconds. */
const SEARCH_PAUSE = 150;
/** A segment with more groups is not offered as a list to choose from. */
const MAX_GROUPS = 60;

const SENTIMENTS: readonly Sentiment[] = ["positive", "neutral", "negative", "mixed"];
const ORDERS: readonly CommentOrder[] = ["file", "newest", "lowest", "highest"];
const ICONS: Record<Sentiment, string> = {
  positive: "+",
  neutral: "○",
  negative: "−",
  mixed: "±",
};

interface Option {
  name: string;
  condition: Condition;
}

/** The comments themselves: search, filters, and one page of the list at a time. */
export class VocalComments extends StoreElement {
  static override properties = { answer: { state: true } };
  declare private answer: CommentPage | null;

  private asked = "";
  private timer = 0;

  constructor() {
    super();
    this.answer = null;
  }

  protected override updated(_changed: PropertyValues): void {
    void this.load();
  }

  private async load(): Promise<void> {
    const { filter, search, order, page, revision, phase, busy } = this.state;
    if (phase !== "ready" || busy) return;
    const query: CommentQuery = { filter, search, offset: page * PAGE, limit: PAGE, order };
    const key = JSON.stringify([revision, query]);
    if (key === this.asked) return;
    this.asked = key;
    try {
      const answer = await engine.ask("comments", { query });
      if (key === this.asked) this.answer = answer;
    } catch (error) {
      if (key === this.asked) reportFault(error);
    }
  }

  protected override render(): TemplateResult {
    const { state, words } = this;
    const title = html`<h2 class="visually-hidden">${words.t("page.view.comments")}</h2>`;
    if ((state.baseline?.text.n ?? 0) === 0) {
      return html`${title}<p class="card">${words.t("page.comments_no_column")}</p>`;
    }
    return html`${title} ${this.controls()} ${this.answer ? this.list(this.answer) : nothing}`;
  }

  private controls(): TemplateResult {
    const { state, words } = this;
    const score = chosenScore(state);
    return html`
      <div class="fields" role="search">
        <p class="field wide">
          <label for="comment-search">${words.t("page.search")}</label>
          <input
            id="comment-search"
            type="search"
            spellcheck="false"
            autocomplete="off"
            translate="no"
            .value=${state.search}
            @input=${this.onSearch}
          />
        </p>
        ${score ? this.scoreSelect(score) : nothing}
        ${this.select("comment-sentiment", "page.sentiment", this.sentimentOptions())}
        ${this.select("comment-category", "page.category", this.categoryOptions())}
        ${this.segmentSelects()}
        <p class="field">
          <label for="comment-order">${words.t("page.order")}</label>
          <select
            id="comment-order"
            @change=${(event: Event) =>
              store.dispatch({
                type: "ordered",
                order: (event.target as HTMLSelectElement).value as CommentOrder,
              })}
          >
            ${ORDERS.map(
              (order) =>
                html`<option value=${order} .selected=${order === state.order}>
                  ${words.t(`page.order.${order}`)}
                </option>`,
            )}
          </select>
        </p>
      </div>
    `;
  }

  private readonly onSearch = (event: Event): void => {
    const text = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => store.dispatch({ type: "searched", text }), SEARCH_PAUSE);
  };

  private scoreSelect(score: ScoreFigure): TemplateResult {
    const { state, words } = this;
    const range = (from: number, to: number): Condition => ({
      kind: "score",
      column: score.column,
      from,
      to,
    });
    const options =
      score.metric === "nps"
        ? NPS_GROUPS.map((group) => ({
            name: npsGroupName(words, group),
            condition: range(group.from, group.to),
          }))
        : score.distribution.map(([answer]) => ({
            name: words.number(answer),
            condition: range(answer, answer),
          }));
    return this.labelled("comment-score", scoreName(state, words, score), options);
  }

  private sentimentOptions(): Option[] {
    return SENTIMENTS.map((sentiment) => ({
      name: sentimentName(this.words, sentiment),
      condition: { kind: "sentiment", keys: [sentiment] },
    }));
  }

  private categoryOptions(): Option[] {
    const { state, words } = this;
    const categories = state.baseline?.categories ?? [];
    return categories
      .filter((category) => !category.hidden)
      .map(
        ({ id }): Option => ({
          name: categoryName(state, words, id),
          condition: { kind: "category", keys: [id], sentiments: [] },
        }),
      )
      .sort((a, b) => a.name.localeCompare(b.name, words.lang));
  }

  private segmentSelects(): TemplateResult[] {
    const { state, words } = this;
    const breakdowns = state.baseline?.breakdowns ?? [];
    const first = breakdowns[0]?.column;
    return breakdowns
      .filter((one) => one.column === first && one.groups.length <= MAX_GROUPS)
      .slice(0, 3)
      .map((one) =>
        this.labelled(
          `comment-segment-${one.by}`,
          shortened(nameOf(state, words, one.by), 40),
          one.groups
            .filter((group) => !group.hidden)
            .map((group) => ({
              name: group.key || words.t("page.blank_value"),
              condition: { kind: "segment", column: one.by, keys: [group.key] },
            })),
        ),
      );
  }

  private select(id: string, key: string, options: Option[]): TemplateResult {
    return this.labelled(id, this.words.t(key), options);
  }

  /** A list to choose one condition from; it shows what the filter holds, wherever it came from. */
  private labelled(id: string, label: string, options: Option[]): TemplateResult {
    const { words } = this;
    const sample = options[0]?.condition;
    const at = sample ? this.conditionLike(sample) : -1;
    const held = this.state.filter[at];
    const chosen = options.findIndex((one) => held && same(one.condition, held));
    return html`<p class="field">
      <label for=${id}>${label}</label>
      <select
        id=${id}
        @change=${(event: Event) => {
          const option = options[Number((event.target as HTMLSelectElement).value)];
          if (option) putCondition(option.condition);
          else if (at >= 0) removeCondition(at);
        }}
      >
        <option value="-1" .selected=${!held}>${words.t("page.all")}</option>
        ${held && chosen < 0
          ? html`<option value="-2" disabled .selected=${true}>
              ${words.t("page.as_in_filter")}
            </option>`
          : nothing}
        ${options.map(
          (one, i) =>
            html`<option value=${i} .selected=${i === chosen}>${one.name}</option>`,
        )}
      </select>
    </p>`;
  }

  private conditionLike(sample: Condition): number {
    return this.state.filter.findIndex((held) => {
      if (held.kind !== sample.kind) return false;
      if (held.kind === "segment" || held.kind === "score") {
        return held.column === (sample as typeof held).column;
      }
      return true;
    });
  }

  private list(answer: CommentPage): TemplateResult {
    const { words, state } = this;
    if (answer.withheld) {
      const min = state.settings.min_quotes ?? 10;
      return html`<p class="card" role="status">${words.t("page.comments_withheld", { min })}</p>`;
    }
    if (answer.total === 0) {
      return html`<p class="card" role="status">${words.t("page.comments_none")}</p>`;
    }
    return html`
      <p class="list-count" role="status">${words.t("page.comments_found", { count: answer.total })}</p>
      <ul class="comments" tabindex="-1">
        ${repeat(
          answer.rows,
          (row) => `${row.row}-${row.column}`,
          (row) => html`<li>${this.comment(row)}</li>`,
        )}
      </ul>
      ${answer.total > PAGE ? this.pager(answer.total) : nothing}
    `;
  }

  private comment(row: CommentRow): TemplateResult {
    const { state, words } = this;
    return html`<article class="card comment">
      <header class="comment-head">
        <span class="sentiment ${row.sentiment}">
          <span aria-hidden="true" class="sentiment-icon">${ICONS[row.sentiment]}</span>
          ${sentimentName(words, row.sentiment)}
        </span>
        ${row.answers.slice(0, 3).map((answer) => this.badge(answer.column, answer.value))}
        ${row.date ? html`<time datetime=${row.date}>${words.day(row.date)}</time>` : nothing}
        ${row.segments.slice(0, 4).map(
          ({ column, key }) =>
            html`<span class="tag" title=${nameOf(state, words, column)} translate="no">${key}</span>`,
        )}
      </header>
      <p
        class="comment-text"
        translate="no"
        lang=${row.language === "other" ? nothing : row.language}
      >${runs(row.text, row.mentions).map((run) => this.run(run))}</p>
      <footer class="muted">${this.origin(row)}</footer>
    </article>`;
  }

  private origin(row: CommentRow): string {
    const { state, words } = this;
    const several = (state.reading?.columns.filter((one) => one.role === "comment").length ?? 0) > 1;
    const place = words.t("page.row_number", { row: row.row + 1 });
    return several ? `${place} · ${shortened(nameOf(state, words, row.column), 80)}` : place;
  }

  private badge(column: number, value: number): TemplateResult {
    const { state, words } = this;
    const metric = columnOf(state, column)?.metric ?? null;
    const group =
      metric === "nps" ? NPS_GROUPS.find((one) => value >= one.from && value <= one.to) : undefined;
    const name = metric ? words.t(`metric.${metric}`) : shortened(nameOf(state, words, column), 24);
    return html`<span class="badge ${group?.id ?? ""}">
      ${name} <strong>${words.number(value)}</strong>
      ${group ? html`<span>${words.t(`page.nps.one.${group.id}`)}</span>` : nothing}
    </span>`;
  }

  private run(run: ReturnType<typeof runs>[number]): TemplateResult | string {
    const strongest = run.covering[0];
    if (!strongest) return run.text;
    return html`<mark class="mention ${strongest.sentiment}">${run.text}</mark>${run.ending.map(
        (mention) => this.mentionLabel(mention.category, mention.sentiment),
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
    ><span aria-hidden="true">${ICONS[sentiment]} ${name}</span></button>`;
  }

  private pager(total: number): TemplateResult {
    const { state, words } = this;
    const last = Math.ceil(total / PAGE) - 1;
    const from = state.page * PAGE + 1;
    const to = Math.min(total, from + PAGE - 1);
    return html`<nav class="pager" aria-label=${words.t("page.pages")}>
      <button type="button" ?disabled=${state.page === 0} @click=${() => this.turn(state.page - 1)}>
        ${words.t("page.previous")}
      </button>
      <span>${words.t("page.range_of", { from, to, total })}</span>
      <button
        type="button"
        ?disabled=${state.page >= last}
        @click=${() => this.turn(state.page + 1)}
      >
        ${words.t("page.next")}
      </button>
    </nav>`;
  }

  /** Turns the page and puts the reader at its beginning. */
  private turn(page: number): void {
    store.dispatch({ type: "page-turned", page });
    const list = this.querySelector<HTMLElement>(".comments");
    list?.focus({ preventScroll: true });
    this.scrollIntoView();
  }
}

function same(a: Condition, b: Condition): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

customElements.define("vocal-comments", VocalComments);
